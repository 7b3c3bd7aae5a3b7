"""The housing case of one stay, with everything that its page shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotFound
from discharge.housing.models import HousingCase, HousingOffer, HousingStep, SafePlacing
from discharge.housing.policies import may_release, may_work
from discharge.housing.queries.duty import NOTHING, Duty, duty_of
from discharge.housing.queries.offers import offers_of, qualifying_section
from discharge.housing.rules.case import CaseFacts
from discharge.places.models import CouncilFunctions, OrganisationKind
from discharge.places.queries import housing_authorities
from discharge.stays.models import LegalPeriod, Stay
from discharge.stays.queries.base import get_stay, stay_to_change
from discharge.stays.queries.bodies import bodies
from discharge.stays.queries.progress import ledger_of


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeCase:
    """case None: nobody has begun one. safe: what holds today. steps: oldest first. councils: names of areas."""

    stay: Stay
    today: date
    case: HousingCase | None
    safe: Sequence[SafePlacing]
    steps: Sequence[HousingStep]
    duty: Duty
    offers: Sequence[HousingOffer]
    section_117: LegalPeriod | None
    edd: date | None
    councils: Mapping[UUID, str]
    may_work: bool
    may_release: bool


def whole_case(session: Session, actor: Actor, stay_id: UUID, *, now: datetime) -> WholeCase:
    """In a number of statements that does not grow with the case."""
    stay = get_stay(session, actor, stay_id, now=now)
    case = case_of(session, stay_id)
    return WholeCase(
        stay=stay,
        today=local_date(now),
        case=case,
        safe=safe_placings(session, case.id) if case else (),
        steps=story(session, case.id) if case else (),
        duty=duty_of(session, case, today=local_date(now)) if case else NOTHING,
        offers=offers_of(session, case.id) if case else (),
        section_117=qualifying_section(session, stay.person_id) if case and case.has_no_recourse else None,
        edd=ledger_of(session, actor, stay_id, now=now).current,
        councils=councils(session, actor),
        may_work=may_work(actor, stay),
        may_release=may_release(actor, stay),
    )


def begun_case(session: Session, actor: Actor, stay_id: UUID, *, now: datetime) -> WholeCase:
    """`whole_case` of a stay that has one. Raises NotFound where nobody has begun it."""
    whole = whole_case(session, actor, stay_id, now=now)
    if whole.case is None:
        raise NotFound
    return whole


def case_of(session: Session, stay_id: UUID) -> HousingCase | None:
    """Of a stay that was loaded within somebody's sight."""
    return session.scalars(select(HousingCase).where(HousingCase.stay_id == stay_id)).one_or_none()


def case_to_change(session: Session, actor: Actor, stay_id: UUID, *, now: datetime) -> tuple[Stay, HousingCase]:
    """Nobody else changes the stay or its case until the transaction ends. Raises NotFound where there is no case."""
    stay = stay_to_change(session, actor, stay_id, now=now)
    case = case_of(session, stay_id)
    if case is None:
        raise NotFound
    return stay, case


def councils(session: Session, actor: Actor) -> Mapping[UUID, str]:
    """Councils that answer for housing, by key, in the order of their names."""
    return {council.id: council.name for council in housing_authorities(session, actor)}


def social_care_councils(session: Session, actor: Actor) -> Mapping[UUID, str]:
    """Councils whose children's services answer, by key, in the order of their names: a district has none."""
    return {
        body.id: body.name
        for body in bodies(session, actor)
        if body.kind is OrganisationKind.COUNCIL and body.council_functions is not CouncilFunctions.HOUSING
    }


def safe_placings(session: Session, case_id: UUID) -> Sequence[SafePlacing]:
    """What is needed today to place somebody safely, oldest first."""
    return session.scalars(
        select(SafePlacing)
        .where(SafePlacing.case_id == case_id, SafePlacing.ended_at.is_(None))
        .order_by(SafePlacing.entered_at, SafePlacing.id)
    ).all()


def story(session: Session, case_id: UUID) -> Sequence[HousingStep]:
    return session.scalars(select(HousingStep).where(HousingStep.case_id == case_id).order_by(HousingStep.number)).all()


def facts_of(case: HousingCase) -> CaseFacts:
    """The fields of the form as they are stored."""
    values = {name: getattr(case, name) for name in CaseFacts(need="").values()}
    return CaseFacts(**{**values, "need": case.need.value, "council_ids": tuple(UUID(key) for key in case.council_ids)})
