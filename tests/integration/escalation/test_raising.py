"""Asking a level above: by hand, or by wording what a trigger raised."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.audit.models import AuditLine
from discharge.blockers.commands import RaiseBlocker, raise_blocker
from discharge.blockers.rules.owner import Owner
from discharge.core.errors import NotAllowed, NotFound, RuleBroken, Superseded
from discharge.core.transaction import carry_out
from discharge.days.rules.codes import OwnerKind
from discharge.escalation.commands import (
    LetGo,
    RaiseEscalation,
    WordEscalation,
    let_go,
    raise_escalation,
    word_escalation,
)
from discharge.escalation.commands.keeping import New, insert_escalation
from discharge.escalation.models import Escalation
from discharge.escalation.rules.ladder import HEADS, SERVICE, SRO
from discharge.escalation.rules.states import ClosedBy, State, StepKind, Subject
from discharge.escalation.rules.triggers import Trigger
from discharge.places.models import Ward
from discharge.stays.models import Stay
from tests.factories import NOW, TODAY, World
from tests.integration.escalation.conftest import FRIDAY, PANEL, SWEEP, Load, People, Raise, Steps
from tests.shapes import Arrange, Do


def test_an_ask_stands_at_the_service_with_its_clock_and_reaches_who_holds_it(
    raised: Raise, people: People, told: Callable[..., list[str]], steps: Steps
) -> None:
    made = raised()
    assert (made.state, made.level, made.top, made.reference) == (State.WAITING, SERVICE, SRO, "E-1001")
    assert made.answer_due_on == TODAY + timedelta(days=1)  # one working day
    assert [step.kind for step in steps(made)] == [StepKind.RAISED]
    assert told(people.service) == ["escalation_reached"]
    assert told(people.head) == []


def test_the_answer_is_due_by_the_day_of_the_ask_where_that_comes_first(raised: Raise) -> None:
    assert raised(level=HEADS, due_on=FRIDAY).answer_due_on == FRIDAY


def test_references_of_a_trust_are_counted_in_order(raised: Raise) -> None:
    assert [raised(cause="").reference for _ in range(3)] == ["E-1001", "E-1002", "E-1003"]


def test_where_nobody_stands_those_who_coordinate_are_told(
    raised: Raise, world: World, arrange: Arrange, told: Callable[..., list[str]]
) -> None:
    coordinator = arrange(lambda: world.user(Role.COORDINATOR, world.trust))
    system = arrange(lambda: world.user(Role.SYSTEM_COORDINATOR, world.system))
    made = raised()
    assert made.state is State.WAITING
    assert told(coordinator) == told(system) == ["escalation_reached"]


def test_a_blocker_has_one_open_escalation_and_said_again_it_is_a_note(
    raised: Raise, do: Do, stay: Stay, steps: Steps, session: Session
) -> None:
    blocker = do(raise_blocker, RaiseBlocker(stay_id=stay.id, reason=PANEL, owner=Owner(OwnerKind.ICB)))
    first = raised(blocker_id=blocker.id, cause="")
    assert first.cause == PANEL
    again = raised(blocker_id=blocker.id, ask="Agree it by Friday")
    assert again.id == first.id
    raised(blocker_id=blocker.id, ask="Agree it by Friday")  # the same twice is once
    assert [(step.kind, step.words) for step in steps(first)][1:] == [(StepKind.NOTED, "Agree it by Friday")]
    assert session.scalar(select(func.count()).select_from(Escalation)) == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"ask": ""}, "ask"),
        ({"ask": "Ask Ruth’s council"}, "ask"),
        ({"why_now": "Mrs ALDER is ready"}, "why_now"),
        ({"tried": "x" * 501}, "tried"),
        ({"named_person": "Ruth"}, "named_person"),
        ({"due_on": TODAY - timedelta(days=1)}, "due_on"),
        ({"due_on": date(2199, 1, 1)}, "due_on"),
        ({"cause": "no code"}, "cause"),
        ({"level": 6}, "level"),
    ],
)
def test_what_makes_no_sense_is_refused(raised: Raise, given: dict[str, object], field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        raised(**given)
    assert refused.value.field == field


def test_a_ward_or_a_theme_is_escalated_where_somebody_may_raise(
    do: Do, ward: Ward, world: World, people: People, session: Session
) -> None:
    ask = {"ask": "Open a second panel", "owner": Owner(OwnerKind.TRUST), "due_on": FRIDAY}
    about = do(raise_escalation, RaiseEscalation(subject=Subject.WARD, ward_id=ward.id, **ask))
    theme = RaiseEscalation(subject=Subject.THEME, organisation_id=world.trust.id, cause=PANEL, **ask)
    assert (about.stay_id, about.ward_id) == (None, ward.id)
    with pytest.raises(NotFound):
        do(raise_escalation, theme)  # a nurse of one ward does not speak for the trust
    made = do(raise_escalation, theme, by=people.service)
    assert (made.stay_id, made.ward_id, made.owner_id) == (None, None, world.trust.id)


def test_nobody_escalates_for_a_ward_that_is_not_theirs(
    raised: Raise, world: World, arrange: Arrange, people: People
) -> None:
    other = arrange(lambda: world.user(Role.WARD_MEMBER, world.ward("Elm")))
    with pytest.raises(NotFound):
        raised(by=other)
    with pytest.raises(NotFound):
        raised(by=people.director)  # an executive sees no names, and raises nothing about one


def test_what_a_trigger_raised_is_worded_by_the_coordinator_and_only_then_has_a_clock(
    triggered: Escalation, do: Do, people: People, now_is: Load, told: Callable[..., list[str]]
) -> None:
    assert (triggered.answer_due_on, told(people.head)) == (None, [])
    word = WordEscalation(escalation_id=triggered.id, version=1, ask="Agree interim funding", due_on=FRIDAY)
    with pytest.raises(NotAllowed):
        do(word_escalation, word)
    with pytest.raises(NotFound):
        do(word_escalation, word, by=people.sro)  # nobody above the coordinator sees it before it is worded
    later = NOW + timedelta(days=1)
    do(word_escalation, word, by=people.coordinator, at=later)
    worded = now_is(triggered)
    assert (worded.state, worded.level, worded.raised_by) == (State.WAITING, HEADS, "Cora Coordinator")
    assert (worded.raised_on, worded.answer_due_on) == (TODAY, FRIDAY)
    assert told(people.head) == ["escalation_reached"]


def test_two_who_word_at_once_are_shown_both_texts(triggered: Escalation, do: Do, people: People) -> None:
    word = {"escalation_id": triggered.id, "version": 1, "due_on": FRIDAY}
    do(word_escalation, WordEscalation(ask="Agree interim funding", **word), by=people.coordinator)
    do(word_escalation, WordEscalation(ask="Agree interim funding", **word), by=people.coordinator)  # the same: once
    with pytest.raises(Superseded) as both:
        do(word_escalation, WordEscalation(ask="Hold the panel", **word), by=people.coordinator)
    assert (both.value.theirs["Ask"], both.value.yours["Ask"]) == ("Agree interim funding", "Hold the panel")
    with pytest.raises(Superseded):
        do(let_go, LetGo(escalation_id=triggered.id, version=1, because="Settled"), by=people.coordinator)


def test_raising_by_hand_words_what_waits_for_words_on_the_same_blocker(
    raised: Raise, do: Do, stay: Stay, session: Session, steps: Steps
) -> None:
    blocker = do(raise_blocker, RaiseBlocker(stay_id=stay.id, reason=PANEL, owner=Owner(OwnerKind.ICB)))
    new = New(
        organisation_id=stay.organisation_id,
        subject=Subject.STAY,
        owner=blocker.owner,
        level=HEADS,
        state=State.TO_WORD,
        stay_id=stay.id,
        person_id=stay.person_id,
        ward_id=stay.last_ward_id,
        blocker_id=blocker.id,
        cause=PANEL,
        trigger=Trigger.MISSED_ANSWER,
    )
    key = carry_out(session, insert_escalation, new, actor=SWEEP, now=NOW)
    made = raised(blocker_id=blocker.id)
    assert (made.id, made.state, made.level) == (key, State.WAITING, HEADS)
    assert [step.kind for step in steps(made)] == [StepKind.TRIGGERED, StepKind.RAISED]


def test_what_needs_no_ask_is_let_go_with_a_reason(triggered: Escalation, do: Do, people: People, now_is: Load) -> None:
    command = LetGo(escalation_id=triggered.id, version=1, because="The panel sits tomorrow")
    do(let_go, command, by=people.coordinator)
    gone = now_is(triggered)
    assert (gone.state, gone.closed_by, gone.outcome) == (
        State.CLOSED,
        ClosedBy.NOT_RAISED,
        "The panel sits tomorrow",
    )


def test_every_change_is_on_record(raised: Raise, session: Session) -> None:
    made = raised()
    session.expunge_all()
    session.rollback()
    lines = session.scalars(select(AuditLine.action).where(AuditLine.subject_id == made.id)).all()
    assert lines == ["escalation.raised"]
