"""The board of one ward."""

from datetime import timedelta
from uuid import UUID

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.boards import commands, queries
from discharge.boards.pages.ward import WardPage
from discharge.boards.views.blueprint import bp
from discharge.core.db import db
from discharge.core.web import look, now, requires

OPENED_LATELY = timedelta(hours=12)  # as long as a session lasts: a refresh without an opening is an opening


@bp.get("/wards/<uuid:ward_id>")
@requires(Permission.SEE_STAYS)
def ward(ward_id: UUID) -> ResponseReturnValue:
    show, sort = request.args.get("show", ""), request.args.get("sort", "")
    if "X-Refresh" in request.headers:
        board = queries.board.ward_board(db.session, g.actor, ward_id, now=now())
        if board.shown_at is not None and now() - board.shown_at < OPENED_LATELY:
            return render_template("boards/_ward.html", page=WardPage.of(board, show=show, sort=sort, now=now()))
    board = look(queries.board.ward_board, commands.note_board_shown, ward_id, now=now())
    page = WardPage.of(board, show=show, sort=sort, now=now())
    return render_template("boards/_ward.html" if "X-Refresh" in request.headers else "boards/ward.html", page=page)
