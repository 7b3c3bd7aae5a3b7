"""What a mark lets the modules above know."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from discharge.core.events import Event


@dataclass(frozen=True, slots=True)
class DayMarked(Event):
    """One person's day was marked, changed or undone. ward_id: where they are at the midnight that ends the day.

    colour: "green", "red", "absent", or "" when undone. reason and owner: codes of the red-day list, for red alone.
    was_red: whether it was a red day until now.
    """

    stay_id: UUID
    organisation_id: UUID
    ward_id: UUID
    day: date
    colour: str
    reason: str
    owner: str
    was_red: bool
