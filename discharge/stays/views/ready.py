"""Clinically ready: made ready, a change of reason, no longer ready, and wrong dates put right."""

from contextlib import suppress
from datetime import date
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.core.clock import local_date
from discharge.core.db import db
from discharge.core.errors import NotFound, RuleBroken
from discharge.core.web import now, requires, submit
from discharge.stays.commands.ready import change_reason, correct_ready_dates, end_ready, make_ready
from discharge.stays.forms.ready import NoLongerReadyForm, ReadyDatesForm, ReadyForm, ReadyReasonForm
from discharge.stays.models import Stay
from discharge.stays.pages.plan import FormPage, ReadyPage
from discharge.stays.policies import may_set_clinical_facts
from discharge.stays.queries.progress import Ready, ready_of, ready_periods
from discharge.stays.rules.codes import READY_REASONS
from discharge.stays.rules.ready import ReadyPeriod, check_period
from discharge.stays.views.blueprint import bp
from discharge.stays.views.opening import opened
from discharge.stays.views.sending import send, show


@bp.route("/stays/<uuid:stay_id>/ready", methods=["GET", "POST"])
@requires(Permission.SET_CLINICAL_FACTS)
def ready(stay_id: UUID) -> ResponseReturnValue:
    stay, who = opened(stay_id, may_set_clinical_facts)
    form = ReadyForm(data=_proposed())
    done = submit(make_ready, lambda: form.command(stay_id), form, to=who.back, says="Clinically ready: saved")
    if done is not None:
        return done
    if form.is_submitted():
        _judge_day(form, stay)
    elif _now_ready(stay_id):
        return redirect(url_for("stays.ready_reason", stay_id=stay_id))
    return render_template("stays/ready.html", page=FormPage(form=form, who=who))


@bp.route("/stays/<uuid:stay_id>/ready/reason", methods=["GET", "POST"])
@requires(Permission.SET_CLINICAL_FACTS)
def ready_reason(stay_id: UUID) -> ResponseReturnValue:
    _stay, who = opened(stay_id, may_set_clinical_facts)
    period = _now_ready(stay_id)
    if period is None:
        raise RuleBroken("", "The person is not clinically ready now. Open their page again.")
    form = ReadyReasonForm(data={"from_on": local_date(now())})
    if not form.is_submitted():
        form.version.data = str(period.period.version)
    done, conflict = send(change_reason, lambda: form.command(stay_id), form, to=who.back, says="Main reason saved")
    if done is not None:
        return done
    if conflict:
        form.version.data = str(period.period.version)
    page = ReadyPage.about(who, form, period, now(), conflict)
    return show("stays/ready_reason.html", page, conflict)


@bp.route("/stays/<uuid:stay_id>/no-longer-ready", methods=["GET", "POST"])
@requires(Permission.SET_CLINICAL_FACTS)
def no_longer_ready(stay_id: UUID) -> ResponseReturnValue:
    _stay, who = opened(stay_id, may_set_clinical_facts)
    period = _now_ready(stay_id)
    if period is None:
        raise RuleBroken("", "The person is not clinically ready now. Open their page again.")
    form = NoLongerReadyForm(data={"ended_on": local_date(now()), "period_id": str(period.period.id)})
    done = submit(end_ready, lambda: form.command(stay_id), form, to=who.back, says="No longer clinically ready: saved")
    if done is not None:
        return done
    return render_template("stays/no_longer_ready.html", page=ReadyPage.about(who, form, period, now()))


@bp.route("/stays/<uuid:stay_id>/ready/<uuid:period_id>/dates", methods=["GET", "POST"])
@requires(Permission.SET_CLINICAL_FACTS)
def ready_dates(stay_id: UUID, period_id: UUID) -> ResponseReturnValue:
    _stay, who = opened(stay_id, may_set_clinical_facts)
    periods = ready_periods(db.session, g.actor, [stay_id], now=now()).get(stay_id, ())
    found = next((each for each in periods if each.period.id == period_id), None)
    if found is None:
        raise NotFound
    period = found.period
    dates = {"started_on": period.started_on, "ended_on": period.ended_on}
    form = ReadyDatesForm(data=dates, has_ended=period.ended_on is not None)
    if not form.is_submitted():
        form.version.data = str(period.version)
    done, conflict = send(
        correct_ready_dates, lambda: form.command(stay_id, period_id), form, to=who.back, says="Dates saved"
    )
    if done is not None:
        return done
    if conflict:
        form.version.data = str(period.version)
    page = ReadyPage.about(who, form, found, now(), conflict)
    return show("stays/ready_dates.html", page, conflict)


def _judge_day(form: ReadyForm, stay: Stay) -> None:
    """Say what is wrong with the day too when other fields are, so that nobody corrects the form twice."""
    if form.started_on.data is None:
        return
    periods = ready_periods(db.session, g.actor, [stay.id], now=now()).get(stay.id, ())
    begun, others = ReadyPeriod(form.started_on.day), [each.dates for each in periods]
    try:
        check_period(begun, others, admitted_on=stay.admitted_on, left_on=stay.left_on, today=local_date(now()))
    except RuleBroken as broken:
        form.add_error(broken)


def _proposed() -> dict[str, date | str]:
    """What a ward list says, carried by the link that leads here: filled in, for a person to confirm."""
    found: dict[str, date | str] = {}
    with suppress(ValueError):
        found["started_on"] = date.fromisoformat(request.args.get("since", ""))
    reason = READY_REASONS.get(request.args.get("reason"))
    if reason is not None and reason.is_current:
        found |= {"reason": reason.code, "attributable_to": reason.suggested_attributable}
    return found


def _now_ready(stay_id: UUID) -> Ready | None:
    return ready_of(db.session, g.actor, stay_id, now=now())
