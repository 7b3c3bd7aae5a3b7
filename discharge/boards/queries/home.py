"""The wards somebody may open."""

from collections.abc import Sequence

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from discharge.access.rules import Permission
from discharge.core.actor import Actor
from discharge.places.models import Ward


def wards_of(session: Session, actor: Actor) -> Sequence[Ward]:
    """The wards whose people this actor may see, by name."""
    scope = true() if actor.everywhere else Ward.id.in_(actor.places(Permission.SEE_STAYS))
    return session.scalars(select(Ward).where(scope, Ward.closed_on.is_(None)).order_by(Ward.name, Ward.id)).all()
