"""Placements counted, reviewed and checked; and where somebody belongs."""

from datetime import date, timedelta

import pytest

from discharge.core.errors import RuleBroken
from discharge.stays.rules.elsewhere import (
    Home,
    OutOfArea,
    PlacementDates,
    check_next_review,
    check_placement,
    is_inappropriate,
    months_after,
    out_of_area,
    review_clock,
    why_elsewhere,
)

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


@pytest.mark.parametrize(
    ("started_on", "ended_on", "expected"),
    [
        # before the month, still there: each of its 30 nights
        (date(2026, 10, 20), None, OutOfArea(open_at_end=1, bed_days=30)),
        # begun in it, still there: the first day counts
        (date(2026, 11, 10), None, OutOfArea(started=1, open_at_end=1, bed_days=21)),
        # begun and ended in it: the last day does not count
        (date(2026, 11, 10), date(2026, 11, 12), OutOfArea(started=1, ended=1, bed_days=2)),
        # a day there and back: no night
        (date(2026, 11, 10), date(2026, 11, 10), OutOfArea(started=1, ended=1)),
        # ended on its first day: ended here, its nights were the month before's
        (date(2026, 10, 20), FIRST, OutOfArea(ended=1)),
        # ended on its last day: not open any more
        (date(2026, 11, 29), LAST, OutOfArea(started=1, ended=1, bed_days=1)),
        # ended on the day after: open as the month ends
        (date(2026, 11, 29), date(2026, 12, 1), OutOfArea(started=1, open_at_end=1, bed_days=2)),
        # begun on its last day
        (LAST, None, OutOfArea(started=1, open_at_end=1, bed_days=1)),
        # all before, all after
        (date(2026, 10, 1), date(2026, 10, 31), OutOfArea()),
        (date(2026, 12, 1), None, OutOfArea()),
    ],
)
def test_a_month_counts_started_open_ended_and_bed_days(
    started_on: date, ended_on: date | None, expected: OutOfArea
) -> None:
    assert out_of_area([PlacementDates(started_on, ended_on, "10")], FIRST, LAST) == expected


def test_a_month_adds_its_placements_up() -> None:
    placements = [PlacementDates(date(2026, 10, 20), None, "10"), PlacementDates(FIRST, date(2026, 11, 4), "14")]
    assert out_of_area(placements, FIRST, LAST) == OutOfArea(started=1, open_at_end=1, ended=1, bed_days=33)
    assert out_of_area([], FIRST, LAST) == OutOfArea()


def test_only_the_want_of_a_bed_is_inappropriate() -> None:
    assert [code for code in ("10", "11", "12", "13", "14", "15") if is_inappropriate(code)] == ["10"]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 11, 15), 3, date(2027, 2, 15)),
        (date(2026, 11, 1), -2, date(2026, 9, 1)),
        (date(2026, 1, 1), -2, date(2025, 11, 1)),
    ],
)
def test_months_after_keep_the_day_or_end_with_the_month(day: date, months: int, expected: date) -> None:
    assert months_after(day, months) == expected


@pytest.mark.parametrize(("days", "expected"), [(15, ""), (14, "soon"), (0, "soon"), (-1, "late")])
def test_a_review_is_due_soon_two_weeks_before_and_late_from_the_day_after(days: int, expected: str) -> None:
    assert review_clock(LAST + timedelta(days=days), LAST) == expected


def test_a_review_is_at_least_every_three_months() -> None:
    check_next_review("next_on", date(2027, 2, 1), after=FIRST, months=3)
    with pytest.raises(RuleBroken, match="1 February 2027 or earlier: at least every 3 months"):
        check_next_review("next_on", date(2027, 2, 2), after=FIRST, months=3)
    with pytest.raises(RuleBroken, match="must be after this one"):
        check_next_review("next_on", FIRST, after=FIRST, months=3)


@pytest.mark.parametrize(
    ("fault", "field"),
    [
        ({"provider": ""}, "provider"),
        ({"unit": "x" * 201}, "unit"),
        ({"reason": ""}, "reason"),
        ({"reason": "99"}, "reason"),
        ({"miles": 901}, "miles"),
        ({"started_on": LAST + timedelta(days=1)}, "started_on"),
        ({"return_target_on": FIRST - timedelta(days=1)}, "return_target_on"),
        ({"return_target_on": LAST + timedelta(days=732)}, "return_target_on"),
    ],
)
def test_a_placement_that_cannot_be_is_refused_at_its_field(fault: dict[str, object], field: str) -> None:
    right: dict[str, object] = {
        "provider": "Fairview Care",
        "unit": "Willow ward",
        "reason": "10",
        "miles": 84,
        "started_on": FIRST,
        "return_target_on": None,
    }
    check_placement(**right, today=LAST)  # type: ignore[arg-type]
    with pytest.raises(RuleBroken) as broken:
        check_placement(**(right | fault), today=LAST)  # type: ignore[arg-type]
    assert broken.value.field == field


@pytest.mark.parametrize(
    ("home", "expected"),
    [
        (Home(trust_system=1), ()),
        (Home(trust_system=1, icb=("Fenland ICB", 1), council=("Westmere Council", 1)), ()),
        (Home(trust_system=1, icb=("Harbour ICB", 2)), ("Responsible ICB: Harbour ICB",)),
        (Home(trust_system=1, council=("Harbour Council", 2)), ("Responsible council: Harbour Council",)),
        (Home(trust_system=1, icb=("Some ICB", None)), ()),  # nobody has said which system: no hint
        (Home(trust_system=None, icb=("Harbour ICB", 2)), ()),
        (Home(trust_system=None, out_of_area_reason="10"), ("Recorded as placed out of area",)),
        (
            Home(trust_system=1, icb=("Harbour ICB", 2), council=("Harbour Council", 2), out_of_area_reason="14"),
            ("Responsible ICB: Harbour ICB", "Responsible council: Harbour Council", "Recorded as placed out of area"),
        ),
    ],
)
def test_why_somebody_in_our_bed_may_belong_elsewhere(home: Home, expected: tuple[str, ...]) -> None:
    assert why_elsewhere(home) == expected
