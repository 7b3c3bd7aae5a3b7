"""Which blocker a red day opens, extends or lets go."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from discharge.blockers.rules.marks import Effect, Known, Waiting, What, effect_of
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import ClosedBy, Source, State
from discharge.days.rules.codes import OwnerKind

MONDAY = date(2026, 11, 23)
PLACE = Waiting("EXT-22", OwnerKind.HOUSING)
SPLIT = Waiting("EXT-01", OwnerKind.COUNCIL)
BOTH = Owner(OwnerKind.ICB, UUID(int=7), joint_id=UUID(int=8))
PANEL = Waiting("EXT-01", OwnerKind.ICB)


def known(number: int = 1, **given: Any) -> Known:
    """A standing blocker for a place, raised by a mark of the Friday before."""
    values: dict[str, Any] = {
        "id": UUID(int=number),
        "reason": "EXT-22",
        "owner": Owner(OwnerKind.HOUSING),
        "marked_owner": OwnerKind.HOUSING,
        "source": Source.MARK,
        "state": State.OPEN,
        "closed_by": None,
        "raised_on": date(2026, 11, 20),
        "closed_on": None,
        "due_on": None,
        "is_answered": False,
        "is_flagged": False,
        "leans": False,
        "has_been_said": False,
        "last_number": 1,
    }
    return Known(**(values | given))


def done(on: date, **given: Any) -> Known:
    return known(state=State.DONE, closed_by=ClosedBy.FINISHED, closed_on=on, **given)


UNDONE = known(state=State.WITHDRAWN, closed_by=ClosedBy.MARK_UNDONE, closed_on=MONDAY, leans=True)


@pytest.mark.parametrize(
    ("waiting", "there", "what", "which", "let_go"),
    [
        (PLACE, [], What.OPEN, None, []),
        (None, [], What.NOTHING, None, []),
        (PLACE, [known()], What.EXTEND, 1, []),
        (PLACE, [known(leans=True)], What.NOTHING, None, []),
        (PLACE, [known(leans=True, is_flagged=True)], What.EXTEND, 1, []),
        (PLACE, [known(state=State.PAUSED)], What.EXTEND, 1, []),
        (PLACE, [known(2), known(1, raised_on=date(2026, 11, 19))], What.EXTEND, 1, []),
        (PLACE, [known(1), known(2, leans=True)], What.NOTHING, None, []),
        (PLACE, [known(owner=Owner(OwnerKind.COUNCIL))], What.EXTEND, 1, []),  # handed on since
        (Waiting("EXT-22", OwnerKind.VCSE), [known()], What.OPEN, None, []),
        (PANEL, [known()], What.OPEN, None, []),
        (SPLIT, [known(reason="EXT-01", owner=BOTH, marked_owner=OwnerKind.ICB)], What.EXTEND, 1, []),
        (PANEL, [known(leans=True)], What.OPEN, None, [1]),
        (None, [known(leans=True)], What.NOTHING, None, [1]),
        (None, [known(leans=True, source=Source.HAND)], What.NOTHING, None, []),
        (None, [known(leans=True, state=State.PAUSED)], What.NOTHING, None, [1]),
        (None, [done(MONDAY, leans=True)], What.NOTHING, None, []),
        (PLACE, [UNDONE], What.REOPEN, 1, []),
        (PLACE, [done(date(2026, 11, 22))], What.OPEN, None, []),
        (PLACE, [done(MONDAY)], What.OPEN, None, []),  # finished this morning, and red again today
        (PLACE, [done(MONDAY, leans=True)], What.NOTHING, None, []),  # red, then finished: the day is counted already
        (PLACE, [done(date(2026, 11, 24))], What.NOTHING, None, []),  # said late, of a wait that has ended
    ],
)
def test_what_a_mark_does(
    waiting: Waiting | None, there: list[Known], what: What, which: int | None, let_go: list[int]
) -> None:
    effect = effect_of(MONDAY, waiting, there, is_stay_open=True)
    assert effect.what is what
    assert (effect.which.id.int if effect.which else None) == which
    assert [each.id.int for each in effect.let_go] == let_go


@pytest.mark.parametrize("there", [[], [UNDONE]])
def test_a_stay_that_has_ended_takes_no_new_one(there: list[Known]) -> None:
    assert effect_of(MONDAY, PLACE, there, is_stay_open=False) == Effect(What.NOTHING, None, [])
