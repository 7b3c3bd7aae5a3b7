"""What becomes of what was asked when somebody is not ready, ready, gone, back, dead, moved, or was never here."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from discharge.access.models import Role
from discharge.blockers.commands import (
    FinishBlocker,
    RaiseBlocker,
    ReopenBlocker,
    finish_blocker,
    raise_blocker,
    reopen_blocker,
)
from discharge.blockers.models import Blocker
from discharge.blockers.rules.owner import Owner
from discharge.core.errors import RuleBroken
from discharge.core.events import tell
from discharge.days.rules.codes import OwnerKind
from discharge.escalation.commands import AskBack, Close, Decide, Reply, ask_back, close, decide, reply
from discharge.escalation.rules.states import ClosedBy, State, StepKind
from discharge.stays.commands.admitting import CancelAdmission, cancel_admission
from discharge.stays.commands.leaving import (
    LeaveHospital,
    RecordDeath,
    ReopenStay,
    leave_hospital,
    record_death,
    reopen_stay,
)
from discharge.stays.events import BecameReady, NoLongerReady
from discharge.stays.models import Stay
from tests.factories import NOW, TODAY, World
from tests.integration.escalation.conftest import FRIDAY, PANEL, Load, People, Raise, Steps, stands
from tests.shapes import Arrange, Do

LATE = date(2026, 12, 31)


@pytest.fixture
def turn(do: Do, stay: Stay) -> Callable[[type, int], None]:
    """Tell that the person became ready, or is not any more, some days from today."""

    def make(event: type, days: int) -> None:
        told = event(stay.id, stay.organisation_id, TODAY + timedelta(days=days))
        by_hand: Any = lambda session, what, *, actor, now: tell(session, what, actor=actor, now=now)  # noqa: E731
        do(by_hand, told, at=NOW + timedelta(days=days))

    return make


@pytest.fixture
def blocker(do: Do, stay: Stay) -> Blocker:
    made: Blocker = do(raise_blocker, RaiseBlocker(stay_id=stay.id, reason=PANEL, owner=Owner(OwnerKind.ICB)))
    return made


def leave(stay: Stay) -> LeaveHospital:
    who = {"receiving_team_kind": "cmht", "follow_up_owner": "Dr Osei"}
    return LeaveHospital(stay_id=stay.id, left_at=NOW, method="1", destination="19", **who)


def test_not_ready_stands_still_and_ready_again_goes_on(
    raised: Raise, turn: Callable[..., None], now_is: Load, steps: Steps, risen: Callable[..., bool]
) -> None:
    made = raised(level=3)  # Monday 23; due Monday 30
    turn(NoLongerReady, 2)  # Wednesday: three working days are left
    assert now_is(made).paused_on == date(2026, 11, 25)
    assert not risen(made, NOW + timedelta(days=30))
    turn(BecameReady, 9)  # Wednesday 2 December
    assert (now_is(made).paused_on, now_is(made).answer_due_on) == (None, date(2026, 12, 7))
    assert [step.kind for step in steps(made)] == [StepKind.RAISED, StepKind.PAUSED, StepKind.RESUMED]


def test_what_was_decided_is_not_missed_while_it_stands_still(
    raised: Raise, do: Do, people: People, turn: Callable[..., None], risen: Callable[..., bool], now_is: Load
) -> None:
    made = raised(owner=Owner(OwnerKind.TRUST))
    deciding = Decide(escalation_id=made.id, version=1, words="Fund it", done_by="Sam", by_on=FRIDAY)
    do(decide, deciding, by=people.service)
    turn(NoLongerReady, 2)
    assert not risen(made, NOW + timedelta(days=30))
    turn(BecameReady, 9)
    assert now_is(made).promised_on == date(2026, 12, 4)  # two working days were left


@pytest.mark.parametrize("order", ["asked first", "paused first", "replied while paused", "asked while paused"])
def test_a_question_and_a_pause_together_stand_the_clock_once(
    raised: Raise, do: Do, people: People, turn: Callable[..., None], now_is: Load, order: str
) -> None:
    made = raised(level=3)  # due Monday 30; from Tuesday to Friday it stands: four working days left on Tuesday

    def ask(day: int, version: int) -> None:
        asking = AskBack(escalation_id=made.id, version=version, words="Since when?")
        do(ask_back, asking, by=people.head, at=NOW + timedelta(days=day))

    def answer(day: int) -> None:
        given = Reply(escalation_id=made.id, version=now_is(made).version, words="Since May")
        do(reply, given, at=NOW + timedelta(days=day))

    if order == "asked first":
        ask(1, 1), turn(NoLongerReady, 2), turn(BecameReady, 3), answer(4)
    elif order == "paused first":
        turn(NoLongerReady, 1), ask(2, 2), turn(BecameReady, 3), answer(4)
    elif order == "replied while paused":
        ask(1, 1), turn(NoLongerReady, 2), answer(3), turn(BecameReady, 4)
    else:
        turn(NoLongerReady, 1), ask(2, 2), answer(3), turn(BecameReady, 4)
    now = now_is(made)
    assert (now.state, now.paused_on, now.answer_due_on) == (State.WAITING, None, date(2026, 12, 3))


def test_leaving_closes_what_is_open_and_its_undoing_opens_exactly_that(
    raised: Raise, do: Do, stay: Stay, blocker: Blocker, now_is: Load, turn: Callable[..., None]
) -> None:
    on_blocker, alone, over = raised(blocker_id=blocker.id), raised(cause=""), raised(cause="")
    do(close, Close(escalation_id=over.id, version=1, outcome="Agreed"))
    do(leave_hospital, leave(stay))
    for one in (on_blocker, alone):
        closed = now_is(one)
        assert (closed.state, closed.closed_by, closed.outcome) == (State.CLOSED, ClosedBy.DISCHARGE, "Left hospital")
    with pytest.raises(RuleBroken):
        raised(cause="")
    do(reopen_stay, ReopenStay(stay_id=stay.id, because="Wrong person"))
    assert [now_is(one).state for one in (on_blocker, alone, over)] == [State.WAITING, State.WAITING, State.CLOSED]
    assert now_is(alone).answer_due_on == alone.answer_due_on


def test_what_is_opened_again_later_has_as_many_working_days_left(
    raised: Raise, do: Do, stay: Stay, now_is: Load
) -> None:
    made = raised(level=3)
    do(leave_hospital, leave(stay))
    do(reopen_stay, ReopenStay(stay_id=stay.id, because="Wrong person"), at=NOW + timedelta(days=2))
    assert now_is(made).answer_due_on == date(2026, 12, 2)


def test_death_closes_and_does_not_say_that_it_was_one(raised: Raise, do: Do, stay: Stay, now_is: Load) -> None:
    made = raised()
    do(record_death, RecordDeath(stay_id=stay.id, died_at=NOW))
    assert (now_is(made).state, now_is(made).outcome) == (State.CLOSED, "The stay ended")


def test_an_admission_that_was_wrong_closes_for_good(raised: Raise, do: Do, stay: Stay, now_is: Load) -> None:
    made = raised()
    do(cancel_admission, CancelAdmission(stay_id=stay.id, because="Wrong hospital"))
    assert (now_is(made).state, now_is(made).closed_by) == (State.CLOSED, ClosedBy.CANCELLED)


def test_a_blocker_that_is_done_closes_what_was_asked_about_it_and_opened_again_opens_it(
    raised: Raise, do: Do, blocker: Blocker, now_is: Load, steps: Steps
) -> None:
    made, other = raised(blocker_id=blocker.id), raised(cause="")
    do(finish_blocker, FinishBlocker(blocker_id=blocker.id, version=1, outcome="Funded"))
    closed = now_is(made)
    assert (closed.state, closed.closed_by, closed.outcome) == (State.CLOSED, ClosedBy.BLOCKER, "Funded")
    assert now_is(other).state is State.WAITING
    do(reopen_blocker, ReopenBlocker(blocker_id=blocker.id, version=2, because="Not paid"))
    assert now_is(made).state is State.WAITING
    assert [step.kind for step in steps(made)] == [StepKind.RAISED, StepKind.CLOSED, StepKind.REOPENED]


def test_what_a_person_closed_stays_closed_when_the_blocker_is_owed_again(
    raised: Raise, do: Do, blocker: Blocker, now_is: Load
) -> None:
    made = raised(blocker_id=blocker.id)
    do(close, Close(escalation_id=made.id, version=1, outcome="Agreed"))
    do(finish_blocker, FinishBlocker(blocker_id=blocker.id, version=1, outcome="Funded"))
    do(reopen_blocker, ReopenBlocker(blocker_id=blocker.id, version=2, because="Not paid"))
    assert now_is(made).state is State.CLOSED


def test_who_answers_follows_the_person_to_another_ward(
    raised: Raise, do: Do, world: World, arrange: Arrange, stay: Stay, people: People
) -> None:
    elm = arrange(lambda: world.ward("Elm"))
    matron = arrange(lambda: world.user(Role.WARD_MANAGER, elm))
    made = raised(level=1)
    arrange(lambda: stands(world, matron, elm, 1))
    arrange(lambda: world.move(world.session.merge(stay), elm, at=NOW))
    asking = AskBack(escalation_id=made.id, version=1, words="Since when?")
    do(ask_back, asking, by=matron)
    do(reply, Reply(escalation_id=made.id, version=2, words="Since May"), by=matron)
