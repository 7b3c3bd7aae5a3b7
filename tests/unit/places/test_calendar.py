from datetime import date, timedelta

import pytest

from discharge.places.rules.calendar import (
    Holidays,
    WorkingDay,
    WorkingDays,
    add_working_days,
    is_working_day,
    next_working_day,
    working_days_between,
)

# England 2026: Good Friday 3 April, Easter Monday 6 April, 4 and 25 May, 31 August, 25 and 28 December.
ENGLAND = Holidays(
    frozenset(
        [
            date(2026, 1, 1),
            date(2026, 4, 3),
            date(2026, 4, 6),
            date(2026, 5, 4),
            date(2026, 5, 25),
            date(2026, 8, 31),
            date(2026, 12, 25),
            date(2026, 12, 28),
        ]
    ),
    known_until=date(2026, 12, 31),
)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 3, 2), True),
        (date(2026, 3, 6), True),
        (date(2026, 3, 7), False),
        (date(2026, 3, 8), False),
        (date(2026, 4, 3), False),
        (date(2026, 12, 26), False),
        (date(2028, 2, 29), True),
    ],
)
def test_working_days_are_monday_to_friday_without_holidays(day: date, works: bool) -> None:
    assert is_working_day(day, ENGLAND) is works


@pytest.mark.parametrize(
    ("start", "count", "lands"),
    [
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
        (date(2026, 3, 7), 0, date(2026, 3, 9)),
        (date(2026, 3, 6), 1, date(2026, 3, 9)),
        (date(2026, 3, 7), 1, date(2026, 3, 9)),
        (date(2026, 4, 2), 1, date(2026, 4, 7)),
        (date(2026, 3, 30), 5, date(2026, 4, 8)),
        (date(2026, 12, 24), 2, date(2026, 12, 30)),
        (date(2026, 3, 27), 1, date(2026, 3, 30)),
    ],
)
def test_adding_working_days_skips_weekends_and_holidays(start: date, count: int, lands: date) -> None:
    assert add_working_days(start, count, ENGLAND) == WorkingDay(lands, is_sure=True)


@pytest.mark.parametrize(
    ("start", "count", "sure"),
    [
        (date(2026, 12, 31), 0, True),
        (date(2026, 12, 31), 1, False),
        (date(2026, 12, 30), 1, True),
        (date(2027, 1, 2), 1, False),
        (date(2026, 12, 30), 2, False),
        (date(2027, 1, 4), 0, False),
    ],
)
def test_a_sum_past_the_last_known_holiday_says_so(start: date, count: int, sure: bool) -> None:
    assert add_working_days(start, count, ENGLAND).is_sure is sure


def test_counting_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(date(2026, 3, 2), -1, ENGLAND)
    with pytest.raises(ValueError, match="before start"):
        working_days_between(date(2026, 3, 2), date(2026, 3, 1), ENGLAND)


@pytest.mark.parametrize(
    ("start", "end", "counted"),
    [
        (date(2026, 3, 2), date(2026, 3, 2), WorkingDays(0, is_sure=True)),
        (date(2026, 3, 6), date(2026, 3, 9), WorkingDays(1, is_sure=True)),
        (date(2026, 3, 7), date(2026, 3, 8), WorkingDays(0, is_sure=True)),
        (date(2026, 4, 2), date(2026, 4, 7), WorkingDays(1, is_sure=True)),
        (date(2026, 12, 31), date(2027, 1, 4), WorkingDays(2, is_sure=False)),
    ],
)
def test_working_days_between_leave_out_the_start(start: date, end: date, counted: WorkingDays) -> None:
    assert working_days_between(start, end, ENGLAND) == counted


def test_adding_and_counting_agree_from_every_day_of_the_year() -> None:
    for offset in range(300):
        start = date(2026, 1, 1) + timedelta(days=offset)
        assert next_working_day(start, ENGLAND) == add_working_days(start, 1, ENGLAND)
        for count in (1, 2, 5, 10):
            end = add_working_days(start, count, ENGLAND).day
            assert is_working_day(end, ENGLAND)
            assert working_days_between(start, end, ENGLAND).count == count


def test_weekends_are_known_for_ever() -> None:
    assert [ENGLAND.knows(date(2031, 3, day)) for day in (7, 8, 9, 10)] == [False, True, True, False]
    assert working_days_between(date(2031, 3, 7), date(2031, 3, 9), ENGLAND) == WorkingDays(0, is_sure=True)
