"""A screen on a ward's wall: one ward, read only, no links into records, no time-out."""

from datetime import timedelta
from http import HTTPStatus

from flask import Response, current_app, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from discharge.access.commands import collect_token
from discharge.access.queries.wall import actor_of_device, paired_device
from discharge.access.queries.walls import is_confirmed
from discharge.access.rules.wall import COOKIE
from discharge.access.rules.walls import LONGEST_DAYS, new_code
from discharge.boards import commands, queries
from discharge.boards.pages.wall import WallPage
from discharge.boards.views.blueprint import bp
from discharge.core.clock import local_date
from discharge.core.db import db
from discharge.core.errors import NotFound
from discharge.core.transaction import carry_out, write_transaction
from discharge.core.web import now, public


@bp.get("/wall")
@public
def wall() -> ResponseReturnValue:
    try:
        device = paired_device(db.session, request.cookies.get(COOKIE, ""), now=now())
    except NotFound:
        if "X-Refresh" in request.headers:
            return Response(status=HTTPStatus.UNAUTHORIZED)
        return _pair()
    actor = actor_of_device(device, request_id=g.request_id)
    board = queries.board.ward_board(db.session, actor, device.ward_id, now=now())
    page = WallPage.of(board, level=device.privacy_level, now=now())
    if device.last_shown_on != local_date(now()).isoformat():
        with write_transaction(db.session) as writing:
            commands.note_wall_shown(writing, commands.WallShown(device.id, board), actor=actor, now=now())
    return render_template("boards/_wall.html" if "X-Refresh" in request.headers else "boards/wall.html", page=page)


def _pair() -> ResponseReturnValue:
    """Show this screen's code; once a ward manager has typed it, keep the token and show the ward."""
    code = session.setdefault("wall_code", new_code())
    if not is_confirmed(db.session, code, now=now()):
        return render_template("boards/wall_unpaired.html", code=code), {"Refresh": "10"}  # asks again by itself
    token = carry_out(db.session, collect_token, code, actor=g.actor, now=now())
    session.pop("wall_code")
    answer = redirect(url_for("boards.wall"))
    if token:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        kept_for = timedelta(days=LONGEST_DAYS)
        answer.set_cookie(COOKIE, token, max_age=kept_for, path="/wall", secure=secure, httponly=True, samesite="Lax")
    return answer
