"""Organisations that answer for somebody's care."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.places.models import Organisation, OrganisationKind


def bodies(session: Session, _actor: Actor) -> Sequence[Organisation]:
    """Every ICB and council, by name. Their names are public: each signed-in person may see them."""
    kinds = (OrganisationKind.ICB, OrganisationKind.COUNCIL)
    return session.scalars(
        select(Organisation).where(Organisation.kind.in_(kinds)).order_by(Organisation.name, Organisation.id)
    ).all()
