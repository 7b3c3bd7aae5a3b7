from collections.abc import Callable

import pytest

from discharge.days.rules.counts import (
    DayCounts,
    Share,
    completeness,
    red_rate,
)


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
