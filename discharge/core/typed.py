"""Days and times of day as people in Britain type them into one box."""

import re
from datetime import date, time

from discharge.core.clock import FIRST_DAY, LAST_DAY

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december", "sept",
)  # fmt: skip
_DAY = re.compile(
    r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?[ /.-]*(?:(?P<name>[a-z]{3,9})|(?<=[ /.-])(?P<month>[0-9]{1,2}))\.?"
    r"(?:[ /.,-]+(?P<year>[0-9]{4}|[0-9]{2}))?"
)
_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:. ]?([0-5][0-9])(?:\s*(am|pm))?")


def day_typed(text: str, *, today: date, is_past: bool = False) -> date:
    """The day that somebody typed, day first: 14/3/2026, 14 3 26, 14.3.2026, 14 Mar, 14th March 2026, 2026-03-14.

    Without a year it is the day nearest to today; is_past: the nearest that is not after today.
    Raises ValueError for anything else, and for a day that no ward writes down.
    """
    tidy = " ".join(text.lower().split())
    found = _ISO.fullmatch(tidy) or _DAY.fullmatch(tidy)
    if found is None:
        raise ValueError(f"{text!r} is no day")
    parts = found.groupdict()
    month, day, year = _month(parts), int(parts["day"]), parts["year"]
    if year:
        typed = date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    else:
        typed = _nearest(day, month, today, is_past=is_past)
    if not FIRST_DAY <= typed <= LAST_DAY:
        raise ValueError(f"{text!r} is not a day that a ward writes down")
    return typed


def _month(parts: dict[str, str | None]) -> int:
    name = parts.get("name")
    if name is None:
        return int(parts["month"] or "")
    if name not in _MONTHS and name not in _FULL:
        raise ValueError(f"{name!r} is no month")
    return _MONTHS.index(name[:3]) + 1


def _nearest(day: int, month: int, today: date, *, is_past: bool) -> date:
    """29 February is looked for in the leap years around. Raises ValueError for a day that is in no year."""
    found = []
    for year in range(today.year - 4, today.year + 5):
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    if is_past:
        found = [one for one in found if one <= today]
    if not found:
        raise ValueError("no such day")
    return min(found, key=lambda one: abs(one - today))


def time_typed(text: str) -> time:
    """The time of day that somebody typed: 14:30, 1430, 9.05, 2:30pm. Raises ValueError for anything else."""
    found = _CLOCK.fullmatch(" ".join(text.lower().split()))
    if found is None:
        raise ValueError(f"{text!r} is no time of day")
    hour, half = int(found[1]), found[3]
    if half and not 1 <= hour <= 12:
        raise ValueError(f"{text!r} is no time of day")
    return time(hour % 12 + (12 if half == "pm" else 0) if half else hour, int(found[2]))
