"""Moments as words."""

from datetime import datetime

from discharge.core.clock import local_date, local_time


def moment_words(moment: datetime, now: datetime) -> str:
    """“09:30” today, “Mon 23 Nov, 09:30” on another day, with the year where it is another."""
    local, today = local_time(moment), local_date(now)
    if local.date() == today:
        return f"{local:%H:%M}"
    day = f"{local:%a} {local.day} {local:%b}"
    return f"{day} {local:%Y}, {local:%H:%M}" if local.year != today.year else f"{day}, {local:%H:%M}"
