"""Which sizes of a list are asked about."""

from dataclasses import replace

import pytest

from discharge.interop.rules.size import filled_wards, is_overfull, shrank
from discharge.places.rules.policy import KNOWN, Key
from tests.unit.interop.test_picture import ANN, ROW, plan


@pytest.mark.parametrize(
    ("previous", "current", "stops"),
    [(30, 20, False), (30, 19, True), (3, 2, False), (3, 1, True), (0, 0, False), (1, 0, True), (20, 30, False)],
)
def test_a_list_that_lost_more_than_a_third_stops(previous: int, current: int, stops: bool) -> None:
    assert shrank(previous, current, percent=KNOWN[Key.LIST_SHRINK_PERCENT].default) is stops


def test_how_much_a_list_may_lose_is_a_local_number() -> None:
    assert shrank(30, 26, percent=10)
    assert not shrank(30, 27, percent=10)


@pytest.mark.parametrize(
    ("people", "beds", "stops"),
    [(60, 20, False), (61, 20, True), (80, 40, False), (81, 40, True), (60, 0, False), (61, 0, True)],
)
def test_a_ward_of_more_than_twice_its_beds_stops(people: int, beds: int, stops: bool) -> None:
    assert is_overfull(people, beds, percent=KNOWN[Key.LIST_OVERFULL_PERCENT].default) is stops


def test_how_full_a_ward_may_be_is_a_local_number() -> None:
    assert is_overfull(70, 60, percent=100)
    assert not is_overfull(70, 60, percent=150)


def test_whom_a_list_brings_and_takes_away_is_counted() -> None:
    newcomers = [replace(ROW, number=n, local_number=f"N{n}", nhs_number=None, ward="FEN") for n in (3, 4)]
    moved = replace(ROW, ward="FEN")
    away = replace(ANN, stay_id=ANN.stay_id, local_number="77", nhs_number=None, ward="FEN")
    assert filled_wards([ANN, away], plan(ANN, moved, *newcomers)) == {"FEN": 4}


def test_a_ward_to_which_nobody_comes_is_not_asked_about() -> None:
    assert filled_wards([ANN], plan(ANN, ROW)) == {}
