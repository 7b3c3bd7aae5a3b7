"""Who a ward's day belongs to: the people there at the midnight that ends it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from discharge.core.actor import Actor
from discharge.core.clock import last_moment_of
from discharge.core.errors import NotFound
from discharge.stays.models import AbsencePeriod, Stay, WardStay
from discharge.stays.models.stay import StayState
from discharge.stays.policies import may_see_ward, visible_to
from discharge.stays.queries.base import in_bed_order


@dataclass(frozen=True, slots=True)
class There:
    """Somebody who was on a ward at a day's midnight. bed: the one on that ward. away: the kind of absence, or ""."""

    stay: Stay
    bed: str
    away: str


def who_was_there(
    session: Session, actor: Actor, ward_id: UUID, day: date, *, now: datetime, most: int | None = None
) -> Sequence[There]:
    """Everybody whose day it is to mark on this ward, in bed order; person loaded. Today: those here now.

    Includes people who have left or moved since, as long as this actor may see them: their day stays this ward's.
    most: so many of them, None for all. Raises NotFound for a ward that is not this actor's to see.
    """
    if not may_see_ward(actor, ward_id):
        raise NotFound
    ends_at = last_moment_of(day)
    rows = session.execute(
        select(Stay, WardStay.bed, AbsencePeriod.kind)
        .join(WardStay, WardStay.stay_id == Stay.id)
        .outerjoin(
            AbsencePeriod,
            and_(
                AbsencePeriod.stay_id == Stay.id,
                AbsencePeriod.cancelled_at.is_(None),
                AbsencePeriod.from_at <= ends_at,
                or_(AbsencePeriod.returned_at.is_(None), AbsencePeriod.returned_at > ends_at),
            ),
        )
        .where(*_there(actor, ward_id, day, now))
        .options(joinedload(Stay.person), joinedload(Stay.ward))
        .order_by(*in_bed_order(WardStay.bed))
        .limit(most)
    )
    return [There(stay, bed, kind or "") for stay, bed, kind in rows]


def count_there(session: Session, actor: Actor, ward_id: UUID, day: date, *, now: datetime) -> int:
    """How many `who_was_there` finds in all."""
    everybody = select(func.count(Stay.id)).join(WardStay, WardStay.stay_id == Stay.id)
    return session.scalar(everybody.where(*_there(actor, ward_id, day, now))) or 0


def _there(actor: Actor, ward_id: UUID, day: date, now: datetime) -> tuple[ColumnElement[bool], ...]:
    ends_at = last_moment_of(day)
    return (
        WardStay.ward_id == ward_id,
        WardStay.started_at <= ends_at,
        or_(WardStay.ended_at.is_(None), WardStay.ended_at > ends_at),
        Stay.state != StayState.CANCELLED,
        visible_to(actor, now),
    )
