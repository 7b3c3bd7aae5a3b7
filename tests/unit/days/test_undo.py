import pytest

from discharge.core.errors import RuleBroken
from discharge.days.rules.undo import undo_target


@pytest.mark.parametrize(
    ("revisions", "target"),
    [
        ([(1, None)], 0),
        ([(1, None), (2, None)], 1),
        ([(1, None), (2, None), (3, 1)], 0),
        ([(1, None), (2, None), (3, None), (4, 2)], 1),
        ([(1, None), (2, 0), (3, None)], 0),
        ([(1, None), (2, None), (3, 1), (4, None)], 1),
    ],
)
def test_undo_goes_back_one_and_never_forward(revisions: list[tuple[int, int | None]], target: int) -> None:
    assert undo_target(revisions) == target


@pytest.mark.parametrize("revisions", [[], [(1, None), (2, 0)]])
def test_an_unmarked_day_has_nothing_to_undo(revisions: list[tuple[int, int | None]]) -> None:
    with pytest.raises(RuleBroken):
        undo_target(revisions)
