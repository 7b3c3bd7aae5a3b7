"""Going back, and saying the same again."""

from datetime import timedelta
from typing import Any

import pytest

from discharge.core.errors import RuleBroken, Superseded
from discharge.days.queries.history import last_marks
from discharge.days.rules.mark import Colour
from discharge.stays.models import Stay
from tests.factories import NOW, TODAY

PAPER = "entered from paper"


def ago(number: int) -> Any:
    return TODAY - timedelta(days=number)


def reds(days: Any, stay: Stay, *, first: int, last: int, **said: Any) -> None:
    """Red days from so many days ago to so many days ago."""
    for number in range(first, last - 1, -1):
        days.red(stay, day=ago(number), late_reason=PAPER, **said)


def test_undo_goes_back_one_saying_at_a_time(days: Any, stay: Stay) -> None:
    days.red(stay)
    days.green(stay, seen=1)
    back = days.undo(stay, seen=2)
    assert (back.colour, back.said.reason, back.revision) == (Colour.RED, "EXT-22", 3)
    assert days.undo(stay, seen=3).colour is None
    with pytest.raises(RuleBroken, match="nothing to undo"):
        days.undo(stay, seen=4)


def test_after_an_undo_a_new_mark_is_made_as_on_an_unmarked_day(days: Any, stay: Stay) -> None:
    days.red(stay)
    days.undo(stay, seen=1)
    assert days.green(stay, seen=0).revision == 3
    assert days.undo(stay, seen=3).colour is None


def test_undoing_what_somebody_else_has_changed_is_shown(days: Any, stay: Stay) -> None:
    days.red(stay)
    days.green(stay, seen=1)
    with pytest.raises(Superseded):
        days.undo(stay, seen=1)


def test_same_again_counts_red_days_of_one_reason(days: Any, stay: Stay) -> None:
    reds(days, stay, first=4, last=3, next_step="Chase the provider")
    days.mark(stay, Colour.ABSENT, day=ago(2), absence_kind="home_leave", late_reason=PAPER)
    found = last_marks(days.session, days.actor, [stay.id], before=TODAY, now=NOW)[stay.id]
    assert (found.run, found.day, found.needs_fresh_step(5)) == (2, ago(3), False)
    again = days.same(stay)
    assert (again.said.reason, again.said.next_step) == ("EXT-22", "Chase the provider")


def test_another_reason_or_a_green_day_ends_the_run(days: Any, stay: Stay) -> None:
    reds(days, stay, first=6, last=5)
    days.green(stay, day=ago(4), late_reason=PAPER)
    reds(days, stay, first=3, last=3, reason="INT-01")
    reds(days, stay, first=2, last=1)
    run = lambda before: last_marks(days.session, days.actor, [stay.id], before=before, now=NOW)[stay.id].run  # noqa: E731
    assert [run(ago(number)) for number in (4, 3, 2, 1, 0)] == [2, 0, 1, 1, 2]


def test_a_green_day_is_said_again_with_its_steps(days: Any, stay: Stay) -> None:
    days.green(stay, "GRN-05", "Walk in the garden", day=ago(1))
    assert [step.value for step in days.same(stay).said.steps] == ["GRN-05", "Walk in the garden"]


def test_after_five_days_same_again_needs_a_fresh_next_step(days: Any, stay: Stay) -> None:
    reds(days, stay, first=5, last=1, next_step="Chase the provider")
    with pytest.raises(RuleBroken) as broken:
        days.same(stay)
    assert broken.value.field == "next_step"
    with pytest.raises(RuleBroken):
        days.same(stay, next_step="Chase the provider")
    assert days.same(stay, next_step="Ask the council for interim funding").said.next_step.startswith("Ask")


def test_without_an_earlier_mark_there_is_nothing_to_repeat(days: Any, stay: Stay) -> None:
    with pytest.raises(RuleBroken, match="no earlier"):
        days.same(stay)
