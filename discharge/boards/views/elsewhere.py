"""People of ours in others' beds, and people of other areas in ours."""

from flask import render_template
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.boards import queries
from discharge.boards.commands.elsewhere import note_placed_elsewhere_shown
from discharge.boards.pages.elsewhere import ElsewherePage
from discharge.boards.views.blueprint import bp
from discharge.core.web import look, now, requires


@bp.get("/placed-elsewhere")
@requires(Permission.PLACE_ELSEWHERE)
def placed_elsewhere() -> ResponseReturnValue:
    seen = look(queries.elsewhere.placed_elsewhere, note_placed_elsewhere_shown, now=now())
    return render_template("boards/placed_elsewhere.html", page=ElsewherePage.of(seen))
