"""Where somebody is signed in, for that person alone."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import UserSession
from discharge.access.rules import sessions
from discharge.core.actor import Actor


def own_sessions(session: Session, actor: Actor, *, now: datetime) -> Sequence[UserSession]:
    """The actor's own that were begun less than 12 hours ago and not ended, the latest first."""
    return session.scalars(
        select(UserSession)
        .where(UserSession.user_id == actor.user_id, UserSession.began_at > now - sessions.IN_ALL)
        .order_by(UserSession.began_at.desc(), UserSession.id)
    ).all()
