"""What may be entered about places."""

import re
from datetime import date, timedelta
from typing import Any

from discharge.core.codelists import CodeList
from discharge.core.errors import RuleBroken

LONGEST_NAME = 100
LONGEST_WORDS = 500
MOST_BEDS = 200
ONE_YEAR = timedelta(days=366)
_ODS_CODE = re.compile(r"[A-Z0-9]{3,10}")
_EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")
_TELEPHONE = re.compile(r"\+?[0-9 ()-]{5,25}(?: ?ext\.? ?[0-9]{1,6})?")


def check_name(name: str, what: str, *, field: str = "name") -> None:
    """Raises RuleBroken when a name is empty or too long for the places where it is shown."""
    if not name.strip():
        raise RuleBroken(field, f"Enter the {what}")
    if len(name) > LONGEST_NAME:
        raise RuleBroken(field, f"The {what} must be {LONGEST_NAME} letters or fewer")


def check_ods_code(code: str, *, field: str) -> None:
    """Raises RuleBroken for what cannot be an ODS code: 3 to 10 capital letters and digits."""
    if not _ODS_CODE.fullmatch(code):
        raise RuleBroken(field, "Enter an ODS code of 3 to 10 capital letters and digits, for example RZZ01")


def check_email(email: str, *, field: str = "email") -> None:
    """Raises RuleBroken for what cannot be an e-mail address; "" is none."""
    if email and (not _EMAIL.fullmatch(email) or len(email) > LONGEST_NAME):
        raise RuleBroken(field, "Enter an e-mail address, for example housing.options@council.example")


def check_telephone(number: str, *, field: str = "telephone") -> None:
    """Raises RuleBroken for what cannot be a telephone number; "" is none."""
    if number and not _TELEPHONE.fullmatch(number):
        raise RuleBroken(field, "Enter a telephone number, for example 01632 960 001 ext 12")


def check_code(code: str, codes: CodeList[Any], *, field: str, what: str) -> None:
    """Raises RuleBroken for a code that may not be chosen today."""
    entry = codes.get(code)
    if entry is None or not entry.is_current:
        raise RuleBroken(field, f"Select the {what}")


def check_beds(beds: int, closed_beds: int, *, is_shut: bool, reason: str) -> None:
    """Raises RuleBroken unless closed beds are among the beds and a closure says why."""
    if not 1 <= beds <= MOST_BEDS:
        raise RuleBroken("beds", f"Enter a number of beds from 1 to {MOST_BEDS}")
    if not 0 <= closed_beds <= beds:
        raise RuleBroken("closed_beds", f"Closed beds must be {beds} or fewer")
    if (closed_beds or is_shut) and not reason.strip():
        raise RuleBroken("reason", "Enter why beds are closed")


def check_beds_day(from_on: date, today: date) -> None:
    """Beds are facts, which may be known late or ahead, by a year at most. Raises RuleBroken."""
    if abs(from_on - today) > ONE_YEAR:
        raise RuleBroken("from_on", "The day must be within a year of today")


def check_decision_day(from_on: date, today: date) -> None:
    """A decision holds from today on: what was in force on days gone by is not rewritten. Raises RuleBroken."""
    if from_on < today:
        raise RuleBroken("from_on", "The day must be today or later: days gone by keep what was in force")
    if from_on - today > ONE_YEAR:
        raise RuleBroken("from_on", "The day must be within a year of today")


def check_rounds(weekday: int, weekend: int, holiday: int, weekly_on: int | None) -> None:
    """Raises RuleBroken for more than two passes a day, or a weekly round that never happens."""
    for field, passes in (("weekday_passes", weekday), ("weekend_passes", weekend), ("holiday_passes", holiday)):
        if passes not in range(3):
            raise RuleBroken(field, "Select none, one or two passes")
    if weekly_on is not None and weekly_on not in range(5):
        raise RuleBroken("weekly_on", "Select a day from Monday to Friday")
    if weekly_on is not None and not weekday:
        raise RuleBroken("weekday_passes", "Select one or two passes for the day of the weekly round")
