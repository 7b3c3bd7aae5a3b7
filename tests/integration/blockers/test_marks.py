"""Mark once, flow everywhere: what a red day does to blockers, in the same transaction."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.access.queries import actor_of
from discharge.blockers.commands import (
    FinishBlocker,
    HandOn,
    NoteBlocker,
    finish_blocker,
    hand_on,
    note_blocker,
)
from discharge.blockers.models import Blocker
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import Source, State, StepKind
from discharge.days import commands as days
from discharge.days.rules.codes import OwnerKind
from discharge.days.rules.mark import Colour
from discharge.days.rules.steps import steps_of
from discharge.places.models import Organisation, TeamFunction, Ward
from discharge.stays.models import Stay
from tests.factories import NOW, TODAY, World
from tests.integration.blockers.conftest import SPLIT, SUPPORTED, Raise, Steps
from tests.shapes import Arrange, Do

Mark = Callable[..., Any]


@pytest.fixture
def red(do: Do, stay: Stay) -> Mark:
    def mark(reason: str = SUPPORTED, **said: Any) -> Any:
        day, at = said.pop("day", TODAY), said.pop("at", NOW)
        values = {"seen": 0, "late_reason": "from paper", **said}
        given = days.MarkDay(
            stay_id=values.pop("stay_id", stay.id), day=day, colour=Colour.RED, reason=reason, **values
        )
        return do(days.mark_day, given, at=at)

    return mark


@pytest.fixture
def there(session: Session, stay: Stay) -> Callable[[], list[Blocker]]:
    def load() -> list[Blocker]:
        session.rollback()
        session.expunge_all()
        return list(session.scalars(select(Blocker).where(Blocker.stay_id == stay.id).order_by(Blocker.raised_at)))

    return load


There = Callable[[], list[Blocker]]


def test_a_red_day_opens_one_blocker_and_the_next_extends_it(red: Mark, there: There, steps: Steps) -> None:
    red(day=TODAY - timedelta(days=1))
    red(next_step="Ring the provider")
    (one,) = there()
    assert (one.reason, one.source, one.raised_on) == (SUPPORTED, Source.MARK, TODAY - timedelta(days=1))
    assert (one.next_step, one.due_on, one.named_person) == ("Ring the provider", date(2026, 11, 30), "")
    assert [(step.kind, step.mark_on) for step in steps(one)] == [
        (StepKind.RAISED, TODAY - timedelta(days=1)),
        (StepKind.EXTENDED, TODAY),
    ]


@pytest.mark.parametrize("reason", ["INT-25", SPLIT, "EXT-12", SUPPORTED, "EXT-31", "EXT-37", "EXT-35"])
def test_whoever_is_not_this_ward_gets_one(red: Mark, there: There, reason: str) -> None:
    red(reason)
    assert [one.reason for one in there()] == [reason]


def test_what_the_ward_itself_is_to_do_opens_none_unless_another_owner_is_chosen(red: Mark, there: There) -> None:
    red("INT-01")
    assert there() == []
    red("INT-01", day=TODAY - timedelta(days=1), owner="trust")
    assert [one.owner_kind for one in there()] == [OwnerKind.TRUST]


def test_the_owner_is_proposed_from_the_responsible_bodies_and_the_protocol(
    red: Mark,
    there: There,
    world: World,
    arrange: Arrange,
    ward: Ward,
    icb: Organisation,
    council: Organisation,
    stay: Stay,
) -> None:
    def choose() -> Any:
        found = world.session.get_one(Stay, stay.id)
        found.responsible_icb_id, found.responsible_council_id = icb.id, council.id
        return world.team(council, TeamFunction.ADULT_SOCIAL_CARE), world.team(council, TeamFunction.HOUSING_OPTIONS)

    social_care, _ = arrange(choose)
    red(SPLIT)
    red("EXT-12", day=TODAY - timedelta(days=1))
    red("INT-25", day=TODAY - timedelta(days=2))
    owners = {one.reason: one.owner for one in there()}
    assert owners == {
        SPLIT: Owner(OwnerKind.ICB, icb.id),
        "EXT-12": Owner(OwnerKind.COUNCIL, council.id, team_id=social_care.id),
        "INT-25": Owner(OwnerKind.TRUST, stay.organisation_id),
    }


def test_the_owner_of_last_time_is_proposed_where_no_body_is_responsible(
    raised: Raise, red: Mark, there: There, do: Do, provider: Organisation
) -> None:
    first = raised()
    do(finish_blocker, FinishBlocker(blocker_id=first.id, version=1, outcome="Refused"), at=NOW - timedelta(days=1))
    red()
    assert there()[-1].owner == Owner(OwnerKind.HOUSING, provider.id)


def test_same_again_needs_no_typing(red: Mark, there: There, do: Do, stay: Stay) -> None:
    for back in (3, 2, 1):
        red(day=TODAY - timedelta(days=back)) if back == 3 else do(
            days.same_again,
            days.SameAgain(stay_id=stay.id, day=TODAY - timedelta(days=back), seen=0, late_reason="from paper"),
        )
    assert len(there()) == 1


def test_one_that_was_raised_by_hand_or_handed_on_is_extended_too(
    raised: Raise, red: Mark, there: There, do: Do, council: Organisation, steps: Steps
) -> None:
    made = raised(reason=SUPPORTED)
    do(hand_on, HandOn(blocker_id=made.id, version=1, owner=Owner(OwnerKind.COUNCIL, council.id)))
    red()
    assert [one.id for one in there()] == [made.id]
    assert steps(made)[-1].kind is StepKind.EXTENDED


def test_an_extension_disturbs_nobody_who_is_at_the_form(raised: Raise, red: Mark, do: Do) -> None:
    made = raised(next_step="Assess for a place")
    red()
    do(finish_blocker, FinishBlocker(blocker_id=made.id, version=made.version, outcome="Offered a place"))


def test_undo_withdraws_and_marking_again_brings_the_same_one_back(
    red: Mark, there: There, do: Do, stay: Stay, steps: Steps
) -> None:
    seen = red().revision
    undone = do(days.undo_mark, days.UndoMark(stay_id=stay.id, day=TODAY, seen=seen))
    (one,) = there()
    assert (one.state, one.outcome) == (State.WITHDRAWN, "The red day was changed")
    red(seen=undone.revision)
    (one,) = there()
    assert (one.state, one.closed_on, one.outcome) == (State.OPEN, None, "")
    assert [step.kind for step in steps(one)] == [StepKind.RAISED, StepKind.WITHDRAWN, StepKind.REOPENED]


def test_undo_of_what_somebody_worked_on_flags_it_and_marking_again_takes_the_flag_away(
    red: Mark, there: There, do: Do, stay: Stay
) -> None:
    seen = red().revision
    (one,) = there()
    do(note_blocker, NoteBlocker(blocker_id=one.id, words="The provider will ring back"))
    undone = do(days.undo_mark, days.UndoMark(stay_id=stay.id, day=TODAY, seen=seen))
    (one,) = there()
    assert (one.state, one.is_flagged) == (State.OPEN, True)
    red(seen=undone.revision)
    assert [(one.state, one.is_flagged) for one in there()] == [(State.OPEN, False)]


def test_undo_of_one_red_day_of_several_leaves_it_and_moves_its_beginning(
    red: Mark, there: There, do: Do, stay: Stay
) -> None:
    first, second = TODAY - timedelta(days=2), TODAY - timedelta(days=1)
    seen = red(day=first).revision
    red(day=second)
    do(days.undo_mark, days.UndoMark(stay_id=stay.id, day=first, seen=seen, late_reason="wrong person"))
    assert [(one.state, one.raised_on) for one in there()] == [(State.OPEN, second)]


def test_a_mark_changed_to_another_reason_lets_the_first_go(red: Mark, there: There) -> None:
    seen = red().revision
    red(SPLIT, seen=seen)
    assert [(one.reason, one.state) for one in there()] == [(SUPPORTED, State.WITHDRAWN), (SPLIT, State.OPEN)]


def test_a_mark_changed_to_green_lets_it_go(red: Mark, there: There, do: Do, stay: Stay) -> None:
    seen = red().revision
    green = days.MarkDay(stay_id=stay.id, day=TODAY, colour=Colour.GREEN, seen=seen, steps=steps_of(["GRN-01"]))
    do(days.mark_day, green)
    assert [one.state for one in there()] == [State.WITHDRAWN]


def test_a_day_said_late_moves_the_beginning_back(red: Mark, there: There) -> None:
    red()
    red(day=TODAY - timedelta(days=3))
    assert [one.raised_on for one in there()] == [TODAY - timedelta(days=3)]


def test_a_next_step_that_says_who_the_person_is_is_not_passed_on(red: Mark, there: There) -> None:
    red(next_step="Ask Ruth again")
    assert [one.next_step for one in there()] == [""]


def test_same_again_does_not_bring_back_an_old_next_step(red: Mark, there: There, do: Do) -> None:
    red(day=TODAY - timedelta(days=1), next_step="Ring the provider")
    (one,) = there()
    do(hand_on, HandOn(blocker_id=one.id, version=1, owner=Owner(OwnerKind.COUNCIL), next_step="Ask the council"))
    red(next_step="Ring the provider")
    assert [one.next_step for one in there()] == ["Ask the council"]


def test_who_may_mark_but_not_work_on_blockers_opens_one_by_marking(
    there: There, session: Session, world: World, arrange: Arrange, ward: Ward, do: Do, stay: Stay
) -> None:
    bank = actor_of(session, arrange(lambda: world.user(Role.BANK_WORKER, ward)), now=NOW, request_id="")
    do(days.mark_day, days.MarkDay(stay_id=stay.id, day=TODAY, colour=Colour.RED, reason=SUPPORTED, seen=0), by=bank)
    assert [one.raised_by for one in there()] == [bank.name]


def test_a_court_gets_no_due_date(red: Mark, there: There) -> None:
    red("EXT-38")
    assert [(one.due_on, one.soon_on) for one in there()] == [(None, None)]


def test_a_red_day_of_either_of_two_owners_together_extends_what_both_owe(
    raised: Raise, red: Mark, there: There, steps: Steps, icb: Organisation, council: Organisation
) -> None:
    made = raised(reason=SPLIT, owner=Owner(OwnerKind.ICB, icb.id, joint_id=council.id))
    red(SPLIT, owner="council")
    red(SPLIT, day=TODAY - timedelta(days=1), owner="icb")
    assert [one.id for one in there()] == [made.id]
    assert [step.kind for step in steps(made)] == [StepKind.RAISED, StepKind.EXTENDED, StepKind.EXTENDED]
