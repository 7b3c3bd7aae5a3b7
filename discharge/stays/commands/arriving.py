"""Admitting many people at once, as the first list of a trust shows them: the same rows, in far fewer statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotAllowed, RuleBroken
from discharge.core.events import tell
from discharge.places.models import Ward
from discharge.stays import policies
from discharge.stays.commands.admitting import (
    Admit,
    NewPerson,
    check_admission,
    first_leg,
    new_person,
    new_stay,
    record_admission,
    record_person,
)
from discharge.stays.commands.corrections import WORDS_LONGEST
from discharge.stays.commands.edd import SetEdd, add_version
from discharge.stays.commands.legal import begin_period, check_start
from discharge.stays.events import StayChanged, WardDays
from discharge.stays.models import Person, Stay
from discharge.stays.queries.finding import ward_to_admit_to
from discharge.stays.queries.progress import Ledger
from discharge.stays.rules import edd

AT_ONCE = 400  # numbers in one statement: both databases take a list of this length


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody whom the trust has not met, and what is known of them at once. consultant "" and expected_on None: not.

    admission: its person is a NewPerson.
    """

    admission: Admit
    consultant: str = ""
    expected_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitNewcomers:
    newcomers: Sequence[Newcomer]


@dataclass(slots=True)
class _Arrival:
    """One of them on the way into the tables. place: in the command."""

    place: int
    newcomer: Newcomer
    ward: Ward
    person: Person
    stay: Stay | None = None


def admit_newcomers(session: Session, command: AdmitNewcomers, *, actor: Actor, now: datetime) -> Mapping[int, Stay]:
    """Admit those against whom nothing stands, with their consultant, EDD and legal status; by place in the command.

    The others are left out: admit each alone, to hear why or to meet somebody known. For lists, whose actor is let in
    everywhere and has compared names before; raises NotAllowed for others. Raises RuleBroken, and nothing is kept, when
    somebody adds one of these numbers at the same moment.
    """
    if not actor.everywhere:
        raise NotAllowed
    arrivals = _not_taken(session, _sound(session, command.newcomers, actor, now))
    try:
        _keep(session, arrivals, now)
    except IntegrityError as taken_now:
        raise RuleBroken("local_number", "Somebody else has just added one of these people") from taken_now
    admitted: dict[int, Stay] = {}
    for arrival in arrivals:
        if arrival.stay is None:
            continue
        if not (policies.may_edit(actor, arrival.stay) and policies.may_set_clinical_facts(actor, arrival.stay)):
            raise NotAllowed
        _record(session, arrival, arrival.stay, actor=actor, now=now)
        admitted[arrival.place] = arrival.stay
    session.flush()
    _tell(session, list(admitted.values()), actor=actor, now=now)
    return admitted


def _sound(session: Session, newcomers: Sequence[Newcomer], actor: Actor, now: datetime) -> list[_Arrival]:
    """Those whom the rules let in, whoever else is in the trust."""
    wards: dict[UUID, Ward] = {}
    found: list[_Arrival] = []
    for place, newcomer in enumerate(newcomers):
        admission = newcomer.admission
        if admission.ward_id not in wards:
            wards[admission.ward_id] = ward_to_admit_to(session, actor, admission.ward_id)
        ward = wards[admission.ward_id]
        if not isinstance(admission.person, NewPerson) or (ward.closed_on and ward.closed_on <= local_date(now)):
            continue
        try:
            person = new_person(ward.organisation_id, admission.person, now=now)
            _check(newcomer, born_on=person.birth_date, now=now)
        except RuleBroken:
            continue
        found.append(_Arrival(place, newcomer, ward, person))
    return found


def _check(newcomer: Newcomer, *, born_on: date, now: datetime) -> None:
    admission = newcomer.admission
    admitted_on = local_date(admission.admitted_at)
    check_admission(admission, born_on=born_on, now=now)
    if len(newcomer.consultant) > WORDS_LONGEST:
        raise RuleBroken("consultant", f"This must be {WORDS_LONGEST} characters or fewer")
    if newcomer.expected_on is not None:
        edd.check_entry(
            newcomer.expected_on,
            edd.FIRST_SET,
            current=None,
            admitted_on=admitted_on,
            today=local_date(now),
            is_ready=False,
        )
    if admission.legal_code:
        check_start(admission.legal_code, admission.legal_from or admitted_on, admission.legal_expires_on, now=now)


def _not_taken(session: Session, arrivals: Sequence[_Arrival]) -> list[_Arrival]:
    """Without those whose local or NHS number somebody has, in the trust already or earlier among these."""
    left = list(arrivals)
    columns: tuple[Any, ...] = (Person.local_number, Person.nhs_number)
    for column in columns:
        name = column.key
        taken: set[tuple[UUID, str]] = set()
        numbers = iter({getattr(arrival.person, name) for arrival in left} - {None})
        while some := list(islice(numbers, AT_ONCE)):
            taken |= {
                (one, number)
                for one, number in session.execute(select(Person.organisation_id, column).where(column.in_(some)))
            }
        free: list[_Arrival] = []
        for arrival in left:
            key = (arrival.person.organisation_id, getattr(arrival.person, name))
            if key in taken:
                continue
            if key[1] is not None:
                taken.add(key)
            free.append(arrival)
        left = free
    return left


def _keep(session: Session, arrivals: Sequence[_Arrival], now: datetime) -> None:
    session.add_all([arrival.person for arrival in arrivals])
    session.flush()
    for arrival in arrivals:
        stay = new_stay(arrival.ward, arrival.person, arrival.newcomer.admission, now=now)
        stay.consultant = arrival.newcomer.consultant
        arrival.stay = stay
    stays = [arrival.stay for arrival in arrivals if arrival.stay is not None]
    session.add_all(stays)
    session.flush()
    session.add_all([first_leg(stay) for stay in stays])
    session.flush()


def _record(session: Session, arrival: _Arrival, stay: Stay, *, actor: Actor, now: datetime) -> None:
    newcomer, admission = arrival.newcomer, arrival.newcomer.admission
    record_person(session, arrival.person, actor=actor, now=now)
    record_admission(session, stay, admission, actor=actor, now=now)
    if newcomer.consultant:
        record(session, "stay.corrected", stay, actor=actor, now=now, consultant=("", newcomer.consultant))
    if newcomer.expected_on is not None:
        first = SetEdd(stay_id=stay.id, number_seen=0, expected_on=newcomer.expected_on, reason=edd.FIRST_SET)
        add_version(session, stay, first, Ledger(), actor=actor, now=now)
    if admission.legal_code:
        begin_period(
            session,
            stay,
            code=admission.legal_code,
            started_on=admission.legal_from or stay.admitted_on,
            expires_on=admission.legal_expires_on,
            actor=actor,
            now=now,
        )


def _tell(session: Session, stays: Sequence[Stay], *, actor: Actor, now: datetime) -> None:
    """What each of them alone would have told: their days on the ward until today, those who came today too."""
    today = local_date(now)
    events = [
        StayChanged(
            stay_id=stay.id,
            organisation_id=stay.organisation_id,
            touched=(WardDays(stay.last_ward_id, stay.admitted_on, today),),
        )
        for stay in stays
    ]
    for event in StayChanged.together(events):
        tell(session, event, actor=actor, now=now)
