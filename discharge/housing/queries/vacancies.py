"""Vacancies, and the people and places that could fit, within somebody's reach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Uuid, bindparam, or_, select, true
from sqlalchemy.orm import Session, joinedload

from discharge.access.rules import Permission
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.db import connection_of
from discharge.core.errors import NotFound
from discharge.core.reach import PLACES, Reach, one_of
from discharge.housing.models import HousingCase, SafePlacing, Vacancy
from discharge.housing.queries.case import councils
from discharge.housing.rules.matching import Needs, Place
from discharge.housing.rules.vacancies import VacancyState
from discharge.places.models import Organisation, OrganisationKind, Ward

WORKS: Final = (Permission.WORK_HOUSING, Permission.POST_VACANCIES)
PLACE: Final = (
    Vacancy.route,
    Vacancy.support_level,
    Vacancy.access,
    Vacancy.council_id,
    Vacancy.allows_pets,
    Vacancy.is_self_contained,
    Vacancy.cannot_take,
    Vacancy.held_until,
)
# Of the trusts in whose wards, or as a whole, somebody works on housing.
OF_TRUSTS: Final = or_(
    one_of(Vacancy.organisation_id, PLACES),
    Vacancy.organisation_id.in_(select(Ward.organisation_id).where(one_of(Ward.id, PLACES))),
)
LISTED: Final = Reach.by(
    OF_TRUSTS,
    select(
        Vacancy.id,
        Vacancy.organisation_id,
        Vacancy.name,
        Organisation.name,
        Vacancy.from_on,
        Vacancy.state,
        *PLACE,
    )
    .join(Organisation, Organisation.id == Vacancy.provider_id)
    .where(Vacancy.state.in_((VacancyState.OPEN, VacancyState.OFFERED)))
    .order_by(Vacancy.from_on, Vacancy.name, Vacancy.id),
)
ONE: Final = Reach.by(
    OF_TRUSTS,
    select(Vacancy).where(Vacancy.id == bindparam("vacancy", type_=Uuid())).options(joinedload(Vacancy.provider)),
)


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


def vacancies(session: Session, actor: Actor, *, now: datetime) -> VacancyList:
    """In two statements."""
    found = connection_of(session).execute(LISTED.of(actor), {"places": _places(actor)})
    return VacancyList(
        vacancies=[
            Posted(
                id=key,
                organisation_id=trust,
                name=name,
                provider=provider,
                from_on=from_on,
                state=state,
                place=_place(place),
            )
            for key, trust, name, provider, from_on, state, *place in found
        ],
        councils=councils(session, actor),
        today=local_date(now),
        may_post=actor.may_somewhere(Permission.POST_VACANCIES),
    )


def get_vacancy(session: Session, actor: Actor, vacancy_id: UUID) -> Vacancy:
    """With its provider. Raises NotFound for a vacancy of another trust."""
    asked = {"vacancy": vacancy_id, "places": _places(actor)}
    found: Vacancy | None = session.scalars(ONE.of(actor), asked).one_or_none()
    if found is None:
        raise NotFound
    return found


def vacancy_to_change(session: Session, actor: Actor, vacancy_id: UUID) -> Vacancy:
    """Nobody else changes it until the transaction ends. Raises NotFound for a vacancy of another trust."""
    session.execute(select(Vacancy.id).where(Vacancy.id == vacancy_id).with_for_update())
    return get_vacancy(session, actor, vacancy_id)


def needs_of(case: HousingCase, safe: Sequence[SafePlacing]) -> Needs:
    """safe: what is needed today to place the person safely."""
    return Needs(
        route=case.route,
        support_level=case.support_level,
        access=case.access,
        council_ids=frozenset(UUID(key) for key in case.council_ids),
        has_pets=case.has_pets,
        safe=frozenset(row.code for row in safe),
    )


def place_of(vacancy: Vacancy) -> Place:
    return _place([getattr(vacancy, column.key) for column in PLACE])


def trusts_to_post(session: Session, actor: Actor) -> Mapping[UUID, str]:
    """The trusts for whose people this actor may post places, by key, in the order of names."""
    reach = true() if actor.everywhere else one_of(Organisation.id, actor.places(Permission.POST_VACANCIES))
    rows = session.scalars(
        select(Organisation)
        .where(Organisation.kind == OrganisationKind.TRUST, reach)
        .order_by(Organisation.name, Organisation.id)
    )
    return {trust.id: trust.name for trust in rows}


def _places(actor: Actor) -> frozenset[UUID]:
    return frozenset().union(*(actor.places(power) for power in WORKS))


def _place(columns: Sequence[Any]) -> Place:
    """columns: `PLACE`, as they are read."""
    route, support_level, access, council_id, allows_pets, is_self_contained, cannot_take, held_until = columns
    return Place(
        route=route,
        support_level=support_level,
        access=access,
        council_id=council_id,
        allows_pets=allows_pets,
        is_self_contained=is_self_contained,
        cannot_take=frozenset(cannot_take),
        held_until=held_until,
    )
