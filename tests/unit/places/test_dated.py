from datetime import date

import pytest

from discharge.places.rules.dated import Dated, value_on

HOURS = [Dated(date(2026, 4, 1), 48), Dated(date(2026, 1, 1), 72), Dated(date(2026, 6, 1), 24)]


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2025, 12, 31), 96),
        (date(2026, 1, 1), 72),
        (date(2026, 3, 31), 72),
        (date(2026, 4, 1), 48),
        (date(2030, 1, 1), 24),
    ],
)
def test_the_latest_value_begun_holds(day: date, value: int) -> None:
    assert value_on(day, HOURS, default=96) == value


def test_of_two_from_the_same_day_the_later_given_holds() -> None:
    assert value_on(date(2026, 1, 1), [Dated(date(2026, 1, 1), 1), Dated(date(2026, 1, 1), 2)], default=0) == 2


def test_nothing_dated_gives_the_default() -> None:
    assert value_on(date(2026, 1, 1), [], default=None) is None
