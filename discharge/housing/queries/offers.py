"""Offers of homes to one person, and whether aftercare is recorded for them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.housing.models import HousingOffer
from discharge.places.models import Organisation, OrganisationKind
from discharge.stays.models import LegalPeriod
from discharge.stays.rules.codes import LEGAL_AUTHORITIES, Section117

PROVIDES = (OrganisationKind.HOUSING_PROVIDER, OrganisationKind.VOLUNTARY_SECTOR, OrganisationKind.COUNCIL)
QUALIFIES = frozenset(entry.code for entry in LEGAL_AUTHORITIES if entry.s117 is Section117.YES)


def offers_of(session: Session, case_id: UUID) -> Sequence[HousingOffer]:
    """Every offer, the first first."""
    return session.scalars(
        select(HousingOffer).where(HousingOffer.case_id == case_id).order_by(HousingOffer.number)
    ).all()


def providers(session: Session, _actor: Actor) -> Sequence[Organisation]:
    """Who may offer a home, by name. Their names are public: each signed-in person may see them."""
    return session.scalars(
        select(Organisation).where(Organisation.kind.in_(PROVIDES)).order_by(Organisation.name, Organisation.id)
    ).all()


def qualifying_section(session: Session, person_id: UUID) -> LegalPeriod | None:
    """The latest detention of this person that brings a right to aftercare by the list, over all their stays here."""
    return session.scalars(
        select(LegalPeriod)
        .where(
            LegalPeriod.person_id == person_id, LegalPeriod.code.in_(QUALIFIES), LegalPeriod.struck_out_because == ""
        )
        .order_by(LegalPeriod.started_on.desc(), LegalPeriod.id)
        .limit(1)
    ).one_or_none()
