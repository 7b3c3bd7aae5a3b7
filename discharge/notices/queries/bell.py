"""The bell: what a person was told, and how much of it they have not read."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, select
from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.db import connection_of
from discharge.core.errors import NotFound
from discharge.notices import policies
from discharge.notices.models import ToldNotice

MOST_SHOWN = 200
UNREAD = (
    select(func.count())
    .select_from(ToldNotice)
    .where(ToldNotice.user_id == bindparam("whose", type_=Uuid()), ToldNotice.read_at.is_(None))
)  # built once: every page asks


def unread_of(session: Session, user_id: UUID) -> int:
    """How many of a person's notices are unread: one statement, answered from an index."""
    found: int = connection_of(session).execute(UNREAD, {"whose": user_id}).scalar_one()
    return found


def own_notices(session: Session, actor: Actor) -> Sequence[ToldNotice]:
    """Unread first, then the newest first; at most 200."""
    return session.scalars(
        select(ToldNotice)
        .where(policies.own(actor))
        .order_by(ToldNotice.read_at.is_not(None), ToldNotice.told_at.desc(), ToldNotice.id)
        .limit(MOST_SHOWN)
    ).all()


def get_own(session: Session, actor: Actor, notice_id: UUID) -> ToldNotice:
    """Raises NotFound for what is not there or was told to somebody else."""
    found = session.scalars(
        select(ToldNotice).where(ToldNotice.id == notice_id, policies.own(actor)).with_for_update()
    ).one_or_none()
    if found is None:
        raise NotFound
    return found
