"""Which jobs there are, in which slots of time each is done once, and when one is late. docs/adr/0009-jobs.md"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

LEASE = timedelta(minutes=10)  # who holds a job longer is taken to be dead
LONGEST = timedelta(minutes=8)  # then a job leaves the rest to its next slot
LATE_AFTER_SLOTS = 2  # slots in a row without a run that was done
_DAY_MINUTES = 24 * 60


class Job(StrEnum):
    SWEEP = "sweep"
    NOTICES = "notices"
    DIGESTS = "digests"
    RETURNS = "returns"
    OLD_MAIL = "old_mail"


class Outcome(StrEnum):
    NEVER = ""  # it has not ended yet
    DONE = "done"
    FAILED = "failed"
    NOT_SET_UP = "not_set_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """every: minutes between two slots; a whole day is a multiple of it. words: what it does."""

    job: Job
    every: int
    words: str

    @property
    def interval(self) -> timedelta:
        return timedelta(minutes=self.every)


KNOWN: Final[Mapping[Job, Known]] = {
    known.job: known
    for known in (
        Known(job=Job.SWEEP, every=5, words="Raise what has waited too long, let rise what was not answered"),
        Known(job=Job.NOTICES, every=1, words="Send e-mail that is due"),
        Known(job=Job.DIGESTS, every=60, words="Tell morning summaries on working days, at each trust’s hour"),
        Known(job=Job.RETURNS, every=60, words="Freeze the daily return of each trust whose hour has come"),
        Known(job=Job.OLD_MAIL, every=60, words="Remove e-mail that was sent long ago; the bell and the record stay"),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How a job stands in the database, before somebody takes it. slot None: it was never taken."""

    slot: datetime | None
    holder: str
    lease_until: datetime | None


def slot_of(now: datetime, every: int) -> datetime:
    """The moment at which the slot began that holds now; slots run on through every change of clocks.

    every: minutes. Raises ValueError where a day is no multiple of it.
    """
    if every < 1 or _DAY_MINUTES % every:
        raise ValueError("a day is made of whole slots")
    seconds = every * 60
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)


def may_take(held: Held, slot: datetime, now: datetime) -> bool:
    """Whether somebody may do this slot: nobody is at it, and it was not done.

    A lease or a slot that only a later clock can have written stands in nobody's way: the clock was set back.
    """
    is_held = held.holder != "" and held.lease_until is not None and now < held.lease_until <= now + LEASE
    is_done = held.slot is not None and slot <= held.slot <= now
    return not is_held and (not is_done or _was_left(held))


def _was_left(held: Held) -> bool:
    """Whoever took this slot never said what came of it: they were killed."""
    return held.holder != ""


def is_late(job: Job, ended_at: datetime | None, now: datetime) -> bool:
    """Whether its last run that was done ended too long ago; one that never ran is late."""
    return ended_at is None or now - ended_at > KNOWN[job].interval * LATE_AFTER_SLOTS + LEASE / 5
