"""What every command about escalations does the same way: rows, steps, notices, and what is checked of words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID, uuid4

from sqlalchemy import Uuid, bindparam, func, select
from sqlalchemy.orm import Session

from discharge.audit.commands import Subject, record
from discharge.blockers.commands.keeping import owner_columns
from discharge.blockers.rules.owner import Owner
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.db import connection_of, insert_rows
from discharge.core.errors import RuleBroken
from discharge.core.together import Write, write_together, write_what_is_left
from discharge.escalation.models import Escalation, EscalationStep
from discharge.escalation.queries.ladder import terms_at, who_coordinates
from discharge.escalation.queries.one import holders_of, last_step, subject_of
from discharge.escalation.queries.reminding import page_path
from discharge.escalation.queries.watches import LAST_OF_TRUST
from discharge.escalation.rules.clocks import answer_due
from discharge.escalation.rules.ladder import SRO
from discharge.escalation.rules.states import FIRST_NUMBER, State, StepKind
from discharge.escalation.rules.states import Subject as About
from discharge.escalation.rules.triggers import Trigger
from discharge.notices.commands.telling import Notice, tell_people
from discharge.notices.rules.kinds import Kind
from discharge.places.models import Organisation
from discharge.places.queries import holidays
from discharge.stays.models import Person
from discharge.stays.rules.free_text import check_free_text

LAST_NUMBER = select(func.max(EscalationStep.number)).where(
    EscalationStep.escalation_id == bindparam("of", type_=Uuid())
)
LOCK_NUMBERS = (
    select(Organisation.id).where(Organisation.id == bindparam("trust", type_=Uuid())).with_for_update(key_share=True)
)


class Stands(Protocol):
    """Where an escalation stands: the row itself, or what is known of one past the ORM."""

    @property
    def id(self) -> UUID: ...
    @property
    def organisation_id(self) -> UUID: ...
    @property
    def state(self) -> State: ...
    @property
    def level(self) -> int: ...
    @property
    def answer_due_on(self) -> date | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """An escalation about to be written. level: where it stands, or will once it is worded. trigger None: by hand."""

    organisation_id: UUID
    subject: About
    owner: Owner
    level: int
    state: State
    top: int = SRO
    stay_id: UUID | None = None
    person_id: UUID | None = None
    ward_id: UUID | None = None
    blocker_id: UUID | None = None
    cause: str = ""
    trigger: Trigger | None = None
    ask: str = ""
    why_now: str = ""
    tried: str = ""
    asked_others: str = ""
    named_person: str = ""
    named_person_id: UUID | None = None
    due_on: date | None = None


def next_number(session: Session, organisation_id: UUID) -> int:
    """The next reference of a trust: nobody else takes one until this transaction ends."""
    write_what_is_left(session)  # what a trigger raised in this transaction has its number
    connection_of(session).execute(LOCK_NUMBERS, {"trust": organisation_id})  # SQLite has one writer at a time anyway
    last: int | None = connection_of(session).execute(LAST_OF_TRUST, {"trust": organisation_id}).scalar_one()
    return FIRST_NUMBER if last is None else last + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """An escalation whose rows are not written yet; its line of the record is collected."""

    id: UUID
    step_id: UUID
    writes: Sequence[Write]


@dataclass(slots=True, kw_only=True)
class _Unwritten:
    """What a step and a line of the record say of an escalation: thousands are raised without a row of the ORM."""

    id: UUID
    organisation_id: UUID
    person_id: UUID | None
    state: State
    level: int
    answer_due_on: date | None
    __tablename__: str = Escalation.__tablename__


def insert_escalation(session: Session, new: New, *, actor: Actor, now: datetime) -> UUID:
    """Write an escalation with its first step and line of the record; who stands on its level is told, once worded.

    Scope, and whether one is open already, are the caller's, who holds the stay.
    """
    session.flush()
    composed = compose(session, new, next_number(session, new.organisation_id), actor=actor, now=now)
    write_together(session, composed.writes)
    if new.state.has_been_worded:
        tell_level(session, session.get_one(Escalation, composed.id), composed.step_id, actor=actor, now=now)
    return composed.id


def compose(session: Session, new: New, number: int, *, actor: Actor, now: datetime) -> Composed:
    """The rows of a new escalation and of its first step. number: one that nobody else can take meanwhile."""
    key, today = uuid4(), local_date(now)
    is_worded = new.state.has_been_worded
    due = None
    if is_worded:
        terms = terms_at(session, new.organisation_id, new.level, today)
        due = answer_due(terms, today, holidays(), due_on=new.due_on)
    row: dict[str, Any] = {
        "id": key,
        "organisation_id": new.organisation_id,
        "number": number,
        "subject": new.subject,
        "stay_id": new.stay_id,
        "person_id": new.person_id,
        "ward_id": new.ward_id,
        "blocker_id": new.blocker_id,
        "cause": new.cause,
        "trigger": new.trigger,
        "state": new.state,
        "level": new.level,
        "top": new.top,
        "asked_id": None,
        **owner_columns(new.owner),
        "ask": new.ask,
        "why_now": new.why_now,
        "tried": new.tried,
        "asked_others": new.asked_others,
        "named_person": new.named_person,
        "named_person_id": new.named_person_id,
        "due_on": new.due_on,
        "answer_due_on": due.on if due else None,
        "is_answer_due_sure": due.is_sure if due else True,
        "reached_at": now,
        "promised_on": None,
        "paused_on": None,
        "raised_on": today,
        "raised_at": now,
        "raised_by": actor.name,
        "raised_by_id": actor.user_id,
        "closed_at": None,
        "closed_by": None,
        "outcome": "",
        "version": 1,
    }
    escalation = _Unwritten(
        id=key,
        organisation_id=new.organisation_id,
        person_id=new.person_id,
        state=new.state,
        level=new.level,
        answer_due_on=row["answer_due_on"],
    )
    kind = StepKind.RAISED if is_worded else StepKind.TRIGGERED
    step = _step(escalation, kind, 1, words=new.ask, due_on=new.due_on, actor=actor, now=now)
    note_change(
        session,
        kind.value,
        escalation,
        actor=actor,
        now=now,
        owner=(None, new.owner.key),
        trigger=(None, new.trigger),
        level=(None, new.level),
        ask=(None, new.ask),
        named_person=(None, new.named_person),
        due_on=(None, new.due_on),
    )
    return Composed(id=key, step_id=step["id"], writes=(Write(Escalation, row), Write(EscalationStep, step)))


def add_step(
    session: Session,
    escalation: Stands,
    kind: StepKind,
    *,
    words: str = "",
    done_by: str = "",
    due_on: date | None = None,
    with_id: UUID | None = None,
    level_before: int | None = None,
    number: int | None = None,
    actor: Actor,
    now: datetime,
) -> UUID:
    """Write the next step of an escalation that is locked, as it stands after it. Returns the step's key.

    level_before None: it stood where it stands. number None: the next. by: the person, "" for the clock.
    """
    session.flush()
    if number is None:
        last: int = connection_of(session).execute(LAST_NUMBER, {"of": escalation.id}).scalar_one() or 0
        number = last + 1
    before = escalation.level if level_before is None else level_before
    said = {"words": words, "done_by": done_by, "due_on": due_on, "with_id": with_id, "level_before": before}
    row = _step(escalation, kind, number, **said, actor=actor, now=now)
    insert_rows(session, EscalationStep, row)
    key: UUID = row["id"]
    return key


def _step(
    escalation: Stands, kind: StepKind, number: int, *, actor: Actor, now: datetime, **said: Any
) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "organisation_id": escalation.organisation_id,
        "escalation_id": escalation.id,
        "number": number,
        "kind": kind,
        "state": escalation.state,
        "level": escalation.level,
        "level_before": escalation.level,
        "at": now,
        "by": actor.name,
        "by_id": actor.user_id,
        "words": "",
        "done_by": "",
        "due_on": None,
        "answer_due_on": escalation.answer_due_on,
        "with_id": None,
        **said,
    }


def note_change(
    session: Session,
    action: str,
    escalation: Subject,
    *,
    actor: Actor,
    now: datetime,
    **changes: tuple[object, object],
) -> None:
    """The line of the record."""
    record(session, f"escalation.{action}", escalation, actor=actor, now=now, **changes)


def reach(session: Session, escalation: Escalation, level: int, at: datetime) -> None:
    """Put it on a level of the trust, whose clock begins at this moment."""
    on = local_date(at)
    terms = terms_at(session, escalation.organisation_id, level, on)
    due = answer_due(terms, on, holidays(), due_on=escalation.due_on)
    escalation.level, escalation.asked_id, escalation.state = level, None, State.WAITING
    escalation.reached_at = at
    escalation.answer_due_on, escalation.is_answer_due_sure = due.on, due.is_sure
    escalation.promised_on = None


def tell_level(
    session: Session,
    escalation: Escalation,
    about: object,
    *,
    kind: Kind = Kind.ESCALATION_REACHED,
    actor: Actor,
    now: datetime,
) -> None:
    """Who owes the answer is told that it reached them; where nobody does, those who coordinate.

    about: the step, or whatever else makes it once.
    """
    subject = subject_of(session, escalation)
    whose = escalation.asked_id or escalation.organisation_id
    level = SRO if escalation.asked_id else escalation.level
    told = [each.user_id for each in holders_of(session, escalation, subject.ward_id, now)]
    people = told or who_coordinates(session, escalation.organisation_id, now)
    always = terms_at(session, whose, level, local_date(now)).is_always
    made = _notices(escalation, kind, about, people, actor, always=always)
    tell_people(session, made, actor=actor, now=now)


def tell_askers(session: Session, escalation: Escalation, step_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Who raised it, who is named in it, and who asked the executive that has it are told that there is an answer."""
    asking = last_step(session, escalation.id, StepKind.ASKED_EXECUTIVE) if escalation.asked_id else None
    told = (escalation.raised_by_id, escalation.named_person_id, asking.by_id if asking else None)
    people = [key for key in told if key is not None]
    made = _notices(escalation, Kind.ESCALATION_ANSWERED, step_id, people, actor)
    tell_people(session, made, actor=actor, now=now)


def _notices(
    escalation: Escalation, kind: Kind, about: object, people: Iterable[UUID], actor: Actor, *, always: bool = False
) -> list[Notice]:
    """One for each, but none for whoever did it."""
    return [
        Notice(
            user_id=user_id,
            kind=kind,
            organisation_id=escalation.organisation_id,
            reference=escalation.reference,
            path=page_path(escalation.id),
            key=str(about),
            always=always,
        )
        for user_id in dict.fromkeys(people)
        if user_id != actor.user_id
    ]


def check_words(text: str, person: Person | None, longest: int, *, field: str = "words", missing: str = "") -> None:
    """Raises RuleBroken for words that are too long or say who the person is; and for none, where missing says what."""
    if missing and not text:
        raise RuleBroken(field, missing)
    if person is not None:
        check_free_text(text, person, longest, field=field)
    elif len(text) > longest:
        raise RuleBroken(field, f"This must be {longest} characters or fewer")


def check_day(day: date, today: date, *, field: str, what: str, last: date | None = None) -> None:
    """Raises RuleBroken for a day gone by (unless it stays as it was) or more than a year away."""
    if day < today and day != last:
        raise RuleBroken(field, f"{what} must be today or later")
    if (day - today).days > 366:
        raise RuleBroken(field, f"{what} must be within a year")
