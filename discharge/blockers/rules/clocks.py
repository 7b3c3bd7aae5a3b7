"""When an answer is due, due soon and late. Source: docs/sources.md#blockers"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from discharge.blockers.rules.states import State
from discharge.places.rules.calendar import Holidays, add_working_days, is_working_day, working_days_between

_DAY = timedelta(days=1)


class Clock(StrEnum):
    """How urgent a blocker is. Never red or green: those are words for days."""

    CLOSED = "closed"
    PAUSED = "paused"
    ANSWERED = "answered"  # the owner has answered: this ward is to act
    NONE = "none"  # an age, and no date to be late for
    IN_TIME = "in_time"
    SOON = "soon"
    LATE = "late"

    @property
    def words(self) -> str:
        """As it is shown on a screen."""
        return _CLOCK_WORDS[self]


_CLOCK_WORDS = {
    Clock.CLOSED: "Closed",
    Clock.PAUSED: "Paused",
    Clock.ANSWERED: "Answered",
    Clock.NONE: "No due date",
    Clock.IN_TIME: "In time",
    Clock.SOON: "Due soon",
    Clock.LATE: "Late",
}


@dataclass(frozen=True, slots=True)
class Due:
    """on: the last day in time. soon_on: due soon from here on. is_sure False: holidays up to it are not known."""

    on: date
    soon_on: date
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A response time that a module above knows better than the protocol. received_on: the day from which it runs."""

    received_on: date
    due: Due | None


def due_after(received_on: date, answer_days: int, soon_days: int, holidays: Holidays) -> Due:
    """Due this many working days after receipt, which itself counts 0; due soon in the last `soon_days` of them."""
    due = add_working_days(received_on, answer_days, holidays)
    return Due(due.day, soon_before(due.day, soon_days, holidays), due.is_sure)


def due_on_day(day: date, soon_days: int, holidays: Holidays) -> Due:
    """A due date that somebody set."""
    return Due(day, soon_before(day, soon_days, holidays), holidays.knows(day))


def soon_before(due_on: date, soon_days: int, holidays: Holidays) -> date:
    """The first day on which at most this many working days are left after it until the due date. A working day.

    Monday for a Wednesday and 2; Friday for a Monday and 1. 0: the due date itself, or for one that is no working day
    the last before it, when somebody is there to be warned. Raises ValueError for a negative number.
    """
    if soon_days < 0:
        raise ValueError("working days are counted forwards")
    day, left = due_on, soon_days
    while left or not is_working_day(day, holidays):
        left -= is_working_day(day, holidays)
        day -= _DAY
    return day


def moved_by_pause(due: Due, paused_on: date, resumed_on: date, holidays: Holidays) -> Due:
    """The due date after a pause: as many working days are left on the day of resuming as on the day of pausing.

    What was late stays as late as it was when it was paused: its date moves by as many calendar days. Due soon comes
    as many working days before it as it did.
    """
    soon_days = working_days_between(min(due.soon_on, due.on), due.on, holidays).count
    if due.on < paused_on:
        on = due.on + (resumed_on - paused_on)
        return Due(on, soon_before(on, soon_days, holidays), due.is_sure)
    left, day = 0, paused_on
    while day < due.on:
        day += _DAY
        left += is_working_day(day, holidays)
    return due_after(resumed_on, left, soon_days, holidays) if left else due_on_day(resumed_on, soon_days, holidays)


def clock_of(state: State, *, is_answered: bool, due_on: date | None, soon_on: date | None, today: date) -> Clock:
    """The due date itself is in time; the day after it is late. `queries.worklist` says the same in SQL."""
    if not state.is_open:
        return Clock.CLOSED
    if state is State.PAUSED:
        return Clock.PAUSED
    if is_answered:
        return Clock.ANSWERED
    if due_on is None:
        return Clock.NONE
    if due_on < today:
        return Clock.LATE
    return Clock.SOON if soon_on is not None and soon_on <= today else Clock.IN_TIME
