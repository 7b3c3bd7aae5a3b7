"""Contact after discharge: the clock that staff work to, and the national measure, which counts days instead.

No page shows the national measure yet: its definition stands here, checked in `tests/unit/stays/test_leaving.py`.
Source: docs/sources.md#follow-up
"""

from datetime import UTC, date, datetime, timedelta

from discharge.places.rules.codes import BED_TYPES
from discharge.stays.rules.codes import DISCHARGE_DESTINATIONS
from discharge.stays.rules.leaving import is_death

FOLLOW_UP_HOURS = 72
FOLLOW_UP_HOURS_WHEN_RISK_IDENTIFIED = 48

NATIONAL_FIRST_DAY, NATIONAL_LAST_DAY = 1, 3
_NATIONAL_LAG = timedelta(days=4)
_METHODS_LEFT_OUT = frozenset({"4", "5"})


def follow_up_hours(
    *, is_risk_identified: bool, usual: int = FOLLOW_UP_HOURS, at_risk: int = FOLLOW_UP_HOURS_WHEN_RISK_IDENTIFIED
) -> int:
    """Hours allowed: the shorter of the two settings when a suicide risk was identified in preparing for discharge."""
    return min(usual, at_risk) if is_risk_identified else usual


def follow_up_due_at(left_at: datetime, hours: int = FOLLOW_UP_HOURS) -> datetime:
    """The UTC moment by which the person must have been seen.

    Unit: real hours; over a clock change the time on the wall shifts by an hour.
    Raises ValueError for a moment without a zone, or for less than an hour.
    """
    if left_at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    if hours < 1:
        raise ValueError("follow-up needs at least an hour")
    return left_at.astimezone(UTC) + timedelta(hours=hours)


def owes_follow_up(method: str) -> bool:
    """Whether this discharge puts somebody on the "left, follow-up owed" list: all but deaths do."""
    return not is_death(method)


def is_in_national_measure(
    *,
    bed_type: str,
    method: str | None,
    destination: str | None,
    left_on: date,
    died_on: date | None = None,
    has_english_or_no_council: bool = True,
) -> bool:
    """Whether a discharge counts in the denominator of the national 72-hour measure (MHS78).

    bed_type: of the last ward stay; codes before April 2024 count as the list says, a code not in the list never does.
    destination: None or a code not in the list counts in. died_on: within 3 days of leaving counts out.
    Source: docs/sources.md#follow-up
    """
    bed = BED_TYPES.get(bed_type)
    went_to = DISCHARGE_DESTINATIONS.get(destination)
    return (
        bed is not None
        and bed.is_in_follow_up_measure
        and method not in _METHODS_LEFT_OUT
        and not (went_to is not None and went_to.is_left_out_of_follow_up)
        and not (died_on is not None and (died_on - left_on).days <= NATIONAL_LAST_DAY)
        and has_english_or_no_council
    )


def counts_as_national_contact(left_on: date, contact_on: date) -> bool:
    """Whether a contact lies 1 to 3 days after discharge; the day of discharge does not count."""
    return NATIONAL_FIRST_DAY <= (contact_on - left_on).days <= NATIONAL_LAST_DAY


def national_discharge_window(first: date, last: date) -> tuple[date, date]:
    """The discharge dates, both inside, that a month's figure counts: 4 days before its start to 4 before its end."""
    return first - _NATIONAL_LAG, last - _NATIONAL_LAG
