"""Admitting somebody, and taking back an admission that was wrong."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from discharge.audit.commands import record, record_shown
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotAllowed, NotFound, RuleBroken
from discharge.core.events import tell
from discharge.places.models import Ward
from discharge.stays import policies
from discharge.stays.commands.coming_back import end_placement, placement_goes_on
from discharge.stays.commands.legal import add_period
from discharge.stays.commands.telling import legs_of, tell_changed
from discharge.stays.events import StayCancelled
from discharge.stays.models import LegalPeriod, Person, ReadyPeriod, Stay, WardStay
from discharge.stays.models.stay import StayState
from discharge.stays.queries.base import stay_to_change
from discharge.stays.queries.finding import (
    Search,
    left_last_on,
    namesakes,
    open_stay_of,
    ward_to_admit_to,
)
from discharge.stays.queries.moves import absences_of
from discharge.stays.rules import admitting, numbers
from discharge.stays.rules.codes import ACCOMMODATION_STATUSES, ADMISSION_METHODS, ADMISSION_SOURCES

NUMBER_PRESENT, NUMBER_ABSENT = "02", "07"  # NHS number status: present and not traced; not present


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """Somebody the trust has not met. is_somebody_else: the same name and birth date were shown, and they differ."""

    local_number: str
    nhs_number: str = ""
    surname: str
    given_name: str
    birth_date: date
    is_somebody_else: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Admit:
    """person: the key of somebody found before, or a new person. Codes are of the lists of stays, "" when not known.

    is_home_at_risk None: not asked yet. is_long_ago_meant: an admission of more than a year ago was confirmed.
    """

    ward_id: UUID
    person: UUID | NewPerson
    admitted_at: datetime
    is_time_known: bool = True
    bed: str = ""
    method: str = ""
    source: str = ""
    spell_number: str = ""
    legal_code: str = ""
    legal_from: date | None = None
    legal_expires_on: date | None = None
    accommodation_status: str = ""
    is_home_at_risk: bool | None = None
    is_long_ago_meant: bool = False
    ends_placement: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelAdmission:
    """because: why the admission was wrong."""

    stay_id: UUID
    because: str


def admit(session: Session, command: Admit, *, actor: Actor, now: datetime) -> Stay:
    """Open a stay on a ward. Raises RuleBroken for somebody who is in this trust already, also at the same moment.

    An open placement with another provider is ended where that is asked for; otherwise it stays as a fault to settle.
    """
    ward = ward_to_admit_to(session, actor, command.ward_id)
    if ward.closed_on is not None and ward.closed_on <= local_date(now):
        raise RuleBroken("", "This ward is closed: admit to another ward")
    if isinstance(command.person, NewPerson):
        person = add_person(session, ward.organisation_id, command.person, actor=actor, now=now)
    else:
        person = _person_found(session, ward, command.person)
    _check_not_here_already(session, actor, person)
    check_admission(command, born_on=person.birth_date, now=now, left_last_on=left_last_on(session, person.id))
    stay = _open(session, ward, person, command, now)
    if command.ends_placement:
        end_placement(session, stay, actor=actor, now=now)
    if command.legal_code:
        add_period(
            session,
            stay,
            code=command.legal_code,
            started_on=command.legal_from or stay.admitted_on,
            expires_on=command.legal_expires_on,
            actor=actor,
            now=now,
        )
    record_admission(session, stay, command, actor=actor, now=now)
    tell_changed(session, stay, stay.admitted_on, actor=actor, now=now)
    return stay


def check_admission(command: Admit, *, born_on: date, now: datetime, left_last_on: date | None = None) -> None:
    """Raises RuleBroken for codes of no list, a bed that no board could show, or a moment that cannot be."""
    _check_codes(command)
    admitting.check_bed(command.bed)
    admitting.check_admitted_at(
        command.admitted_at,
        born_on=born_on,
        now=now,
        is_long_ago_meant=command.is_long_ago_meant,
        left_last_on=left_last_on,
    )


def record_admission(session: Session, stay: Stay, command: Admit, *, actor: Actor, now: datetime) -> None:
    record(
        session,
        "stay.admitted",
        stay,
        actor=actor,
        now=now,
        ward=(None, stay.last_ward_id),
        bed=(None, command.bed),
        admitted_at=(None, command.admitted_at),
        method=(None, command.method),
        source=(None, command.source),
    )


def add_person(session: Session, organisation_id: UUID, new: NewPerson, *, actor: Actor, now: datetime) -> Person:
    """Keep somebody the trust has not met. Raises RuleBroken for a number that is taken or a likely double."""
    person = new_person(organisation_id, new, now=now)
    for field, column, number in (
        ("local_number", Person.local_number, person.local_number),
        ("nhs_number", Person.nhs_number, person.nhs_number),
    ):
        taken = select(Person.id).where(Person.organisation_id == organisation_id, column == number)
        if number is not None and session.scalar(taken) is not None:
            raise RuleBroken(field, "Somebody has this number already: find them by it instead")
    if not new.is_somebody_else and not actor.everywhere:
        same = namesakes(
            session,
            organisation_id,
            surname=new.surname,
            given_name=new.given_name,
            birth_date=new.birth_date,
            other_than=None,
        )
        if same:
            numbered = " and ".join(one.local_number for one in same)
            message = f"Same name and date of birth as {numbered}: find them by that number, or tick if it is not them"
            raise RuleBroken("is_somebody_else", message)
    session.add(person)
    try:
        session.flush()
    except IntegrityError as taken_now:
        raise RuleBroken(
            "local_number", "Somebody else has just added this number: find the person by it"
        ) from taken_now
    record_person(session, person, actor=actor, now=now)
    return person


def new_person(organisation_id: UUID, new: NewPerson, *, now: datetime) -> Person:
    """The row, not yet kept. Raises RuleBroken for numbers, names or a date of birth that cannot be."""
    local_number = numbers.read_local_number(new.local_number)
    nhs_number = numbers.read_nhs_number(new.nhs_number) if new.nhs_number.strip() else None
    admitting.check_person(
        surname=new.surname, given_name=new.given_name, birth_date=new.birth_date, today=local_date(now)
    )
    return Person(
        organisation_id=organisation_id,
        local_number=local_number,
        nhs_number=nhs_number,
        nhs_number_status=NUMBER_PRESENT if nhs_number else NUMBER_ABSENT,
        surname=new.surname,
        given_name=new.given_name,
        birth_date=new.birth_date,
    )


def record_person(session: Session, person: Person, *, actor: Actor, now: datetime) -> None:
    record(session, "person.added", person, actor=actor, now=now, local_number=(None, person.local_number))


def cancel_admission(session: Session, command: CancelAdmission, *, actor: Actor, now: datetime) -> Stay:
    """Take back an admission that was wrong: the days count for nobody, and what hung on it is closed.

    Legal periods entered with this stay are struck out. A stay that has ended must be reopened first.
    """
    stay = stay_to_change(session, actor, command.stay_id, now=now)
    if not policies.may_place(actor, stay):
        raise NotAllowed
    if not stay.is_open:
        raise RuleBroken("", "Only a stay that is still open can be cancelled")
    if not command.because:
        raise RuleBroken("because", "Enter why the admission was wrong")
    before = legs_of(session, stay.id)
    for leg in session.scalars(select(WardStay).where(WardStay.stay_id == stay.id)):
        leg.ended_at = leg.started_at  # nobody was here at any midnight
    for absence in absences_of(session, stay.id):
        absence.cancelled_at = now
    for ready in session.scalars(
        select(ReadyPeriod).where(ReadyPeriod.stay_id == stay.id, ReadyPeriod.ended_on.is_(None))
    ):
        ready.ended_on, ready.ended_because = ready.started_on, "admission_cancelled"
    for legal in session.scalars(
        select(LegalPeriod).where(LegalPeriod.stay_id == stay.id, LegalPeriod.struck_out_because == "")
    ):
        legal.struck_out_because = "The admission was cancelled"
    stay.state, stay.cancelled_because, stay.changed_at = StayState.CANCELLED, command.because, now
    record(
        session,
        "stay.admission_cancelled",
        stay,
        actor=actor,
        now=now,
        state=(StayState.OPEN, StayState.CANCELLED),
        because=(None, command.because),
        legs=([[str(leg.what), leg.from_at.isoformat()] for leg in before], []),
    )
    placement_goes_on(session, stay, actor=actor, now=now)
    tell_changed(session, stay, stay.admitted_on, before=before, actor=actor, now=now)
    tell(session, StayCancelled(stay.id, stay.organisation_id, stay.admitted_on), actor=actor, now=now)
    return stay


def note_search(session: Session, seen: Search, *, actor: Actor, now: datetime) -> None:
    """Keep that somebody looked for a person to admit, and whom they found."""
    people = [known.person.id for known in seen.found]
    record_shown(
        session,
        "person.searched",
        seen.ward.organisation_id,
        people,
        actor=actor,
        now=now,
        subject_kind="ward",
        subject_id=seen.ward.id,
    )


def _person_found(session: Session, ward: Ward, person_id: UUID) -> Person:
    """Locked until the transaction ends: a second admission of the same person waits, and then sees the first."""
    person = session.scalars(
        select(Person).where(Person.id == person_id, Person.organisation_id == ward.organisation_id).with_for_update()
    ).one_or_none()
    if person is None:
        raise NotFound
    if person.died_on is not None:
        raise RuleBroken("", "This person is recorded as having died: check the number")
    return person


def _check_not_here_already(session: Session, actor: Actor, person: Person) -> None:
    there = open_stay_of(session, person.id)
    if there is None:
        return
    if policies.may_see_ward(actor, there.last_ward_id):
        bed = f", bed {there.bed}" if there.bed else ""
        raise RuleBroken("", f"This person is already on {there.ward.name} ward{bed}: transfer them instead")
    raise RuleBroken("", "This person is already in this trust: ask their ward to transfer them")


def _check_codes(command: Admit) -> None:
    if command.method and command.method not in ADMISSION_METHODS:
        raise RuleBroken("method", "Select how the person was admitted")
    if command.source and command.source not in ADMISSION_SOURCES:
        raise RuleBroken("source", "Select where the person came from")
    if command.accommodation_status and command.accommodation_status not in ACCOMMODATION_STATUSES:
        raise RuleBroken("accommodation_status", "Select where the person lives")


def new_stay(ward: Ward, person: Person, command: Admit, *, now: datetime) -> Stay:
    """The row, not yet kept."""
    return Stay(
        organisation_id=ward.organisation_id,
        person_id=person.id,
        site_id=ward.site_id,
        last_ward_id=ward.id,
        bed=command.bed,
        spell_number=command.spell_number,
        admitted_at=command.admitted_at,
        admitted_on=local_date(command.admitted_at),
        is_admission_time_known=command.is_time_known,
        admission_method=command.method,
        admission_source=command.source,
        accommodation_status=command.accommodation_status,
        is_home_at_risk=command.is_home_at_risk,
        changed_at=now,
    )


def first_leg(stay: Stay) -> WardStay:
    """The row of the ward that somebody came to, not yet kept."""
    return WardStay(
        organisation_id=stay.organisation_id,
        stay_id=stay.id,
        ward_id=stay.last_ward_id,
        bed=stay.bed,
        started_at=stay.admitted_at,
    )


def _open(session: Session, ward: Ward, person: Person, command: Admit, now: datetime) -> Stay:
    stay = new_stay(ward, person, command, now=now)
    session.add(stay)
    try:
        session.flush()
    except IntegrityError as taken_now:
        raise RuleBroken("", "Somebody else has just admitted this person: search again") from taken_now
    session.add(first_leg(stay))
    session.flush()
    return stay
