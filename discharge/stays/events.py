"""What a change to a stay lets the modules above know."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from discharge.core.events import Event


@dataclass(frozen=True, slots=True)
class WardDays:
    """Days of one ward, first to last, both counted."""

    ward_id: UUID
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class StayChanged(Event):
    """Who was where, away, ready or gone on some days changed: admitted, moved, left, away, ready, cancelled, undone.

    touched: the days of each ward that now count differently; none later than today.
    """

    stay_id: UUID
    organisation_id: UUID
    touched: tuple[WardDays, ...]
