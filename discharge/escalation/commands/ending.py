"""How an escalation ends, stands still, goes on and opens again. Who may, and whether it makes sense, callers know."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.escalation.commands.keeping import add_step, note_change, tell_askers, tell_level
from discharge.escalation.models import Escalation
from discharge.escalation.queries.one import last_step, steps_of
from discharge.escalation.rules.clocks import AnswerDue, goes_on
from discharge.escalation.rules.states import ClosedBy, State, StepKind
from discharge.places.queries import holidays


def end(session: Session, escalation: Escalation, by: ClosedBy, outcome: str, *, actor: Actor, now: datetime) -> None:
    """From whatever state it is in. outcome: words that others read, checked by the caller."""
    before = escalation.state
    escalation.state, escalation.closed_by, escalation.closed_at = State.CLOSED, by, now
    escalation.outcome = outcome
    add_step(session, escalation, StepKind.CLOSED, words=outcome, actor=actor, now=now)
    changes = {"state": (before, State.CLOSED), "closed_by": (None, by), "outcome": (None, outcome)}
    note_change(session, "closed", escalation, actor=actor, now=now, **changes)


def reopen(session: Session, escalation: Escalation, words: str, *, actor: Actor, now: datetime) -> None:
    """As it was before it was closed; its clock stood meanwhile."""
    today = local_date(now)
    closed_on = local_date(escalation.closed_at) if escalation.closed_at else today
    before = [step for step in steps_of(session, escalation.id) if step.state is not State.CLOSED]
    escalation.state = before[-1].state
    escalation.closed_at = escalation.closed_by = None
    escalation.outcome = ""
    if escalation.paused_on is None and escalation.state is not State.ASKED_BACK:
        move_clock(escalation, closed_on, today)
    step = add_step(session, escalation, StepKind.REOPENED, words=words, actor=actor, now=now)
    note_change(
        session,
        "reopened",
        escalation,
        actor=actor,
        now=now,
        state=(State.CLOSED, escalation.state),
        because=(None, words),
    )
    if escalation.paused_on is None:
        _tell_who_owes(session, escalation, step, actor=actor, now=now)


def stand_still(session: Session, escalation: Escalation, on: date, *, actor: Actor, now: datetime) -> None:
    """The person is not clinically ready any more: nobody owes anything, and the place on the ladder is kept."""
    escalation.paused_on = on
    add_step(session, escalation, StepKind.PAUSED, actor=actor, now=now)
    note_change(session, "paused", escalation, actor=actor, now=now, paused_on=(None, on))


def go_on(session: Session, escalation: Escalation, on: date, *, actor: Actor, now: datetime) -> None:
    """Ready again: as many working days are left as there were. What was asked back still stands until the reply."""
    paused_on = escalation.paused_on or on
    until = on
    if escalation.state is State.ASKED_BACK and (asked := last_step(session, escalation.id, StepKind.ASKED_BACK)):
        until = min(on, local_date(asked.at))  # from then on it stands for the question, until the reply
    before = escalation.answer_due_on
    move_clock(escalation, paused_on, until)
    escalation.paused_on = None
    step = add_step(session, escalation, StepKind.RESUMED, actor=actor, now=now)
    changes = {"paused_on": (paused_on, None), "answer_due_on": (before, escalation.answer_due_on)}
    note_change(session, "resumed", escalation, actor=actor, now=now, **changes)
    _tell_who_owes(session, escalation, step, actor=actor, now=now)


def _tell_who_owes(session: Session, escalation: Escalation, step_id: UUID, *, actor: Actor, now: datetime) -> None:
    """It stood, and now it runs again: whoever owes the next answer or reply is told once."""
    if escalation.state is State.WAITING:
        tell_level(session, escalation, step_id, actor=actor, now=now)
    elif escalation.state is State.ASKED_BACK:
        tell_askers(session, escalation, step_id, actor=actor, now=now)


def move_clock(escalation: Escalation, stood_on: date, on: date) -> None:
    """What runs (the level's answer, or what was promised) goes on after it stood from one day to another."""
    known = holidays()
    if escalation.answer_due_on is not None:
        due = goes_on(AnswerDue(escalation.answer_due_on, escalation.is_answer_due_sure), stood_on, on, known)
        escalation.answer_due_on, escalation.is_answer_due_sure = due.on, due.is_sure
    if escalation.promised_on is not None:
        escalation.promised_on = goes_on(AnswerDue(escalation.promised_on), stood_on, on, known).on
