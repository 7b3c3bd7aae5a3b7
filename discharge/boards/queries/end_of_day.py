"""Everybody whose day a ward has to mark, with what helps to say it; the same number of statements for any number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.access.rules import Permission
from discharge.boards.queries.crowd import MOST_READ, Crowd, first_of
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotAllowed, NotFound
from discharge.days.policies import may_mark_at
from discharge.days.queries.facts import day_facts
from discharge.days.queries.history import LastMark, fresh_step_after, last_marks, recent_reasons
from discharge.days.queries.marks import marks_on, plans_on
from discharge.days.queries.presence import There, count_there, who_was_there
from discharge.days.queries.views import MarkView, PlanView
from discharge.days.rules.chips import rank_reasons
from discharge.days.rules.mark import is_late
from discharge.days.rules.prompts import prompts
from discharge.places.models import Ward
from discharge.places.queries import get_ward, holidays, rounds_on
from discharge.places.rules.rounds import closes_at
from discharge.stays.models import Stay


@dataclass(frozen=True, slots=True, kw_only=True)
class EndOfDayRow:
    """One person. reasons: codes with a chip, the likeliest first. needs_fresh_step: "same again" asks for one.

    next_plan: of the day after. may_plan_next: they are still on this ward, and the day after is not over.
    """

    there: There
    mark: MarkView | None
    plan: PlanView | None
    next_plan: PlanView | None
    may_plan_next: bool
    last: LastMark | None
    needs_fresh_step: bool
    reasons: tuple[str, ...]

    @property
    def stay_id(self) -> UUID:
        return self.there.stay.id

    @property
    def is_marked(self) -> bool:
        return self.mark is not None and self.mark.colour is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndOfDay:
    """One ward's day in bed order. crowd: where there are more people than rows."""

    ward: Ward
    day: date
    today: date
    closes_at: datetime
    is_late: bool
    rows: tuple[EndOfDayRow, ...]
    crowd: Crowd | None


def end_of_day(session: Session, actor: Actor, ward_id: UUID, day: date, *, now: datetime) -> EndOfDay:
    """Raises NotFound for a ward out of sight or a day to come, NotAllowed without the permission to mark there."""
    ward = get_ward(session, actor, ward_id, Permission.SEE_STAYS)
    if not may_mark_at(actor, ward_id):
        raise NotAllowed
    today = local_date(now)
    if day > today:
        raise NotFound
    there = who_was_there(session, actor, ward_id, day, now=now, most=MOST_READ)
    people, crowd = first_of(there, actor, ward_id, lambda: count_there(session, actor, ward_id, day, now=now))
    stays = [there.stay for there in people]
    stay_ids = [stay.id for stay in stays]
    plans = plans_on(session, actor, stay_ids, day, now=now)
    tomorrow = day + timedelta(days=1)
    next_plans = plans_on(session, actor, stay_ids, tomorrow, now=now)
    marks = marks_on(session, actor, stay_ids, day, now=now)
    lasts = last_marks(session, actor, stay_ids, before=day, now=now)
    after = fresh_step_after(session, ward.organisation_id, ward.id, day)
    reasons = _reasons(session, actor, ward, stays, day, plans=plans, now=now)
    rounds = rounds_on(session, ward_id, day)
    closes = closes_at(day, rounds.close_time, rounds.pattern, holidays())
    rows = tuple(
        EndOfDayRow(
            there=there,
            mark=marks.get(there.stay.id),
            plan=plans.get(there.stay.id),
            next_plan=next_plans.get(there.stay.id),
            may_plan_next=there.stay.is_open and there.stay.last_ward_id == ward_id and tomorrow >= today,
            last=lasts.get(there.stay.id),
            needs_fresh_step=there.stay.id in lasts and lasts[there.stay.id].needs_fresh_step(after),
            reasons=reasons[there.stay.id],
        )
        for there in people
    )
    late = day < today and is_late(now, closes)
    return EndOfDay(ward=ward, day=day, today=today, closes_at=closes, is_late=late, rows=rows, crowd=crowd)


def _reasons(
    session: Session,
    actor: Actor,
    ward: Ward,
    stays: Sequence[Stay],
    day: date,
    *,
    plans: Mapping[UUID, PlanView],
    now: datetime,
) -> Mapping[UUID, tuple[str, ...]]:
    facts = day_facts(session, actor, ward, stays, day, plans=plans, now=now)
    recent = recent_reasons(session, actor, ward.id, before=day, now=now)
    return {
        stay_id: rank_reasons(
            recent.by_stay.get(stay_id, ()), recent.ward, [prompt.reason_code for prompt in prompts(each)]
        )
        for stay_id, each in facts.items()
    }
