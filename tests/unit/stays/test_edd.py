from datetime import UTC, date, datetime

import pytest

from discharge.core.clock import local_time
from discharge.core.errors import RuleBroken
from discharge.stays.rules.edd import (
    CORRECTION,
    FIRST_SET,
    NEEDS_CHANGED,
    Drift,
    EddEntry,
    check_entry,
    drift,
    due_at,
    has_passed,
)


def june(day: int) -> date:
    return date(2026, 6, day)


@pytest.mark.parametrize(
    ("ledger", "days", "moves"),
    [
        ([], 0, 0),
        ([(10, FIRST_SET)], 0, 0),
        ([(10, FIRST_SET), (17, NEEDS_CHANGED)], 7, 1),
        ([(10, FIRST_SET), (7, NEEDS_CHANGED)], -3, 1),
        ([(10, FIRST_SET), (17, NEEDS_CHANGED), (10, NEEDS_CHANGED)], 0, 2),
        ([(10, FIRST_SET), (20, CORRECTION)], 0, 0),
        ([(10, FIRST_SET), (17, NEEDS_CHANGED), (18, CORRECTION)], 8, 1),
        ([(10, FIRST_SET), (17, NEEDS_CHANGED), (10, CORRECTION)], 0, 0),
        ([(10, FIRST_SET), (10, NEEDS_CHANGED)], 0, 0),
        ([(10, FIRST_SET), (12, CORRECTION), (14, CORRECTION), (21, NEEDS_CHANGED)], 7, 1),
        ([(10, CORRECTION), (12, NEEDS_CHANGED)], 2, 1),
    ],
)
def test_drift_counts_moves_and_not_corrections(ledger: list[tuple[int, str]], days: int, moves: int) -> None:
    assert drift([EddEntry(june(day), reason) for day, reason in ledger]) == Drift(days, moves)


@pytest.mark.parametrize(
    ("expected_on", "is_ready", "passed"),
    [
        (june(9), False, True),
        (june(10), False, False),
        (june(11), False, False),
        (june(9), True, False),
        (None, False, False),
    ],
)
def test_edd_passes_on_the_next_day_and_never_while_clinically_ready(
    expected_on: date | None, is_ready: bool, passed: bool
) -> None:
    assert has_passed(expected_on, today=june(10), is_ready=is_ready) is passed


def test_first_edd_is_due_72_real_hours_after_admission_over_the_clock_change() -> None:
    admitted_at = datetime(2026, 3, 28, 10, 30, tzinfo=UTC)
    assert due_at(admitted_at) == datetime(2026, 3, 31, 10, 30, tzinfo=UTC)
    assert local_time(due_at(admitted_at)).hour == 11
    assert due_at(local_time(admitted_at), hours=24) == datetime(2026, 3, 29, 10, 30, tzinfo=UTC)


def test_a_moment_without_a_zone_has_no_due_time() -> None:
    with pytest.raises(ValueError, match="time zone"):
        due_at(datetime(2026, 3, 28, 10, 30))  # noqa: DTZ001  (the point of the test)


def check(expected_on: date, reason: str, current: date | None, *, is_ready: bool = False) -> None:
    check_entry(expected_on, reason, current=current, admitted_on=june(1), today=june(10), is_ready=is_ready)


@pytest.mark.parametrize(
    ("expected_on", "reason", "current"),
    [
        (june(20), FIRST_SET, None),
        (june(5), FIRST_SET, None),
        (june(1), FIRST_SET, None),
        (june(10), NEEDS_CHANGED, june(20)),
        (june(5), CORRECTION, june(20)),
        (date(2028, 6, 10), FIRST_SET, None),
    ],
)
def test_a_fitting_line_is_admitted(expected_on: date, reason: str, current: date | None) -> None:
    check(expected_on, reason, current)


@pytest.mark.parametrize(
    ("expected_on", "reason", "current", "field"),
    [
        (date(2026, 5, 31), FIRST_SET, None, "expected_on"),
        (date(2028, 6, 11), FIRST_SET, None, "expected_on"),
        (date(2216, 6, 10), CORRECTION, june(20), "expected_on"),
        (june(20), NEEDS_CHANGED, None, "reason"),
        (june(20), FIRST_SET, june(15), "reason"),
        (june(20), "delayed", june(15), "reason"),
        (june(15), NEEDS_CHANGED, june(15), "expected_on"),
        (june(9), NEEDS_CHANGED, june(15), "expected_on"),
    ],
)
def test_a_line_that_does_not_fit_is_refused(expected_on: date, reason: str, current: date | None, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check(expected_on, reason, current)
    assert broken.value.field == field


def test_the_edd_is_frozen_while_clinically_ready() -> None:
    with pytest.raises(RuleBroken, match="planned discharge date"):
        check(june(20), NEEDS_CHANGED, june(15), is_ready=True)
