"""The person behind a reference, for whoever opened the record."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session, aliased, joinedload

from discharge.access.rules import Permission
from discharge.core.actor import Actor
from discharge.core.errors import NotFound
from discharge.core.reach import one_of
from discharge.stays.models import ExpectedDischarge, ReadyPeriod, RecordOpening, Stay
from discharge.stays.models.stay import StayState


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """stay: person and ward loaded. edd: the newest. ready_on: since when clinically ready."""

    opening: RecordOpening
    stay: Stay
    edd: date | None
    ready_on: date | None


def stay_to_open(session: Session, actor: Actor, stay_id: UUID) -> Stay:
    """The stay, nothing about its person loaded. Raises NotFound where this actor may open no record."""
    reach = true() if actor.everywhere else one_of(Stay.organisation_id, actor.places(Permission.OPEN_RECORDS))
    found = session.scalars(select(Stay).where(Stay.id == stay_id, Stay.state != StayState.CANCELLED, reach))
    if (stay := found.one_or_none()) is None:
        raise NotFound
    return stay


def standing_opening(session: Session, actor: Actor, stay_id: UUID, *, now: datetime) -> RecordOpening | None:
    """The actor's own opening of this stay that has not closed again, if there is one."""
    return session.scalars(
        select(RecordOpening)
        .where(RecordOpening.user_id == actor.user_id, RecordOpening.stay_id == stay_id, RecordOpening.until_at > now)
        .order_by(RecordOpening.until_at.desc(), RecordOpening.id)
        .limit(1)
    ).one_or_none()


def opened_record(session: Session, actor: Actor, stay_id: UUID, *, now: datetime) -> Opened:
    """Raises NotFound where it is not open to this actor now: it was never opened, it has closed, the role is gone."""
    stay_to_open(session, actor, stay_id)
    opening = standing_opening(session, actor, stay_id, now=now)
    if opening is None:
        raise NotFound
    later = aliased(ExpectedDischarge)
    newest = select(func.max(later.number)).where(later.stay_id == stay_id).scalar_subquery()
    return Opened(
        opening=opening,
        stay=session.scalars(
            select(Stay).where(Stay.id == stay_id).options(joinedload(Stay.person), joinedload(Stay.ward))
        ).one(),
        edd=session.scalar(
            select(ExpectedDischarge.expected_on).where(
                ExpectedDischarge.stay_id == stay_id, ExpectedDischarge.number == newest
            )
        ),
        ready_on=session.scalar(
            select(ReadyPeriod.started_on).where(ReadyPeriod.stay_id == stay_id, ReadyPeriod.ended_on.is_(None))
        ),
    )
