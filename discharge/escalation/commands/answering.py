"""What a level answers, and the reply to what it asked back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.blockers.commands.keeping import LONG, SHORT
from discharge.blockers.queries.owners import owner_words
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotAllowed, RuleBroken, Superseded
from discharge.core.versions import check_version
from discharge.escalation.commands.ending import move_clock
from discharge.escalation.commands.keeping import (
    add_step,
    check_day,
    check_words,
    note_change,
    reach,
    tell_askers,
    tell_level,
)
from discharge.escalation.models import Escalation
from discharge.escalation.policies import may_answer, may_ask_back, may_decide, may_reply
from discharge.escalation.queries.ladder import posts_over, terms_at
from discharge.escalation.queries.one import Subject, escalation_to_change, has_acknowledged, last_step, steps_of
from discharge.escalation.rules.clocks import answer_due
from discharge.escalation.rules.ladder import NO_WARD, SRO, WARD
from discharge.escalation.rules.states import State, StepKind
from discharge.escalation.rules.verbs import STANDS_STILL, Verb
from discharge.places.models import Organisation
from discharge.places.queries import holidays
from discharge.stays.rules.shown import shown_day

CLOSED = "This is closed already: look at it again"
UNWORDED = "This waits to be worded: nobody has been asked yet"
PAUSED = "This is paused: the person is not clinically ready now, and nobody owes an answer until they are again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge:
    """Somebody who owes the answer has read it. It stops no clock. Twice at the same level is once."""

    escalation_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AskBack:
    """words: the question. The level's clock stands until the reply."""

    escalation_id: UUID
    version: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The answer to what was asked back. The clock goes on with as many working days as were left."""

    escalation_id: UUID
    version: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide:
    """words: what will be done. done_by: who does it. by_on: by when; missed, it goes up a level."""

    escalation_id: UUID
    version: int
    words: str
    done_by: str
    by_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnTo:
    """To a level below, which then owes an answer. words: why."""

    escalation_id: UUID
    version: int
    level: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskExecutive:
    """The executive of the organisation that owes it, who has the clock of their own top level."""

    escalation_id: UUID
    version: int
    organisation_id: UUID
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeUp:
    """With an office outside the system. expected_on: by when an answer is looked for; missed, it goes up a level."""

    escalation_id: UUID
    version: int
    words: str
    expected_on: date


def acknowledge(session: Session, command: Acknowledge, *, actor: Actor, now: datetime) -> Escalation:
    """Raises NotAllowed for who does not answer here, RuleBroken for one that is closed or not worded yet."""
    subject = _to_answer(session, command.escalation_id, Verb.ACKNOWLEDGE, actor=actor, now=now)
    escalation = subject.escalation
    if any(has_acknowledged(escalation, step, actor) for step in steps_of(session, escalation.id)):
        return escalation
    step = add_step(session, escalation, StepKind.ACKNOWLEDGED, actor=actor, now=now)
    note_change(session, "acknowledged", escalation, actor=actor, now=now, level=(None, escalation.level))
    tell_askers(session, escalation, step, actor=actor, now=now)
    return escalation


def ask_back(session: Session, command: AskBack, *, actor: Actor, now: datetime) -> Escalation:
    """Raises Superseded when somebody else has answered, or it has risen, since this page was opened.

    Raises NotAllowed for who raised it themselves, RuleBroken where it does not wait for an answer, or for words that
    say who it is about.
    """
    subject = _to_answer(
        session,
        command.escalation_id,
        Verb.ASK_BACK,
        actor=actor,
        now=now,
        seen=command.version,
        yours=_said(StepKind.ASKED_BACK, command.words),
    )
    escalation = subject.escalation
    if escalation.version != command.version:
        return escalation
    if not may_ask_back(actor, escalation, posts_over(session, actor, escalation, local_date(now))):
        raise NotAllowed
    _check_waiting(escalation)
    check_words(command.words, subject.person, LONG, missing="Enter your question")
    escalation.state = State.ASKED_BACK
    step = add_step(session, escalation, StepKind.ASKED_BACK, words=command.words, actor=actor, now=now)
    note_change(session, "asked_back", escalation, actor=actor, now=now, words=(None, command.words))
    tell_askers(session, escalation, step, actor=actor, now=now)
    return escalation


def reply(session: Session, command: Reply, *, actor: Actor, now: datetime) -> Escalation:
    """Raises NotAllowed, Superseded as `ask_back`, and RuleBroken where nothing is asked back.

    The days of the question are given back to the clock; those of a pause are given back when the pause ends.
    """
    subject = escalation_to_change(session, actor, command.escalation_id)
    escalation = subject.escalation
    if not may_reply(actor, escalation, subject.ward_id):
        raise NotAllowed
    _check_seen(session, escalation, command.version, _said(StepKind.REPLIED, command.words))
    if escalation.version != command.version:
        return escalation
    if escalation.state is not State.ASKED_BACK:
        raise RuleBroken("", "Nothing is asked back now: look at it again")
    check_words(command.words, subject.person, LONG, missing="Enter your reply")
    asked, today = last_step(session, escalation.id, StepKind.ASKED_BACK), local_date(now)
    before = escalation.answer_due_on
    if asked is not None:
        until = min(today, escalation.paused_on or today)  # while it is paused, it goes on when the pause ends
        move_clock(escalation, local_date(asked.at), until)
    escalation.state = State.WAITING
    step = add_step(session, escalation, StepKind.REPLIED, words=command.words, actor=actor, now=now)
    changes = {"words": (None, command.words), "answer_due_on": (before, escalation.answer_due_on)}
    note_change(session, "replied", escalation, actor=actor, now=now, **changes)
    tell_level(session, escalation, step, actor=actor, now=now)
    return escalation


def decide(session: Session, command: Decide, *, actor: Actor, now: datetime) -> Escalation:
    """Raises Superseded when somebody else has answered, or it has risen, since this page was opened."""
    yours = _said(StepKind.DECIDED, command.words, command.done_by, command.by_on)
    subject = _to_answer(
        session, command.escalation_id, Verb.DECIDE, actor=actor, now=now, seen=command.version, yours=yours
    )
    escalation = subject.escalation
    if escalation.version != command.version:
        return escalation
    if not may_decide(actor, escalation, posts_over(session, actor, escalation, local_date(now))):
        raise NotAllowed
    check_words(command.words, subject.person, LONG, missing="Enter what will be done")
    check_words(command.done_by, subject.person, SHORT, field="done_by", missing="Enter who does it")
    check_day(command.by_on, local_date(now), field="by_on", what="The day by which it is done")
    return _settle(
        session,
        escalation,
        StepKind.DECIDED,
        command.words,
        done_by=command.done_by,
        by_on=command.by_on,
        actor=actor,
        now=now,
    )


def take_up(session: Session, command: TakeUp, *, actor: Actor, now: datetime) -> Escalation:
    """It waits for the office outside, as a decision waits to be done."""
    yours = _said(StepKind.TAKEN_UP, command.words, "", command.expected_on)
    subject = _to_answer(
        session, command.escalation_id, Verb.TAKE_UP, actor=actor, now=now, seen=command.version, yours=yours
    )
    escalation = subject.escalation
    if escalation.version != command.version:
        return escalation
    check_words(command.words, subject.person, LONG, missing="Enter with whom you take it up, and how")
    check_day(command.expected_on, local_date(now), field="expected_on", what="The day of their answer")
    office = owner_words(session, escalation.owner)
    return _settle(
        session,
        escalation,
        StepKind.TAKEN_UP,
        command.words,
        done_by=office,
        by_on=command.expected_on,
        actor=actor,
        now=now,
    )


def return_to(session: Session, command: ReturnTo, *, actor: Actor, now: datetime) -> Escalation:
    """Raises Superseded as `ask_back`; RuleBroken for a level that is not below, or the ward of what is about none."""
    yours = _said(StepKind.RETURNED, command.words)
    subject = _to_answer(
        session, command.escalation_id, Verb.RETURN, actor=actor, now=now, seen=command.version, yours=yours
    )
    escalation = subject.escalation
    if escalation.version != command.version:
        return escalation
    below = (
        escalation.level + 1 if escalation.asked_id else escalation.level
    )  # who was asked may give it back as it was
    if not WARD <= command.level < below:
        raise RuleBroken("level", "Select a level below this one")
    if command.level == WARD and subject.ward_id is None:
        raise RuleBroken("level", NO_WARD)
    check_words(command.words, subject.person, LONG, missing="Enter why you return it")
    before = escalation.level
    reach(session, escalation, command.level, now)
    step = add_step(
        session, escalation, StepKind.RETURNED, words=command.words, level_before=before, actor=actor, now=now
    )
    changes = {"level": (before, command.level), "words": (None, command.words)}
    note_change(session, "returned", escalation, actor=actor, now=now, **changes)
    tell_level(session, escalation, step, actor=actor, now=now)
    tell_askers(session, escalation, step, actor=actor, now=now)
    return escalation


def ask_executive(session: Session, command: AskExecutive, *, actor: Actor, now: datetime) -> Escalation:
    """Raises Superseded as `ask_back`; RuleBroken for its own trust, another system, or one that was asked already."""
    yours = _said(StepKind.ASKED_EXECUTIVE, command.words)
    subject = _to_answer(
        session, command.escalation_id, Verb.ASK_EXECUTIVE, actor=actor, now=now, seen=command.version, yours=yours
    )
    escalation, today = subject.escalation, local_date(now)
    if escalation.version != command.version:
        return escalation
    asked = session.get(Organisation, command.organisation_id)
    trust = session.get_one(Organisation, escalation.organisation_id)
    if asked is None or asked.id == trust.id or asked.system_id is None or asked.system_id != trust.system_id:
        raise RuleBroken("organisation_id", "Select an organisation of your system")
    if asked.id == escalation.asked_id:
        raise RuleBroken("organisation_id", f"{asked.name} has been asked already: select another organisation")
    check_words(command.words, subject.person, LONG, missing="Enter what you ask of them")
    before, due = (
        escalation.asked_id,
        answer_due(terms_at(session, asked.id, SRO, today), today, holidays(), due_on=escalation.due_on),
    )
    escalation.asked_id, escalation.state, escalation.reached_at = asked.id, State.WAITING, now
    escalation.answer_due_on, escalation.is_answer_due_sure, escalation.promised_on = due.on, due.is_sure, None
    step = add_step(
        session, escalation, StepKind.ASKED_EXECUTIVE, words=command.words, with_id=asked.id, actor=actor, now=now
    )
    changes = {"asked": (before, asked.id), "words": (None, command.words)}
    note_change(session, "executive_asked", escalation, actor=actor, now=now, **changes)
    tell_level(session, escalation, step, actor=actor, now=now)
    tell_askers(session, escalation, step, actor=actor, now=now)
    return escalation


def _settle(
    session: Session,
    escalation: Escalation,
    kind: StepKind,
    words: str,
    *,
    done_by: str,
    by_on: date,
    actor: Actor,
    now: datetime,
) -> Escalation:
    """The level owes nothing more; somebody does, by a day."""
    before = (escalation.state, escalation.promised_on)
    escalation.state, escalation.promised_on, escalation.answer_due_on = State.DECIDED, by_on, None
    step = add_step(session, escalation, kind, words=words, done_by=done_by, due_on=by_on, actor=actor, now=now)
    changes = {"state": (before[0], State.DECIDED), "words": (None, words), "done_by": (None, done_by)}
    note_change(session, kind.value, escalation, actor=actor, now=now, promised_on=(before[1], by_on), **changes)
    tell_askers(session, escalation, step, actor=actor, now=now)
    return escalation


def _to_answer(
    session: Session,
    escalation_id: UUID,
    verb: Verb,
    *,
    actor: Actor,
    now: datetime,
    seen: int | None = None,
    yours: Mapping[str, str] | None = None,
) -> Subject:
    """What who stands on the ladder answers. seen: the version of their page, None for what two may do at once.

    Raises Superseded, with what happened, before anything else: who could answer when they opened the page, and cannot
    now because it has risen or was answered, is told so. Raises NotAllowed for who stands nowhere over it.
    """
    subject = escalation_to_change(session, actor, escalation_id)
    escalation = subject.escalation
    posts = posts_over(session, actor, escalation, local_date(now))
    if seen is not None and (actor.everywhere or posts):
        _check_seen(session, escalation, seen, yours or {})
    if not may_answer(actor, escalation, posts):
        raise NotAllowed
    if not escalation.state.is_open:
        raise RuleBroken("", CLOSED)
    if not escalation.state.has_been_worded:
        raise RuleBroken("", UNWORDED)
    if escalation.paused_on is not None and verb in STANDS_STILL:
        raise RuleBroken("", PAUSED)
    return subject


def _check_seen(session: Session, escalation: Escalation, version: int, yours: Mapping[str, str]) -> None:
    """Raises Superseded where something else happened since; nothing where the same was said."""
    check_version(escalation.version, version, before={}, theirs=happened(session, escalation), yours=yours)


def happened(session: Session, escalation: Escalation) -> dict[str, str]:
    """What somebody who comes too late is shown: the last thing that moved it."""
    last = last_step(session, escalation.id)
    if last is None:
        raise Superseded(before={}, theirs={}, yours={})
    what = last.kind.words
    if last.level != last.level_before:
        ladder = terms_at(session, escalation.organisation_id, last.level, local_date(last.at))
        what = f"{what}, to {ladder.name}"
    words = f"{what}: {last.words}" if last.words else what
    return {"What happened": words, "Who does it": last.done_by, "By when": shown_day(last.due_on)}


def _said(kind: StepKind, words: str, done_by: str = "", on: date | None = None) -> dict[str, str]:
    return {"What happened": f"{kind.words}: {words}", "Who does it": done_by, "By when": shown_day(on)}


def _check_waiting(escalation: Escalation) -> None:
    if escalation.state is not State.WAITING:
        raise RuleBroken("", "This level owes no answer now: look at it again")
