"""One line of what happened in a stay."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Happened:
    """at: when it happened; a day alone where no time is known. by: who said so, or ""."""

    on: date
    at: datetime | None
    text: str
    by: str = ""
