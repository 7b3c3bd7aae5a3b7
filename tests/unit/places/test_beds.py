from datetime import date

from discharge.places.rules.beds import Capacity

DAY = date(2026, 11, 23)


def test_closed_beds_are_not_open() -> None:
    assert Capacity(from_on=DAY, beds=22, closed_beds=3).open_beds == 19


def test_a_shut_ward_has_no_open_bed() -> None:
    assert Capacity(from_on=DAY, beds=22, is_shut=True).open_beds == 0
