"""A screen on a ward's wall: one ward, read only, no links into records, no time-out."""

from http import HTTPStatus

from flask import Response, g, render_template, request
from flask.typing import ResponseReturnValue

from discharge.access.queries.wall import actor_of_device, paired_device
from discharge.access.rules.wall import COOKIE
from discharge.boards import commands, queries
from discharge.boards.pages.links import link
from discharge.boards.pages.wall import WallPage
from discharge.boards.views.blueprint import bp
from discharge.core.clock import local_date
from discharge.core.db import db
from discharge.core.errors import NotFound
from discharge.core.transaction import write_transaction
from discharge.core.web import now, public


@bp.get("/wall")
@public
def wall() -> ResponseReturnValue:
    try:
        device = paired_device(db.session, request.cookies.get(COOKIE, ""), now=now())
    except NotFound:
        if "X-Refresh" in request.headers:
            return Response(status=HTTPStatus.UNAUTHORIZED)
        return render_template("boards/wall_unpaired.html", pair_href=link("access.pair_wall"))
    actor = actor_of_device(device, request_id=g.request_id)
    board = queries.board.ward_board(db.session, actor, device.ward_id, now=now())
    page = WallPage.of(board, level=device.privacy_level, now=now())
    if device.last_shown_on != local_date(now()).isoformat():
        with write_transaction(db.session) as session:
            commands.note_wall_shown(session, commands.WallShown(device.id, board), actor=actor, now=now())
    return render_template("boards/_wall.html" if "X-Refresh" in request.headers else "boards/wall.html", page=page)
