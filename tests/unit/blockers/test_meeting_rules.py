"""A meeting's order, what stands when two speak at once, and what came of what was agreed, as tables of cases."""

from datetime import date
from itertools import permutations
from uuid import UUID, uuid4

import pytest

from discharge.blockers.rules.meetings import (
    Body,
    Came,
    Needing,
    Said,
    came_of,
    check_agreed,
    check_by_when,
    check_people,
    in_order,
    said_after,
)
from discharge.blockers.rules.owner import Owner, in_whose_hands
from discharge.blockers.rules.states import State
from discharge.core.errors import RuleBroken
from discharge.days.rules.codes import OwnerKind

TODAY = date(2026, 11, 23)


def needing(number: int, ready: int | None, oldest: int) -> Needing:
    """ready, oldest: days of November."""
    ready_on = date(2026, 11, ready) if ready else None
    key = UUID(int=number)
    return Needing(stay_id=key, person_id=key, ready_on=ready_on, oldest_on=date(2026, 11, oldest))


def test_ready_longest_come_first_then_who_has_waited_longest_for_a_partner() -> None:
    wanted = [
        needing(5, ready=2, oldest=9),
        needing(4, ready=8, oldest=1),
        needing(3, ready=8, oldest=3),
        needing(1, ready=8, oldest=3),
        needing(6, ready=None, oldest=1),
        needing(2, ready=None, oldest=20),
    ]
    wanted[2:4] = [wanted[3], wanted[2]]  # equal in everything: by key
    for people in permutations(wanted):
        assert in_order(people) == wanted


@pytest.mark.parametrize(
    ("before", "pressed", "after"),
    [
        (Said.NOT_YET, Said.PASSED, Said.PASSED),
        (Said.NOT_YET, Said.NOTHING, Said.NOTHING),
        (Said.NOT_YET, Said.AGREED, Said.AGREED),
        (Said.PASSED, Said.NOTHING, Said.NOTHING),
        (Said.PASSED, Said.AGREED, Said.AGREED),
        (Said.NOTHING, Said.PASSED, Said.NOTHING),
        (Said.NOTHING, Said.AGREED, Said.AGREED),
        (Said.AGREED, Said.PASSED, Said.AGREED),
        (Said.AGREED, Said.NOTHING, Said.AGREED),
    ],
)
def test_what_was_agreed_is_never_taken_back(before: Said, pressed: Said, after: Said) -> None:
    assert said_after(before, pressed) is after


@pytest.mark.parametrize(
    ("state", "is_answered", "is_same_hands", "agreed_for", "came"),
    [
        (State.DONE, False, True, date(2026, 11, 1), Came.DONE),
        (State.WITHDRAWN, False, True, None, Came.WITHDRAWN),
        (State.PAUSED, False, False, date(2026, 11, 1), Came.PAUSED),
        (State.OPEN, True, False, date(2026, 11, 1), Came.ANSWERED),
        (State.OPEN, False, False, date(2026, 11, 1), Came.MOVED_ON),
        (State.OPEN, False, True, date(2026, 11, 22), Came.LATE),
        (State.OPEN, True, True, date(2026, 11, 22), Came.LATE),  # this ward was to act, and has not
        (State.OPEN, False, True, TODAY, Came.NOT_YET),
        (State.OPEN, False, True, None, Came.NOT_YET),
    ],
)
def test_what_came_of_it(
    state: State, *, is_answered: bool, is_same_hands: bool, agreed_for: date | None, came: Came
) -> None:
    given = {"is_answered": is_answered, "is_same_hands": is_same_hands}
    assert came_of(state, **given, agreed_for=agreed_for, today=TODAY) is came


def test_what_is_answered_is_in_this_wards_hands() -> None:
    council = Owner(OwnerKind.COUNCIL, uuid4())
    assert in_whose_hands(council, is_answered=False) == council
    assert in_whose_hands(council, is_answered=True) == Owner(OwnerKind.WARD)


@pytest.mark.parametrize(
    ("due_on", "has_clock", "is_refused"),
    [
        (None, True, True),
        (date(2026, 11, 22), True, True),
        (TODAY, True, False),
        (None, False, False),
    ],
)
def test_everything_agreed_has_a_day_unless_nothing_can_be_late(
    due_on: date | None, *, has_clock: bool, is_refused: bool
) -> None:
    if not is_refused:
        check_by_when(due_on, has_clock=has_clock, today=TODAY)
        return
    with pytest.raises(RuleBroken, match="by when"):
        check_by_when(due_on, has_clock=has_clock, today=TODAY)


def test_something_has_to_be_agreed_and_names_fit() -> None:
    with pytest.raises(RuleBroken, match="what was agreed"):
        check_agreed("")
    check_people("x" * 200)
    with pytest.raises(RuleBroken, match="200 letters"):
        check_people("x" * 201)


def test_a_body_is_known_again_by_its_key() -> None:
    for body in (Body(uuid4()), Body(uuid4(), uuid4()), Body(contact_id=uuid4())):
        assert Body.of_key(body.key) == body


@pytest.mark.parametrize("key", ["", "::", "nonsense", "a:b:c", f"{'0' * 32}::{'1' * 32}", "x" * 5000])
def test_what_is_no_body_is_refused(key: str) -> None:
    with pytest.raises(RuleBroken, match="Select who it was"):
        Body.of_key(key)
