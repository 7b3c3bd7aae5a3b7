"""Days and times as people type them."""

from datetime import date, time

import pytest

from discharge.core.typed import day_typed, time_typed

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("14/3/2026", date(2026, 3, 14)),
        ("14 3 2026", date(2026, 3, 14)),
        (" 14.03.26 ", date(2026, 3, 14)),
        ("14-3-2026", date(2026, 3, 14)),
        ("2026-03-14", date(2026, 3, 14)),
        ("14 Mar 2026", date(2026, 3, 14)),
        ("14mar2026", None),
        ("14th March 2026", date(2026, 3, 14)),
        ("1 Sept 26", date(2026, 9, 1)),
        ("3/4/2026", date(2026, 4, 3)),
        ("14 Mar", date(2027, 3, 14)),
        ("20/11", date(2026, 11, 20)),
        ("1 12", date(2026, 12, 1)),
        ("22nd nov", TODAY),
        ("29 Feb", date(2028, 2, 29)),
        ("3/25/2026", None),
        ("31/2/2026", None),
        ("31 Feb", None),
        ("1432026", None),
        ("143", None),
        ("14 Marzo", None),
        ("14 3 1", None),
        ("1/1/1066", None),
        ("tomorrow", None),
        ("٣/٤/2026", None),
        ("", None),
    ],
)
def test_a_day_is_read_day_first_or_not_at_all(text: str, day: date | None) -> None:
    if day is None:
        with pytest.raises(ValueError, match=r"."):
            day_typed(text, today=TODAY)
    else:
        assert day_typed(text, today=TODAY) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [("14 Mar", date(2026, 3, 14)), ("22 Nov", TODAY), ("23 Nov", date(2025, 11, 23)), ("29 Feb", date(2024, 2, 29))],
)
def test_a_day_in_the_past_without_a_year_is_the_last_such_day(text: str, day: date) -> None:
    assert day_typed(text, today=TODAY, is_past=True) == day


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("14:30", time(14, 30)),
        ("1430", time(14, 30)),
        ("9.05", time(9, 5)),
        ("2:30 PM", time(14, 30)),
        ("12:10am", time(0, 10)),
        ("0:00", time()),
        ("24:00", None),
        ("14:60", None),
        ("13:00pm", None),
        ("0:30am", None),
        ("9", None),
        ("", None),
    ],
)
def test_a_time_of_day_is_read_as_it_is_typed(text: str, at: time | None) -> None:
    if at is None:
        with pytest.raises(ValueError, match=r"."):
            time_typed(text)
    else:
        assert time_typed(text) == at
