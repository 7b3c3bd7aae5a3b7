"""Dates: British and ISO, never the other way round."""

from collections.abc import Sequence
from datetime import date, datetime, time

import pytest

from discharge.core.errors import RuleBroken
from discharge.interop.rules.dates import check_day_first, read_date
from discharge.interop.rules.sheet import Cell

TODAY = date(2026, 3, 20)
MARCH = date(2026, 3, 14)
EXCEL_MOMENT = datetime(2026, 3, 14, 9, 5, 7)  # noqa: DTZ001 - the cells of Excel know no time zone
EXCEL_MIDNIGHT = datetime(2026, 3, 14)  # noqa: DTZ001


@pytest.mark.parametrize(
    "cell",
    [
        "14/03/2026", "14/3/26", "14-03-2026", "14.03.2026", " 14/03/2026 ", "14 Mar 2026", "14-Mar-26", "14-MAR-2026",
        "14 March 2026", "14th March 2026", "14Mar2026", "2026-03-14", "2026/03/14", "20260314", "14/03/2026 00:00:00",
        "2026-03-14T00:00:00", "14/03/2026\u200e", MARCH, EXCEL_MIDNIGHT,
    ],
)  # fmt: skip
def test_a_day_is_read_in_every_usual_way(cell: Cell) -> None:
    assert read_date(cell, latest=TODAY) == (MARCH, None)


@pytest.mark.parametrize(
    ("cell", "day", "at"),
    [
        ("14/03/2026 09:05", MARCH, time(9, 5)),
        ("14/03/2026 9:05:59", MARCH, time(9, 5)),
        ("14-Mar-2026, 09.05", MARCH, time(9, 5)),
        ("14/03/2026 0905", MARCH, time(9, 5)),
        ("14/03/2026 9:05 PM", MARCH, time(21, 5)),
        ("14/03/2026 12:05am", MARCH, time(0, 5)),
        ("2026-03-14T09:05:07.123", MARCH, time(9, 5)),
        ("2026-03-14T09:05:07Z", MARCH, time(9, 5)),
        ("2026-06-30T23:30:00Z", date(2026, 7, 1), time(0, 30)),
        ("2026-06-30T23:30+01:00", date(2026, 6, 30), time(23, 30)),
        (EXCEL_MOMENT, MARCH, time(9, 5)),
    ],
)
def test_a_time_is_kept_as_english_time(cell: Cell, day: date, at: time) -> None:
    assert read_date(cell, latest=TODAY) == (day, at)


@pytest.mark.parametrize(
    ("text", "latest", "day"),
    [
        ("1/2/21", date(2021, 3, 20), date(2021, 2, 1)),
        ("21/3/21", date(2021, 3, 20), date(1921, 3, 21)),
        ("14/3/90", TODAY, date(1990, 3, 14)),
        ("14/3/30", date(2046, 1, 1), date(2030, 3, 14)),
    ],
)
def test_a_year_of_two_digits_is_in_the_last_century_that_makes_sense(text: str, latest: date, day: date) -> None:
    assert read_date(text, latest=latest) == (day, None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("soon", "“soon” is not a date. Write it as 14/03/2026"),
        ("Mar 14, 2026", "“Mar 14, 2026” is not a date"),
        ("14 Brumaire 2026", "“14 Brumaire 2026” is not a date"),
        ("14 Marvel 2026", "“14 Marvel 2026” is not a date"),
        ("14/03-2026", "“14/03-2026” is not a date"),
        ("46095", "“46095” is a number. Format the column as a date in Excel and save again"),
        ("31/02/2026", "“31/02/2026” is not a day in the calendar"),
        ("29/02/26", "“29/02/26” is not a day in the calendar"),
        ("14/03/0026", "Check the year of “14/03/0026”"),
        ("14/03/2026 25:00", "“14/03/2026 25:00” has no such time of day"),
        ("14/03/2026 13:00 pm", "“14/03/2026 13:00 pm” has no such time of day"),
    ],
)
def test_what_is_no_date_says_why(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=r"“") as caught:
        read_date(text, latest=TODAY)

    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    "cells",
    [
        ["03/04/2026", "25/03/2026", "", "soon"],
        ["13/13/2026"],
        ["2026-03-25", "03-Mar-2026"],
        [date(2026, 3, 25), "25/03/2026"],
        [date(2026, 3, 4), "04/03/2026"],
    ],
)
def test_a_column_that_can_be_day_first_is_taken_so(cells: Sequence[Cell]) -> None:
    check_day_first("DOB", enumerate(cells, start=2))


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (["03/04/2026", "03/25/2026"], "Row 3, column “DOB”: 03/25/2026 only makes sense with the month first"),
        (["3-25-26 10:00"], "Row 2, column “DOB”: 3-25-26 10:00 only makes sense with the month first"),
        ([date(2026, 3, 4), "25/03/2026"], "Row 3, column “DOB”: Excel kept this date as text and made dates of the"),
    ],
)
def test_a_column_that_only_fits_month_first_refuses_the_file(cells: Sequence[Cell], message: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        check_day_first("DOB", enumerate(cells, start=2))

    assert caught.value.field == "file"
    assert caught.value.message.startswith(message)
