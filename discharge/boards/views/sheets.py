"""Paper for the round. Opening a sheet counts as printing it."""

from uuid import UUID

from flask import g, render_template
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.boards import commands, queries
from discharge.boards.pages.sheets import SheetPage
from discharge.boards.views.blueprint import bp
from discharge.core.db import db
from discharge.core.web import look, now, requires


@bp.get("/wards/<uuid:ward_id>/round-sheet")
@requires(Permission.SEE_STAYS)
def round_sheet(ward_id: UUID) -> ResponseReturnValue:
    board = look(queries.board.ward_board, commands.note_sheet_printed, ward_id, now=now())
    page = SheetPage.of(board, printed_by=g.actor.name, is_blank=False, now=now())
    return render_template("boards/sheet.html", page=page)


@bp.get("/wards/<uuid:ward_id>/blank-sheet")
@requires(Permission.SEE_STAYS)
def blank_sheet(ward_id: UUID) -> ResponseReturnValue:
    board = queries.board.ward_board(db.session, g.actor, ward_id, now=now())
    page = SheetPage.of(board, printed_by=g.actor.name, is_blank=True, now=now())
    return render_template("boards/sheet.html", page=page)
