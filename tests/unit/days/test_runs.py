from itertools import product

import pytest

from discharge.days.rules.mark import Colour
from discharge.days.rules.runs import Marked, needs_fresh_step, run_at_last_step, run_of_same_reason

GREEN, AWAY, UNMARKED = Marked(Colour.GREEN), Marked(Colour.ABSENT), None
HOME, BED = Marked(Colour.RED, "EXT-22"), Marked(Colour.RED, "INT-22")


@pytest.mark.parametrize(
    ("newest_first", "run"),
    [
        ([], 0),
        ([UNMARKED, AWAY], 0),
        ([GREEN, HOME, HOME], 0),
        ([HOME], 1),
        ([HOME, HOME, HOME], 3),
        ([HOME, GREEN, HOME], 1),
        ([HOME, BED, HOME], 1),
        ([HOME, HOME, BED, HOME], 2),
        ([HOME, AWAY, AWAY, HOME], 2),
        ([HOME, UNMARKED, HOME], 2),
        ([UNMARKED, AWAY, HOME, UNMARKED, HOME, AWAY, GREEN], 2),
        ([AWAY, BED, UNMARKED, HOME], 1),
    ],
)
def test_a_run_counts_the_same_reason_over_red_and_green_marks(newest_first: list[Marked | None], run: int) -> None:
    assert run_of_same_reason(newest_first) == run


def test_days_away_and_unmarked_days_never_change_a_run() -> None:
    for marks in product([GREEN, HOME, BED, AWAY, UNMARKED], repeat=5):
        counted = [mark for mark in marks if mark is not AWAY and mark is not UNMARKED]
        assert run_of_same_reason(marks) == run_of_same_reason(counted)


@pytest.mark.parametrize(
    ("run", "at_last_step", "asks"),
    [(0, 0, False), (4, 0, False), (5, 0, True), (6, 0, True), (6, 5, False), (9, 5, False), (10, 5, True)],
)
def test_a_fresh_step_is_asked_for_after_each_five_days(run: int, at_last_step: int, asks: bool) -> None:
    assert needs_fresh_step(run, run_at_last_step=at_last_step) is asks


def test_when_a_fresh_step_is_asked_for_is_a_setting() -> None:
    assert needs_fresh_step(3, after=3)
    assert not needs_fresh_step(5, after=7)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([], 0),
        (["", "", ""], 0),
        (["A", "A", "A"], 0),
        (["A", "", ""], 2),
        (["B", "B", "A", "A", "A"], 3),
        (["", "A"], 0),
    ],
)
def test_what_a_run_was_when_its_standing_step_was_given(steps: list[str], expected: int) -> None:
    assert run_at_last_step(steps) == expected


def test_the_sixth_and_the_eleventh_day_ask_for_a_fresh_step() -> None:
    steps: list[str] = []  # newest first
    asked = []
    for day in range(1, 13):
        if needs_fresh_step(len(steps), run_at_last_step=run_at_last_step(steps)):
            asked.append(day)
            steps.insert(0, f"step {day}")
        else:
            steps.insert(0, steps[0] if steps else "")
    assert asked == [6, 11]
