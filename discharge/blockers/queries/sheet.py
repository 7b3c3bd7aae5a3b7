"""All that the page of one blocker shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.access.models import User
from discharge.blockers.models import Blocker, BlockerStep
from discharge.blockers.queries.one import get_blocker, steps_of
from discharge.blockers.queries.owners import Names, names_of
from discharge.blockers.queries.waits import as_step, ready_dates
from discharge.blockers.queries.worklist_statements import RED_DAYS
from discharge.blockers.rules.waits import Count, Review, Wait, count_of, sums_of, waits_of
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.places.queries import holidays
from discharge.stays.models import Stay
from discharge.stays.queries.base import get_stay


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """stay: person and ward loaded. counts: of each wait, by its number. has_named_left: the account was closed."""

    blocker: Blocker
    stay: Stay
    names: Names
    steps: Sequence[BlockerStep]
    waits: Sequence[Wait]
    counts: Mapping[int, Count]
    sums: Mapping[Review, Count]
    red_days: int
    is_ready: bool
    has_named_left: bool


def blocker_sheet(session: Session, actor: Actor, blocker_id: UUID, *, now: datetime) -> Sheet:
    """Raises NotFound for a blocker that is not there, or about a stay that is not this actor's to see."""
    today = local_date(now)
    blocker = get_blocker(session, actor, blocker_id, now=now)
    steps = steps_of(session, blocker_id)
    waits = waits_of([as_step(step) for step in steps], raised_on=blocker.raised_on)
    ready = ready_dates(session, [blocker.stay_id]).get(blocker.stay_id, ())
    known = holidays()
    return Sheet(
        blocker=blocker,
        stay=get_stay(session, actor, blocker.stay_id, now=now),
        names=names_of(session, [step.owner for step in steps]),
        steps=steps,
        waits=waits,
        counts={wait.number: count_of(wait.from_on, wait.until_on or today, ready, known) for wait in waits},
        sums=sums_of(waits, ready, known, today=today),
        red_days=session.scalar(select(RED_DAYS).select_from(Blocker).where(Blocker.id == blocker_id)) or 0,
        is_ready=any(period.end is None for period in ready),
        has_named_left=_has_left(session, blocker.named_person_id),
    )


def _has_left(session: Session, user_id: UUID | None) -> bool:
    if user_id is None:
        return False
    return not session.scalar(select(func.count()).select_from(User).where(User.id == user_id, User.active))
