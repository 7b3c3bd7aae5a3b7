"""Who is known to a trust already, so that nobody is admitted twice."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from discharge.access.rules import Permission
from discharge.core.actor import Actor
from discharge.core.errors import NotAllowed, NotFound, RuleBroken
from discharge.places.models import Ward
from discharge.places.queries import get_ward
from discharge.stays import policies
from discharge.stays.models import Person, Placement, Stay
from discharge.stays.models.stay import StayState
from discharge.stays.rules.names import surname_key
from discharge.stays.rules.numbers import read_local_number, read_nhs_number


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Somebody this trust knows. open_stay: where they are now, its ward loaded; is_stay_seen: whether to say where.

    namesakes: others of the trust with the same name and date of birth, who may be the same person twice.
    placement: the other provider's bed where they are.
    """

    person: Person
    open_stay: Stay | None
    is_stay_seen: bool
    namesakes: tuple[Person, ...]
    placement: Placement | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What a number found on its way to a ward."""

    ward: Ward
    number: str
    found: tuple[Known, ...]


def ward_to_admit_to(session: Session, actor: Actor, ward_id: UUID) -> Ward:
    """The ward, its site loaded. Raises NotFound where the actor sees nobody, NotAllowed where they may not admit."""
    ward = get_ward(session, actor, ward_id, Permission.SEE_STAYS)
    if not actor.may(Permission.EDIT_STAYS, ward_id):
        raise NotAllowed
    return ward


def find_people(session: Session, actor: Actor, ward_id: UUID, number: str) -> Search:
    """Those whose local number or NHS number this is, in the trust of the ward. Raises RuleBroken for no number."""
    ward = ward_to_admit_to(session, actor, ward_id)
    return Search(ward=ward, number=number, found=known_in_trust(session, actor, ward.organisation_id, number))


def known_in_trust(session: Session, actor: Actor, organisation_id: UUID, number: str) -> tuple[Known, ...]:
    """Those of a trust whose local number or NHS number this is. Scope is the caller's. Raises RuleBroken for none."""
    try:
        local_number = read_local_number(number)
    except RuleBroken as broken:
        message = "Enter a local number or an NHS number" if not number.strip() else broken.message
        raise RuleBroken("number", message) from None
    numbers = [Person.local_number == local_number]
    with suppress(RuleBroken):  # a local number, then
        numbers.append(Person.nhs_number == read_nhs_number(number))
    people = session.scalars(
        select(Person).where(Person.organisation_id == organisation_id, or_(*numbers)).order_by(Person.id)
    )
    return tuple(known(session, actor, person) for person in people)


def person_to_admit(session: Session, actor: Actor, ward_id: UUID, person_id: UUID) -> Search:
    """The person found before, once more. Raises NotFound for nobody in the trust of the ward."""
    ward = ward_to_admit_to(session, actor, ward_id)
    person = session.scalars(
        select(Person).where(Person.id == person_id, Person.organisation_id == ward.organisation_id)
    ).one_or_none()
    if person is None:
        raise NotFound
    return Search(ward=ward, number=person.local_number, found=(known(session, actor, person),))


def open_stay_of(session: Session, person_id: UUID) -> Stay | None:
    """Where somebody is in hospital now, ward loaded, whoever asks: a policy decides what they are told."""
    return session.scalars(
        select(Stay).where(Stay.person_id == person_id, Stay.state == StayState.OPEN).options(joinedload(Stay.ward))
    ).one_or_none()


def open_placement_of(session: Session, person_id: UUID, *, lock: bool = False) -> Placement | None:
    """The bed of another provider where somebody is now, whoever asks."""
    statement = select(Placement).where(
        Placement.person_id == person_id, Placement.ended_on.is_(None), Placement.cancelled_at.is_(None)
    )
    return session.scalars(statement.with_for_update() if lock else statement).one_or_none()


def left_last_on(session: Session, person_id: UUID, *, other_than: UUID | None = None) -> date | None:
    """The latest day on which somebody left a stay; cancelled ones do not count."""
    statement = (
        select(Stay.left_on)
        .where(Stay.person_id == person_id, Stay.state == StayState.LEFT)
        .order_by(Stay.left_on.desc())
        .limit(1)
    )
    if other_than is not None:
        statement = statement.where(Stay.id != other_than)
    return session.scalar(statement)


def namesakes(
    session: Session, organisation_id: UUID, *, surname: str, given_name: str, birth_date: date, other_than: UUID | None
) -> tuple[Person, ...]:
    """Others of a trust with this name, however it is accented, and this date of birth."""
    born = session.scalars(
        select(Person)
        .where(Person.organisation_id == organisation_id, Person.birth_date == birth_date)
        .order_by(Person.local_number, Person.id)
    )
    keys = surname_key(surname), surname_key(given_name)
    return tuple(
        one for one in born if one.id != other_than and (surname_key(one.surname), surname_key(one.given_name)) == keys
    )


def beds_given(session: Session, ward_id: UUID, *, other_than: UUID | None = None) -> Sequence[str]:
    """The beds of people on a ward now, in order; a bed that two share is named twice. Tells nothing of people."""
    statement = select(Stay.bed).where(Stay.last_ward_id == ward_id, Stay.state == StayState.OPEN, Stay.bed != "")
    if other_than is not None:
        statement = statement.where(Stay.id != other_than)
    return sorted(session.scalars(statement), key=lambda bed: (len(bed), bed))


def known(session: Session, actor: Actor, person: Person) -> Known:
    """A person with where they are now, and who may be the same."""
    stay = open_stay_of(session, person.id)
    return Known(
        person=person,
        open_stay=stay,
        is_stay_seen=stay is not None and policies.may_see_ward(actor, stay.last_ward_id),
        namesakes=namesakes(
            session,
            person.organisation_id,
            surname=person.surname,
            given_name=person.given_name,
            birth_date=person.birth_date,
            other_than=person.id,
        ),
        placement=open_placement_of(session, person.id),
    )
