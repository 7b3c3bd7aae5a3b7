"""No small number is shown outside the trust, and none can be worked out."""

from collections.abc import Mapping
from itertools import product
from random import Random

import pytest

from discharge.summaries.rules.small_numbers import (
    Match,
    band,
    hidden,
    hidden_within,
    is_total_hidden,
    may_be_told_apart,
    names_of_kinds,
    veiled,
)

CASES: list[tuple[Mapping[str, int], set[str]]] = [
    ({}, set()),
    ({"a": 0}, set()),
    ({"a": 5, "b": 9}, set()),
    ({"a": 0, "b": 9}, set()),
    ({"a": 4}, {"a"}),
    ({"a": 4, "b": 9}, {"a", "b"}),  # b alone beside the total would give a
    ({"a": 4, "b": 9, "c": 30}, {"a", "b"}),
    ({"a": 4, "b": 1, "c": 30}, {"a", "b"}),  # together five, of whom nobody knows how many are where
    ({"a": 2, "b": 1, "c": 30, "d": 9}, {"a", "b", "d"}),  # three people in two cells: one and two
    ({"a": 1, "b": 0, "c": 30}, {"a", "c"}),  # an empty cell hides nobody
    ({"a": 1, "b": 1, "c": 1, "d": 1}, {"a", "b", "c", "d"}),
    ({"a": 3, "b": 7, "c": 7}, {"a", "b"}),  # of equals the first by name, so that every reader sees the same
]


@pytest.mark.parametrize(("cells", "expected"), CASES)
def test_small_cells_and_what_gives_them_away_are_hidden(cells: Mapping[str, int], expected: set[str]) -> None:
    assert hidden(cells) == expected


@pytest.mark.parametrize(("cells", "expected"), [({}, False), ({"a": 4}, True), ({"a": 2, "b": 3}, False)])
def test_a_total_is_hidden_when_everybody_together_is_too_few(cells: Mapping[str, int], expected: bool) -> None:
    assert is_total_hidden(cells) is expected


def could_be(hidden_sum: int, cells: int) -> list[tuple[int, ...]]:
    """Every way in which a reader could fill the gaps, knowing their sum and that nobody hides an empty cell."""
    numbers = range(1, hidden_sum + 1)
    return [each for each in product(numbers, repeat=cells) if sum(each) == hidden_sum]


def test_no_hidden_cell_follows_from_the_total() -> None:
    chance = Random(1)
    looked_at = 0
    for _ in range(400):
        cells = {name: chance.choice((0, 1, 2, 3, 4, 5, 6, 8)) for name in "abcd"}
        gone = hidden(cells)
        if not gone or is_total_hidden(cells):
            continue
        looked_at += 1
        ways = could_be(sum(cells[name] for name in gone), len(gone))
        for place in range(len(gone)):
            assert len({way[place] for way in ways}) > 1, (cells, gone)
    assert looked_at > 100


def test_a_ward_does_not_follow_from_its_trust() -> None:
    trusts, wards = hidden_within({"north": {"birch": 8, "elm": 2}, "south": {"oak": 6, "ash": 7}})
    assert (trusts, wards) == (frozenset(), {"birch", "elm"})


def test_wards_of_a_hidden_trust_are_hidden_though_each_is_large_enough() -> None:
    trusts, wards = hidden_within({"north": {"birch": 8}, "south": {"oak": 2}, "west": {"ash": 40}})
    assert (trusts, wards) == ({"north", "south"}, {"birch", "oak"})


def match(ward: str, cause: str = "x", kind: str = "acute") -> Match:
    return Match(ward, cause, "council", kind)


VEILS: list[tuple[Mapping[Match, int], set[Match]]] = [
    ({match("birch"): 5}, set()),
    ({match("birch"): 4}, {match("birch")}),
    ({match("birch"): 4, match("elm"): 9}, {match("birch"), match("elm")}),  # one ward alone is no disguise
    ({match("birch"): 4, match("elm"): 1, match("ash"): 9}, {match("birch"), match("elm")}),
    ({match("birch"): 1, match("elm"): 1, match("ash"): 9}, {match("birch"), match("elm"), match("ash")}),
    ({match("birch"): 4, match("elm", kind="older"): 9}, {match("birch")}),  # another type of bed hides nobody
    (
        {match("birch"): 4, match("birch", "y"): 6, match("elm"): 8},
        {match("birch"), match("birch", "y"), match("elm")},
    ),
]


@pytest.mark.parametrize(("groups", "expected"), VEILS)
def test_fewer_than_five_alike_show_a_type_of_bed(groups: Mapping[Match, int], expected: set[Match]) -> None:
    assert veiled(groups) == expected


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "under 1 week"),
        (6, "under 1 week"),
        (7, "1 to 4 weeks"),
        (27, "1 to 4 weeks"),
        (28, "4 to 13 weeks"),
        (90, "4 to 13 weeks"),
        (91, "13 weeks or more"),
        (400, "13 weeks or more"),
    ],
)
def test_days_are_told_in_bands(days: int, words: str) -> None:
    assert band(days) == words


def test_no_band_before_the_first_day() -> None:
    with pytest.raises(ValueError, match="forwards"):
        band(-1)


def test_a_type_of_bed_that_one_ward_has_does_not_stand_for_it() -> None:
    assert names_of_kinds([("birch", "acute"), ("elm", "acute"), ("ash", "older")]) == {"acute"}


@pytest.mark.parametrize(
    ("kinds", "may"),
    [
        ([], True),
        ([[]], True),
        ([[3, 4], []], True),
        ([[9]], False),  # the list less what is shown is this ward
        ([[1, 3]], False),  # fewer than five in all
        ([[3, 4], [2]], False),
    ],
)
def test_types_of_beds_are_told_only_where_they_give_no_hidden_ward_away(
    kinds: list[list[int]], *, may: bool
) -> None:  # fmt: skip
    assert may_be_told_apart(kinds) is may
