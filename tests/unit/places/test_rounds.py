from datetime import UTC, date, datetime, time, timedelta

import pytest

from discharge.core.clock import local_time
from discharge.places.rules.calendar import Holidays, is_working_day
from discharge.places.rules.rounds import BOTH, EVERY_WORKING_DAY, Pass, RoundPattern, closes_at, passes_of, passes_on

EASTER = Holidays(frozenset([date(2026, 4, 3), date(2026, 4, 6)]), known_until=date(2026, 12, 31))
NOON = time(12)
EVERY_DAY = RoundPattern(weekend=(Pass.MORNING,), holiday=(Pass.AFTERNOON,))
WEDNESDAYS = RoundPattern(weekday=(Pass.AFTERNOON,), weekly_on=2)
FRIDAYS = RoundPattern(weekly_on=4)
NEVER = RoundPattern(weekday=())


@pytest.mark.parametrize(
    ("day", "pattern", "passes"),
    [
        (date(2026, 3, 2), EVERY_WORKING_DAY, BOTH),
        (date(2026, 3, 7), EVERY_WORKING_DAY, ()),
        (date(2026, 4, 3), EVERY_WORKING_DAY, ()),
        (date(2026, 3, 7), EVERY_DAY, (Pass.MORNING,)),
        (date(2026, 4, 6), EVERY_DAY, (Pass.AFTERNOON,)),
        (date(2026, 3, 4), WEDNESDAYS, (Pass.AFTERNOON,)),
        (date(2026, 3, 5), WEDNESDAYS, ()),
        (date(2026, 3, 27), FRIDAYS, BOTH),
        (date(2026, 4, 3), FRIDAYS, ()),
        (date(2026, 4, 7), FRIDAYS, BOTH),
        (date(2026, 4, 8), FRIDAYS, ()),
        (date(2026, 4, 10), FRIDAYS, BOTH),
        (date(2026, 3, 2), NEVER, ()),
    ],
)
def test_passes_follow_the_kind_of_day(day: date, pattern: RoundPattern, passes: tuple[Pass, ...]) -> None:
    assert passes_on(day, pattern, EASTER) == passes


@pytest.mark.parametrize(("weekly_on", "rounds"), [(0, [2, 9]), (2, [4, 11]), (4, [6, 13])])
def test_a_weekly_round_is_on_its_day(weekly_on: int, rounds: list[int]) -> None:
    pattern = RoundPattern(weekly_on=weekly_on)
    assert [day for day in range(1, 15) if passes_on(date(2026, 3, day), pattern, EASTER)] == rounds


@pytest.mark.parametrize("weekly_on", [-1, 5, 6])
def test_a_weekly_round_at_the_weekend_is_refused(weekly_on: int) -> None:
    with pytest.raises(ValueError, match="Monday"):
        RoundPattern(weekly_on=weekly_on)


@pytest.mark.parametrize(
    ("day", "pattern", "closing"),
    [
        (date(2026, 3, 2), EVERY_WORKING_DAY, date(2026, 3, 3)),
        (date(2026, 3, 6), EVERY_WORKING_DAY, date(2026, 3, 9)),
        (date(2026, 3, 7), EVERY_WORKING_DAY, date(2026, 3, 9)),
        (date(2026, 3, 8), EVERY_WORKING_DAY, date(2026, 3, 9)),
        (date(2026, 4, 2), EVERY_WORKING_DAY, date(2026, 4, 7)),
        (date(2026, 4, 3), EVERY_WORKING_DAY, date(2026, 4, 7)),
        (date(2026, 4, 6), EVERY_WORKING_DAY, date(2026, 4, 7)),
        (date(2026, 3, 6), EVERY_DAY, date(2026, 3, 9)),
        (date(2026, 3, 3), WEDNESDAYS, date(2026, 3, 4)),
        (date(2026, 3, 4), WEDNESDAYS, date(2026, 3, 11)),
        (date(2026, 3, 5), WEDNESDAYS, date(2026, 3, 11)),
        (date(2026, 3, 30), FRIDAYS, date(2026, 4, 7)),
        (date(2026, 3, 2), NEVER, date(2026, 3, 3)),
        (date(2028, 2, 28), EVERY_WORKING_DAY, date(2028, 2, 29)),
        (date(2028, 2, 29), EVERY_WORKING_DAY, date(2028, 3, 1)),
    ],
)
def test_a_day_closes_at_noon_after_the_next_working_days_round(
    day: date, pattern: RoundPattern, closing: date
) -> None:
    assert local_time(closes_at(day, NOON, pattern, EASTER)).replace(tzinfo=None) == datetime.combine(closing, NOON)


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        (date(2026, 3, 26), datetime(2026, 3, 27, 12, tzinfo=UTC)),
        (date(2026, 3, 27), datetime(2026, 3, 30, 11, tzinfo=UTC)),
        (date(2026, 10, 22), datetime(2026, 10, 23, 11, tzinfo=UTC)),
        (date(2026, 10, 23), datetime(2026, 10, 26, 12, tzinfo=UTC)),
    ],
)
def test_noon_is_englands_noon_in_summer_and_winter(day: date, moment: datetime) -> None:
    assert closes_at(day, NOON, EVERY_WORKING_DAY, EASTER) == moment


def test_every_day_closes_on_a_later_working_day_and_never_before_the_day_before() -> None:
    for pattern in (EVERY_WORKING_DAY, EVERY_DAY, WEDNESDAYS, FRIDAYS, NEVER):
        earlier = datetime.min.replace(tzinfo=UTC)
        for offset in range(366):
            day = date(2026, 1, 1) + timedelta(days=offset)
            closing = closes_at(day, NOON, pattern, EASTER)
            assert closing >= earlier
            assert local_time(closing).date() > day
            assert is_working_day(local_time(closing).date(), EASTER)
            earlier = closing


@pytest.mark.parametrize(("count", "passes"), [(0, ()), (1, (Pass.AFTERNOON,)), (2, (Pass.MORNING, Pass.AFTERNOON))])
def test_one_pass_a_day_is_the_one_in_which_days_are_marked(count: int, passes: tuple[Pass, ...]) -> None:
    assert passes_of(count) == passes


@pytest.mark.parametrize("count", [-1, 3])
def test_a_ward_has_two_passes_a_day_at_most(count: int) -> None:
    with pytest.raises(ValueError, match="none, one or two"):
        passes_of(count)
