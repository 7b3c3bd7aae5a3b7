"""Putting right what was written down wrongly: who somebody is, when a stay began, what the record system calls it."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.core.clock import local_date, local_time, moment_of
from discharge.core.errors import NotAllowed, RuleBroken
from discharge.stays import policies
from discharge.stays.commands.telling import legs_of, tell_changed
from discharge.stays.models import Person, Stay, WardStay
from discharge.stays.models.stay import StayState
from discharge.stays.queries.base import stay_to_change
from discharge.stays.rules import numbers

NAME_LONGEST = 100
WORDS_LONGEST = 200
NHS_NUMBER_STATUS_PRESENT = "02"  # present, not yet traced


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectPerson:
    """The person of a stay as they should have been written; None leaves a field as it is."""

    stay_id: UUID
    surname: str | None = None
    given_name: str | None = None
    birth_date: date | None = None
    nhs_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectStay:
    """The stay as it should have been written; None leaves a field as it is.

    admitted_at: English time of day on the new day; None keeps the time that was known, or that it was not.
    """

    stay_id: UUID
    admitted_on: date | None = None
    admitted_at: time | None = None
    spell_number: str | None = None
    consultant: str | None = None


def correct_person(session: Session, command: CorrectPerson, *, actor: Actor, now: datetime) -> Person:
    """Raises RuleBroken for a name too long, a birth after admission, or an NHS number that somebody else has."""
    stay = _stay(session, actor, command.stay_id, now)
    person = stay.person
    wanted = {
        field: value
        for field in ("surname", "given_name", "birth_date", "nhs_number")
        if (value := getattr(command, field)) is not None and value != getattr(person, field)
    }
    for field in ("surname", "given_name"):
        if len(wanted.get(field, "")) > NAME_LONGEST:
            raise RuleBroken(field, f"Names must be {NAME_LONGEST} characters or fewer")
    if command.birth_date is not None and command.birth_date > stay.admitted_on:
        raise RuleBroken("birth_date", "Date of birth must be the same as or before the admission date")
    if "nhs_number" in wanted:
        wanted["nhs_number"] = number = numbers.read_nhs_number(wanted["nhs_number"])
        taken = select(Person.id).where(
            Person.organisation_id == person.organisation_id, Person.nhs_number == number, Person.id != person.id
        )
        if session.scalar(taken) is not None:
            raise RuleBroken("nhs_number", "Somebody else has this NHS number: find out whose it is")
        wanted["nhs_number_status"] = NHS_NUMBER_STATUS_PRESENT
    before = {field: getattr(person, field) for field in wanted}
    for field, value in wanted.items():
        setattr(person, field, value)
    if wanted:
        stay.changed_at = now
        changes = {field: (before[field], value) for field, value in wanted.items()}
        record(session, "person.corrected", person, actor=actor, now=now, **changes)
    session.flush()
    return person


def correct_stay(session: Session, command: CorrectStay, *, actor: Actor, now: datetime) -> Stay:
    """Raises RuleBroken for words too long, or a day of admission that cannot be.

    That is one to come, before birth, during an earlier stay, or after the person had moved on from the first ward.
    """
    stay = _stay(session, actor, command.stay_id, now)
    changes: dict[str, tuple[object, object]] = {}
    for field in ("spell_number", "consultant"):
        wanted = getattr(command, field)
        if wanted is None or wanted == getattr(stay, field):
            continue
        if len(wanted) > WORDS_LONGEST:
            raise RuleBroken(field, f"This must be {WORDS_LONGEST} characters or fewer")
        changes[field] = (getattr(stay, field), wanted)
        setattr(stay, field, wanted)
    before = legs_of(session, stay.id)
    first = min(command.admitted_on or stay.admitted_on, stay.admitted_on)
    if command.admitted_on is not None and command.admitted_on != stay.admitted_on:
        changes["admitted_on"] = (stay.admitted_on, command.admitted_on)
        _move_admission(session, stay, command.admitted_on, command.admitted_at, now)
    if changes:
        stay.changed_at = now
        record(session, "stay.corrected", stay, actor=actor, now=now, **changes)
        session.flush()
    if "admitted_on" in changes:
        tell_changed(session, stay, first, before=before, actor=actor, now=now)
    return stay


def _move_admission(session: Session, stay: Stay, day: date, at: time | None, now: datetime) -> None:
    is_known = at is not None or stay.is_admission_time_known
    moment = moment_of(day, at or (local_time(stay.admitted_at).time() if is_known else time()))
    legs = session.scalars(select(WardStay).where(WardStay.stay_id == stay.id).order_by(WardStay.started_at)).all()
    if moment > now:
        raise RuleBroken("admitted_on", "Admission must be now or in the past")
    if day < stay.person.birth_date:
        raise RuleBroken("admitted_on", "Admission date must be the same as or after the date of birth")
    if legs[0].ended_at is not None and moment > legs[0].ended_at:
        raise RuleBroken("admitted_on", "Admission must be before the person moved to the next ward")
    others = select(Stay.id).where(
        Stay.person_id == stay.person_id, Stay.id != stay.id, Stay.state == StayState.LEFT, Stay.left_on > day
    )
    if day < stay.admitted_on and session.scalar(others.where(Stay.admitted_on <= stay.admitted_on)) is not None:
        raise RuleBroken("admitted_on", "Admission date must be the same as or after the last discharge date")
    stay.admitted_at, stay.admitted_on, stay.is_admission_time_known = moment, local_date(moment), is_known
    legs[0].started_at = moment
    session.flush()


def _stay(session: Session, actor: Actor, stay_id: UUID, now: datetime) -> Stay:
    stay = stay_to_change(session, actor, stay_id, now=now)
    if not policies.may_edit(actor, stay):
        raise NotAllowed
    return stay
