"""Dates as British record systems write them, and how to tell when a spreadsheet has turned day and month round."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time

from discharge.core.clock import local_time
from discharge.core.errors import RuleBroken
from discharge.interop.rules.sheet import Cell
from discharge.interop.rules.words import tidy

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME = (
    r"(?:[T ,]+(?P<hour>\d{1,2})[:.]?(?P<minute>\d{2})(?:[:.]\d{2}(?:[.,]\d+)?)?"
    r" ?(?P<half>[ap]m)?(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
_NUMBERS = re.compile(
    r"(?P<day>\d{1,2})(?P<mark>[/.-])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})" + _TIME, re.IGNORECASE
)
_ISO = re.compile(r"(?P<year>\d{4})(?P<mark>[/-]?)(?P<month>\d{2})(?P=mark)(?P<day>\d{2})" + _TIME, re.IGNORECASE)
_NAMED = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[ /-]?(?P<name>[a-z]{3,9})\.?,?[ /-]?(?P<year>\d{4}|\d{2})" + _TIME, re.IGNORECASE
)  # fmt: skip
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")


def read_date(cell: Cell, *, latest: date) -> tuple[date, time | None]:
    """The day, and the time of day where one is given, in English time.

    Understood: 14/03/2026, 14-3-26, 14.03.2026, 14 Mar 2026, 14-March-26, 2026-03-14, 20260314, each with or without
    a time; a time with a zone is turned into English time. Midnight exactly is how systems fill a time that they do
    not have, so it is no time.
    latest: a year of two digits is the last one for which the day is not after this: 14/3/90 of a birth is 1990.
    Raises ValueError with a sentence that says what is wrong, for a person to read.
    """
    if isinstance(cell, datetime):
        return cell.date(), _known_time(cell.time())
    if isinstance(cell, date):
        return cell, None
    text = tidy(cell)
    match = _NUMBERS.fullmatch(text) or _ISO.fullmatch(text) or _NAMED.fullmatch(text)
    if match is None:
        raise ValueError(_not_a_date(text))
    parts = match.groupdict()
    month = int(parts["month"]) if "month" in parts else _month_named(parts["name"], text)
    day = _day(parts["year"], month, int(parts["day"]), latest, text)
    return _with_time(day, match, text)


def check_day_first(column: str, cells: Iterable[tuple[int, Cell]]) -> None:
    """Make sure that a column of dates was not written, or turned round, month first.

    cells: (row number, cell). Raises RuleBroken("file", ...) naming row and column when a date only fits month first
    (03/25/2026); or when a spreadsheet kept every date with a day above 12 as text and made all others into its own
    dates, which is what it does to British dates when it is set to American ones: the others are then turned round.
    """
    texts: list[tuple[int, int]] = []
    own_days: list[int] = []
    for row, cell in cells:
        if isinstance(cell, date):
            own_days.append(cell.day)
        elif match := _NUMBERS.fullmatch(tidy(cell)):
            day, month = int(match["day"]), int(match["month"])
            if month > 12 >= day:
                raise RuleBroken(
                    "file",
                    f"Row {row}, column “{column}”: {tidy(cell)} only makes sense with the month first. "
                    "Export the dates day first, such as 25/03/2026, or as 2026-03-25",
                )
            texts.append((row, day))
    if texts and own_days and min(day for _, day in texts) > 12 >= max(own_days):
        row = texts[0][0]
        raise RuleBroken(
            "file",
            f"Row {row}, column “{column}”: Excel kept this date as text and made dates of the others, so their day "
            "and month are probably turned round. Export the list again and do not open it in Excel before",
        )


def _known_time(at: time) -> time | None:
    at = at.replace(second=0, microsecond=0)
    return None if at == time() else at


def _not_a_date(text: str) -> str:
    if _SERIAL.fullmatch(text):
        return f"“{text}” is a number. Format the column as a date in Excel and save again"
    return f"“{text}” is not a date. Write it as 14/03/2026"


def _month_named(name: str, text: str) -> int:
    short = name[:3].lower()
    full = date(2000, _MONTHS.index(short) + 1, 1).strftime("%B").lower() if short in _MONTHS else ""
    if not full.startswith(name.lower()) and name.lower() != "sept":
        raise ValueError(_not_a_date(text))
    return _MONTHS.index(short) + 1


def _day(year: str, month: int, day: int, latest: date, text: str) -> date:
    try:
        if len(year) == 4:
            found = date(int(year), month, day)
        else:
            century = latest.year // 100 * 100
            found = _in_century(century, int(year), month, day)
            if found > latest:
                found = _in_century(century - 100, int(year), month, day)
    except ValueError:
        raise ValueError(f"“{text}” is not a day in the calendar") from None
    if not EARLIEST_YEAR <= found.year <= LATEST_YEAR:
        raise ValueError(f"Check the year of “{text}”")
    return found


def _in_century(century: int, year: int, month: int, day: int) -> date:
    return date(century + year, month, day)


def _with_time(day: date, match: re.Match[str], text: str) -> tuple[date, time | None]:
    if match["hour"] is None:
        return day, None
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if half and not 1 <= hour <= 12:
        raise ValueError(f"“{text}” has no such time of day")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        at = time(hour, int(match["minute"]))
    except ValueError:
        raise ValueError(f"“{text}” has no such time of day") from None
    if zone := match["zone"]:
        moment = local_time(datetime.fromisoformat(f"{day.isoformat()}T{at.isoformat('minutes')}{zone}"))
        return moment.date(), _known_time(moment.time())
    return day, _known_time(at)
