"""Words for numbers."""

import pytest

from discharge.core.words import counted, lasted


@pytest.mark.parametrize(
    ("number", "one", "many", "words"),
    [(0, "day", "", "0 days"), (1, "day", "", "1 day"), (2, "day", "", "2 days"), (2, "person", "people", "2 people")],
)
def test_one_and_many(number: int, one: str, many: str, words: str) -> None:
    assert counted(number, one, many) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (59, "59 minutes"),
        (60, "1 hour 0 minutes"),
        (407, "6 hours 47 minutes"),
    ],
)
def test_how_long_something_lasted(minutes: int, words: str) -> None:
    assert lasted(minutes) == words
