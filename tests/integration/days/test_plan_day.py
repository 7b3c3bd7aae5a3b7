"""Planning a day."""

from datetime import timedelta
from typing import Any

import pytest

from discharge.core.errors import RuleBroken, Superseded
from discharge.stays.models import Stay
from tests.factories import TODAY


def test_a_plan_holds_chips_and_own_words_in_order(days: Any, stay: Stay) -> None:
    plan = days.plan(stay, "GRN-16", "Phone her  sister", "GRN-16", "")
    assert [step.value for step in plan.steps] == ["GRN-16", "Phone her sister"]
    assert plan.version == 1


def test_a_plan_is_changed_by_who_saw_it_last(days: Any, stay: Stay) -> None:
    days.plan(stay, "GRN-01")
    assert days.plan(stay, "GRN-01").version == 1
    assert days.plan(stay, "GRN-02", seen=1).version == 2
    with pytest.raises(Superseded):
        days.plan(stay, "GRN-03", seen=1)
    assert days.plan(stay, seen=2).steps == ()


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY + timedelta(days=8)])
def test_only_today_and_the_coming_week_are_planned(days: Any, stay: Stay, day: Any) -> None:
    with pytest.raises(RuleBroken):
        days.plan(stay, "GRN-01", day=day)
