"""The clocks of a decision about NHS Continuing Healthcare. Source: docs/sources.md#continuing-healthcare"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

SOON, LATE, PAUSED = "soon", "late", "paused"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which a clock stood still: [from_on, until_on); still standing while until_on is None."""

    from_on: date
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class DayClock:
    """Calendar days. state: "", "soon", "late", or "paused" while it stands still. due_on moves with each pause."""

    days: int
    due_on: date
    state: str


@dataclass(frozen=True, slots=True)
class HourClock:
    due_at: datetime
    state: str


def days_running(received_on: date, until: date, pauses: Iterable[Pause] = ()) -> int:
    """Calendar days from receipt to a day, nights in a pause left out; overlapping pauses count once.

    The day of receipt is 0. A pause counts only as far as it lies between the two.
    Raises ValueError when until is before receipt.
    """
    if until < received_on:
        raise ValueError("until is before receipt")
    return (until - received_on).days - paused_days(received_on, until, pauses)


def paused_days(first: date, until: date, pauses: Iterable[Pause]) -> int:
    """Nights of [first, until) that lie in any of the pauses."""
    still = set()
    for pause in pauses:
        day, end = max(first, pause.from_on), min(until, pause.until_on or until)
        while day < end:
            still.add(day)
            day += _DAY
    return len(still)


def decision_clock(
    received_on: date,
    *,
    today: date,
    soon_from: int,
    late_from: int,
    pauses: Iterable[Pause] = (),
    decided_on: date | None = None,
) -> DayClock:
    """The 28 days from the ICB receiving a positive checklist to its decision.

    soon_from, late_from: days on which it becomes due soon and late; both days count as such.
    A decided case keeps the days that it took and is neither due soon nor paused.
    """
    several = tuple(pauses)
    days = days_running(received_on, decided_on or today, several)
    due_on = received_on + timedelta(days=late_from + paused_days(received_on, decided_on or today, several))
    if days >= late_from:
        state = LATE
    elif decided_on is not None:
        state = ""
    elif any(pause.from_on <= today and pause.until_on is None for pause in several):
        state = PAUSED
    else:
        state = SOON if days >= soon_from else ""
    return DayClock(days, due_on, state)


def fast_track_clock(received_at: datetime, *, now: datetime, hours: int) -> HourClock:
    """Fast Track, in real hours from receipt; due soon in the second half of them, late when they are over."""
    due_at = received_at + timedelta(hours=hours)
    if now >= due_at:
        return HourClock(due_at, LATE)
    return HourClock(due_at, SOON if now >= received_at + timedelta(hours=hours) / 2 else "")


def is_pause_known(day: date, received_on: date | None, pauses: Iterable[Pause]) -> bool:
    """Whether a pause may begin on this day: after receipt and outside every other pause."""
    if received_on is None or day < received_on:
        return False
    return not any(pause.from_on <= day and (pause.until_on is None or day < pause.until_on) for pause in pauses)
