from collections.abc import Callable

import pytest

from discharge.days.rules.counts import (
    DayCounts,
    PlannedDay,
    Share,
    completeness,
    is_planned_green_ended_red,
    missed_steps,
    planned_green_ended_red,
    red_rate,
)
from discharge.days.rules.mark import Colour


@pytest.mark.parametrize(
    ("days", "rate", "complete"),
    [
        (DayCounts(bed_days=10, green=3, red=5, absent=0), Share(5, 8, 2), Share(8, 10, 2)),
        (DayCounts(bed_days=10, green=3, red=5, absent=2), Share(5, 8, 0), Share(8, 8, 0)),
        (DayCounts(bed_days=10, green=0, red=0, absent=0), Share(0, 0, 10), Share(0, 10, 10)),
        (DayCounts(bed_days=4, green=0, red=0, absent=4), Share(0, 0, 0), Share(0, 0, 0)),
        (DayCounts(bed_days=0, green=0, red=0, absent=0), Share(0, 0, 0), Share(0, 0, 0)),
    ],
)
def test_red_rate_and_completeness_leave_out_days_away(days: DayCounts, rate: Share, complete: Share) -> None:
    assert red_rate(days) == rate
    assert completeness(days) == complete


def test_percent_of_nothing_is_nothing() -> None:
    assert Share(0, 0, 10).percent is None
    assert Share(5, 8, 2).percent == 62.5
    assert Share(0, 8, 2).percent == 0


@pytest.mark.parametrize(
    "make",
    [
        lambda: DayCounts(bed_days=2, green=2, red=1, absent=0),
        lambda: DayCounts(bed_days=2, green=1, red=1, absent=1),
        lambda: DayCounts(bed_days=2, green=-1, red=1, absent=0),
    ],
)
def test_days_that_do_not_add_up_are_refused(make: Callable[[], DayCounts]) -> None:
    with pytest.raises(ValueError, match="do not add up"):
        make()


def test_wards_add_up() -> None:
    ash, elm = DayCounts(bed_days=10, green=3, red=5, absent=1), DayCounts(bed_days=9, green=2, red=1, absent=2)
    assert ash + elm == DayCounts(bed_days=19, green=5, red=6, absent=3)
    assert (ash + elm).unmarked == ash.unmarked + elm.unmarked == 5


def test_missed_steps_keep_the_order_of_the_plan() -> None:
    assert missed_steps(("GRN-04", "GRN-01", "GRN-06"), ("GRN-01", "GRN-09")) == ("GRN-04", "GRN-06")


def test_planned_green_ended_red_by_cause() -> None:
    plan = ("GRN-04",)
    days = [
        PlannedDay(plan, Colour.RED, "INT-24"),
        PlannedDay(plan, Colour.RED, "INT-05"),
        PlannedDay(plan, Colour.RED, "EXT-22"),
        PlannedDay(plan, Colour.RED, "EXT-22"),
        PlannedDay((), Colour.RED, "INT-01"),
        PlannedDay(plan, Colour.GREEN),
        PlannedDay(plan, Colour.ABSENT),
        PlannedDay(plan, None),
    ]
    assert [is_planned_green_ended_red(day) for day in days] == [True] * 4 + [False] * 4
    assert list(planned_green_ended_red(days).items()) == [("EXT-22", 2), ("INT-05", 1), ("INT-24", 1)]
