"""Many at one escalation at the same moment: nothing lost, nothing doubled, nobody stuck."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.blockers.commands import RaiseBlocker, raise_blocker
from discharge.blockers.rules.owner import Owner
from discharge.core.actor import process
from discharge.core.db import db
from discharge.core.errors import Refusal, Superseded
from discharge.core.transaction import carry_out
from discharge.days.rules.codes import OwnerKind
from discharge.escalation.commands import (
    Decide,
    Note,
    RaiseEscalation,
    Rise,
    decide,
    note,
    raise_escalation,
    rise,
)
from discharge.escalation.models import Escalation, EscalationStep
from discharge.escalation.rules.states import StepKind, Subject
from discharge.stays.models import Stay
from tests.factories import NOW
from tests.integration.escalation.conftest import FRIDAY, PANEL, Raise
from tests.shapes import Do

AT_ONCE = 12
Doing = tuple[Callable[..., Any], Any]
LATER = NOW + timedelta(days=2)


def all_at_once(app: Flask, doings: list[Doing]) -> list[Refusal | None]:
    """A thread for each, beginning together; each one's refusal, or None."""
    begin = Barrier(len(doings))

    def work(numbered: tuple[int, Doing]) -> Refusal | None:
        number, (act, command) = numbered
        with app.app_context():
            begin.wait()
            try:
                carry_out(db.session, act, command, actor=process(f"writer {number}", source="cli"), now=LATER)
            except Refusal as refusal:
                return refusal
            return None

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(work, enumerate(doings)))


def test_those_who_raise_for_one_blocker_raise_one(app: Flask, session: Session, do: Do, stay: Stay) -> None:
    blocker = do(raise_blocker, RaiseBlocker(stay_id=stay.id, reason=PANEL, owner=Owner(OwnerKind.ICB)))
    asking = RaiseEscalation(
        subject=Subject.STAY,
        stay_id=stay.id,
        blocker_id=blocker.id,
        ask="Agree interim funding",
        owner=Owner(OwnerKind.ICB),
        due_on=FRIDAY,
    )
    assert all_at_once(app, [(raise_escalation, asking)] * AT_ONCE) == [None] * AT_ONCE
    session.rollback()
    assert len(session.scalars(select(Escalation)).all()) == 1
    assert len(session.scalars(select(EscalationStep)).all()) == 1


def test_those_who_raise_for_many_get_references_of_their_own(app: Flask, session: Session, stay: Stay) -> None:
    asking = RaiseEscalation(
        subject=Subject.STAY, stay_id=stay.id, ask="Agree funding", owner=Owner(OwnerKind.TRUST), due_on=FRIDAY
    )
    assert all_at_once(app, [(raise_escalation, asking)] * AT_ONCE) == [None] * AT_ONCE
    session.rollback()
    assert sorted(session.scalars(select(Escalation.number))) == list(range(1001, 1001 + AT_ONCE))


def test_one_of_those_who_decide_stands_and_the_others_are_shown_it(
    app: Flask, session: Session, raised: Raise
) -> None:
    made = raised(owner=Owner(OwnerKind.TRUST))
    doings: list[Doing] = [
        (decide, Decide(escalation_id=made.id, version=1, words=f"Plan {number}", done_by="Sam", by_on=FRIDAY))
        for number in range(AT_ONCE)
    ]
    answers = all_at_once(app, doings)
    assert sum(isinstance(each, Superseded) for each in answers) == AT_ONCE - 1
    session.rollback()
    assert len(session.scalars(select(EscalationStep)).all()) == 2


def test_sweeps_notes_and_a_decision_at_the_same_moment_lose_and_double_nothing(
    app: Flask, session: Session, raised: Raise
) -> None:
    made = raised(owner=Owner(OwnerKind.TRUST))
    notes: list[Doing] = [(note, Note(escalation_id=made.id, words=f"Note {number}")) for number in range(5)]
    sweeps: list[Doing] = [(rise, Rise(escalation_id=made.id, seen_on=LATER.date()))] * 6
    deciding = Decide(escalation_id=made.id, version=1, words="Fund it", done_by="Sam", by_on=FRIDAY)
    answers = all_at_once(app, [*notes, *sweeps, (decide, deciding)])
    session.rollback()
    kinds = [step.kind for step in session.scalars(select(EscalationStep).order_by(EscalationStep.number))]
    risen, decided = kinds.count(StepKind.RISEN), kinds.count(StepKind.DECIDED)
    assert kinds.count(StepKind.NOTED) == 5
    assert (risen, decided) == ((0, 1) if answers[-1] is None else (1, 0))
    assert [type(each) for each in answers if each] == ([] if decided else [Superseded])
