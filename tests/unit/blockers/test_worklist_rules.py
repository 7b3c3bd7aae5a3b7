"""The reference by which an owner is told which one is meant, and names of views."""

from uuid import UUID

import pytest

from discharge.blockers.rules.worklist import keys_of_reference, reference_of

KEY = UUID("3f2a9c01-77aa-4bbb-8ccc-123456789abc")


def test_a_reference_leads_back_to_its_key() -> None:
    assert reference_of(KEY) == "3F2A-9C01"
    first, last = keys_of_reference("3f2a-9c01") or (KEY, KEY)
    assert first < KEY < last
    assert keys_of_reference("3F2A9C01") == (first, last)


@pytest.mark.parametrize("word", ["", "harbour", "3f2a", "3f2a-9c0g", "3f2a-9c01-7", "12345678901"])
def test_other_words_are_no_reference(word: str) -> None:
    assert keys_of_reference(word) is None
