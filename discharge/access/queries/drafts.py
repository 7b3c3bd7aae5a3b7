"""What somebody had half typed, for that person alone."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Draft
from discharge.access.rules import drafts

MOST_OFFERED = 10


def draft_of(session: Session, user_id: UUID, path: str, *, now: datetime) -> Draft | None:
    """Kept for 12 hours."""
    return session.scalars(
        select(Draft).where(Draft.user_id == user_id, Draft.path == path, Draft.saved_at > now - drafts.KEPT_FOR)
    ).one_or_none()


def paths_of(session: Session, user_id: UUID, *, now: datetime) -> Sequence[str]:
    """Pages where this person had half typed something, the latest first; at most ten."""
    return session.scalars(
        select(Draft.path)
        .where(Draft.user_id == user_id, Draft.saved_at > now - drafts.KEPT_FOR)
        .order_by(Draft.saved_at.desc(), Draft.path)
        .limit(MOST_OFFERED)
    ).all()
