"""How every job stands. Holds nothing about anybody."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.jobs.models import JobRow
from discharge.jobs.rules.slots import KNOWN, Job, Outcome, is_late


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One job. done_at: when it last ended well. running_since: None while nobody is at it. error: a kind of fault.

    is_without: it cannot be done here, for nobody has set up what it needs: it is not late.
    """

    job: Job
    every: int
    done_at: datetime | None
    running_since: datetime | None
    outcome: Outcome
    ended_at: datetime | None
    error: str
    said: str
    is_late: bool
    is_without: bool


def jobs(session: Session, _actor: Actor, *, without: Collection[Job] = (), now: datetime) -> Sequence[Standing]:
    """Every job, also those that never ran, in their usual order; in one statement.

    without: those for which this installation has no settings.
    """
    rows = {row.name: row for row in session.scalars(select(JobRow))}
    return [_standing(job, rows.get(job), is_without=job in without, now=now) for job in KNOWN]


def _standing(job: Job, row: JobRow | None, *, is_without: bool, now: datetime) -> Standing:
    is_held = row is not None and row.holder != "" and row.lease_until is not None and now < row.lease_until
    return Standing(
        job=job,
        every=KNOWN[job].every,
        done_at=row.done_at if row else None,
        running_since=row.began_at if row and is_held else None,
        outcome=row.outcome if row else Outcome.NEVER,
        ended_at=row.ended_at if row else None,
        error=row.error if row else "",
        said=row.said if row else "",
        is_late=not is_without and is_late(job, row.done_at if row else None, now),
        is_without=is_without,
    )
