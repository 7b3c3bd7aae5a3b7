from datetime import date, timedelta

import pytest

from discharge.stays.rules.length import (
    LongStay,
    LongStayLimits,
    age_on,
    bed_days,
    day_of_stay,
    length_of_stay,
    long_stay,
)

JUNE = date(2026, 6, 1), date(2026, 6, 30)


@pytest.mark.parametrize(
    ("until", "length", "day"),
    [
        (date(2028, 2, 28), 0, 1),
        (date(2028, 2, 29), 1, 2),
        (date(2028, 3, 1), 2, 3),
        (date(2029, 2, 28), 366, 367),
    ],
)
def test_length_starts_at_0_and_day_of_stay_at_1(until: date, length: int, day: int) -> None:
    admitted_on = date(2028, 2, 28)
    assert (length_of_stay(admitted_on, until), day_of_stay(admitted_on, until)) == (length, day)


def test_a_stay_has_no_length_before_it_begins() -> None:
    with pytest.raises(ValueError, match="not begun"):
        length_of_stay(date(2026, 3, 2), date(2026, 3, 1))


@pytest.mark.parametrize(
    ("admitted_on", "left_on", "days"),
    [
        (date(2026, 6, 1), None, 30),
        (date(2026, 5, 1), None, 30),
        (date(2026, 6, 30), None, 1),
        (date(2026, 7, 1), None, 0),
        (date(2026, 6, 10), date(2026, 6, 10), 0),
        (date(2026, 6, 10), date(2026, 6, 11), 1),
        (date(2026, 5, 1), date(2026, 6, 1), 0),
        (date(2026, 5, 1), date(2026, 6, 2), 1),
        (date(2026, 5, 1), date(2026, 5, 20), 0),
        (date(2026, 6, 20), date(2026, 6, 30), 10),
        (date(2026, 6, 20), date(2026, 7, 1), 11),
        (date(2026, 6, 20), date(2026, 9, 1), 11),
    ],
)
def test_bed_days_count_admission_and_not_discharge(admitted_on: date, left_on: date | None, days: int) -> None:
    assert bed_days(admitted_on, left_on, *JUNE) == days


def test_bed_days_of_months_add_up_to_the_length_of_stay() -> None:
    months = [date(2027, 11, 1), date(2027, 12, 1), date(2028, 1, 1), date(2028, 2, 1), date(2028, 3, 1)]
    for length in range(60):
        admitted_on = date(2027, 12, 15)
        left_on = admitted_on + timedelta(days=length)
        by_month = [
            bed_days(admitted_on, left_on, first, after - timedelta(days=1))
            for first, after in zip(months, [*months[1:], date(2028, 4, 1)], strict=True)
        ]
        assert sum(by_month) == length_of_stay(admitted_on, left_on)


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    assert bed_days(date(2026, 6, 1), None, date(2026, 6, 2), date(2026, 6, 2)) == 1
    with pytest.raises(ValueError, match="ends before"):
        bed_days(date(2026, 6, 1), None, date(2026, 6, 2), date(2026, 6, 1))


@pytest.mark.parametrize(
    ("born_on", "day", "age"),
    [
        (date(1961, 6, 2), date(2026, 6, 1), 64),
        (date(1961, 6, 2), date(2026, 6, 2), 65),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
        (date(2026, 6, 2), date(2026, 6, 2), 0),
    ],
)
def test_age_in_completed_years(born_on: date, day: date, age: int) -> None:
    assert age_on(day, born_on) == age


def test_nobody_has_an_age_before_birth() -> None:
    with pytest.raises(ValueError, match="not born"):
        age_on(date(2026, 1, 1), date(2026, 1, 2))


@pytest.mark.parametrize(
    ("bed_type", "age", "length", "flag"),
    [
        ("200", 30, 44, LongStay.NO),
        ("200", 30, 45, LongStay.SOON),
        ("200", 30, 59, LongStay.SOON),
        ("200", 30, 60, LongStay.LONG),
        ("200", 18, 60, LongStay.LONG),
        ("200", 64, 60, LongStay.LONG),
        ("200", 17, 60, LongStay.NO),
        ("200", 65, 400, LongStay.NO),
        ("201", 65, 74, LongStay.NO),
        ("201", 65, 75, LongStay.SOON),
        ("201", 65, 89, LongStay.SOON),
        ("201", 65, 90, LongStay.LONG),
        ("201", 64, 400, LongStay.NO),
        ("202", 30, 400, LongStay.NO),
        ("212", 30, 400, LongStay.NO),
    ],
)
def test_long_stay_limits_are_inclusive_and_by_bed_and_age(
    bed_type: str, age: int, length: int, flag: LongStay
) -> None:
    assert long_stay(bed_type, age, length, LongStayLimits()) is flag


def test_long_stay_limits_are_settings() -> None:
    assert long_stay("200", 30, 30, LongStayLimits(adult=30)) is LongStay.LONG
