"""The board of one ward."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.boards import commands, queries
from discharge.boards.pages.ward import WardPage
from discharge.boards.views.blueprint import bp
from discharge.core.web import look, now, requires


@bp.get("/wards/<uuid:ward_id>")
@requires(Permission.SEE_STAYS)
def ward(ward_id: UUID) -> ResponseReturnValue:
    board = look(queries.board.ward_board, commands.note_board_shown, ward_id, now=now())
    return render_template("boards/ward.html", page=WardPage.of(board))
