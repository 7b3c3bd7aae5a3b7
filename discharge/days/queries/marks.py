"""Marks and plans of many people at once, in one statement whatever their number."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.days.models import DayMark, DayPlan
from discharge.days.queries.views import MARK_COLUMNS, MarkView, PlanView, mark_in
from discharge.days.rules.steps import kept_steps
from discharge.stays.models import Stay
from discharge.stays.policies import visible_to


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
