from datetime import UTC, date, datetime, time

import pytest

from discharge.stays.rules.moments import typed_moment

BACK = date(2026, 10, 25)  # 02:00 summer time becomes 01:00: the hour from 01:00 is shown twice


def utc(day: date, hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "at", "after", "meant"),
    [
        pytest.param(date(2026, 11, 3), time(9, 30), None, utc(date(2026, 11, 3), 9, 30), id="winter"),
        pytest.param(date(2026, 7, 3), time(9, 30), None, utc(date(2026, 7, 3), 8, 30), id="summer"),
        pytest.param(BACK, time(1, 30), None, utc(BACK, 0, 30), id="shown-twice-the-first"),
        pytest.param(BACK, time(1, 10), utc(BACK, 0, 50), utc(BACK, 1, 10), id="shown-twice-only-the-second-is-after"),
        pytest.param(BACK, time(1, 10), utc(BACK, 3, 0), utc(BACK, 0, 10), id="shown-twice-both-before"),
        pytest.param(BACK, time(12, 0), utc(BACK, 12, 0, 40), utc(BACK, 12, 0, 40), id="the-same-minute"),
        pytest.param(BACK, time(11, 59), utc(BACK, 12, 0, 40), utc(BACK, 11, 59), id="a-minute-before"),
        pytest.param(date(2026, 3, 29), time(1, 30), None, utc(date(2026, 3, 29), 1, 30), id="an-hour-left-out"),
    ],
)
def test_a_typed_time_is_the_moment_meant(day: date, at: time, after: datetime | None, meant: datetime) -> None:
    assert typed_moment(day, at, after=after) == meant
