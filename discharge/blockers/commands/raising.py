"""Raising a blocker: the one that stands for this reason and owner, or a new one with a due date."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.blockers.commands.keeping import (
    SHORT,
    New,
    add_step,
    check_named,
    check_owner,
    check_words,
    insert_blocker,
    note_change,
    set_due,
)
from discharge.blockers.models import Blocker
from discharge.blockers.policies import may_work
from discharge.blockers.queries.one import standing_blocker
from discharge.blockers.queries.protocols import terms_for
from discharge.blockers.rules.clocks import Due, Reckoned, due_after, due_on_day
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import Source, StepKind
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotAllowed, RuleBroken
from discharge.days.rules.codes import RED_REASONS
from discharge.places.queries import holidays
from discharge.stays.models import Stay
from discharge.stays.queries.base import stay_to_change


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseBlocker:
    """reason: a code of the red-day list. due_on None: by the response time in force. on None: today.

    reckoned: a response time that holds in place of both.
    """

    stay_id: UUID
    reason: str
    owner: Owner
    next_step: str = ""
    due_on: date | None = None
    named_person: str = ""
    source: Source = Source.HAND
    on: date | None = None
    reckoned: Reckoned | None = None


def raise_blocker(session: Session, command: RaiseBlocker, *, actor: Actor, now: datetime) -> Blocker:
    """The blocker that is still owed by this owner for this reason, kept up to date; else a new one.

    What was said already is not said again: the same twice is once.
    """
    stay = stay_to_change(session, actor, command.stay_id, now=now)
    if not may_work(actor, stay):
        raise NotAllowed
    if not stay.is_open:
        raise RuleBroken("", "This person has left hospital: nothing more can be raised for this stay")
    if command.reason not in RED_REASONS:
        raise RuleBroken("reason", "Select what the person waits for")
    today = local_date(now)
    on = command.on or today
    if not stay.admitted_on <= on <= today:
        raise RuleBroken("on", "Waiting since must be a day from the admission to today")
    owner = check_owner(session, stay, command.owner)
    check_words(command.next_step, stay.person, SHORT, field="next_step")
    named_id = check_named(session, stay, command.named_person)
    due = _due(session, stay, command, owner, today)
    found = standing_blocker(session, stay.id, command.reason, owner)
    if found is not None:
        return _extend(session, found, command, named_id, due, actor=actor, now=now)
    key = insert_blocker(
        session,
        New(
            stay_id=stay.id,
            organisation_id=stay.organisation_id,
            person_id=stay.person_id,
            reason=command.reason,
            owner=owner,
            marked_owner=owner.kind,
            source=command.source,
            raised_on=on,
            received_on=command.reckoned.received_on if command.reckoned else received_on(owner, today),
            due=due,
            next_step=command.next_step,
            named_person=command.named_person,
            named_person_id=named_id,
        ),
        actor=actor,
        now=now,
    )
    return session.get_one(Blocker, key)


def received_on(owner: Owner, today: date) -> date | None:
    """The response time of an office outside the system runs from when it was told; of others, from today."""
    return None if owner.contact_id is not None else today


def usual_due(session: Session, trust_id: UUID, reason: str, owner: Owner, received: date | None) -> Due | None:
    """The due date by the response time in force on the day of receipt; None where there is no clock (yet)."""
    if received is None or not owner.has_clock:
        return None
    terms = terms_for(session, trust_id, reason, owner.kind, received)
    if terms.answer_days is None:
        return None
    return due_after(received, terms.answer_days, terms.soon_days, holidays())


def chosen_due(
    session: Session,
    trust_id: UUID,
    reason: str,
    owner: Owner,
    due_on: date,
    *,
    last: date | None = None,
    today: date,
) -> Due:
    """A due date that somebody chose. Raises RuleBroken for a day gone by, or an owner that has no clock.

    last: the due date until now, which may stay as it is.
    """
    if not owner.has_clock:
        raise RuleBroken("due_on", "Courts and the Ministry of Justice have no due date: leave it empty")
    if due_on < today and due_on != last:
        raise RuleBroken("due_on", "The day must be today or later")
    if (due_on - today).days > 366:
        raise RuleBroken("due_on", "The day must be within a year")
    return due_on_day(due_on, terms_for(session, trust_id, reason, owner.kind, today).soon_days, holidays())


def _due(session: Session, stay: Stay, command: RaiseBlocker, owner: Owner, today: date) -> Due | None:
    if command.reckoned is not None:
        return command.reckoned.due
    if command.due_on is not None:
        return chosen_due(session, stay.organisation_id, command.reason, owner, command.due_on, today=today)
    return usual_due(session, stay.organisation_id, command.reason, owner, received_on(owner, today))


def _extend(
    session: Session,
    blocker: Blocker,
    command: RaiseBlocker,
    named_id: UUID | None,
    due: Due | None,
    *,
    actor: Actor,
    now: datetime,
) -> Blocker:
    before = (blocker.next_step, blocker.named_person, blocker.due_on, blocker.received_on)
    if command.next_step:
        blocker.next_step = command.next_step
    if command.named_person:
        blocker.named_person, blocker.named_person_id = command.named_person, named_id
    if command.due_on is not None or command.reckoned is not None:
        set_due(blocker, due)
    if command.reckoned is not None:
        blocker.received_on = command.reckoned.received_on
    after = (blocker.next_step, blocker.named_person, blocker.due_on, blocker.received_on)
    if after == before:
        return blocker
    words = command.next_step if command.next_step != before[0] else ""
    add_step(session, blocker, StepKind.EXTENDED, words=words, due_on=blocker.due_on, actor=actor, now=now)
    note_change(
        session,
        "extended",
        blocker,
        actor=actor,
        now=now,
        next_step=(before[0], after[0]),
        named_person=(before[1], after[1]),
        due_on=(before[2], after[2]),
        received_on=(before[3], after[3]),
    )
    return blocker
