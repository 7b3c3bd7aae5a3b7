"""Saying in the morning what would make a day green."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotAllowed, RuleBroken
from discharge.core.versions import check_version
from discharge.days.models import DayPlan
from discharge.days.policies import may_mark_at
from discharge.days.queries.one_day import DayOfStay, get_day
from discharge.days.queries.views import PlanView
from discharge.days.rules.steps import Step, check_steps

FARTHEST = timedelta(days=7)  # docs/sources.md#plans


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDay:
    """seen: the version that was shown (`PlanView.version`), 0 when nothing was planned. No steps clear the plan."""

    stay_id: UUID
    day: date
    seen: int
    steps: tuple[Step, ...]


def plan_day(session: Session, command: PlanDay, *, actor: Actor, now: datetime) -> PlanView:
    """Plan today or a day of the coming week. A mark already made keeps the plan it was made with."""
    day = get_day(session, actor, command.stay_id, command.day, now=now, lock=True)
    if not may_mark_at(actor, day.place_id):
        raise NotAllowed
    _check_may_plan(day, now)
    check_steps(command.steps)
    if day.plan is not None and day.plan.steps == command.steps:
        return day.plan
    version = day.plan.version if day.plan else 0
    theirs, yours = _words(day.planned), _words(command.steps)
    check_version(version, command.seen, before={}, theirs=theirs, yours=yours)
    plan = PlanView(
        stay_id=day.stay_id,
        day=day.day,
        version=version + 1,
        steps=command.steps,
        planned_by=actor.name,
        planned_at=now,
    )
    planned = _Planned(day.plan_id or uuid4(), day.organisation_id, day.person_id)
    columns = {
        "steps": [step.stored() for step in plan.steps],
        "planned_by": plan.planned_by,
        "planned_at": plan.planned_at,
        "version": plan.version,
    }
    if day.plan is None:
        row = {"id": planned.id, "organisation_id": day.organisation_id, "stay_id": day.stay_id, "day": day.day}
        session.execute(insert(DayPlan), [{**row, **columns}])
    else:
        changed = update(DayPlan).where(DayPlan.id == planned.id).values(**columns)
        session.execute(changed.execution_options(synchronize_session=False))
    steps = ([step.stored() for step in day.planned], columns["steps"])
    record(session, "day.planned", planned, actor=actor, now=now, day=(None, day.day), steps=steps)
    return plan


@dataclass(frozen=True, slots=True)
class _Planned:
    """What the record needs to know about a plan."""

    id: UUID
    organisation_id: UUID
    person_id: UUID
    __tablename__ = DayPlan.__tablename__


def _check_may_plan(day: DayOfStay, now: datetime) -> None:
    today = local_date(now)
    if day.is_cancelled or day.left_on is not None:
        raise RuleBroken("day", "The person is not on the ward any more: there is nothing to plan")
    if not today <= day.day <= today + FARTHEST:
        raise RuleBroken("day", "Plan today or a day of the coming week")


def _words(steps: tuple[Step, ...]) -> dict[str, str]:
    return {"Planned": ", ".join(step.short for step in steps)}
