"""The estimated discharge date (EDD): a ledger of dates. A delay never moves it. Source: docs/sources.md#edd"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from discharge.core.errors import RuleBroken
from discharge.stays.rules.codes import EDD_REASONS

FIRST_SET = EDD_REASONS["first_set"].code
NEEDS_CHANGED = EDD_REASONS["needs_changed"].code
CORRECTION = EDD_REASONS["correction"].code

FARTHEST = timedelta(days=731)  # two years: further ahead is a slip of the hand; ours
FIRST_EDD_HOURS = 72  # also purpose, criteria and formulation; docs/sources.md#first-72-hours


@dataclass(frozen=True, slots=True)
class EddEntry:
    """One line of the ledger."""

    expected_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Drift:
    """How far the EDD has moved. days: signed, from the first date to the present one; positive is later."""

    days: int
    moves: int


def drift(ledger: Sequence[EddEntry]) -> Drift:
    """Days and moves from the first EDD to the present one; oldest entry first.

    A correction takes the place of the entry before it: it says what should have been written, so it is neither a move
    nor drift. An entry that repeats the date is no move. An empty ledger has not moved.
    """
    dates: list[date] = []
    for entry in ledger:
        if entry.reason == CORRECTION and dates:
            dates[-1] = entry.expected_on
        else:
            dates.append(entry.expected_on)
    if not dates:
        return Drift(0, 0)
    moves = sum(later != earlier for earlier, later in pairwise(dates))
    return Drift((dates[-1] - dates[0]).days, moves)


def has_passed(expected_on: date | None, *, today: date, is_ready: bool) -> bool:
    """Whether to show "EDD passed" for somebody still here: from the day after the date.

    Never while clinically ready, when the planned discharge date is asked for instead, and never without an EDD.
    """
    return expected_on is not None and not is_ready and today > expected_on


def due_at(admitted_at: datetime, hours: int = FIRST_EDD_HOURS) -> datetime:
    """The UTC moment by which EDD, purpose, criteria and formulation are due.

    Unit: real hours from the moment of admission, so a clock change does not lengthen or shorten them.
    Raises ValueError for a moment without a zone.
    """
    if admitted_at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return admitted_at.astimezone(UTC) + timedelta(hours=hours)


def check_entry(
    expected_on: date,
    reason: str,
    *,
    current: date | None,
    admitted_on: date,
    today: date,
    is_ready: bool,
) -> None:
    """Whether this line may be added to the ledger. current: the EDD now, None when there is none yet.

    Raises RuleBroken: while clinically ready (the EDD is frozen), for a date before admission or more than two years
    from today, for a reason that does not fit what is there, and for a change of needs that names the same date or a
    day that has passed. A correction, or a first date copied from elsewhere, may name a day that has passed.
    """
    if is_ready:
        raise RuleBroken("expected_on", "The person is clinically ready: enter the planned discharge date instead")
    if expected_on < admitted_on:
        raise RuleBroken("expected_on", "Estimated discharge date must be the same as or after the admission date")
    if expected_on > today + FARTHEST:
        raise RuleBroken("expected_on", "Estimated discharge date must be within two years from today")
    if current is None and reason != FIRST_SET:
        raise RuleBroken("reason", "There is no estimated discharge date yet: select that this is the first")
    if current is not None and reason == FIRST_SET:
        raise RuleBroken("reason", "Select whether needs changed or the date was recorded wrongly")
    if reason not in EDD_REASONS:
        raise RuleBroken("reason", "Select why the estimated discharge date changes")
    if expected_on == current:
        raise RuleBroken("expected_on", "Enter a different estimated discharge date")
    if reason == NEEDS_CHANGED and expected_on < today:
        raise RuleBroken("expected_on", "Estimated discharge date must be today or later")
