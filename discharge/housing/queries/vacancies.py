"""Vacancies, and the people and places that could fit, within somebody's reach."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, exists, func, or_, select, true
from sqlalchemy.orm import Session, joinedload

from discharge.access.rules import Permission
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotFound
from discharge.housing.models import CaseState, HousingCase, HousingOffer, SafePlacing, Vacancy
from discharge.housing.queries.case import councils
from discharge.housing.rules.matching import Needs, Place
from discharge.housing.rules.offers import OfferState
from discharge.housing.rules.vacancies import VacancyState
from discharge.places.models import Organisation, OrganisationKind, Ward
from discharge.stays.models import Person, Stay
from discharge.stays.models.stay import StayState

WORKS = (Permission.WORK_HOUSING, Permission.POST_VACANCIES)
PLACE = (
    Vacancy.route,
    Vacancy.support_level,
    Vacancy.access,
    Vacancy.council_id,
    Vacancy.allows_pets,
    Vacancy.is_self_contained,
    Vacancy.cannot_take,
    Vacancy.held_until,
)
SAFE = (
    select(func.aggregate_strings(SafePlacing.code, " "))
    .where(SafePlacing.case_id == HousingCase.id, SafePlacing.ended_at.is_(None))
    .scalar_subquery()
)
NEEDS = (
    HousingCase.route,
    HousingCase.support_level,
    HousingCase.access,
    HousingCase.council_ids,
    HousingCase.has_pets,
    SAFE.label("safe"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeker:
    """Somebody for whom a home is looked for. state: open, or paused while they are not clinically ready."""

    stay_id: UUID
    person_id: UUID
    organisation_id: UUID
    surname: str
    given_name: str
    bed: str
    ward: str
    state: CaseState
    opened_on: date
    needs: Needs


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What one person of a trust looks for, without who they are."""

    organisation_id: UUID
    needs: Needs


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What a list shows of a vacancy. provider: its name."""

    id: UUID
    organisation_id: UUID
    name: str
    provider: str
    from_on: date
    state: VacancyState
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class VacancyList:
    """vacancies: those that are not gone, soonest first."""

    vacancies: Sequence[Posted]
    councils: Mapping[UUID, str]
    today: date
    may_post: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OneVacancy:
    """offered_to: whose offer holds it now, if this actor may see them."""

    vacancy: Vacancy
    seekers: Sequence[Seeker]
    offered_to: Seeker | None
    refused: frozenset[UUID]
    councils: Mapping[UUID, str]
    today: date
    may_post: bool

    @property
    def person_ids(self) -> list[UUID]:
        return [each.person_id for each in self.seekers]


def vacancies(
    session: Session, actor: Actor, *, now: datetime, states: Collection[VacancyState] = ()
) -> VacancyList:  # fmt: skip
    """In two statements. states: only these; those not gone when empty."""
    wanted = states or (VacancyState.OPEN, VacancyState.OFFERED)
    found = session.execute(
        select(Vacancy.id, Vacancy.organisation_id, Vacancy.name, Vacancy.from_on, Vacancy.state, *PLACE)
        .add_columns(Organisation.name.label("provider"))
        .join(Vacancy.provider)
        .where(_of_actor(actor), Vacancy.state.in_(wanted))
        .order_by(Vacancy.from_on, Vacancy.name, Vacancy.id)
    )
    return VacancyList(
        vacancies=[
            Posted(
                id=row.id,
                organisation_id=row.organisation_id,
                name=row.name,
                provider=row.provider,
                from_on=row.from_on,
                state=row.state,
                place=place_of(row),
            )
            for row in found
        ],
        councils=councils(session, actor),
        today=local_date(now),
        may_post=actor.may_somewhere(Permission.POST_VACANCIES),
    )


def one_vacancy(session: Session, actor: Actor, vacancy_id: UUID, *, now: datetime) -> OneVacancy:
    """Raises NotFound for a vacancy of another trust."""
    vacancy = _one(session, actor, vacancy_id)
    people = [each for each in seekers(session, actor) if each.organisation_id == vacancy.organisation_id]
    offers = session.execute(
        select(HousingOffer.stay_id, HousingOffer.state).where(HousingOffer.vacancy_id == vacancy_id)
    ).all()
    holding = {row.stay_id for row in offers if row.state in (OfferState.MADE, OfferState.ACCEPTED)}
    return OneVacancy(
        vacancy=vacancy,
        seekers=people,
        offered_to=next((each for each in people if each.stay_id in holding), None),
        refused=frozenset(row.stay_id for row in offers if row.state is OfferState.REFUSED),
        councils=councils(session, actor),
        today=local_date(now),
        may_post=actor.may(Permission.POST_VACANCIES, vacancy.organisation_id),
    )


def vacancy_to_change(session: Session, actor: Actor, vacancy_id: UUID) -> Vacancy:
    """Nobody else changes it until the transaction ends. Raises NotFound for a vacancy of another trust."""
    session.execute(select(Vacancy.id).where(Vacancy.id == vacancy_id).with_for_update())
    return _one(session, actor, vacancy_id)


def sought(session: Session, actor: Actor) -> Sequence[Sought]:
    """What those look for whose case is open and not paused; one statement, which reads nobody's name."""
    rows = session.execute(
        select(HousingCase.organisation_id, *NEEDS)
        .join(Stay, Stay.id == HousingCase.stay_id)
        .where(_looks_for_a_home(actor), HousingCase.state == CaseState.OPEN)
    )
    return [Sought(organisation_id=row.organisation_id, needs=_needs(row)) for row in rows]


def seekers(session: Session, actor: Actor) -> Sequence[Seeker]:
    """Those on this actor's wards for whom a home is looked for and none is accepted, longest first; one statement."""
    rows = session.execute(
        select(
            HousingCase.stay_id,
            HousingCase.person_id,
            HousingCase.organisation_id,
            HousingCase.state,
            HousingCase.opened_at,
            *NEEDS,
            Person.surname,
            Person.given_name,
            Stay.bed,
            Ward.name.label("ward"),
        )
        .join(Stay, Stay.id == HousingCase.stay_id)
        .join(Person, Person.id == HousingCase.person_id)
        .join(Ward, Ward.id == Stay.last_ward_id)
        .where(_looks_for_a_home(actor))
        .order_by(HousingCase.opened_at, HousingCase.id)
    )
    return [
        Seeker(
            stay_id=row.stay_id,
            person_id=row.person_id,
            organisation_id=row.organisation_id,
            surname=row.surname,
            given_name=row.given_name,
            bed=row.bed,
            ward=row.ward,
            state=row.state,
            opened_on=local_date(row.opened_at),
            needs=_needs(row),
        )
        for row in rows
    ]


def _looks_for_a_home(actor: Actor) -> ColumnElement[bool]:
    """On a ward where this actor works on housing, with no home accepted."""
    wards = true() if actor.everywhere else Stay.last_ward_id.in_(actor.places(Permission.WORK_HOUSING))
    accepted = exists().where(HousingOffer.case_id == HousingCase.id, HousingOffer.state == OfferState.ACCEPTED)
    return and_(HousingCase.state != CaseState.CLOSED, Stay.state == StayState.OPEN, wards, ~accepted)


def _needs(row: Row[*tuple[Any, ...]]) -> Needs:
    return Needs(
        route=row.route,
        support_level=row.support_level,
        access=row.access,
        council_ids=frozenset(map(_key, row.council_ids)),
        has_pets=row.has_pets,
        safe=frozenset(row.safe.split()) if row.safe else frozenset(),
    )


@lru_cache(maxsize=1000)
def _key(text: str) -> UUID:
    """Kept, because hundreds of people would live in the same few areas."""
    return UUID(text)


def needs_of(case: HousingCase, safe: Sequence[SafePlacing]) -> Needs:
    return Needs(
        route=case.route,
        support_level=case.support_level,
        access=case.access,
        council_ids=frozenset(UUID(key) for key in case.council_ids),
        has_pets=case.has_pets,
        safe=frozenset(row.code for row in safe),
    )


def place_of(vacancy: Vacancy | Row[*tuple[Any, ...]]) -> Place:
    return Place(
        route=vacancy.route,
        support_level=vacancy.support_level,
        access=vacancy.access,
        council_id=vacancy.council_id,
        allows_pets=vacancy.allows_pets,
        is_self_contained=vacancy.is_self_contained,
        cannot_take=frozenset(vacancy.cannot_take),
        held_until=vacancy.held_until,
    )


def trusts_to_post(session: Session, actor: Actor) -> Mapping[UUID, str]:
    """The trusts for whose people this actor may post places, by key, in the order of names."""
    reach = true() if actor.everywhere else Organisation.id.in_(actor.places(Permission.POST_VACANCIES))
    rows = session.scalars(
        select(Organisation)
        .where(Organisation.kind == OrganisationKind.TRUST, reach)
        .order_by(Organisation.name, Organisation.id)
    )
    return {trust.id: trust.name for trust in rows}


def _one(session: Session, actor: Actor, vacancy_id: UUID) -> Vacancy:
    found = session.scalars(
        select(Vacancy).where(Vacancy.id == vacancy_id, _of_actor(actor)).options(joinedload(Vacancy.provider))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def _of_actor(actor: Actor) -> ColumnElement[bool]:
    """Vacancies of the trusts in whose wards, or as a whole, this actor works on housing."""
    if actor.everywhere:
        return true()
    places = frozenset().union(*(actor.places(power) for power in WORKS))
    of_wards = select(Ward.organisation_id).where(Ward.id.in_(places))
    return or_(Vacancy.organisation_id.in_(places), Vacancy.organisation_id.in_(of_wards))
