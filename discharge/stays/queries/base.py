"""One stay, or those on a ward."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import SQLColumnExpression, Uuid, bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from discharge.core.actor import Actor
from discharge.core.db import connection_of, has_one_writer
from discharge.core.errors import NotFound
from discharge.stays import policies
from discharge.stays.models import Stay
from discharge.stays.models.stay import StayState

# Nearly every command begins with these: they are built once.
OF_STAY = Stay.id == bindparam("stay", type_=Uuid())
ONE_STAY = select(Stay).where(OF_STAY).options(joinedload(Stay.person), joinedload(Stay.ward))
LOCK_STAY = select(Stay.id).where(OF_STAY).with_for_update()


def get_stay(session: Session, actor: Actor, stay_id: UUID, *, now: datetime) -> Stay:
    """The stay, with person and ward loaded. Raises NotFound when it is not there or not this actor's to see."""
    seen = ONE_STAY if actor.everywhere else ONE_STAY.where(policies.visible_to(actor, now))
    stay = session.scalars(seen, {"stay": stay_id}).one_or_none()
    if stay is None:
        raise NotFound
    return stay


def stay_to_change(session: Session, actor: Actor, stay_id: UUID, *, now: datetime) -> Stay:
    """As get_stay, and nobody else changes this stay until the transaction ends: commands that write begin here."""
    if not has_one_writer(session):
        connection_of(session).execute(LOCK_STAY, {"stay": stay_id})
    return get_stay(session, actor, stay_id, now=now)


def in_bed_order(bed: SQLColumnExpression[str], stay: type[Stay] = Stay) -> tuple[Any, ...]:
    """To order by: numbers as numbers, no bed last, then who came first. stay: itself or an alias."""
    return (bed == "", func.length(bed), bed, stay.admitted_at, stay.id)


def open_stays(
    session: Session, actor: Actor, ward_id: UUID, *, now: datetime, most: int | None = None
) -> Sequence[Stay]:
    """The people on a ward, in bed order; person and ward loaded. most: so many of them, None for all.

    Raises NotFound for a ward that is not this actor's to see.
    """
    if not policies.may_see_ward(actor, ward_id):
        raise NotFound
    return session.scalars(
        select(Stay)
        .where(Stay.last_ward_id == ward_id, Stay.state == StayState.OPEN, policies.visible_to(actor, now))
        .options(joinedload(Stay.person), joinedload(Stay.ward))
        .order_by(*in_bed_order(Stay.bed))
        .limit(most)
    ).all()


def stays_among(session: Session, actor: Actor, stay_ids: Collection[UUID], *, now: datetime) -> Sequence[Stay]:
    """Those of these stays that this actor may see, wherever the people are now; person and ward loaded."""
    return session.scalars(
        select(Stay)
        .where(Stay.id.in_(stay_ids), policies.visible_to(actor, now))
        .options(joinedload(Stay.person), joinedload(Stay.ward))
        .order_by(*in_bed_order(Stay.bed))
    ).all()


def count_open(session: Session, ward_id: UUID) -> int:
    """How many people are on a ward. Scope is the caller's."""
    here = select(func.count(Stay.id)).where(Stay.last_ward_id == ward_id, Stay.state == StayState.OPEN)
    return session.scalar(here) or 0
