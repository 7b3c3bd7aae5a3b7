"""The daily return: what it counts, and when it is due."""

from datetime import UTC, date, datetime

import pytest

from discharge.core.errors import RuleBroken
from discharge.stays.rules.length import LongStay
from discharge.summaries.rules.returns import (
    Numbers,
    There,
    check_reason,
    count,
    day_due,
    is_due,
    moment_due,
    over_time,
    total,
    week_of,
)

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (There(), Numbers(occupied=1)),
        (There(away="awol"), Numbers(occupied=1, away={"awol": 1})),
        (There(ready_since=DAY), Numbers(occupied=1, ready=1)),  # day 1
        (There(ready_since=date(2026, 11, 17)), Numbers(occupied=1, ready=1)),  # day 7
        (There(ready_since=date(2026, 11, 16)), Numbers(occupied=1, ready=1, ready_over_7=1)),  # day 8
        (There(ready_since=date(2026, 10, 27)), Numbers(occupied=1, ready=1, ready_over_7=1)),  # day 28
        (There(ready_since=date(2026, 10, 26)), Numbers(occupied=1, ready=1, ready_over_7=1, ready_over_28=1)),
        (There(length=LongStay.SOON), Numbers(occupied=1)),
        (There(length=LongStay.LONG), Numbers(occupied=1, long_stays=1)),
        (There(is_from_elsewhere=True), Numbers(occupied=1, from_elsewhere=1)),
    ],
)
def test_one_person_counts(person: There, expected: Numbers) -> None:
    assert count([person], DAY) == expected


def test_absences_are_counted_by_kind() -> None:
    people = [There(away="awol"), There(away="home_leave"), There(away="awol"), There()]
    numbers = count(people, DAY)
    assert (numbers.occupied, numbers.away, numbers.away_in_all) == (4, {"awol": 2, "home_leave": 1}, 3)


def test_wards_add_up_and_an_empty_trust_is_all_noughts() -> None:
    one = Numbers(beds=20, occupied=18, away={"awol": 1}, ready=2, admitted=1)
    other = Numbers(beds=10, occupied=9, away={"awol": 1, "home_leave": 2}, left=3, placed_elsewhere=1)
    expected = {"beds": 30, "occupied": 27, "away": {"awol": 2, "home_leave": 2}, "ready": 2, "admitted": 1, "left": 3}
    assert total([one, other]) == Numbers(**expected, placed_elsewhere=1)
    assert total([]) == Numbers()


def test_a_week_stands_as_on_its_last_day_with_the_comings_and_goings_of_all() -> None:
    monday = Numbers(occupied=18, ready=5, away={"awol": 1}, admitted=2, moved_in=1)
    tuesday = Numbers(occupied=19, ready=4, admitted=1, moved_out=1, left=1)
    expected = Numbers(occupied=19, ready=4, admitted=3, moved_in=1, moved_out=1, left=1)
    assert over_time([monday, tuesday]) == expected
    assert over_time([]) == Numbers()


def test_the_hour_is_of_english_clocks() -> None:
    assert moment_due(date(2026, 7, 1), 8) == datetime(2026, 7, 1, 7, tzinfo=UTC)
    assert moment_due(DAY, 8) == datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 11, 23, 7, 59, 59, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 11, 23, 8, tzinfo=UTC), DAY),
        (datetime(2026, 11, 23, 23, 59, tzinfo=UTC), DAY),
        (datetime(2026, 7, 1, 6, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 7, 1, 7, tzinfo=UTC), date(2026, 7, 1)),
    ],
)
def test_the_day_due_changes_at_the_hour(now: datetime, expected: date) -> None:
    assert day_due(now, 8) == expected


@pytest.mark.parametrize(
    ("day", "newest", "expected"),
    [
        (DAY, None, True),
        (DAY, date(2026, 11, 22), True),
        (DAY, date(2026, 11, 19), True),  # days were missed: the next return counts who came since the last
        (DAY, DAY, False),
        (DAY, date(2026, 11, 24), False),
        (date(2026, 11, 22), date(2026, 11, 21), False),  # its hour is over
        (date(2026, 11, 24), DAY, False),  # its hour is to come
    ],
)
def test_only_the_day_due_and_only_once(day: date, newest: date | None, *, expected: bool) -> None:
    assert is_due(day, now=datetime(2026, 11, 23, 9, tzinfo=UTC), hour=8, newest=newest) is expected


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2026, 11, 25), date(2026, 11, 29)])
def test_a_week_is_monday_to_sunday(day: date) -> None:
    assert week_of(day) == (date(2026, 11, 23), date(2026, 11, 29))


def test_counting_again_needs_a_short_reason() -> None:
    check_reason("A discharge was entered late")
    with pytest.raises(RuleBroken, match="Enter why"):
        check_reason("")
    with pytest.raises(RuleBroken, match="200 characters"):
        check_reason("x" * 201)
