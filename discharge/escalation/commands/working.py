"""Giving an escalation to somebody, moving what it is due by, noting, closing."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.blockers.commands.keeping import LONG, SHORT, account_named
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotAllowed, RuleBroken
from discharge.core.versions import check_version
from discharge.escalation.commands.answering import CLOSED, UNWORDED, happened
from discharge.escalation.commands.ending import end
from discharge.escalation.commands.keeping import add_step, check_day, check_words, note_change, tell_askers
from discharge.escalation.models import Escalation
from discharge.escalation.policies import may_assign, may_close, may_note
from discharge.escalation.queries.ladder import posts_over, terms_at
from discharge.escalation.queries.one import Subject, escalation_to_change, last_step
from discharge.escalation.rules.clocks import AnswerDue, answer_due
from discharge.escalation.rules.ladder import SRO
from discharge.escalation.rules.states import ClosedBy, State, StepKind
from discharge.places.queries import holidays
from discharge.stays.rules.shown import shown_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign:
    """named_person: who is to do it, another than before. because: why them."""

    escalation_id: UUID
    version: int
    named_person: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveDue:
    """due_on: the last day of what is asked, another than before. because: why."""

    escalation_id: UUID
    version: int
    due_on: date
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Two at once are both kept."""

    escalation_id: UUID
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """outcome: what came of it."""

    escalation_id: UUID
    version: int
    outcome: str


def assign(session: Session, command: Assign, *, actor: Actor, now: datetime) -> Escalation:
    """Raises RuleBroken for who is to do it already, Superseded where something else happened meanwhile."""
    subject = _to_assign(session, actor, command.escalation_id)
    escalation = subject.escalation
    words = f"{command.named_person}. {command.because}"
    last = last_step(session, escalation.id, StepKind.ASSIGNED)
    theirs, yours = {"Who is to do it": last.words if last else escalation.named_person}, {"Who is to do it": words}
    check_version(escalation.version, command.version, before={}, theirs=theirs, yours=yours)
    if escalation.version != command.version:
        return escalation  # somebody else has just said the same
    check_words(command.named_person, subject.person, SHORT, field="named_person", missing="Enter who is to do it")
    check_words(command.because, subject.person, SHORT, field="because", missing="Enter why")
    before = escalation.named_person
    if command.named_person == before:
        raise RuleBroken("named_person", f"{before} is to do it already: enter somebody else, or add a note")
    named_id = account_named(session, command.named_person)
    escalation.named_person, escalation.named_person_id = command.named_person, named_id
    step = add_step(session, escalation, StepKind.ASSIGNED, words=words, actor=actor, now=now)
    changes = {"named_person": (before, command.named_person), "because": (None, command.because)}
    note_change(session, "assigned", escalation, actor=actor, now=now, **changes)
    tell_askers(session, escalation, step, actor=actor, now=now)
    return escalation


def move_due(session: Session, command: MoveDue, *, actor: Actor, now: datetime) -> Escalation:
    """The level's own clock stays; where the answer was due by the old day, it is due by the new one or the clock's.

    Raises RuleBroken for the day that it has already, Superseded where something else happened meanwhile.
    """
    subject = _to_assign(session, actor, command.escalation_id)
    escalation, today = subject.escalation, local_date(now)
    last = last_step(session, escalation.id, StepKind.DUE_MOVED)
    theirs = {"Needed by": shown_day(escalation.due_on), "Why": last.words if last else ""}
    yours = {"Needed by": shown_day(command.due_on), "Why": command.because}
    check_version(escalation.version, command.version, before={}, theirs=theirs, yours=yours)
    if escalation.version != command.version:
        return escalation  # somebody else has just said the same
    check_day(command.due_on, today, field="due_on", what="The day by which it is needed")
    check_words(command.because, subject.person, SHORT, field="because", missing="Enter why the day moves")
    if command.due_on == escalation.due_on:
        raise RuleBroken("due_on", "It is needed by that day already: enter another day, or add a note")
    before, due_before = escalation.due_on, escalation.answer_due_on
    escalation.due_on = command.due_on
    if escalation.state in (State.WAITING, State.ASKED_BACK):
        due = _answer_after(session, escalation, before, today)
        escalation.answer_due_on, escalation.is_answer_due_sure = due.on, due.is_sure
    step = add_step(
        session, escalation, StepKind.DUE_MOVED, words=command.because, due_on=command.due_on, actor=actor, now=now
    )
    changes = {
        "due_on": (before, command.due_on),
        "answer_due_on": (due_before, escalation.answer_due_on),
        "because": (None, command.because),
    }
    note_change(session, "due_moved", escalation, actor=actor, now=now, **changes)
    tell_askers(session, escalation, step, actor=actor, now=now)
    return escalation


def note(session: Session, command: Note, *, actor: Actor, now: datetime) -> Escalation:
    """Also on one that is closed: what became known later belongs to it."""
    subject = escalation_to_change(session, actor, command.escalation_id)
    escalation = subject.escalation
    posts = posts_over(session, actor, escalation, local_date(now))
    if not may_note(actor, escalation, posts, subject.ward_id):
        raise NotAllowed
    check_words(command.words, subject.person, LONG, missing="Enter the note")
    add_step(session, escalation, StepKind.NOTED, words=command.words, actor=actor, now=now)
    note_change(session, "noted", escalation, actor=actor, now=now, words=(None, command.words))
    return escalation


def close(session: Session, command: Close, *, actor: Actor, now: datetime) -> Escalation:
    """Those who asked say what came of it. Raises Superseded where something else happened meanwhile."""
    subject = escalation_to_change(session, actor, command.escalation_id)
    escalation = subject.escalation
    if not may_close(actor, escalation, subject.ward_id):
        raise NotAllowed
    if escalation.state is State.TO_WORD:
        raise RuleBroken("", UNWORDED)
    yours = {"What happened": f"{StepKind.CLOSED.words}: {command.outcome}", "Who does it": "", "By when": ""}
    check_version(escalation.version, command.version, before={}, theirs=happened(session, escalation), yours=yours)
    if escalation.version != command.version:
        return escalation  # somebody else has just said the same
    if not escalation.state.is_open:
        raise RuleBroken("", CLOSED)
    check_words(command.outcome, subject.person, LONG, field="outcome", missing="Enter what came of it")
    end(session, escalation, ClosedBy.PERSON, command.outcome, actor=actor, now=now)
    return escalation


def _to_assign(session: Session, actor: Actor, escalation_id: UUID) -> Subject:
    subject = escalation_to_change(session, actor, escalation_id)
    escalation = subject.escalation
    if not may_assign(actor, escalation):
        raise NotAllowed
    if not escalation.state.is_open:
        raise RuleBroken("", CLOSED)
    if not escalation.state.has_been_worded:
        raise RuleBroken("", UNWORDED)
    return subject


def _answer_after(session: Session, escalation: Escalation, before: date | None, today: date) -> AnswerDue:
    reached_on, whose = local_date(escalation.reached_at), escalation.asked_id or escalation.organisation_id
    now_due = AnswerDue(escalation.answer_due_on or today, escalation.is_answer_due_sure)
    if now_due.on == before:  # the old day bound it: now the level's clock does, or the new day
        terms = terms_at(session, whose, SRO if escalation.asked_id else escalation.level, reached_on)
        return answer_due(terms, reached_on, holidays(), due_on=escalation.due_on)
    if escalation.due_on is not None and today <= escalation.due_on < now_due.on:
        return AnswerDue(escalation.due_on, holidays().knows(escalation.due_on))
    return now_due
