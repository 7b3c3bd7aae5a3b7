"""Clinically ready for discharge (CRFD). Source: docs/sources.md#clinically-ready"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from discharge.core.errors import RuleBroken
from discharge.stays.rules.codes import ATTRIBUTABLE_TO, READY_REASONS
from discharge.stays.rules.details import SHORT_LONGEST

REASON_NOT_KNOWN = READY_REASONS["98"].code  # to be chased, never the default
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ReadyPeriod:
    """From the day somebody is clinically ready to the day they leave or no longer are; open while end is None."""

    start: date
    end: date | None = None


def ready_days_in(periods: Sequence[ReadyPeriod], first: date, last: date) -> int:
    """Clinically-ready days of one stay from first to last, by the national count (MHS26). Any order.

    Periods that start and end on the same day are dropped. A period counts from the day after its start, or from
    `first` when it began before; from its start itself when it follows the one before on the same or the next day. Its
    end does not count; while open, or when it ends later, it counts to `last` inclusive. Give today as last while the
    month runs. This is not the number shown on a screen: see days_shown. No
    page or file uses it yet: it is the national definition, held by the worked checks of its source.
    Source: docs/sources.md#clinically-ready-days-in-a-month
    """
    total = 0
    previous_end: date | None = None
    counted = (period for period in periods if period.start != period.end)
    for period in sorted(counted, key=lambda p: p.start):
        if period.start < first:
            begin = first
        elif previous_end is None or period.start > previous_end + _DAY:
            begin = period.start + _DAY
        else:
            begin = period.start
        end = last + _DAY if period.end is None else min(period.end, last + _DAY)
        total += max(0, (end - begin).days)
        previous_end = period.end or date.max - _DAY
    return total


def days_shown(period: ReadyPeriod, today: date) -> int:
    """The N of "ready N days": both ends count, and the first day is 1; to today while open.

    Raises ValueError for an open period that begins after today.
    """
    end = period.end or today
    if end < period.start:
        raise ValueError("the period has not begun")
    return (end - period.start).days + 1


def is_ready_on(day: date, periods: Sequence[ReadyPeriod]) -> bool:
    """Whether the day belongs to a ready period. The end day does not: the person left or was no longer ready."""
    return any(period.start <= day and (period.end is None or day < period.end) for period in periods)


def check_period(
    period: ReadyPeriod, others: Sequence[ReadyPeriod], *, admitted_on: date, left_on: date | None, today: date
) -> None:
    """Whether this period may stand beside the others of its stay.

    Raises RuleBroken when it begins before admission or after today, ends before it begins, ends after today or after
    the discharge, or overlaps another. Two periods may touch: one may begin on the day another ends.
    """
    if period.start < admitted_on:
        raise RuleBroken("started_on", "Clinically ready date must be the same as or after the admission date")
    if period.start > today:
        raise RuleBroken("started_on", "Clinically ready date must be today or in the past")
    if left_on is not None and period.start > left_on:
        raise RuleBroken("started_on", "Clinically ready date must be the same as or before the discharge date")
    if period.end is not None:
        if period.end < period.start:
            raise RuleBroken("ended_on", "End date must be the same as or after the clinically ready date")
        if period.end > (left_on or today):
            raise RuleBroken("ended_on", "End date must not be after today or after the discharge date")
    if overlap(period, others) is not None:
        raise RuleBroken("started_on", "The person was already clinically ready then: change that period instead")


def overlap(period: ReadyPeriod, others: Sequence[ReadyPeriod]) -> ReadyPeriod | None:
    """The first of the others that shares a day with this period, touching ends apart; the same start always does."""
    end = period.end or date.max
    for other in others:
        other_end = other.end or date.max
        if period.start == other.start or (period.start < other_end and other.start < end):
            return other
    return None


def faults_of_decision(
    *, is_clinical_decision: bool, is_team_decision: bool, is_safe: bool, decided_by: str
) -> Iterator[RuleBroken]:
    """What is missing of the three parts that make somebody clinically ready, and of who decided; all of it."""
    if not is_clinical_decision:
        yield RuleBroken("is_clinical_decision", "Confirm that the responsible clinician decided this")
    if not is_team_decision:
        yield RuleBroken("is_team_decision", "Confirm that the multidisciplinary team decided this")
    if not is_safe:
        yield RuleBroken("is_safe", "Confirm that it is safe to discharge the person")
    if not decided_by:
        yield RuleBroken("decided_by", "Enter who decided")
    yield from _too_long("decided_by", decided_by)


def faults_of_reason(*, reason: str, attributable_to: str, note: str) -> Iterator[RuleBroken]:
    """What is missing of why the person is still here and whom that is attributable to; all of it."""
    known = READY_REASONS.get(reason)
    if known is None or not known.is_current:
        yield RuleBroken("reason", "Select the main reason why the person is still here")
    whom = ATTRIBUTABLE_TO.get(attributable_to)
    if whom is None or not whom.is_current:
        yield RuleBroken("attributable_to", "Select whom the wait is attributable to")
    if reason == REASON_NOT_KNOWN and not note:
        yield RuleBroken("note", "Enter who will find the reason out, and by when")
    yield from _too_long("note", note)


def _too_long(field: str, words: str) -> Iterator[RuleBroken]:
    if len(words) > SHORT_LONGEST:
        yield RuleBroken(field, f"This must be {SHORT_LONGEST} characters or fewer")


def check(faults: Iterable[RuleBroken]) -> None:
    """Raises the first of these faults, where there is one."""
    for fault in faults:
        raise fault
