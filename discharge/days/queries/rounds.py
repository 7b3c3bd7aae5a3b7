"""The board rounds of a ward."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotFound
from discharge.days.models import Round
from discharge.stays.policies import may_see_ward


def rounds_of(session: Session, actor: Actor, ward_id: UUID, day: date) -> Sequence[Round]:
    """The rounds held on a ward on a day, the first first. Raises NotFound for a ward not this actor's to see."""
    if not may_see_ward(actor, ward_id):
        raise NotFound
    return session.scalars(
        select(Round).where(Round.ward_id == ward_id, Round.day == day).order_by(Round.started_at, Round.id)
    ).all()


def open_round(session: Session, actor: Actor, ward_id: UUID, *, now: datetime) -> Round | None:
    """The round of today that has not ended. One left open yesterday is over."""
    open_ones = [held for held in rounds_of(session, actor, ward_id, local_date(now)) if held.ended_at is None]
    return open_ones[-1] if open_ones else None
