"""The after-discharge list, and days lost while a decision was awaited."""

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.core.db import db
from discharge.core.web import look, now, requires
from discharge.funding.commands.seeing import note_after_shown
from discharge.funding.pages.lists import SPANS, AfterPage, WaitsPage
from discharge.funding.queries.after import after_discharge
from discharge.funding.queries.waits import waits_lost
from discharge.funding.views.blueprint import bp


@bp.get("/funding/after-discharge")
@requires(Permission.WORK_FUNDING)
def after() -> ResponseReturnValue:
    found = look(after_discharge, note_after_shown, now=now())
    return render_template("funding/after.html", page=AfterPage.of(found))


@bp.get("/funding/waits")
@requires(Permission.WORK_FUNDING)
def waits() -> ResponseReturnValue:
    """Nobody is named here, so no viewing of a person is kept."""
    asked = request.args.get("days", "")
    days = next((number for number in SPANS if str(number) == asked), next(iter(SPANS)))
    found = waits_lost(db.session, g.actor, days, now=now())
    return render_template("funding/waits.html", page=WaitsPage.of(found))
