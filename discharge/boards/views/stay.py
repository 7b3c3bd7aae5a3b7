"""The page of one stay."""

from uuid import UUID

from flask import g, render_template
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.boards import commands
from discharge.boards.pages.stay.page import StayPage
from discharge.boards.queries.stay import whole_stay
from discharge.boards.views.blueprint import bp
from discharge.core.web import look, now, requires


@bp.get("/stays/<uuid:stay_id>")
@requires(Permission.SEE_STAYS)
def stay(stay_id: UUID) -> ResponseReturnValue:
    whole = look(whole_stay, commands.note_stay_shown, stay_id, now=now())
    return render_template("boards/stay.html", page=StayPage.of(whole, g.actor))
