"""Days and times as a ward says them. Every moment is told in London time."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache

from discharge.core.clock import local_time
from discharge.core.words import counted
from discharge.days.rules.codes import GREEN_INTERVENTIONS
from discharge.stays.rules.ready import ReadyPeriod, days_shown


@lru_cache(maxsize=2000)
def short_day(day: date, today: date) -> str:
    """`12 Dec`, with the year when it is not this one and more than half a year away."""
    words = f"{day.day} {day:%b}"
    return words if day.year == today.year or abs((day - today).days) < 183 else f"{words} {day.year}"


@lru_cache(maxsize=2000)
def named_day(day: date) -> str:
    """`Sat 14 Nov`."""
    return f"{day:%a} {day.day} {day:%b}"


def long_day(day: date) -> str:
    """`Monday 23 November 2026`."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def days_ready(since: date, today: date) -> str:
    """`3 days` clinically ready until today, counted alike on every page: the first day is 1."""
    return counted(days_shown(ReadyPeriod(since), today), "day")


def clock(moment: datetime) -> str:
    """`16:02`."""
    return f"{local_time(moment):%H:%M}"


def clock_with_seconds(moment: datetime) -> str:
    """`16:02:10`."""
    return f"{local_time(moment):%H:%M:%S}"


def moment_words(moment: datetime, today: date) -> str:
    """`16:00` today, `tomorrow 12:00`, `Tue 18:00` within the week, else `12 Dec 18:00`."""
    local = local_time(moment)
    ahead = (local.date() - today).days
    if ahead == 0:
        return f"{local:%H:%M}"
    if ahead == 1:
        return f"tomorrow {local:%H:%M}"
    if ahead == -1:
        return f"yesterday {local:%H:%M}"
    return f"{local:%a %H:%M}" if abs(ahead) < 7 else f"{short_day(local.date(), today)} {local:%H:%M}"


def age_words(moment: datetime, today: date) -> str:
    """When something was last said: `16:01` today, `Fri` within the week, else `12 Nov`."""
    local = local_time(moment)
    ago = (today - local.date()).days
    if ago <= 0:
        return f"{local:%H:%M}"
    return f"{local:%a}" if ago < 7 else short_day(local.date(), today)


def step_words(steps: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    """Planned or done, as the list's short words or as they were typed."""
    return tuple(
        step.get("words") or (known.short if (known := GREEN_INTERVENTIONS.get(step.get("code"))) else "Other")
        for step in steps
    )


def listed(words: tuple[str, ...], most: int = 2) -> str:
    """`OT home visit, review and 1 more`, the first as a sentence begins."""
    shown = ", ".join(words[:most])
    more = len(words) - most
    return f"{shown} and {more} more" if more > 0 else shown
