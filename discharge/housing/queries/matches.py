"""The people who could live in a place, within somebody's reach: needs are read of all, names only of those shown."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Text, Uuid, bindparam, cast, exists, func, select
from sqlalchemy.orm import Session

from discharge.access.rules import Permission
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.db import connection_of
from discharge.core.reach import PLACES, Reach, one_of
from discharge.housing import policies
from discharge.housing.models import CaseState, HousingCase, HousingOffer, SafePlacing, Vacancy
from discharge.housing.queries.case import councils
from discharge.housing.queries.vacancies import get_vacancy, place_of
from discharge.housing.rules.matching import Match, Needs, shortlist
from discharge.housing.rules.offers import OfferState
from discharge.places.models import Ward
from discharge.stays.models import Person, Stay
from discharge.stays.models.stay import StayState


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeker:
    """Somebody for whom a home is looked for."""

    stay_id: UUID
    person_id: UUID
    surname: str
    given_name: str
    ward: str
    opened_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """refused_by: who refused this very place for them before, a code of REFUSERS; "" for nobody."""

    seeker: Seeker
    match: Match
    refused_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OneVacancy:
    """fitting: nothing speaks against them. near: one thing does. Of each the best first, and so many as are shown.

    left_out: how many more could fit. paused: how many wait until they are clinically ready again. offered_to: whose
    offer holds it now, if this actor may see them.
    """

    vacancy: Vacancy
    fitting: Sequence[Candidate]
    near: Sequence[Candidate]
    left_out: int
    paused: int
    offered_to: Seeker | None
    councils: Mapping[UUID, str]
    may_post: bool

    @property
    def person_ids(self) -> list[UUID]:
        """Of everybody who is named."""
        named = [each.seeker for each in (*self.fitting, *self.near)] + ([self.offered_to] if self.offered_to else [])
        return [each.person_id for each in named]


def one_vacancy(session: Session, actor: Actor, vacancy_id: UUID, *, now: datetime) -> OneVacancy:
    """Raises NotFound for a vacancy of another trust."""
    vacancy = get_vacancy(session, actor, vacancy_id)
    trust, areas = vacancy.organisation_id, councils(session, actor)
    offers = connection_of(session).execute(OFFERS, {"vacancy": vacancy_id}).all()
    holding = {stay_id for stay_id, state, _ in offers if state in (OfferState.MADE, OfferState.ACCEPTED)}
    refused = {stay_id: by for stay_id, state, by in offers if state is OfferState.REFUSED}
    looking = _ask(session, actor, LOOKING, trust=trust)
    offered = next((stay_id for stay_id, *_ in looking if stay_id in holding), None)
    found = shortlist(
        ((key, _needs(needs)) for key, state, *needs in looking if state is CaseState.OPEN and key != offered),
        place_of(vacancy),
        councils=areas,
        today=local_date(now),
    )
    seekers = _named(session, [*found.fitting, *found.near, *([offered] if offered else [])])

    def candidates(matches: Mapping[UUID, Match]) -> Sequence[Candidate]:
        return [
            Candidate(seeker=seekers[key], match=match, refused_by=refused.get(key, ""))
            for key, match in matches.items()
        ]

    return OneVacancy(
        vacancy=vacancy,
        fitting=candidates(found.fitting),
        near=candidates(found.near),
        left_out=found.left_out,
        paused=sum(state is CaseState.PAUSED for _key, state, *_ in looking),
        offered_to=seekers[offered] if offered else None,
        councils=areas,
        may_post=policies.may_post(actor, trust),
    )


def sought(session: Session, actor: Actor) -> Mapping[UUID, Sequence[Needs]]:
    """What those of each trust look for whose case is open and not paused; one statement, which reads nobody's name."""
    by_trust: defaultdict[UUID, list[Needs]] = defaultdict(list)
    for trust, *needs in _ask(session, actor, SOUGHT):
        by_trust[trust].append(_needs(needs))
    return by_trust


NEEDS: Final = (
    HousingCase.route,
    HousingCase.support_level,
    HousingCase.access,
    cast(HousingCase.council_ids, Text).label("council_ids"),
    HousingCase.has_pets,
    select(func.aggregate_strings(SafePlacing.code, " "))
    .where(SafePlacing.case_id == HousingCase.id, SafePlacing.ended_at.is_(None))
    .scalar_subquery()
    .label("safe"),
)
LOOKS_FOR_A_HOME: Final = (
    HousingCase.state != CaseState.CLOSED,
    Stay.state == StayState.OPEN,
    ~exists().where(HousingOffer.case_id == HousingCase.id, HousingOffer.state == OfferState.ACCEPTED),
)
OF_WARDS: Final = one_of(Stay.last_ward_id, PLACES)
OF_STAY: Final = Stay.id == HousingCase.stay_id
SOUGHT: Final = Reach.by(
    OF_WARDS,
    select(HousingCase.organisation_id, *NEEDS)
    .join(Stay, OF_STAY)
    .where(*LOOKS_FOR_A_HOME, HousingCase.state == CaseState.OPEN),
)
LOOKING: Final = Reach.by(
    OF_WARDS,
    select(HousingCase.stay_id, HousingCase.state, *NEEDS)
    .join(Stay, OF_STAY)
    .where(*LOOKS_FOR_A_HOME, HousingCase.organisation_id == bindparam("trust", type_=Uuid()))
    .order_by(HousingCase.opened_at, HousingCase.id),
)
NAMED: Final = (
    select(
        HousingCase.stay_id,
        HousingCase.person_id,
        Person.surname,
        Person.given_name,
        Ward.name,
        HousingCase.opened_at,
    )
    .join(Stay, OF_STAY)
    .join(Person, Person.id == HousingCase.person_id)
    .join(Ward, Ward.id == Stay.last_ward_id)
    .where(HousingCase.stay_id.in_(bindparam("stays", expanding=True, type_=Uuid())))
)
OFFERS: Final = (
    select(HousingOffer.stay_id, HousingOffer.state, HousingOffer.refused_by)
    .where(HousingOffer.vacancy_id == bindparam("vacancy", type_=Uuid()))
    .order_by(HousingOffer.stay_id, HousingOffer.number)
)


def _ask(session: Session, actor: Actor, which: Reach, **asked: Any) -> Sequence[Row[*tuple[Any, ...]]]:
    """Of those on the wards where this actor works on housing."""
    within = {"places": actor.places(Permission.WORK_HOUSING), **asked}
    return connection_of(session).execute(which.of(actor), within).all()


def _named(session: Session, stay_ids: Sequence[UUID]) -> Mapping[UUID, Seeker]:
    """Of stays that were read within somebody's reach."""
    rows = connection_of(session).execute(NAMED, {"stays": stay_ids})
    return {
        stay_id: Seeker(
            stay_id=stay_id,
            person_id=person_id,
            surname=surname,
            given_name=given_name,
            ward=ward,
            opened_on=local_date(opened_at),
        )
        for stay_id, person_id, surname, given_name, ward, opened_at in rows
    }


def _needs(columns: Sequence[Any]) -> Needs:
    """columns: `NEEDS`, as they are read."""
    route, support_level, access, council_ids, has_pets, safe = columns
    return Needs(
        route=route,
        support_level=support_level,
        access=access,
        council_ids=_areas(council_ids),
        has_pets=has_pets,
        safe=_codes(safe or ""),
    )


# Kept, because hundreds of people would live in the same few areas and need the same few things.
@lru_cache(maxsize=1000)
def _areas(stored: str) -> frozenset[UUID]:
    return frozenset(UUID(key) for key in json.loads(stored))


@lru_cache(maxsize=1000)
def _codes(stored: str) -> frozenset[str]:
    return frozenset(stored.split())
