"""Waits, worked out from the steps that are kept."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.blockers.models import Blocker, BlockerStep
from discharge.blockers.rules.waits import Count, Review, Step, Wait, sums_of, waits_of
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.places.queries import holidays
from discharge.stays.models import ReadyPeriod, Stay
from discharge.stays.policies import visible_to
from discharge.stays.rules import ready


def as_step(row: BlockerStep) -> Step:
    return Step(
        number=row.number,
        kind=row.kind,
        on=row.on,
        owner=row.owner,
        is_ours=row.is_ours,
        about=row.about,
        days=row.days,
    )


def waits_in(session: Session, blocker: Blocker) -> Sequence[Wait]:
    """The waits of one blocker. Scope is the caller's, who found it."""
    steps = session.scalars(
        select(BlockerStep).where(BlockerStep.blocker_id == blocker.id).order_by(BlockerStep.number)
    )
    return waits_of([as_step(step) for step in steps], raised_on=blocker.raised_on)


def ready_dates(session: Session, stay_ids: Collection[UUID]) -> Mapping[UUID, Sequence[ready.ReadyPeriod]]:
    """When each person was clinically ready. Scope is the caller's."""
    found: defaultdict[UUID, list[ready.ReadyPeriod]] = defaultdict(list)
    for period in session.scalars(
        select(ReadyPeriod).where(ReadyPeriod.stay_id.in_(stay_ids)).order_by(ReadyPeriod.started_on, ReadyPeriod.id)
    ):
        found[period.stay_id].append(ready.ReadyPeriod(period.started_on, period.ended_on))
    return found


@dataclass(frozen=True, slots=True)
class Waited:
    """One blocker's waits, and its days by what they count as."""

    blocker: Blocker
    waits: Sequence[Wait]
    sums: Mapping[Review, Count]


def waited(
    session: Session,
    actor: Actor,
    *,
    stay_ids: Collection[UUID] | None = None,
    since: date | None = None,
    now: datetime,
) -> Sequence[Waited]:
    """The waits of every blocker of these stays, or of all that this actor may see; withdrawn ones are left out.

    since: only those that were still owed on this day or later. Three statements, however many there are.
    """
    today = local_date(now)
    chosen = [visible_to(actor, now), Blocker.state != "withdrawn"]
    if stay_ids is not None:
        chosen.append(Blocker.stay_id.in_(stay_ids))
    if since is not None:
        chosen.append(Blocker.closed_on.is_(None) | (Blocker.closed_on >= since))
    of_them = select(Blocker).join(Stay, Stay.id == Blocker.stay_id).where(*chosen)
    blockers = session.scalars(of_them.order_by(Blocker.raised_on, Blocker.id)).all()
    steps: defaultdict[UUID, list[Step]] = defaultdict(list)
    keys = of_them.with_only_columns(Blocker.id)
    for row in session.scalars(
        select(BlockerStep).where(BlockerStep.blocker_id.in_(keys)).order_by(BlockerStep.blocker_id, BlockerStep.number)
    ):
        steps[row.blocker_id].append(as_step(row))
    dates = ready_dates(session, {blocker.stay_id for blocker in blockers})
    found = []
    for blocker in blockers:
        waits = waits_of(steps[blocker.id], raised_on=blocker.raised_on)
        sums = sums_of(waits, dates.get(blocker.stay_id, ()), holidays(), today=today)
        found.append(Waited(blocker, waits, sums))
    return found
