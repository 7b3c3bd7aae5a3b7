"""Marks and plans of many people at once, in one statement whatever their number."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.days.models import DayMark, DayPlan
from discharge.days.queries.views import MARK_COLUMNS, MarkView, PlanView, mark_in
from discharge.days.rules.mark import Colour
from discharge.days.rules.steps import kept_steps
from discharge.stays.models import Stay
from discharge.stays.policies import visible_to


@dataclass(frozen=True, slots=True)
class ShortMark:
    """As much of a mark as a strip of days shows. reason: a code, for red. absence_kind: a code, for away."""

    day: date
    colour: Colour
    absence_kind: str
    reason: str
    is_late: bool


def marks_between(
    session: Session, actor: Actor, stay_ids: Collection[UUID], first: date, last: date, *, now: datetime
) -> Mapping[UUID, Mapping[date, ShortMark]]:
    """By stay and day, both ends counted; a day not marked is not there."""
    found: dict[UUID, dict[date, ShortMark]] = {stay_id: {} for stay_id in stay_ids}
    rows = session.execute(
        select(DayMark.stay_id, DayMark.day, DayMark.colour, DayMark.absence_kind, DayMark.reason, DayMark.late_reason)
        .join(Stay, Stay.id == DayMark.stay_id)
        .where(
            DayMark.stay_id.in_(stay_ids),
            DayMark.day.between(first, last),
            DayMark.colour.is_not(None),
            visible_to(actor, now),
        )
        .order_by(DayMark.stay_id, DayMark.day)
    )
    for row in rows:
        found[row.stay_id][row.day] = ShortMark(
            row.day, row.colour, row.absence_kind, row.reason, bool(row.late_reason)
        )
    return found


def marks_on(
    session: Session, actor: Actor, stay_ids: Collection[UUID], day: date, *, now: datetime
) -> Mapping[UUID, MarkView]:
    """What was said about one day, by stay. One that was undone is there with colour None, for its revision."""
    rows = session.execute(
        select(*MARK_COLUMNS, Stay.person_id)
        .join(Stay, Stay.id == DayMark.stay_id)
        .where(DayMark.stay_id.in_(stay_ids), DayMark.day == day, visible_to(actor, now))
        .order_by(DayMark.stay_id)
    )
    return {row.stay_id: mark_in(row, person_id=row.person_id) for row in rows}


def plans_on(
    session: Session, actor: Actor, stay_ids: Collection[UUID], day: date, *, now: datetime
) -> Mapping[UUID, PlanView]:
    """What was planned for one day, by stay; a cleared plan is there without steps, for its version."""
    rows = session.scalars(
        select(DayPlan)
        .join(Stay, Stay.id == DayPlan.stay_id)
        .where(DayPlan.stay_id.in_(stay_ids), DayPlan.day == day, visible_to(actor, now))
        .order_by(DayPlan.stay_id)
    )
    return {
        plan.stay_id: PlanView(
            stay_id=plan.stay_id,
            day=plan.day,
            version=plan.version,
            steps=kept_steps(plan.steps),
            planned_by=plan.planned_by,
            planned_at=plan.planned_at,
        )
        for plan in rows
    }
