from typing import Any

import pytest

from discharge.core.errors import Superseded
from discharge.core.versions import merge

SEEN = {"a": "1", "b": "1", "c": "1"}


def merged(stored: dict[str, str], typed: dict[str, str]) -> dict[str, Any]:
    return merge(stored=SEEN | stored, seen=SEEN, typed=SEEN | typed, words=lambda field, value: (field.upper(), value))


@pytest.mark.parametrize(
    ("stored", "typed", "written"),
    [
        ({}, {}, {}),
        ({}, {"a": "2"}, {"a": "2"}),
        ({"b": "3"}, {"a": "2"}, {"a": "2"}),
        ({"b": "3"}, {}, {}),
        ({"a": "2"}, {"a": "2"}, {}),
        ({"a": "2", "b": "3"}, {"a": "2", "c": "4"}, {"c": "4"}),
    ],
)
def test_what_only_one_of_two_changed_is_kept(
    stored: dict[str, str], typed: dict[str, str], written: dict[str, str]
) -> None:
    assert merged(stored, typed) == written


def test_what_both_changed_is_shown_three_times() -> None:
    with pytest.raises(Superseded) as superseded:
        merged({"a": "2", "b": "5"}, {"a": "3", "c": "4"})
    shown = superseded.value
    assert shown.before == {"A": "1", "B": "1", "C": "1"}
    assert shown.theirs == {"A": "2", "B": "5", "C": "1"}
    assert shown.yours == {"A": "3", "B": "5", "C": "4"}
