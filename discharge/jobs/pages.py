"""How jobs stand, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from discharge.core.clock import local_date, local_time
from discharge.core.words import counted
from discharge.jobs.queries.standing import Standing
from discharge.jobs.rules.slots import KNOWN, Job, Outcome
from discharge.stays.rules.shown import shown_day

NAMES = {
    Job.SWEEP: "Sweep of escalations",
    Job.NOTICES: "E-mail",
    Job.DIGESTS: "Morning summaries",
    Job.RETURNS: "Daily returns",
    Job.OLD_MAIL: "Old e-mail",
}
OUTCOMES = {
    Outcome.NEVER: "It has never run",
    Outcome.DONE: "Done",
    Outcome.FAILED: "It failed",
    Outcome.NOT_SET_UP: "Mail is not set up",
}
NOT_SET_UP = "Mail is not set up, so no e-mail is sent. The bell on each page works all the same"
NEVER_RAN = {False: "Has not run yet", True: "Not needed"}
_MINUTE, _HOUR = 60, 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRow:
    """last: "Last ran 3 minutes ago". state: "" or "Late". came_of_it: of the last run, with counts or its fault."""

    name: str
    what: str
    every: str
    last: str
    state: str
    came_of_it: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobsPage:
    """late: how many jobs are; 0 when all run in time."""

    rows: tuple[JobRow, ...]
    late: int
    at: str

    @classmethod
    def of(cls, seen: Sequence[Standing], *, now: datetime) -> Self:
        return cls(
            rows=tuple(_row(each, now) for each in seen),
            late=sum(each.is_late for each in seen),
            at=f"{local_time(now):%H:%M}",
        )


def _row(seen: Standing, now: datetime) -> JobRow:
    return JobRow(
        name=NAMES[seen.job],
        what=KNOWN[seen.job].words,
        every=every_words(seen.every),
        last=f"Last ran {ago(seen.done_at, now)}" if seen.done_at else NEVER_RAN[seen.is_without],
        state="Late" if seen.is_late else "",
        came_of_it=came_of_it(seen, now),
    )


def came_of_it(seen: Standing, now: datetime) -> str:
    """Of the last run; of one that goes on, since when; of one without its settings, that they are missing."""
    if seen.is_without:
        return NOT_SET_UP
    if seen.running_since is not None:
        return f"Running since {local_time(seen.running_since):%H:%M}"
    detail = seen.error or seen.said
    words = f"{OUTCOMES[seen.outcome]}: {detail}" if detail else OUTCOMES[seen.outcome]
    if seen.outcome in {Outcome.FAILED, Outcome.NOT_SET_UP} and seen.ended_at:
        return f"{words}, {ago(seen.ended_at, now)}"
    return words


def every_words(minutes: int) -> str:
    if minutes == 1:
        return "Every minute"
    return "Every hour" if minutes == _MINUTE else f"Every {minutes} minutes"


def ago(moment: datetime, now: datetime) -> str:
    """ "3 minutes ago"; a day before today by its date. A moment still to come, on a clock set back, is "just now"."""
    seconds = int((now - moment).total_seconds())
    if seconds < _MINUTE:
        return "just now"
    if seconds < _HOUR:
        return f"{counted(seconds // _MINUTE, 'minute')} ago"
    if seconds < 24 * _HOUR:
        return f"{counted(seconds // _HOUR, 'hour')} ago"
    return f"on {shown_day(local_date(moment))}"
