"""Working on a blocker that is still owed: hand on, tell, answer, note, name, move the due date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from discharge.blockers.commands.keeping import (
    LONG,
    SHORT,
    add_step,
    check_named,
    check_owner,
    check_words,
    note_change,
    set_due,
)
from discharge.blockers.commands.raising import chosen_due, received_on, usual_due
from discharge.blockers.models import Blocker
from discharge.blockers.policies import may_work
from discharge.blockers.queries.one import blocker_to_change, last_words, standing_blocker
from discharge.blockers.queries.owners import names_of
from discharge.blockers.rules.clocks import Due, Reckoned
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import StepKind
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotAllowed, RuleBroken
from discharge.core.versions import check_version
from discharge.stays.models import Stay
from discharge.stays.rules.shown import shown_day

CLOSED = "This is closed already: look at it again"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOn:
    """To another owner, or back to the same one after an answer. The clock of the old owner stops.

    reckoned: a response time that holds in place of due_on and of the protocol.
    """

    blocker_id: UUID
    version: int
    owner: Owner
    next_step: str = ""
    named_person: str = ""
    due_on: date | None = None
    words: str = ""
    reckoned: Reckoned | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TellByTelephone:
    """Somebody was told, whom they spoke to and what was said. The response time runs from the first time."""

    blocker_id: UUID
    on: date
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the owner answered. is_still_theirs: they go on with it; otherwise this ward is to act, and their wait ends.

    due_on: a new date they gave, None to keep the old.
    """

    blocker_id: UUID
    version: int
    words: str
    is_still_theirs: bool = False
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteBlocker:
    """A short dated update. Two at once are both kept."""

    blocker_id: UUID
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePerson:
    """Who owes it. "" takes the name away, which is then shown as a fault."""

    blocker_id: UUID
    version: int
    named_person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveDue:
    """because: why another date was agreed. next_step: a fresh one, "" to keep it."""

    blocker_id: UUID
    version: int
    due_on: date
    because: str
    next_step: str = ""


def hand_on(session: Session, command: HandOn, *, actor: Actor, now: datetime) -> Blocker:
    blocker, stay = standing(session, actor, command.blocker_id, now)
    owner = check_owner(session, stay, command.owner)
    theirs, yours = owner_facts(session, blocker), _facts_after(session, command, owner)
    if not is_to_do(blocker, command.version, theirs=theirs, yours=yours):
        return blocker
    if owner.key == blocker.owner_key and not blocker.is_answered:
        raise RuleBroken("owner", "It is with this owner already: select another one")
    other = standing_blocker(session, stay.id, blocker.reason, owner)
    if other is not None and other.id != blocker.id:
        raise RuleBroken("owner", "This owner has the same open already: close this one, and go on with that")
    check_words(command.next_step, stay.person, SHORT, field="next_step")
    check_words(command.words, stay.person, LONG, field="words")
    named_id = check_named(session, stay, command.named_person)
    today = local_date(now)
    received = received_on(owner, today)
    due: Due | None
    if command.reckoned is not None:
        received, due = command.reckoned.received_on, command.reckoned.due
    elif command.due_on is not None:
        due = chosen_due(session, stay.organisation_id, blocker.reason, owner, command.due_on, today=today)
    else:
        due = usual_due(session, stay.organisation_id, blocker.reason, owner, received)
    before = (blocker.owner_key, blocker.named_person, blocker.due_on, blocker.next_step)
    blocker.owner, blocker.is_answered, blocker.received_on = owner, False, received
    blocker.named_person, blocker.named_person_id = command.named_person, named_id
    blocker.next_step = command.next_step or blocker.next_step
    set_due(blocker, due)
    add_step(session, blocker, StepKind.HANDED_ON, words=command.words, due_on=blocker.due_on, actor=actor, now=now)
    note_change(
        session,
        "handed_on",
        blocker,
        actor=actor,
        now=now,
        owner=(before[0], owner.key),
        named_person=(before[1], blocker.named_person),
        due_on=(before[2], blocker.due_on),
        next_step=(before[3], blocker.next_step),
        words=(None, command.words),
    )
    return blocker


def tell_by_telephone(session: Session, command: TellByTelephone, *, actor: Actor, now: datetime) -> Blocker:
    blocker, stay = standing(session, actor, command.blocker_id, now)
    _check_given(command.words, "Enter whom you spoke to and what was said")
    check_words(command.words, stay.person, LONG, field="words")
    today = local_date(now)
    if not blocker.raised_on <= command.on <= today:
        raise RuleBroken("on", "The day of the call must be from when the wait began to today")
    before = (blocker.received_on, blocker.due_on)
    if blocker.received_on is None:
        blocker.received_on = command.on
        if blocker.due_on is None:
            set_due(blocker, usual_due(session, stay.organisation_id, blocker.reason, blocker.owner, command.on))
    kind = StepKind.TOLD_BY_TELEPHONE
    add_step(session, blocker, kind, on=command.on, words=command.words, due_on=blocker.due_on, actor=actor, now=now)
    note_change(
        session,
        "told_by_telephone",
        blocker,
        actor=actor,
        now=now,
        on=(None, command.on),
        words=(None, command.words),
        received_on=(before[0], blocker.received_on),
        due_on=(before[1], blocker.due_on),
    )
    return blocker


def answer(session: Session, command: Answer, *, actor: Actor, now: datetime) -> Blocker:
    """Raises Superseded when somebody else has just answered, handed on or changed it."""
    blocker, stay = standing(session, actor, command.blocker_id, now)
    _check_given(command.words, "Enter what they answered")
    check_words(command.words, stay.person, LONG, field="words")
    theirs = answer_facts(session, blocker)
    yours = {"Answer": command.words, "Who is to act": _who_acts(is_ours=not command.is_still_theirs)}
    if not is_to_do(blocker, command.version, theirs=theirs, yours=yours):
        return blocker
    today = local_date(now)
    before = (blocker.is_answered, blocker.due_on)
    blocker.is_answered = not command.is_still_theirs
    if command.due_on is not None:
        due = chosen_due(
            session,
            stay.organisation_id,
            blocker.reason,
            blocker.owner,
            command.due_on,
            last=blocker.due_on,
            today=today,
        )
        set_due(blocker, due)
    flag_modified(blocker, "is_answered")  # a new version, so that a second answer from the same page is noticed
    add_step(session, blocker, StepKind.ANSWERED, words=command.words, due_on=blocker.due_on, actor=actor, now=now)
    note_change(
        session,
        "answered",
        blocker,
        actor=actor,
        now=now,
        words=(None, command.words),
        is_answered=(before[0], blocker.is_answered),
        due_on=(before[1], blocker.due_on),
    )
    return blocker


def note_blocker(session: Session, command: NoteBlocker, *, actor: Actor, now: datetime) -> Blocker:
    """Also on one that is closed: what became known later belongs to it."""
    blocker, stay = to_work(session, actor, command.blocker_id, now)
    _check_given(command.words, "Enter the note")
    check_words(command.words, stay.person, LONG, field="words")
    add_step(session, blocker, StepKind.NOTED, words=command.words, actor=actor, now=now)
    note_change(session, "noted", blocker, actor=actor, now=now, words=(None, command.words))
    return blocker


def name_person(session: Session, command: NamePerson, *, actor: Actor, now: datetime) -> Blocker:
    blocker, stay = standing(session, actor, command.blocker_id, now)
    theirs, yours = {"Named person": blocker.named_person}, {"Named person": command.named_person}
    if not is_to_do(blocker, command.version, theirs=theirs, yours=yours) or theirs == yours:
        return blocker
    named_id = check_named(session, stay, command.named_person)
    before, blocker.named_person = blocker.named_person, command.named_person
    blocker.named_person_id = named_id
    words = command.named_person or "Nobody"
    add_step(session, blocker, StepKind.NAMED, words=words, actor=actor, now=now)
    note_change(session, "named", blocker, actor=actor, now=now, named_person=(before, blocker.named_person))
    return blocker


def move_due(session: Session, command: MoveDue, *, actor: Actor, now: datetime) -> Blocker:
    """The day that stands already may be agreed again: why is kept."""
    blocker, stay = standing(session, actor, command.blocker_id, now)
    why = last_words(session, blocker.id, StepKind.DUE_MOVED)
    theirs = {"Due": shown_day(blocker.due_on), "Next step": blocker.next_step, "Why": why}
    next_step = command.next_step or blocker.next_step
    yours = {"Due": shown_day(command.due_on), "Next step": next_step, "Why": command.because}
    if not is_to_do(blocker, command.version, theirs=theirs, yours=yours):
        return blocker
    _check_given(command.because, "Enter why the date moves", field="because")
    check_words(command.because, stay.person, SHORT, field="because")
    check_words(command.next_step, stay.person, SHORT, field="next_step")
    due = chosen_due(
        session,
        stay.organisation_id,
        blocker.reason,
        blocker.owner,
        command.due_on,
        last=blocker.due_on,
        today=local_date(now),
    )
    before = (blocker.due_on, blocker.next_step)
    set_due(blocker, due)
    blocker.next_step = next_step
    flag_modified(blocker, "next_step")  # a new version, also where the day stands
    add_step(session, blocker, StepKind.DUE_MOVED, words=command.because, due_on=due.on, actor=actor, now=now)
    note_change(
        session,
        "due_moved",
        blocker,
        actor=actor,
        now=now,
        due_on=(before[0], due.on),
        next_step=(before[1], blocker.next_step),
        because=(None, command.because),
    )
    return blocker


def owner_facts(session: Session, blocker: Blocker) -> dict[str, str]:
    """What two people who hand on at once are both shown."""
    return {
        "Owner": names_of(session, [blocker.owner]).of(blocker.owner),
        "Named person": blocker.named_person,
        "Next step": blocker.next_step,
    }


def answer_facts(session: Session, blocker: Blocker) -> dict[str, str]:
    """What two people who answer at once are both shown: the last answer, and who is to act after it."""
    from_steps = last_words(session, blocker.id, StepKind.ANSWERED)
    return {"Answer": from_steps, "Who is to act": _who_acts(is_ours=blocker.is_answered)}


def _who_acts(*, is_ours: bool) -> str:
    return "This ward" if is_ours else "The owner"


def _facts_after(session: Session, command: HandOn, owner: Owner) -> dict[str, str]:
    return {
        "Owner": names_of(session, [owner]).of(owner),
        "Named person": command.named_person,
        "Next step": command.next_step,
    }


def to_work(session: Session, actor: Actor, blocker_id: UUID, now: datetime) -> tuple[Blocker, Stay]:
    """The blocker and its stay, locked. Raises NotAllowed for somebody who may only look."""
    blocker, stay = blocker_to_change(session, actor, blocker_id, now=now)
    if not may_work(actor, stay):
        raise NotAllowed
    return blocker, stay


def standing(session: Session, actor: Actor, blocker_id: UUID, now: datetime) -> tuple[Blocker, Stay]:
    """As to_work, of one that is still owed."""
    blocker, stay = to_work(session, actor, blocker_id, now)
    if not blocker.is_standing:
        raise RuleBroken("", CLOSED)
    return blocker, stay


def is_to_do(blocker: Blocker, seen: int, *, theirs: Mapping[str, str], yours: Mapping[str, str]) -> bool:
    """False where somebody else has just said the same. Raises Superseded where they said something else."""
    check_version(blocker.version, seen, before={}, theirs=theirs, yours=yours)
    return blocker.version == seen


def _check_given(words: str, message: str, *, field: str = "words") -> None:
    if not words:
        raise RuleBroken(field, message)
