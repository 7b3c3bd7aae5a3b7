from datetime import date, timedelta

import pytest

from discharge.core.errors import RuleBroken
from discharge.stays.rules.ready import (
    ReadyPeriod,
    check,
    check_period,
    days_shown,
    faults_of_decision,
    faults_of_reason,
    is_ready_on,
    overlap,
    ready_days_in,
)


def june(day: int) -> date:
    return date(2026, 6, day)


MAY_20, JULY_5 = date(2026, 5, 20), date(2026, 7, 5)
FIRST, LAST = june(1), june(30)


@pytest.mark.parametrize(
    ("periods", "days"),
    [
        # The seven worked checks of docs/sources.md#clinically-ready-days-in-a-month
        ([ReadyPeriod(june(1))], 29),
        ([ReadyPeriod(MAY_20)], 30),
        ([ReadyPeriod(june(1), june(10))], 8),
        ([ReadyPeriod(MAY_20, june(10))], 9),
        ([ReadyPeriod(june(3), june(10)), ReadyPeriod(june(10))], 27),
        ([ReadyPeriod(june(3), june(10)), ReadyPeriod(june(15))], 21),
        ([ReadyPeriod(june(9), june(10))], 0),
        # Edges
        ([], 0),
        ([ReadyPeriod(june(10), june(10))], 0),
        ([ReadyPeriod(june(3), june(10)), ReadyPeriod(june(11))], 26),
        ([ReadyPeriod(june(3), june(10)), ReadyPeriod(june(12))], 24),
        ([ReadyPeriod(june(15)), ReadyPeriod(june(3), june(10))], 21),
        ([ReadyPeriod(june(3), june(10)), ReadyPeriod(june(10), june(10)), ReadyPeriod(june(15))], 21),
        ([ReadyPeriod(june(1), JULY_5)], 29),
        ([ReadyPeriod(MAY_20, date(2026, 5, 31)), ReadyPeriod(june(1))], 30),
        ([ReadyPeriod(MAY_20, june(1))], 0),
        ([ReadyPeriod(MAY_20, date(2026, 5, 25))], 0),
        ([ReadyPeriod(JULY_5)], 0),
        ([ReadyPeriod(june(30))], 0),
        ([ReadyPeriod(june(29))], 1),
    ],
)
def test_clinically_ready_days_in_june(periods: list[ReadyPeriod], days: int) -> None:
    assert ready_days_in(periods, FIRST, LAST) == days


def test_days_of_two_months_add_up_to_the_days_of_both() -> None:
    for start in range(1, 31):
        for length in range(1, 50):
            period = [ReadyPeriod(june(start), june(start) + timedelta(days=length))]
            months = ready_days_in(period, FIRST, LAST) + ready_days_in(period, date(2026, 7, 1), date(2026, 8, 31))
            whole = ready_days_in(period, FIRST, date(2026, 8, 31))
            assert months == whole == max(0, length - 1)


@pytest.mark.parametrize(
    ("period", "days"),
    [
        (ReadyPeriod(june(10)), 1),
        (ReadyPeriod(june(1)), 10),
        (ReadyPeriod(june(1), june(3)), 3),
        (ReadyPeriod(june(3), june(3)), 1),
        (ReadyPeriod(date(2028, 2, 28), date(2028, 3, 1)), 3),
    ],
)
def test_days_shown_count_both_ends(period: ReadyPeriod, days: int) -> None:
    assert days_shown(period, june(10)) == days


def test_a_period_to_come_shows_nothing() -> None:
    with pytest.raises(ValueError, match="not begun"):
        days_shown(ReadyPeriod(june(11)), june(10))


def test_the_end_day_is_no_longer_ready() -> None:
    periods = [ReadyPeriod(june(3), june(5)), ReadyPeriod(june(8))]
    ready = [day for day in range(1, 11) if is_ready_on(june(day), periods)]
    assert ready == [3, 4, 8, 9, 10]


@pytest.mark.parametrize(
    ("one", "other", "overlaps"),
    [
        (ReadyPeriod(june(10)), ReadyPeriod(june(3), june(10)), False),
        (ReadyPeriod(june(9)), ReadyPeriod(june(3), june(10)), True),
        (ReadyPeriod(june(10)), ReadyPeriod(june(3)), True),
        (ReadyPeriod(june(1), june(3)), ReadyPeriod(june(3)), False),
        (ReadyPeriod(june(1), june(4)), ReadyPeriod(june(3)), True),
        (ReadyPeriod(june(5), june(5)), ReadyPeriod(june(3), june(10)), True),
        (ReadyPeriod(june(3), june(3)), ReadyPeriod(june(3), june(10)), True),
    ],
)
def test_periods_may_touch_and_not_overlap(one: ReadyPeriod, other: ReadyPeriod, overlaps: bool) -> None:
    assert overlap(one, [other]) == (other if overlaps else None)
    assert overlap(other, [one]) == (one if overlaps else None)


def test_a_fitting_period_is_admitted() -> None:
    check_period(
        ReadyPeriod(june(10)),
        [ReadyPeriod(june(3), june(10))],
        admitted_on=june(1),
        left_on=None,
        today=june(10),
    )
    check_period(ReadyPeriod(june(3), june(10)), [], admitted_on=june(3), left_on=None, today=june(10))
    check_period(ReadyPeriod(june(3), june(9)), [], admitted_on=june(3), left_on=june(9), today=june(10))
    check_period(ReadyPeriod(june(9), june(9)), [], admitted_on=june(9), left_on=june(9), today=june(10))


@pytest.mark.parametrize(
    ("period", "field"),
    [
        (ReadyPeriod(june(1)), "started_on"),
        (ReadyPeriod(june(21)), "started_on"),
        (ReadyPeriod(june(19)), "started_on"),
        (ReadyPeriod(june(10), june(9)), "ended_on"),
        (ReadyPeriod(june(10), june(19)), "ended_on"),
        (ReadyPeriod(june(6), june(8)), "started_on"),
    ],
)
def test_a_period_that_does_not_fit_is_refused(period: ReadyPeriod, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_period(
            period,
            [ReadyPeriod(june(5), june(7))],
            admitted_on=june(2),
            left_on=june(18),
            today=june(20),
        )
    assert broken.value.field == field


DECIDED = {"is_clinical_decision": True, "is_team_decision": True, "is_safe": True, "decided_by": "Dr Osei"}


@pytest.mark.parametrize("missing", list(DECIDED))
def test_ready_needs_all_three_parts_and_who_decided(missing: str) -> None:
    check(faults_of_decision(**DECIDED))
    with pytest.raises(RuleBroken) as broken:
        check(faults_of_decision(**DECIDED | {missing: type(DECIDED[missing])()}))
    assert broken.value.field == missing


def test_everything_that_is_missing_is_named_at_once() -> None:
    nothing = {name: type(value)() for name, value in DECIDED.items()}
    assert [fault.field for fault in faults_of_decision(**nothing)] == list(DECIDED)
    faults = faults_of_reason(reason="", attributable_to="", note="x" * 201)
    assert [fault.field for fault in faults] == ["reason", "attributable_to", "note"]
