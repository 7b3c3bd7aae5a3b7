"""What people turned off."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.notices.models import NoticeChoice
from discharge.notices.rules.kinds import Kind


def who_turned_off(session: Session, kind: Kind, user_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these people who do not want this kind."""
    return frozenset(
        session.scalars(
            select(NoticeChoice.user_id).where(
                NoticeChoice.kind == kind, NoticeChoice.is_off, NoticeChoice.user_id.in_(user_ids)
            )
        )
    )
