"""Going through the people of a meeting: what was agreed becomes what is owed, in the same transaction."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.blockers.commands.keeping import add_step, check_owner, check_words, note_change
from discharge.blockers.commands.meeting import open_meeting
from discharge.blockers.commands.raising import RaiseBlocker, raise_blocker
from discharge.blockers.commands.working import (
    HandOn,
    MoveDue,
    NamePerson,
    hand_on,
    is_to_do,
    move_due,
    name_person,
    standing,
)
from discharge.blockers.models import Blocker, Meeting, MeetingAction, MeetingPerson
from discharge.blockers.queries.marks import proposed_owner
from discharge.blockers.queries.one import standing_blocker
from discharge.blockers.queries.owners import names_of
from discharge.blockers.rules.meetings import LONGEST_AGREED, Said, check_agreed, check_by_when, said_after, stood
from discharge.blockers.rules.owner import Owner, in_whose_hands
from discharge.blockers.rules.states import StepKind
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotFound, RuleBroken
from discharge.days.rules.codes import RED_REASONS
from discharge.stays.models import Stay
from discharge.stays.queries.base import stay_to_change
from discharge.stays.rules.shown import shown_day

BECAUSE = "Agreed at the meeting"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeAction:
    """blocker_id None: something that nobody owes yet, for this reason. version: of the blocker, as it was shown.

    owner None: whoever is to act on it now; for something new, whoever usually owes it. named_person "", due_on None:
    as they stand.
    """

    meeting_id: UUID
    stay_id: UUID
    agreed: str
    blocker_id: UUID | None = None
    version: int = 0
    reason: str = ""
    owner: Owner | None = None
    named_person: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SayOfPerson:
    """said: nothing to agree, or passed over."""

    meeting_id: UUID
    stay_id: UUID
    said: Said


def agree_action(session: Session, command: AgreeAction, *, actor: Actor, now: datetime) -> MeetingAction:
    """Write what was agreed, and change what is owed by the blocker's own commands: hand on, name, due date, next step.

    Raises Superseded where somebody has changed the same since it was shown, RuleBroken for a meeting that has ended.
    """
    meeting = open_meeting(session, actor, command.meeting_id)
    person = _on_the_list(session, meeting, command.stay_id)
    stay = stay_to_change(session, actor, command.stay_id, now=now)
    if not stay.is_open:
        raise RuleBroken("", "This person has left hospital: nothing more can be agreed here")
    check_agreed(command.agreed)
    check_words(command.agreed, stay.person, LONGEST_AGREED, field="agreed")
    do = _raise if command.blocker_id is None else _carry
    blocker, before = do(session, stay, command, actor=actor, now=now)
    hands = in_whose_hands(blocker.owner, is_answered=blocker.is_answered)
    check_by_when(blocker.due_on, has_clock=blocker.owner.has_clock, today=local_date(now))
    next_before, blocker.next_step = blocker.next_step, command.agreed
    add_step(session, blocker, StepKind.MEETING, words=command.agreed, due_on=blocker.due_on, actor=actor, now=now)
    note_change(session, "agreed", blocker, actor=actor, now=now, next_step=(next_before, command.agreed))
    action = MeetingAction(organisation_id=meeting.organisation_id, meeting_id=meeting.id, blocker_id=blocker.id)
    action.stay_id, action.person_id, action.owner = stay.id, stay.person_id, hands
    action.agreed, action.named_person, action.due_on = command.agreed, blocker.named_person, blocker.due_on
    action.stood = before
    action.number, action.at, action.by, action.by_id = _next_number(session, meeting), now, actor.name, actor.user_id
    session.add(action)
    session.flush()
    _say(session, person, Said.AGREED, actor=actor, now=now)
    record(
        session,
        "meeting.agreed",
        action,
        actor=actor,
        now=now,
        agreed=(None, action.agreed),
        owner=(None, action.owner_key),
        named_person=(None, action.named_person),
        due_on=(None, action.due_on),
    )
    return action


def say_of_person(session: Session, command: SayOfPerson, *, actor: Actor, now: datetime) -> MeetingPerson:
    """Nothing to agree, or passed over. What was agreed about somebody stands, whoever presses what at once."""
    meeting = open_meeting(session, actor, command.meeting_id)
    person = _on_the_list(session, meeting, command.stay_id)
    stay_to_change(session, actor, command.stay_id, now=now)
    _say(session, person, command.said, actor=actor, now=now)
    return person


def _say(session: Session, person: MeetingPerson, said: Said, *, actor: Actor, now: datetime) -> None:
    after = said_after(person.said, said)
    if after is person.said:
        return
    before, person.said, person.said_at, person.said_by = person.said, after, now, actor.name
    session.flush()
    record(session, "meeting.said", person, actor=actor, now=now, said=(before, after))


def _on_the_list(session: Session, meeting: Meeting, stay_id: UUID) -> MeetingPerson:
    found = session.scalars(
        select(MeetingPerson).where(MeetingPerson.meeting_id == meeting.id, MeetingPerson.stay_id == stay_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def _next_number(session: Session, meeting: Meeting) -> int:
    last = session.scalar(select(func.max(MeetingAction.number)).where(MeetingAction.meeting_id == meeting.id))
    return (last or 0) + 1


def _raise(
    session: Session, stay: Stay, command: AgreeAction, *, actor: Actor, now: datetime
) -> tuple[Blocker, dict[str, str]]:
    """What nobody owed yet. What stands for this reason and owner already is brought up to date."""
    if command.reason not in RED_REASONS:
        raise RuleBroken("reason", "Select what the person waits for")
    owner = command.owner or proposed_owner(session, stay.id, command.reason, local_date(now))
    found = standing_blocker(session, stay.id, command.reason, check_owner(session, stay, owner))
    before = _stood(session, found) if found is not None else {}
    wanted = RaiseBlocker(
        stay_id=stay.id,
        reason=command.reason,
        owner=owner,
        next_step=command.agreed,
        named_person=command.named_person,
        due_on=command.due_on,
    )
    return raise_blocker(session, wanted, actor=actor, now=now), before


def _carry(
    session: Session, stay: Stay, command: AgreeAction, *, actor: Actor, now: datetime
) -> tuple[Blocker, dict[str, str]]:
    """What is owed already, changed to what was agreed. Each change is a step of its own."""
    if command.blocker_id is None:
        raise NotFound
    blocker, of_stay = standing(session, actor, command.blocker_id, now)
    if of_stay.id != stay.id:
        raise NotFound
    theirs = _facts(session, blocker.owner, blocker.named_person, blocker.next_step, blocker.due_on)
    owner = check_owner(session, stay, command.owner) if command.owner is not None else None
    yours = _facts(
        session,
        owner or blocker.owner,
        command.named_person or blocker.named_person,
        command.agreed,
        command.due_on or blocker.due_on,
    )
    is_to_do(blocker, command.version, theirs=theirs, yours=yours)
    before = _stood(session, blocker)
    if owner is not None and (owner.key != blocker.owner_key or blocker.is_answered):
        is_same = owner.key == blocker.owner_key
        handed = HandOn(
            blocker_id=blocker.id,
            version=blocker.version,
            owner=owner,
            next_step=command.agreed,
            named_person=command.named_person or (blocker.named_person if is_same else ""),
            due_on=command.due_on,
            words=BECAUSE,
        )
        return hand_on(session, handed, actor=actor, now=now), before
    if command.named_person and command.named_person != blocker.named_person:
        named = NamePerson(blocker_id=blocker.id, version=blocker.version, named_person=command.named_person)
        name_person(session, named, actor=actor, now=now)
        session.flush()
    if command.due_on is not None and command.due_on != blocker.due_on:
        moved = MoveDue(blocker_id=blocker.id, version=blocker.version, due_on=command.due_on, because=BECAUSE)
        move_due(session, moved, actor=actor, now=now)
    return blocker, before


def _stood(session: Session, blocker: Blocker) -> dict[str, str]:
    hands = in_whose_hands(blocker.owner, is_answered=blocker.is_answered)
    return stood(
        owner=names_of(session, [hands]).of(hands),
        named_person=blocker.named_person,
        next_step=blocker.next_step,
        due_on=blocker.due_on,
    )


def _facts(session: Session, owner: Owner, named: str, next_step: str, due_on: date | None) -> dict[str, str]:
    """What two people who agree on the same at once are both shown."""
    return {
        "Owner": names_of(session, [owner]).of(owner),
        "Named person": named,
        "What was agreed": next_step,
        "By when": shown_day(due_on),
    }
