"""Words that several pages about blockers share."""

from datetime import date

from discharge.blockers.models import Blocker
from discharge.blockers.rules.clocks import Clock, clock_of
from discharge.blockers.rules.waits import Count
from discharge.core.words import counted


def short_day(day: date) -> str:
    """`Thu 26 Nov`, for a line of a list."""
    return f"{day:%a} {day.day} {day:%b}"


def clock_in(blocker: Blocker, today: date) -> Clock:
    return clock_of(
        blocker.state,
        is_answered=blocker.is_answered,
        due_on=blocker.due_on,
        soon_on=blocker.soon_on,
        today=today,
    )


def clock_words(clock: Clock, due_on: date | None, today: date, *, is_sure: bool = True) -> str:
    """What stands beside "Late" and "Due soon", or alone: `by Thu 26 Nov`, `since Thu 19 Nov (4 days)`."""
    if clock in (Clock.CLOSED, Clock.PAUSED, Clock.ANSWERED, Clock.NONE) or due_on is None:
        return clock.words
    if clock is Clock.LATE:
        return f"was due {short_day(due_on)}, {counted((today - due_on).days, 'day')} ago"
    doubt = "" if is_sure else ", if no bank holiday comes between"
    return f"due {short_day(due_on)}{doubt}"


def clock_look(clock: Clock) -> str:
    """What `components/clock.html` calls it."""
    return {Clock.LATE: "late", Clock.SOON: "soon"}.get(clock, "")


def working_words(count: Count) -> str:
    """Working days; unknown holidays are said."""
    words = str(count.working)
    return words if count.is_sure else f"{words} or fewer: bank holidays are not known so far ahead"
