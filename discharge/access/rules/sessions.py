"""When a session ends by itself."""

from datetime import datetime, timedelta
from typing import Final

IN_ALL: Final = timedelta(hours=12)
TOO_LONG, IDLE = "twelve hours in all", "nothing done"


def over_because(*, began_at: datetime, acted_at: datetime, idle_minutes: int, now: datetime) -> str:
    """Why a session is over at this moment, or "" while it goes on."""
    if now - began_at >= IN_ALL:
        return TOO_LONG
    if now - acted_at >= timedelta(minutes=idle_minutes):
        return IDLE
    return ""


def seconds_left(*, began_at: datetime, acted_at: datetime, idle_minutes: int, now: datetime) -> int:
    """Whole seconds until the session ends if nothing is done; never below 0."""
    ends_at = min(began_at + IN_ALL, acted_at + timedelta(minutes=idle_minutes))
    return max(0, int((ends_at - now).total_seconds()))
