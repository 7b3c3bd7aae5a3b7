"""Raising by hand, wording what a trigger raised, and letting it go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.blockers.commands.keeping import LONG, SHORT, account_named, check_owner_in, owner_columns
from discharge.blockers.models import Blocker
from discharge.blockers.rules.owner import Owner
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotAllowed, NotFound, RuleBroken
from discharge.core.versions import check_version
from discharge.days.rules.codes import RED_REASONS
from discharge.escalation.commands.again import add_words
from discharge.escalation.commands.ending import end
from discharge.escalation.commands.keeping import (
    New,
    add_step,
    check_day,
    check_words,
    insert_escalation,
    note_change,
    reach,
    tell_level,
)
from discharge.escalation.models import Escalation
from discharge.escalation.policies import may_raise_at, may_word
from discharge.escalation.queries.one import escalation_to_change, open_on_blocker
from discharge.escalation.rules.ladder import LEVELS, NO_WARD, SERVICE, SRO, WARD
from discharge.escalation.rules.states import ClosedBy, State, StepKind
from discharge.escalation.rules.states import Subject as About
from discharge.places.models import Organisation, Ward
from discharge.stays.models import Person
from discharge.stays.queries.base import stay_to_change
from discharge.stays.rules.shown import shown_day

NOTHING_ELSE: Final[Mapping[str, tuple[object, object]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseEscalation:
    """Ask a level above to act. due_on: the last day of what is asked. level None: the first above the ward.

    subject: with stay_id, ward_id or (for a theme) organisation_id. cause: a code of the red-day list, "" for the
    blocker's own or none.
    """

    subject: About
    ask: str
    owner: Owner
    due_on: date
    stay_id: UUID | None = None
    ward_id: UUID | None = None
    organisation_id: UUID | None = None
    blocker_id: UUID | None = None
    cause: str = ""
    why_now: str = ""
    tried: str = ""
    asked_others: str = ""
    named_person: str = ""
    level: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WordEscalation:
    """Say in one sentence what a trigger asks for: from then on the level owes an answer."""

    escalation_id: UUID
    version: int
    ask: str
    due_on: date
    why_now: str = ""
    tried: str = ""
    asked_others: str = ""
    named_person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetGo:
    """because: why a trigger's needs no ask. It is not raised again until its condition lapses and returns."""

    escalation_id: UUID
    version: int
    because: str


@dataclass(frozen=True, slots=True)
class _Place:
    organisation_id: UUID
    ward_id: UUID | None = None
    stay_id: UUID | None = None
    person: Person | None = None


def raise_escalation(session: Session, command: RaiseEscalation, *, actor: Actor, now: datetime) -> Escalation:
    """A new one; where one is open on the same blocker, that one: worded if it waited for words, else with a note."""
    place = _place_of(session, command, actor=actor, now=now)
    owner = check_owner_in(session, place.organisation_id, command.owner)
    cause = _checked_cause(session, command, place)
    level = SERVICE if command.level is None else command.level
    if level not in LEVELS:
        raise RuleBroken("level", "Select which level you ask")
    if level == WARD and place.ward_id is None:
        raise RuleBroken("level", NO_WARD)
    named_id = _check_words(session, command, place.person)
    check_day(command.due_on, local_date(now), field="due_on", what="The day by which it is needed")
    found = open_on_blocker(session, command.blocker_id) if command.blocker_id else None
    if found is not None:
        return _extend(session, found, command, owner, named_id, actor=actor, now=now)
    key = insert_escalation(
        session,
        New(
            organisation_id=place.organisation_id,
            subject=command.subject,
            owner=owner,
            level=level,
            state=State.WAITING,
            top=SRO,
            stay_id=place.stay_id,
            person_id=place.person.id if place.person else None,
            ward_id=place.ward_id,
            blocker_id=command.blocker_id,
            cause=cause,
            ask=command.ask,
            why_now=command.why_now,
            tried=command.tried,
            asked_others=command.asked_others,
            named_person=command.named_person,
            named_person_id=named_id,
            due_on=command.due_on,
        ),
        actor=actor,
        now=now,
    )
    return session.get_one(Escalation, key)


def word_escalation(session: Session, command: WordEscalation, *, actor: Actor, now: datetime) -> Escalation:
    """Raises Superseded where somebody else has worded it or let it go meanwhile."""
    subject = escalation_to_change(session, actor, command.escalation_id)
    escalation = subject.escalation
    if not may_word(actor, escalation, subject.ward_id):
        raise NotAllowed
    theirs = {"Ask": escalation.ask or escalation.outcome, "By when": shown_day(escalation.due_on)}
    yours = {"Ask": command.ask, "By when": shown_day(command.due_on)}
    check_version(escalation.version, command.version, before={}, theirs=theirs, yours=yours)
    if escalation.state is not State.TO_WORD:
        if escalation.version != command.version:
            return escalation  # somebody else has just said the same
        raise RuleBroken("", "This was worded or closed already: look at it again")
    named_id = _check_words(session, command, subject.person)
    check_day(command.due_on, local_date(now), field="due_on", what="The day by which it is needed")
    return _word(session, escalation, command, named_id, actor=actor, now=now)


def let_go(session: Session, command: LetGo, *, actor: Actor, now: datetime) -> Escalation:
    subject = escalation_to_change(session, actor, command.escalation_id)
    escalation = subject.escalation
    if not may_word(actor, escalation, subject.ward_id):
        raise NotAllowed
    theirs = {"What became of it": escalation.ask or escalation.outcome}
    yours = {"What became of it": command.because}
    check_version(escalation.version, command.version, before={}, theirs=theirs, yours=yours)
    if escalation.state is not State.TO_WORD:
        if escalation.version != command.version:
            return escalation
        raise RuleBroken("", "This was worded or closed already: look at it again")
    check_words(command.because, subject.person, LONG, field="because", missing="Enter why nothing is to be asked")
    end(session, escalation, ClosedBy.NOT_RAISED, command.because, actor=actor, now=now)
    return escalation


def _word(
    session: Session,
    escalation: Escalation,
    command: WordEscalation | RaiseEscalation,
    named_id: UUID | None,
    *,
    also: Mapping[str, tuple[object, object]] = NOTHING_ELSE,
    actor: Actor,
    now: datetime,
) -> Escalation:
    """The clock of its level begins. Who worded it gets the answers. also: what else was changed, for the record."""
    escalation.ask, escalation.due_on = command.ask, command.due_on
    escalation.why_now, escalation.tried = command.why_now, command.tried
    escalation.asked_others = command.asked_others
    escalation.named_person, escalation.named_person_id = command.named_person, named_id
    escalation.raised_by, escalation.raised_by_id = actor.name, actor.user_id
    reach(session, escalation, escalation.level, now)
    step = add_step(
        session, escalation, StepKind.RAISED, words=command.ask, due_on=command.due_on, actor=actor, now=now
    )
    changes = {
        "ask": (None, command.ask),
        "due_on": (None, command.due_on),
        "named_person": (None, command.named_person),
        **also,
    }
    note_change(session, "worded", escalation, actor=actor, now=now, **changes)
    tell_level(session, escalation, step, actor=actor, now=now)
    return escalation


def _extend(
    session: Session,
    found: Escalation,
    command: RaiseEscalation,
    owner: Owner,
    named_id: UUID | None,
    *,
    actor: Actor,
    now: datetime,
) -> Escalation:
    """One open escalation a blocker: worded as it is asked now, or with a note of what is new."""
    if found.state is not State.TO_WORD:
        add_words(session, found, _news(found, command), actor=actor, now=now)
        return found
    level = found.level if command.level is None else command.level
    also = {"owner": (found.owner.key, owner.key), "level": (found.level, level)}
    found.level = level
    for column, value in owner_columns(owner).items():
        setattr(found, column, value)
    return _word(session, found, command, named_id, also=also, actor=actor, now=now)


def _news(found: Escalation, command: RaiseEscalation) -> Sequence[str]:
    """What somebody typed who did not know that it was asked meanwhile: nothing of it is lost."""
    news = [command.ask, command.why_now]
    if command.due_on != found.due_on:
        news.append(f"Needed by {shown_day(command.due_on)}")
    more = (("tried", "Tried"), ("asked_others", "Also asked"), ("named_person", "Who is to do it"))
    for field, words in more:
        if (typed := getattr(command, field)) and typed != getattr(found, field):
            news.append(f"{words}: {typed}")
    return news


def _place_of(session: Session, command: RaiseEscalation, *, actor: Actor, now: datetime) -> _Place:
    """What it is about, locked where that is a stay. Raises NotFound out of scope, NotAllowed without the power."""
    if command.subject is About.STAY:
        if command.stay_id is None:
            raise NotFound
        stay = stay_to_change(session, actor, command.stay_id, now=now)
        if not may_raise_at(actor, stay.last_ward_id):
            raise NotAllowed
        if not stay.is_open:
            raise RuleBroken("", "This person has left hospital: nothing more can be escalated for this stay")
        return _Place(stay.organisation_id, stay.last_ward_id, stay.id, stay.person)
    if command.blocker_id is not None:
        raise RuleBroken("", "What stops one person leaving is escalated for that person")
    if command.subject is About.WARD:
        ward = session.get(Ward, command.ward_id) if command.ward_id else None
        if ward is None or not may_raise_at(actor, ward.id):
            raise NotFound
        return _Place(ward.organisation_id, ward.id)
    trust = session.get(Organisation, command.organisation_id) if command.organisation_id else None
    if trust is None or not may_raise_at(actor, trust.id):
        raise NotFound
    return _Place(trust.id)


def _checked_cause(session: Session, command: RaiseEscalation, place: _Place) -> str:
    cause = command.cause
    if command.blocker_id is not None:
        blocker = session.get(Blocker, command.blocker_id)
        if blocker is None or blocker.stay_id != place.stay_id:
            raise NotFound
        if not blocker.is_standing:
            raise RuleBroken("", "What stopped the person is closed already: nothing is to be asked about it")
        cause = cause or blocker.reason
    if cause and cause not in RED_REASONS:
        raise RuleBroken("cause", "Select what the person waits for")
    return cause


def _check_words(session: Session, command: RaiseEscalation | WordEscalation, person: Person | None) -> UUID | None:
    """Raises RuleBroken; returns the account of the person named, where just one has that name."""
    check_words(command.ask, person, SHORT, field="ask", missing="Enter what you ask for, in one sentence")
    for field in ("why_now", "tried", "asked_others"):
        check_words(getattr(command, field), person, LONG, field=field)
    check_words(command.named_person, person, SHORT, field="named_person")
    return account_named(session, command.named_person)
