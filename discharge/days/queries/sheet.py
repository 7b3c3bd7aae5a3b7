"""What the pages of one person's day show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotAllowed, RuleBroken
from discharge.days.policies import may_mark_at
from discharge.days.queries.facts import day_facts
from discharge.days.queries.history import LastMark, last_marks, recent_reasons
from discharge.days.queries.one_day import DayOfStay, Revision, get_day, revisions_of
from discharge.days.queries.views import PlanView
from discharge.days.rules.chips import rank_reasons
from discharge.days.rules.mark import is_late
from discharge.days.rules.prompts import Prompt, prompts
from discharge.places.queries import holidays, rounds_on
from discharge.places.rules.rounds import closes_at
from discharge.stays.models import Stay
from discharge.stays.queries.base import get_stay


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySheet:
    """One person's day with what helps to say what it was.

    prompts: why it might be red. chips: the reasons with a key, at most six. closes_at, is_late: until when it may be
    said without giving a reason. history: every saying, the first first. takes_no_mark: why, "" for a day that does.
    """

    day: DayOfStay
    stay: Stay
    today: date
    last: LastMark | None
    prompts: tuple[Prompt, ...]
    chips: tuple[str, ...]
    closes_at: datetime
    is_late: bool
    history: tuple[Revision, ...]
    takes_no_mark: str


def day_sheet(session: Session, actor: Actor, stay_id: UUID, day: date, *, now: datetime) -> DaySheet:
    """The sheet of a day that this actor may mark. Raises NotFound out of sight, NotAllowed without the permission."""
    found = get_day(session, actor, stay_id, day, now=now)
    if not may_mark_at(actor, found.place_id):
        raise NotAllowed
    stay = get_stay(session, actor, stay_id, now=now)
    plans: Mapping[UUID, PlanView] = {stay_id: found.plan} if found.plan else {}
    facts = day_facts(session, actor, stay.ward, [stay], day, plans=plans, now=now)
    prompted = prompts(facts[stay_id])
    recent = recent_reasons(session, actor, found.place_id, before=day, now=now)
    rounds = rounds_on(session, found.place_id, day)
    closes = closes_at(day, rounds.close_time, rounds.pattern, holidays())
    return DaySheet(
        day=found,
        stay=stay,
        today=local_date(now),
        last=last_marks(session, actor, [stay_id], before=day, now=now).get(stay_id),
        prompts=prompted,
        chips=rank_reasons(recent.by_stay.get(stay_id, ()), recent.ward, [prompt.reason_code for prompt in prompted]),
        closes_at=closes,
        is_late=day < local_date(now) and is_late(now, closes),
        history=revisions_of(session, found.mark.id) if found.mark else (),
        takes_no_mark=_takes_no_mark(found, local_date(now)),
    )


def _takes_no_mark(day: DayOfStay, today: date) -> str:
    try:
        day.check_can_be_marked(today)
    except RuleBroken as broken:
        return broken.message
    return ""
