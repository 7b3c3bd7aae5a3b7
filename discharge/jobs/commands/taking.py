"""The lock of a job in the database: of all who try, one has it, for the time of a lease."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.db import upsert
from discharge.jobs.models import JobRow
from discharge.jobs.rules.slots import KNOWN, LEASE, Held, Job, Outcome, may_take, slot_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """holder: different for each who tries. by_hand: also a slot that was done already."""

    job: Job
    holder: str
    by_hand: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """before: the slot that was done last; None where none ever was."""

    job: Job
    slot: datetime
    before: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settle:
    """What came of a job that `holder` had in hand. error: a kind of fault, without words of anybody."""

    job: Job
    holder: str
    outcome: Outcome
    said: str = ""
    error: str = ""


def take(session: Session, command: Take, *, actor: Actor, now: datetime) -> Taken | None:  # noqa: ARG001
    """The job for the slot that holds now; None where somebody is at it or did that slot. Writes no line of the record.

    A job whose holder was killed is free when its lease is over, also for the slot that they had in hand.
    """
    empty = {"name": command.job, "holder": "", "outcome": Outcome.NEVER, "error": "", "said": ""}
    nothing = dict.fromkeys(("slot", "lease_until", "began_at", "ended_at", "done_at", "done_slot"))
    upsert(session, JobRow, {**empty, **nothing}, key=["name"])
    row = session.scalars(select(JobRow).where(JobRow.name == command.job).with_for_update()).one()
    slot = slot_of(now, KNOWN[command.job].every)
    held = Held(slot=None if command.by_hand else row.slot, holder=row.holder, lease_until=row.lease_until)
    if not may_take(held, slot, now):
        return None
    row.slot, row.holder, row.lease_until, row.began_at = slot, command.holder, now + LEASE, now
    session.flush()
    return Taken(job=command.job, slot=slot, before=row.done_slot)


def settle(session: Session, command: Settle, *, actor: Actor, now: datetime) -> bool:  # noqa: ARG001
    """Let go of a job. False, and nothing is written, where another holds it by now."""
    row = session.scalars(select(JobRow).where(JobRow.name == command.job).with_for_update()).one()
    if row.holder != command.holder:
        return False
    row.holder, row.lease_until, row.ended_at = "", None, now
    row.outcome, row.said, row.error = command.outcome, command.said, command.error
    if command.outcome is Outcome.DONE:
        row.done_at, row.done_slot = now, row.slot
    session.flush()
    return True
