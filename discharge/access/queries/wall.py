"""Which screen on a wall is asking."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import WallDevice
from discharge.access.rules import Permission
from discharge.access.rules.wall import digest_of_token
from discharge.core.actor import Actor
from discharge.core.errors import NotFound


def paired_device(session: Session, token: str, *, now: datetime) -> WallDevice:
    """The screen with this token. Raises NotFound when there is none, or when it was taken back or has run out."""
    device = session.scalars(
        select(WallDevice).where(
            WallDevice.token_digest == digest_of_token(token),
            WallDevice.revoked_at.is_(None),
            WallDevice.until_at > now,
        )
    ).one_or_none()
    if device is None:
        raise NotFound
    return device


def actor_of_device(device: WallDevice, *, request_id: str) -> Actor:
    """An actor that sees the people of one ward and can do nothing."""
    powers: dict[StrEnum, frozenset[UUID]] = {Permission.SEE_STAYS: frozenset({device.ward_id})}
    return Actor(user_id=None, name=f"Wall screen: {device.name}", powers=powers, source="wall", request_id=request_id)
