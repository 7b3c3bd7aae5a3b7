import pytest

from discharge.core.errors import RuleBroken
from discharge.days.rules.steps import MOST_STEPS, STEP_LONGEST, Step, check_steps, kept_steps, step_of, steps_of


@pytest.mark.parametrize(
    ("typed", "step"),
    [
        ("GRN-01", Step(code="GRN-01")),
        ("senior  review", Step(code="GRN-01")),
        (" Phone her  sister ", Step(words="Phone her sister")),
        ("GRN-99", Step(words="GRN-99")),
    ],
)
def test_a_step_is_a_line_of_the_list_or_own_words(typed: str, step: Step) -> None:
    assert step_of(typed) == step


def test_steps_are_kept_in_order_each_once() -> None:
    steps = steps_of(["GRN-02", "", "Book a taxi", "GRN-02", "  "])
    assert [step.value for step in steps] == ["GRN-02", "Book a taxi"]
    assert kept_steps([step.stored() for step in steps]) == steps
    assert kept_steps(None) == ()


def test_a_listed_discharge_step_and_own_words_count_towards_leaving() -> None:
    assert [step_of(value).is_discharge_step for value in ("GRN-16", "GRN-01", "Book a taxi")] == [True, False, True]


@pytest.mark.parametrize(
    "steps",
    [steps_of(f"step {number}" for number in range(MOST_STEPS + 1)), (Step(words="x" * (STEP_LONGEST + 1)),)],
)
def test_too_many_or_too_long_steps_are_refused(steps: tuple[Step, ...]) -> None:
    with pytest.raises(RuleBroken):
        check_steps(steps)
