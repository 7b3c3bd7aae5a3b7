"""From when a trigger holds, by the numbers of a ward. Source: docs/sources.md#triggers"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from discharge.places.rules.policy import KNOWN, Key
from discharge.stays.rules.length import LONG_STAY_NUMBERS, LongStayLimits

LIMIT_NUMBERS: Final = (
    Key.RAISE_READY_DAYS,
    Key.RAISE_READY_LONG_DAYS,
    Key.RAISE_SAME_REASON_DAYS,
    Key.RAISE_EDD_DAYS,
    Key.CHC_LATE_DAYS,
    *LONG_STAY_NUMBERS,
)
CLOCK_SLACK: Final = timedelta(days=7)  # by which a clock may have been set back without undoing what it showed


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Of one ward on one day. Days from the day with which a wait began, both counted as `later - earlier`.

    same_reason: marked days in a row.
    """

    ready: int
    ready_long: int
    same_reason: int
    edd: int
    chc: int
    long_stay: LongStayLimits

    @classmethod
    def of(cls, numbers: Mapping[Key, int]) -> "Limits":
        """As the ward or its trust decided; a number that is missing has its default."""
        known = {key: numbers.get(key, KNOWN[key].default) for key in LIMIT_NUMBERS}
        return cls(
            ready=known[Key.RAISE_READY_DAYS],
            ready_long=known[Key.RAISE_READY_LONG_DAYS],
            same_reason=known[Key.RAISE_SAME_REASON_DAYS],
            edd=known[Key.RAISE_EDD_DAYS],
            chc=known[Key.CHC_LATE_DAYS],
            long_stay=LongStayLimits.of(known),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Loosest:
    """The lowest limit of any ward: what has not come so far holds nowhere, and is not even read."""

    ready: int
    same_reason: int
    edd: int
    chc: int
    long_stay: int

    @classmethod
    def of(cls, several: Iterable[Limits]) -> "Loosest":
        every = tuple(several) or (Limits.of({}),)
        return cls(
            ready=min(min(each.ready, each.ready_long) for each in every),
            same_reason=min(each.same_reason for each in every),
            edd=min(each.edd for each in every),
            chc=min(each.chc for each in every),
            long_stay=min(min(each.long_stay.adult, each.long_stay.older_adult) for each in every),
        )
