"""The daily return: what is counted, and when it is due. Source: docs/sources.md#daily-return"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from discharge.core.clock import local_date, moment_of
from discharge.core.errors import RuleBroken
from discharge.stays.rules.length import LongStay
from discharge.stays.rules.ready import ReadyPeriod, days_shown

READY_LONG: Final = 7  # clinically ready for more than so many days, as a board shows them
READY_VERY_LONG: Final = 28
LONGEST_REASON: Final = 200
DAYS_OF_A_WEEK: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class There:
    """Somebody on a ward at the hour. away: an absence kind, "" on the ward. ready_since: None while not ready."""

    away: str = ""
    ready_since: date | None = None
    length: LongStay = LongStay.NO
    is_from_elsewhere: bool = False


@dataclass(slots=True, kw_only=True)
class Numbers:
    """What one ward, or several together, came to; the columns of `ReturnLine`."""

    beds: int = 0
    occupied: int = 0
    away: Mapping[str, int] = field(default_factory=dict)
    ready: int = 0
    ready_over_7: int = 0
    ready_over_28: int = 0
    long_stays: int = 0
    from_elsewhere: int = 0
    admitted: int = 0
    moved_in: int = 0
    moved_out: int = 0
    left: int = 0
    placed_elsewhere: int = 0
    inappropriate: int = 0

    def columns(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in COLUMNS}

    @property
    def away_in_all(self) -> int:
        return sum(self.away.values())


COLUMNS: Final = tuple(each.name for each in fields(Numbers))
FLOWS: Final = ("admitted", "moved_in", "moved_out", "left")  # of a time; all else is of a moment


def count(people: Iterable[There], day: date) -> Numbers:
    """Everybody on a ward at the hour of this day. Somebody away still occupies a bed and may be clinically ready.

    Days clinically ready are counted as a board shows them: the first day is 1. Over 7 means 8 or more.
    """
    numbers, away = Numbers(), Counter[str]()
    for person in people:
        numbers.occupied += 1
        if person.away:
            away[person.away] += 1
        if person.ready_since is not None:
            ready_days = days_shown(ReadyPeriod(person.ready_since), day)
            numbers.ready += 1
            numbers.ready_over_7 += ready_days > READY_LONG
            numbers.ready_over_28 += ready_days > READY_VERY_LONG
        numbers.long_stays += person.length is LongStay.LONG
        numbers.from_elsewhere += person.is_from_elsewhere
    numbers.away = dict(away)
    return numbers


def total(lines: Iterable[Numbers]) -> Numbers:
    """Several wards of the same moment together."""
    added, away = Numbers(), Counter[str]()
    for line in lines:
        for name in COLUMNS:
            if name == "away":
                away.update(line.away)
            else:
                setattr(added, name, getattr(added, name) + getattr(line, name))
    added.away = dict(away)
    return added


def over_time(lines: Iterable[Numbers]) -> Numbers:
    """One ward over several days, oldest first: as it stood on the last, with all comings and goings of the days."""
    each = list(lines)
    if not each:
        return Numbers()
    whole = total(each)
    flows = {name: getattr(whole, name) for name in FLOWS}
    return Numbers(**(each[-1].columns() | flows))


def moment_due(day: date, hour: int) -> datetime:
    """The moment for which a day's return is frozen: its hour on English clocks."""
    return moment_of(day, time(hour))


def day_due(now: datetime, hour: int) -> date:
    """The day whose return is due last: today from its hour on, before that yesterday."""
    today = local_date(now)
    return today if now >= moment_due(today, hour) else today - timedelta(days=1)


def is_due(day: date, *, now: datetime, hour: int, newest: date | None) -> bool:
    """Whether this day can be frozen now: the one due last, unless it or a later one is frozen already.

    A day that was missed is not frozen afterwards: the comings and goings of the next return begin where the last
    ended, so that no one is counted twice.
    """
    return day == day_due(now, hour) and (newest is None or newest < day)


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday of the day's week."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=DAYS_OF_A_WEEK - 1)


def check_reason(reason: str) -> None:
    if not reason:
        raise RuleBroken("reason", "Enter why the day is counted again")
    if len(reason) > LONGEST_REASON:
        raise RuleBroken("reason", f"This must be {LONGEST_REASON} characters or fewer")
