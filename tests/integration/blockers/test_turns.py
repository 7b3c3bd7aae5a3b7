"""What becomes of blockers when somebody is not ready any more, ready again, gone, back, moved, or was never here."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.blockers.commands import FinishBlocker, finish_blocker
from discharge.blockers.models import Blocker
from discharge.blockers.queries import get_blocker
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import ClosedBy, State, StepKind
from discharge.core.actor import Actor
from discharge.core.events import tell
from discharge.days.rules.codes import OwnerKind
from discharge.places.models import Ward
from discharge.stays.commands.admitting import CancelAdmission, cancel_admission
from discharge.stays.commands.leaving import (
    LeaveHospital,
    RecordDeath,
    ReopenStay,
    leave_hospital,
    record_death,
    reopen_stay,
)
from discharge.stays.commands.moving import Move, move
from discharge.stays.commands.ready import EndReady, MakeReady, end_ready, make_ready
from discharge.stays.events import BecameReady, NoLongerReady
from discharge.stays.models import Stay
from tests.factories import NOW, TODAY, World
from tests.integration.blockers.conftest import SPLIT, Load, Raise, Steps
from tests.shapes import Arrange, Do

MIDNIGHT = timedelta(hours=10)


@pytest.fixture
def ready(do: Do, stay: Stay) -> Callable[[date, datetime], Any]:
    def make(on: date, at: datetime = NOW) -> Any:
        yes = ("is_clinical_decision", "is_team_decision", "is_safe", "were_person_views_heard")
        who = {"were_carer_views_heard": None, "decided_by": "Dr Osei", "reason": "18", "attributable_to": "04"}
        return do(make_ready, MakeReady(stay_id=stay.id, started_on=on, **dict.fromkeys(yes, True), **who), at=at)

    return make


@pytest.fixture
def unready(do: Do, stay: Stay) -> Callable[..., Any]:
    def make(period: Any, on: date, at: datetime = NOW) -> Any:
        return do(end_ready, EndReady(stay_id=stay.id, period_id=period.id, ended_on=on, because="unwell"), at=at)

    return make


def leave(stay: Stay, at: datetime = NOW) -> LeaveHospital:
    who = {"receiving_team_kind": "cmht", "follow_up_owner": "Dr Osei"}
    return LeaveHospital(stay_id=stay.id, left_at=at, method="1", destination="19", **who)


def test_no_longer_ready_pauses_and_ready_again_resumes_with_as_many_working_days_left(
    raised: Raise, ready: Any, unready: Any, now_is: Load, steps: Steps
) -> None:
    made = raised()  # Monday 23; due Monday 30
    period = ready(TODAY - timedelta(days=4))
    unready(period, TODAY, at=NOW)
    assert now_is(made).state is State.PAUSED
    later = NOW + timedelta(days=4)
    ready(later.date(), at=later)  # Friday 27: five working days are left
    back = now_is(made)
    assert (back.state, back.due_on, back.soon_on) == (State.OPEN, date(2026, 12, 4), date(2026, 12, 2))
    assert [step.kind for step in steps(made)] == [StepKind.RAISED, StepKind.PAUSED, StepKind.RESUMED]
    assert all("unwell" not in step.words for step in steps(made))


def test_paused_and_resumed_twice_on_one_day(raised: Raise, do: Do, stay: Stay, now_is: Load, steps: Steps) -> None:
    made = raised()
    turns = (NoLongerReady, BecameReady) * 2
    for turn in turns:
        event = turn(stay.id, stay.organisation_id, TODAY)
        do(lambda session, told, *, actor, now: tell(session, told, actor=actor, now=now), event)
    back = now_is(made)
    assert (back.state, back.due_on) == (State.OPEN, made.due_on)
    assert [step.kind.value for step in steps(made)] == ["raised", "paused", "resumed", "paused", "resumed"]


def test_two_pauses_entered_on_one_day(raised: Raise, ready: Any, unready: Any, now_is: Load, steps: Steps) -> None:
    made = raised()
    for first, last in ((-6, -5), (-4, -3)):
        unready(ready(TODAY + timedelta(days=first)), TODAY + timedelta(days=last))
    ready(TODAY)
    assert now_is(made).due_on == made.due_on  # nothing is paused before it was raised
    assert [step.on for step in steps(made)] == [TODAY] * 5


def test_ready_for_the_first_time_resumes_nothing(raised: Raise, ready: Any, steps: Steps) -> None:
    made = raised()
    ready(TODAY)
    assert [step.kind for step in steps(made)] == [StepKind.RAISED]


def test_a_discharge_closes_what_is_owed_and_its_undoing_opens_exactly_that(
    raised: Raise, do: Do, stay: Stay, now_is: Load, ready: Any, unready: Any
) -> None:
    before = raised(owner=Owner(OwnerKind.HOUSING))
    do(finish_blocker, FinishBlocker(blocker_id=before.id, version=1, outcome="Refused"))
    paused = raised()
    unready(ready(TODAY - timedelta(days=4)), TODAY)
    still = raised(reason=SPLIT, owner=Owner(OwnerKind.ICB))
    do(leave_hospital, leave(stay))
    for one in (paused, still):
        closed = now_is(one)
        assert (closed.state, closed.closed_by, closed.outcome) == (State.DONE, ClosedBy.DISCHARGE, "Left hospital")
        assert closed.closed_on == TODAY
    do(reopen_stay, ReopenStay(stay_id=stay.id, because="Wrong person"))
    states = [now_is(one).state for one in (before, paused, still)]
    assert states == [State.DONE, State.PAUSED, State.OPEN]
    assert now_is(still).outcome == ""


def test_a_discharge_undone_and_done_again(raised: Raise, do: Do, stay: Stay, now_is: Load, steps: Steps) -> None:
    made = raised()
    for _ in range(2):
        do(leave_hospital, leave(stay))
        do(reopen_stay, ReopenStay(stay_id=stay.id, because="Wrong person"))
    assert now_is(made).state is State.OPEN
    assert [step.kind.value for step in steps(made)] == ["raised", *(["done", "reopened"] * 2)]


def test_a_death_does_not_say_so_to_partners(raised: Raise, do: Do, stay: Stay, now_is: Load) -> None:
    made = raised()
    do(record_death, RecordDeath(stay_id=stay.id, died_at=NOW))
    assert now_is(made).outcome == "The stay ended"


def test_a_cancelled_admission_withdraws(raised: Raise, do: Do, stay: Stay, now_is: Load) -> None:
    made = raised()
    do(cancel_admission, CancelAdmission(stay_id=stay.id, because="Wrong person"))
    assert (now_is(made).state, now_is(made).closed_by) == (State.WITHDRAWN, ClosedBy.CANCELLED)


def test_blockers_go_along_to_another_ward(
    raised: Raise, do: Do, world: World, arrange: Arrange, session: Session, actor: Actor, stay: Stay, now_is: Load
) -> None:
    made = raised()
    rowan: Ward = arrange(lambda: world.ward("Rowan"))
    do(move, Move(stay_id=stay.id, ward_id=rowan.id, bed="2", moved_at=NOW))
    assert now_is(made).state is State.OPEN
    assert get_blocker(session, actor, made.id, now=NOW).id == made.id


def test_a_turn_of_one_stay_leaves_others_alone(
    raised: Raise, do: Do, world: World, arrange: Arrange, ward: Ward, stay: Stay, session: Session
) -> None:
    other = arrange(lambda: world.stay(ward))
    raised()
    raised(stay_id=other.id)
    do(leave_hospital, leave(stay))
    open_now = session.scalars(select(Blocker.stay_id).where(Blocker.state == State.OPEN)).all()
    assert open_now == [other.id]
