"""Waits, worked out from the steps that are kept."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.blockers.models import Blocker, BlockerStep
from discharge.blockers.rules.waits import Step, Wait, waits_of
from discharge.stays.models import ReadyPeriod
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
