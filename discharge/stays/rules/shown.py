"""Days and moments in words, as NHS pages write them."""

from datetime import date, datetime

from discharge.core.clock import local_time


def shown_day(day: date | None) -> str:
    """`14 March 2026`, or "" for none."""
    return f"{day.day} {day:%B %Y}" if day else ""


def shown_moment(moment: datetime | None) -> str:
    """`14 March 2026 at 09:05` on an English clock of 24 hours, or "" for none."""
    if moment is None:
        return ""
    local = local_time(moment)
    return f"{shown_day(local.date())} at {local:%H:%M}"


def yes_or_no(answer: bool | None) -> str:  # noqa: FBT001 (an answer is what it takes)
    """`Yes`, `No`, or "" when not asked."""
    return "" if answer is None else "Yes" if answer else "No"
