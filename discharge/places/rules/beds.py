"""How many beds a ward has on a day."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """A ward's beds from a day on. closed_beds are among beds. is_shut: the whole ward is closed for a time."""

    from_on: date
    beds: int
    closed_beds: int = 0
    is_shut: bool = False
    reason: str = ""

    @property
    def open_beds(self) -> int:
        """Beds that somebody can lie in: none while the ward is shut."""
        return 0 if self.is_shut else self.beds - self.closed_beds
