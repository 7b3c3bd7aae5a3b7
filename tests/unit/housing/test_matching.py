"""Matching: each need against each place, in words; and the quick count that answers the same."""

from datetime import date, timedelta
from itertools import islice, product
from typing import Any
from uuid import UUID

import pytest

from discharge.housing.rules.matching import MOST_MATCHES, MOST_NEAR, Crowd, Match, Needs, Place, match, shortlist

TODAY = date(2026, 11, 23)
FENLAND, WESTMERE = UUID(int=1), UUID(int=2)
EACH_SEVENTH = 7  # of 972 places: each value meets each other one, in a seventh of the time
COUNCILS = {FENLAND: "Fenland District", WESTMERE: "Westmere City"}


def needs(**columns: Any) -> Needs:
    full = {"route": "supported", "support_level": "daytime", "access": "stairs", "council_ids": frozenset({FENLAND})}
    return Needs(**{**full, "has_pets": False, "safe": frozenset(), **columns})


def place(**columns: Any) -> Place:
    full = {"route": "supported", "support_level": "daytime", "access": "ground", "council_id": FENLAND}
    more = {"allows_pets": None, "is_self_contained": None, "cannot_take": frozenset(), "held_until": None}
    return Place(**{**full, **more, **columns})


def found(one: Needs, other: Place) -> Match:
    return match(one, other, councils=COUNCILS, today=TODAY)


def test_what_fits_is_said_for_each_need() -> None:
    assert found(needs(), place()) == Match(
        fits=("Supported", "Staff in the day", "Ground floor or lift", "Fenland District"), checks=(), misses=()
    )


@pytest.mark.parametrize(
    ("need", "there", "says"),
    [
        ({}, {"route": "private"}, "Supported is looked for, this is Private rent"),
        ({"support_level": "waking"}, {}, "Staff day and night is needed, this has staff in the day"),
        ({"access": "wheelchair"}, {}, "Wheelchair access is needed"),
        ({}, {"council_id": WESTMERE}, "Westmere City is not an area the person would live in"),
        ({"has_pets": True}, {"allows_pets": False}, "No pets, and one comes too"),
        ({"safe": frozenset({"fire"})}, {"cannot_take": frozenset({"fire"})}, "This place cannot meet: Fire safety"),
        (
            {"safe": frozenset({"self_contained"})},
            {"is_self_contained": False},
            "This is shared, self-contained is needed",
        ),
        ({}, {"held_until": TODAY - timedelta(days=1)}, "Was held until 22 November 2026"),
    ],
)
def test_what_rules_a_place_out(need: dict[str, Any], there: dict[str, Any], says: str) -> None:
    result = found(needs(**need), place(**there))
    assert result.misses == (says,)
    assert not result.is_possible


@pytest.mark.parametrize(
    ("need", "there", "says"),
    [
        ({"route": ""}, {}, "The kind of home is not decided yet"),
        ({"support_level": ""}, {}, "Support needed is not known"),
        ({"support_level": "none"}, {}, "More support than is needed: staff in the day"),
        ({"access": ""}, {}, "Access needed is not known"),
        ({"has_pets": True}, {}, "Whether a pet can come"),
        ({"safe": frozenset({"exclusion"})}, {}, "Whether the provider can meet: Exclusion area"),
        ({"safe": frozenset({"self_contained"})}, {}, "Whether the provider can meet: Self-contained"),
    ],
)
def test_what_has_to_be_asked(need: dict[str, Any], there: dict[str, Any], says: str) -> None:
    result = found(needs(**need), place(**there))
    assert result.checks == (says,)
    assert result.is_possible


def test_anywhere_is_everywhere() -> None:
    assert found(needs(council_ids=frozenset()), place(council_id=WESTMERE)).is_possible


def test_the_best_come_first() -> None:
    ranked = [needs(), needs(support_level=""), needs(access="wheelchair")]
    mixed = [ranked[2], ranked[0], ranked[1]]
    assert sorted(mixed, key=lambda each: found(each, place()).order) == ranked


def test_a_shortlist_has_the_best_and_says_how_many_more_could_fit() -> None:
    unsure, fits, one_miss, two = needs(support_level=""), needs(), needs(route="private"), needs(has_pets=True)
    people = [unsure] * MOST_MATCHES + [fits] * 2 + [one_miss] * (MOST_NEAR + 1)
    short = shortlist(enumerate(people), place(), councils=COUNCILS, today=TODAY)
    assert [*short.fitting] == [MOST_MATCHES, MOST_MATCHES + 1, *range(MOST_MATCHES - 2)]
    assert [*short.near] == [*range(MOST_MATCHES + 2, MOST_MATCHES + 2 + MOST_NEAR)]
    assert short.left_out == 2
    nobody = shortlist([("two", two)], place(route="private", allows_pets=False), councils=COUNCILS, today=TODAY)
    assert not nobody.fitting
    assert not nobody.near
    assert nobody.left_out == 0


def test_the_quick_count_answers_as_each_match_does() -> None:
    people = [
        needs(route=route, support_level=support, access=access, council_ids=areas, has_pets=pets, safe=safe)
        for route, support, access, areas, pets, safe in product(
            ("", "supported", "private"),
            ("", "none", "waking"),
            ("", "wheelchair"),
            (frozenset[UUID](), frozenset({FENLAND}), frozenset({FENLAND, WESTMERE})),
            (None, True),
            (frozenset[str](), frozenset({"self_contained"}), frozenset({"fire", "exclusion"})),
        )
    ]
    crowd = Crowd(people)
    places = product(
        ("none", "daytime", "waking"),
        ("stairs", "wheelchair"),
        (FENLAND, WESTMERE),
        (None, True, False),
        (None, True, False),
        (frozenset[str](), frozenset({"fire"}), frozenset({"self_contained"})),
        (None, TODAY, TODAY - timedelta(days=1)),
    )
    for support, access, council, allows, own, cannot, held in islice(places, 0, None, EACH_SEVENTH):
        there = place(
            support_level=support, access=access, council_id=council, allows_pets=allows, is_self_contained=own,
            cannot_take=cannot, held_until=held,
        )  # fmt: skip
        one_by_one = sum(found(each, there).is_possible << number for number, each in enumerate(people))
        assert crowd.fitting(there, today=TODAY) == one_by_one
        assert crowd.count(there, today=TODAY) == one_by_one.bit_count()
