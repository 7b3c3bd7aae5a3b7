from datetime import UTC, date, datetime, time, timedelta

import pytest

from discharge.core.clock import last_moment_of, moment_of
from discharge.stays.rules.spans import Span, days_by_place, span_at, ward_at_midnight


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A time on English clocks in June 2026."""
    return moment_of(date(2026, 6, day), time(hour, minute))


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 24), date(2026, 10, 25)])
def test_midnight_is_englands_on_days_of_23_and_25_hours(day: date) -> None:
    back = moment_of(day + timedelta(days=1), time(0, 30))
    assert ward_at_midnight(day, [Span("Ash", moment_of(day, time(23, 30)), back)]) == "Ash"
    assert ward_at_midnight(day + timedelta(days=1), [Span("Ash", moment_of(day, time(23, 30)), back)]) is None


LEGS = [Span("Ash", at(3, 14), at(5, 10)), Span("Elm", at(5, 10), at(7, 23, 59)), Span("Fir", at(7, 23, 59), at(9, 11))]


def test_a_day_belongs_to_the_ward_at_the_midnight_ending_it() -> None:
    wards = [ward_at_midnight(date(2026, 6, day), LEGS) for day in range(2, 11)]
    assert wards == [None, "Ash", "Ash", "Elm", "Elm", "Fir", "Fir", None, None]


def test_touching_spans_never_claim_a_moment_twice() -> None:
    for minutes in range(0, 7 * 24 * 60, 30):
        moment = at(3, 0) + timedelta(minutes=minutes)
        covering = [leg for leg in LEGS if span_at(moment, [leg])]
        assert len(covering) == (at(3, 14) <= moment < at(9, 11))


def test_midnight_in_summer_is_an_hour_early_by_utc() -> None:
    assert last_moment_of(date(2026, 6, 3)) == datetime(2026, 6, 3, 22, 59, 59, 999999, tzinfo=UTC)


def test_somebody_who_comes_at_midnight_belongs_to_the_day_that_begins() -> None:
    legs = [Span("Ash", at(3, 0), at(5, 0)), Span("Elm", at(5, 0), at(7, 0))]
    wards = [ward_at_midnight(date(2026, 6, day), legs) for day in range(2, 8)]
    assert wards == [None, "Ash", "Ash", "Elm", "Elm", None]


def test_days_are_gathered_by_the_ward_they_belong_to() -> None:
    legs = [Span("Birch", at(2, 10), at(4, 15)), Span("Rowan", at(4, 15), at(6, 9)), Span("Birch", at(6, 9))]
    june = [date(2026, 6, day) for day in range(1, 31)]
    assert days_by_place(june[0], june[7], legs) == (
        ("Birch", june[1], june[2]),
        ("Rowan", june[3], june[4]),
        ("Birch", june[5], june[7]),
    )
    assert days_by_place(june[4], june[3], legs) == ()
    assert days_by_place(june[0], june[0], legs) == ()
