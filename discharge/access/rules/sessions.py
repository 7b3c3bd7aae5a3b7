"""When a session ends by itself."""

from datetime import datetime, timedelta
from typing import Final

IN_ALL: Final = timedelta(hours=12)
KEPT_FOR: Final = 2 * IN_ALL  # its row, cleared away at the next sign-in after that; a session is over long before
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


# What a browser calls itself, the most telling first: Edge also says Chrome, and Chrome also says Safari.
BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
MACHINES: Final = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def browser_in_words(user_agent: str) -> str:
    """“Edge on Windows”, enough to know one's own computer by; what is not known is called a browser."""
    browser = next((word for sign, word in BROWSERS if sign in user_agent), "A browser")
    machine = next((word for sign, word in MACHINES if sign in user_agent), "")
    return f"{browser} on {machine}" if machine else browser
