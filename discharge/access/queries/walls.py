"""Screens on walls: which there are, and which wait to be paired. Which one is asking: `queries.wall`."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session

from discharge.access.models import WallDevice
from discharge.access.rules import Permission, walls
from discharge.core.actor import Actor
from discharge.core.reach import one_of
from discharge.places.models import Ward


def _is_good(now: datetime) -> ColumnElement[bool]:
    return and_(WallDevice.revoked_at.is_(None), WallDevice.until_at > now)


def is_confirmed(session: Session, code: str, *, now: datetime) -> bool:
    """True once a ward manager has typed this screen's code: then `collect_token` gives it its token."""
    return session.scalars(_waiting(code, now)).one_or_none() is not None


def waiting_device(session: Session, code: str, *, now: datetime) -> WallDevice | None:
    """The row that a typed code made, held until the transaction ends."""
    return session.scalars(_waiting(code, now).with_for_update()).one_or_none()


def _waiting(code: str, now: datetime) -> Select[WallDevice]:
    plain = walls.plain_code(code)
    return select(WallDevice).where(WallDevice.code == plain, WallDevice.code_until > now, _is_good(now))


def devices(session: Session, actor: Actor, *, now: datetime) -> Sequence[tuple[WallDevice, str]]:
    """The screens in use on the actor's wards, and the ward's name, in order of wards and names."""
    rows = session.execute(
        select(WallDevice, Ward.name)
        .join(Ward, Ward.id == WallDevice.ward_id)
        .where(one_of(WallDevice.ward_id, actor.places(Permission.PAIR_WALL)), _is_good(now))
        .order_by(Ward.name, WallDevice.name, WallDevice.id)
    )
    return [(device, name) for device, name in rows]


def wards_to_pair(session: Session, actor: Actor) -> Sequence[tuple[UUID, str]]:
    """Open wards that may have a screen paired by this actor, by name."""
    rows = session.execute(
        select(Ward.id, Ward.name)
        .where(one_of(Ward.id, actor.places(Permission.PAIR_WALL)), Ward.closed_on.is_(None))
        .order_by(Ward.name, Ward.id)
    )
    return [(key, name) for key, name in rows]
