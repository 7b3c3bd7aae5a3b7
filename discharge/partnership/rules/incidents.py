"""Near misses and serious incidents: a route apart from the delay ladder. Source: docs/sources.md#incidents"""

from datetime import date
from enum import StrEnum

from discharge.core.errors import RuleBroken

LONGEST_WORDS = 500
LONGEST_REFERENCE = 60


class IncidentKind(StrEnum):
    NEAR_MISS = "near_miss"
    SERIOUS = "serious"

    @property
    def words(self) -> str:
        return "Near miss" if self is IncidentKind.NEAR_MISS else "Serious incident"


class Stage(StrEnum):
    """Where an incident is on its route."""

    TOLD = "told"
    LOOKED_INTO = "looked_into"  # whether the Safeguarding Adults Board is told has been decided
    CLOSED = "closed"

    @property
    def words(self) -> str:
        return _STAGE_WORDS[self]


_STAGE_WORDS = {
    Stage.TOLD: "To be looked into",
    Stage.LOOKED_INTO: "Looked into",
    Stage.CLOSED: "Closed",
}


def check_told(*, kind: IncidentKind | None, happened_on: date, what_happened: str, today: date) -> None:
    """Raises RuleBroken for what is missing or cannot be. happened_on: a local day."""
    if kind is None:
        raise RuleBroken("kind", "Select what it was")
    if happened_on > today:
        raise RuleBroken("happened_on", "The day it happened must be today or earlier")
    if not what_happened:
        raise RuleBroken("what_happened", "Enter what happened")


def check_decision(
    *, is_referred: bool | None, referred_on: date | None, because: str, happened_on: date, today: date
) -> None:
    """What decides whether the Safeguarding Adults Board is told. Raises RuleBroken, naming the field to put right."""
    if is_referred is None:
        raise RuleBroken("is_referred", "Select whether the Safeguarding Adults Board is told")
    if is_referred and referred_on is None:
        raise RuleBroken("referred_on", "Enter the day on which the board was told")
    if not is_referred and referred_on is not None:
        raise RuleBroken("referred_on", "Leave the day empty when the board is not told")
    if not is_referred and not because:
        raise RuleBroken("because", "Enter why the board is not told")
    if referred_on is not None and not happened_on <= referred_on <= today:
        raise RuleBroken("referred_on", "The day must be from when it happened to today")
