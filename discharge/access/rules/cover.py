"""How long somebody from the bank is given a ward."""

from datetime import datetime, time, timedelta
from typing import Final

from discharge.core.clock import local_date, local_time, moment_of
from discharge.core.errors import RuleBroken

DAY_ENDS: Final = time(21, 30)
NIGHT_ENDS: Final = time(8)
DAY_BEGINS: Final = time(6)  # asked for from then on, it is for the day, though the night has not ended
NIGHT_BEGINS: Final = time(19)  # asked for from then on, it is for the night
LONGEST: Final = timedelta(hours=36)


def usual_end(now: datetime) -> datetime:
    """21:30 today for a day shift, 08:00 for a night that is about to begin or goes on."""
    today, clock = local_date(now), local_time(now).time()
    if clock >= NIGHT_BEGINS:
        return moment_of(today + timedelta(days=1), NIGHT_ENDS)
    if clock < DAY_BEGINS:
        return moment_of(today, NIGHT_ENDS)
    return moment_of(today, DAY_ENDS)


def check_end(until: datetime, *, now: datetime) -> None:
    """Raises RuleBroken for a time that has passed, or more than 36 hours away."""
    if until <= now:
        raise RuleBroken("until_at", "Time must be later than now")
    if until - now > LONGEST:
        raise RuleBroken("until_at", "Time must be within the next 36 hours; ask an administrator for longer")
