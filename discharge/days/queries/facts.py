"""What is recorded that may have made a day red: for prompts, which only put a reason first."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.clock import last_moment_of
from discharge.days.queries.views import PlanView
from discharge.days.rules.prompts import DayFacts
from discharge.places.models import Ward
from discharge.places.queries import holidays, policy
from discharge.places.rules.calendar import is_working_day
from discharge.places.rules.policy import Key
from discharge.stays.models import Stay
from discharge.stays.queries.progress import Ready, ledgers, ready_periods
from discharge.stays.rules.edd import has_passed
from discharge.stays.rules.ready import is_ready_on


def day_facts(
    session: Session,
    actor: Actor,
    ward: Ward,
    stays: Sequence[Stay],
    day: date,
    *,
    plans: Mapping[UUID, PlanView],
    now: datetime,
) -> Mapping[UUID, DayFacts]:
    """The facts of each stay about one day of a ward, in three statements however many people there are.

    plans: those of the day (`marks.plans_on`): a planned step is taken as missed until the day is marked green.
    """
    stay_ids = [stay.id for stay in stays]
    edds = ledgers(session, actor, stay_ids, now=now)
    periods = ready_periods(session, actor, stay_ids, now=now)
    hours = policy(session, Key.EDD_DUE_HOURS, organisation_id=ward.organisation_id, ward_id=ward.id, day=day)
    until = min(now, last_moment_of(day))
    found = {}
    for stay in stays:
        is_ready, reason = _ready_on(day, periods.get(stay.id, ()))
        edd = edds[stay.id].current if stay.id in edds else None
        plan = plans.get(stay.id)
        found[stay.id] = DayFacts(
            is_weekday=is_working_day(day, holidays()),
            is_set_up_due=until >= stay.admitted_at + timedelta(hours=hours),
            has_edd=edd is not None,
            has_purpose=bool(stay.purpose),
            has_criteria=bool(stay.discharge_criteria),
            is_edd_passed=has_passed(edd, today=day, is_ready=is_ready),
            missed_steps=tuple(step.code for step in plan.steps if step.code) if plan else (),
            is_ready=is_ready,
            ready_reason=reason,
            is_planned_discharge_reached=stay.planned_discharge_on is not None and stay.planned_discharge_on <= day,
        )
    return found


def _ready_on(day: date, periods: Sequence[Ready]) -> tuple[bool, str | None]:
    for each in periods:
        if is_ready_on(day, [each.dates]):
            reason = each.reason_on(day)
            return True, reason.reason if reason else None
    return False, None
