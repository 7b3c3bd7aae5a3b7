"""What lists leave for the people of a ward: differences, and who is not on them any more."""

from uuid import UUID

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.core.db import db
from discharge.core.errors import NotFound
from discharge.core.web import look, now, requires, run
from discharge.interop.commands.settling import note_differences_shown, note_missing_shown, note_unsettled_shown
from discharge.interop.commands.settling import settle as settle_it
from discharge.interop.forms import SettleForm
from discharge.interop.pages.settling import DifferencesPage, missing_page, settled_words, unsettled_page
from discharge.interop.queries.differences import differences_of_stay, not_on_list, unsettled
from discharge.interop.rules.columns import Beside, Field
from discharge.interop.views.blueprint import bp
from discharge.stays.policies import may_edit
from discharge.stays.queries.base import get_stay


@bp.get("/stays/<uuid:stay_id>/differences")
@requires(Permission.SEE_STAYS)
def differences(stay_id: UUID) -> ResponseReturnValue:
    stay = look(get_stay, note_differences_shown, stay_id, now=now())
    found = differences_of_stay(db.session, stay_id, now=now())
    page = DifferencesPage.of(stay, found, may_settle=may_edit(g.actor, stay))
    return render_template("interop/differences.html", page=page)


@bp.post("/stays/<uuid:stay_id>/differences/<field>")
@requires(Permission.EDIT_STAYS)
def settle(stay_id: UUID, field: str) -> ResponseReturnValue:
    found = next((one for one in (*Field, *Beside) if one == field), None)
    if found is None:
        raise NotFound
    form = SettleForm()
    if not form.validate_on_submit():
        return redirect(url_for("interop.differences", stay_id=stay_id))
    command = form.command(stay_id, found)
    return run(
        settle_it,
        command,
        form,
        to=url_for("interop.differences", stay_id=stay_id),
        says=lambda is_done: settled_words(command, is_done=is_done),
    )


@bp.get("/ward-lists/missing")
@requires(Permission.SEE_STAYS)
def missing() -> ResponseReturnValue:
    page = missing_page(look(not_on_list, note_missing_shown, now=now()))
    return render_template("interop/missing.html", page=page)


@bp.get("/ward-lists/differences")
@requires(Permission.SEE_STAYS)
def people_with_differences() -> ResponseReturnValue:
    page = unsettled_page(look(unsettled, note_unsettled_shown, now=now()))
    return render_template("interop/unsettled.html", page=page)
