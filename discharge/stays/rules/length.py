"""How long somebody has been here. Days are England's days. Source: docs/sources.md#length-of-stay"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from discharge.places.rules.policy import Key

_DAY_AFTER = 1


def length_of_stay(admitted_on: date, until: date) -> int:
    """Whole days from admission to discharge, or to today while the stay is open; the same day is 0.

    Raises ValueError if until is before admission.
    """
    if until < admitted_on:
        raise ValueError("the stay had not begun")
    return (until - admitted_on).days


def day_of_stay(admitted_on: date, day: date) -> int:
    """Which day of the stay this is; the admission day is day 1. Raises ValueError before admission."""
    return length_of_stay(admitted_on, day) + 1


def bed_days(admitted_on: date, left_on: date | None, first: date, last: date) -> int:
    """Days of this stay in the period from first to last, both inside it.

    The admission day counts, the discharge day does not, an open stay counts to last inclusive. Nothing is known about
    days to come: give today as last while the period runs. 0 when the stay lies outside.
    Raises ValueError if last is before first.
    Source: docs/sources.md#bed-days
    """
    if last < first:
        raise ValueError("the period ends before it begins")
    end = last.toordinal() + _DAY_AFTER
    if left_on is not None:
        end = min(end, left_on.toordinal())
    return max(0, end - max(admitted_on, first).toordinal())


def age_on(day: date, born_on: date) -> int:
    """Completed years. Somebody born on 29 February turns a year older on 1 March of a common year.

    Raises ValueError if day is before birth.
    """
    if day < born_on:
        raise ValueError("not born yet")
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


ADULT_ACUTE_BED = "200"
OLDER_ADULT_ACUTE_BED = "201"
ADULT_AGES = range(18, 65)
OLDER_ADULT_FROM_AGE = 65
LONG_STAY_NUMBERS: Final = (
    Key.LONG_STAY_DAYS,
    Key.LONG_STAY_WARNING_DAYS,
    Key.LONG_STAY_OLDER_DAYS,
    Key.LONG_STAY_OLDER_WARNING_DAYS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LongStayLimits:
    """Days of length of stay from which a stay counts as long, inclusive, and from which it is soon to be.

    Source: docs/sources.md#long-stay
    """

    adult: int = 60
    older_adult: int = 90
    adult_warning: int = 45
    older_adult_warning: int = 75

    @classmethod
    def of(cls, numbers: Mapping[Key, int]) -> "LongStayLimits":
        """As a ward or its trust decided."""
        return cls(
            adult=numbers[Key.LONG_STAY_DAYS],
            older_adult=numbers[Key.LONG_STAY_OLDER_DAYS],
            adult_warning=numbers[Key.LONG_STAY_WARNING_DAYS],
            older_adult_warning=numbers[Key.LONG_STAY_OLDER_WARNING_DAYS],
        )


class LongStay(StrEnum):
    """Whether a stay is long. SOON is a warning of ours, LONG the national measure."""

    NO = "no"
    SOON = "soon"
    LONG = "long"

    @property
    def words(self) -> str:
        """ "" for a stay that is not long."""
        return {LongStay.NO: "", LongStay.SOON: "Long stay soon", LongStay.LONG: "Long stay"}[self]


def long_stay(bed_type: str, age: int, length: int, limits: LongStayLimits) -> LongStay:
    """Adult acute bed and age 18 to 64, or older adult acute bed and age 65 or more; every other stay is NO.

    length: days of length_of_stay, so 60 is the 61st day of stay. age: completed years at the end of that length.
    Source: docs/sources.md#long-stay
    """
    if bed_type == ADULT_ACUTE_BED and age in ADULT_AGES:
        limit, warning = limits.adult, limits.adult_warning
    elif bed_type == OLDER_ADULT_ACUTE_BED and age >= OLDER_ADULT_FROM_AGE:
        limit, warning = limits.older_adult, limits.older_adult_warning
    else:
        return LongStay.NO
    if length >= limit:
        return LongStay.LONG
    return LongStay.SOON if length >= warning else LongStay.NO


def length_so_far(bed_type: str, birth_date: date, admitted_on: date, until: date, limits: LongStayLimits) -> LongStay:
    """Whether a stay is long on this day, by who the person is and where."""
    return long_stay(bed_type, age_on(until, birth_date), length_of_stay(admitted_on, until), limits)
