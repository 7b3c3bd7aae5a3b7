"""Working days in England. Holidays come in; a sum that runs past the last one known says so."""

from dataclasses import dataclass
from datetime import date, timedelta

_SATURDAY = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holidays:
    """England's bank holidays, complete up to and including known_until. Later days are taken to be none."""

    days: frozenset[date]
    known_until: date

    def knows(self, day: date) -> bool:
        """Whether it is certain if this day is a holiday. Weekends are certain for ever."""
        return day <= self.known_until or day.weekday() >= _SATURDAY


@dataclass(frozen=True, slots=True)
class WorkingDay:
    """A reckoned day. is_sure is False when a day was passed that may yet turn out to be a holiday."""

    day: date
    is_sure: bool


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """A number of working days. is_sure is False when a counted day may yet turn out to be a holiday."""

    count: int
    is_sure: bool


def is_working_day(day: date, holidays: Holidays) -> bool:
    """Monday to Friday and no bank holiday. Source: docs/sources.md#working-days"""
    return day.weekday() < _SATURDAY and day not in holidays.days


def next_working_day(day: date, holidays: Holidays) -> WorkingDay:
    """The first working day after this day, which itself never counts."""
    return add_working_days(day, 1, holidays)


def add_working_days(start: date, count: int, holidays: Holidays) -> WorkingDay:
    """The day that lies `count` working days after start.

    Unit: working days; start itself counts 0 whether it is one or not. 0 gives start, or the next working day when
    start is none. Raises ValueError for a negative count.
    Source: docs/sources.md#working-days
    """
    if count < 0:
        raise ValueError("working days are counted forwards")
    day, is_sure = start, True
    if count == 0 and not is_working_day(start, holidays):
        count = 1
    while count:
        day += _DAY
        is_sure = is_sure and holidays.knows(day)
        count -= is_working_day(day, holidays)
    return WorkingDay(day, is_sure and holidays.knows(day))


def working_days_between(start: date, end: date, holidays: Holidays) -> WorkingDays:
    """Working days after start up to and including end: 0 on the same day, 1 from Friday to Monday.

    Raises ValueError if end is before start.
    Source: docs/sources.md#working-days
    """
    if end < start:
        raise ValueError("end is before start")
    days = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    return WorkingDays(sum(is_working_day(d, holidays) for d in days), all(holidays.knows(d) for d in days))
