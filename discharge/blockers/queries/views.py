"""The lists that somebody keeps at hand."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.blockers.models import SavedView
from discharge.core.actor import Actor


def saved_views(session: Session, actor: Actor) -> Sequence[SavedView]:
    """This actor's own, by name."""
    return session.scalars(
        select(SavedView).where(SavedView.user_id == actor.user_id).order_by(SavedView.name, SavedView.id)
    ).all()
