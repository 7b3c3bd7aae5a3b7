"""Pairing a screen on a wall with its ward, and taking that back.

The screen shows a code of its own making (`rules.walls.new_code`), which it keeps in its signed session and which no
table knows. A ward manager types it: `confirm_pairing`. The screen asks again and gets its token: `collect_token`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from discharge.access.models import WallDevice
from discharge.access.queries.walls import waiting_device
from discharge.access.rules import Permission, walls
from discharge.access.rules.wall import digest_of_token
from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotFound, RuleBroken
from discharge.places.models import Ward
from discharge.places.queries.numbers import policy
from discharge.places.rules.policy import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmPairing:
    """code: as the screen shows it. privacy_level: 1, 2 or 3; what each shows is written in boards."""

    ward_id: UUID
    code: str
    name: str
    privacy_level: int


def confirm_pairing(session: Session, command: ConfirmPairing, *, actor: Actor, now: datetime) -> WallDevice:
    """Say which ward the screen that shows this code is for. It has ten minutes to collect its token."""
    ward = session.get(Ward, command.ward_id)
    if ward is None or not actor.may(Permission.PAIR_WALL, command.ward_id):
        raise NotFound
    code = walls.plain_code(command.code)
    if not code:
        raise RuleBroken("code", "Enter the 8 letters and numbers that the screen shows")
    session.execute(update(WallDevice).where(WallDevice.code == code).values(code=None))
    days = policy(
        session, Key.WALL_DEVICE_DAYS, organisation_id=ward.organisation_id, ward_id=ward.id, day=local_date(now)
    )
    device = WallDevice(
        organisation_id=ward.organisation_id,
        ward_id=ward.id,
        name=command.name,
        privacy_level=command.privacy_level,
        code=code,
        code_until=now + walls.CODE_GOOD_FOR,
        paired_by_id=actor.user_id,
        made_at=now,
        until_at=now + timedelta(days=days),
    )
    session.add(device)
    session.flush()
    level, until = (None, command.privacy_level), (None, device.until_at)
    record(session, "wall.paired", device, actor=actor, now=now, ward=(None, ward.id), level=level, until=until)
    return device


def collect_token(session: Session, code: str, *, actor: Actor, now: datetime) -> str | None:  # noqa: ARG001
    """The token of the screen whose code was typed, once; None while nobody has. Its pairing is on record already."""
    device = waiting_device(session, code, now=now)
    if device is None:
        return None
    token = walls.new_token()
    device.token_digest, device.paired_at = digest_of_token(token), now
    device.code = device.code_until = None
    session.flush()
    return token


def revoke_device(session: Session, device_id: UUID, *, actor: Actor, now: datetime) -> WallDevice:
    """The screen shows nothing from its next refresh on. Raises NotFound for one of another ward."""
    device = session.get(WallDevice, device_id, with_for_update=True)
    if device is None or not actor.may(Permission.PAIR_WALL, device.ward_id):
        raise NotFound
    if device.revoked_at is None:
        device.revoked_at, device.code = now, None
        record(session, "wall.revoked", device, actor=actor, now=now)
        session.flush()
    return device
