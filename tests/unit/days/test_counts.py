from collections.abc import Callable

import pytest

from discharge.days.rules.counts import DayCounts


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
