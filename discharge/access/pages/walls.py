"""Screens on walls, in words ready to show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from discharge.access.forms import PairForm
from discharge.access.models import WallDevice
from discharge.access.rules import walls
from discharge.core.clock import local_date


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceLine:
    id: UUID
    name: str
    ward: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WallsPage:
    form: PairForm
    devices: tuple[DeviceLine, ...]

    @classmethod
    def of(cls, form: PairForm, devices: Sequence[tuple[WallDevice, str]], now: datetime) -> "WallsPage":
        return cls(form=form, devices=tuple(_line(device, ward, now) for device, ward in devices))


def _line(device: WallDevice, ward: str, now: datetime) -> DeviceLine:
    until = local_date(device.until_at)
    if device.token_digest:
        state = f"shows “{walls.LEVELS[device.privacy_level]}”, until {until.day} {until:%B %Y}"
    elif device.code_until and device.code_until > now:
        state = "waits for the screen to ask; it does so by itself"
    else:
        state = "no screen showed this code: remove it and type the code again"
    return DeviceLine(id=device.id, name=device.name, ward=ward, state=state)
