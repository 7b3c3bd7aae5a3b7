"""The estimated discharge date, who is asked for a new one, and the planned discharge date."""

from uuid import UUID

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.core.clock import local_date
from discharge.core.db import db
from discharge.core.web import now, requires, submit
from discharge.stays.commands.edd import answer_passed_edd, set_edd, set_planned_date
from discharge.stays.forms.edd import AskEddForm, EddForm, PlannedDateForm
from discharge.stays.pages.plan import EddPage, FormPage
from discharge.stays.policies import may_edit
from discharge.stays.queries.progress import Ledger, ledger_of, ready_of
from discharge.stays.rules.edd import has_passed
from discharge.stays.views.blueprint import bp
from discharge.stays.views.opening import opened
from discharge.stays.views.sending import send, show


@bp.route("/stays/<uuid:stay_id>/edd", methods=["GET", "POST"])
@requires(Permission.EDIT_STAYS)
def edd(stay_id: UUID) -> ResponseReturnValue:
    _stay, who = opened(stay_id, may_edit)
    form = EddForm(number=ledger_of(db.session, g.actor, stay_id, now=now()).number)
    done, conflict = send(
        set_edd, lambda: form.command(stay_id), form, to=who.back, says="Estimated discharge date saved"
    )
    if done is not None:
        return done
    ledger = ledger_of(db.session, g.actor, stay_id, now=now())
    if conflict:
        form.version.data = str(ledger.number)
    is_ready = ready_of(db.session, g.actor, stay_id, now=now()) is not None
    page = EddPage.of(
        who,
        form,
        ledger,
        is_frozen=is_ready,
        planned_href=url_for("stays.planned_date", stay_id=stay_id),
        awaited_href=_where_awaited(stay_id, ledger, is_ready=is_ready),
        conflict=conflict,
    )
    return show("stays/edd.html", page, conflict)


def _where_awaited(stay_id: UUID, ledger: Ledger, *, is_ready: bool) -> str:
    """Where a wait is recorded instead of moving the date: beside a passed one, else in today's mark."""
    today = local_date(now())
    if has_passed(ledger.current, today=today, is_ready=is_ready):
        return url_for("stays.ask_edd", stay_id=stay_id)
    return url_for("days.mark", stay_id=stay_id, date=today)


@bp.route("/stays/<uuid:stay_id>/edd/passed", methods=["GET", "POST"])
@requires(Permission.EDIT_STAYS)
def ask_edd(stay_id: UUID) -> ResponseReturnValue:
    _stay, who = opened(stay_id, may_edit)
    form = AskEddForm()
    done = submit(answer_passed_edd, lambda: form.command(stay_id, now()), form, to=who.back, says="Saved")
    if done is not None:
        return done
    return render_template("stays/ask_edd.html", page=FormPage(form=form, who=who))


@bp.route("/stays/<uuid:stay_id>/planned-date", methods=["GET", "POST"])
@requires(Permission.EDIT_STAYS)
def planned_date(stay_id: UUID) -> ResponseReturnValue:
    stay, who = opened(stay_id, may_edit)
    form = PlannedDateForm(data={"planned_on": stay.planned_discharge_on})
    if not form.is_submitted():
        form.begin(stay.planned_discharge_on)
    done, conflict = send(
        set_planned_date, lambda: form.command(stay_id), form, to=who.back, says="Planned discharge date saved"
    )
    if done is not None:
        return done
    if conflict:
        form.begin(stay.planned_discharge_on)
    page = FormPage(form=form, who=who, conflict=conflict)
    return show("stays/planned_date.html", page, conflict)
