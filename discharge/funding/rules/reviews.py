"""When aftercare is looked at again. Source: docs/sources.md#aftercare-review"""

from calendar import monthrange
from datetime import date, timedelta

_MONTHS = 12


def first_review(left_on: date, *, days: int) -> date:
    """The day by which the first review is due: this many days after leaving hospital, six weeks unless decided."""
    return left_on + timedelta(days=days)


def next_review(done_on: date, *, months: int) -> date:
    """The same day so many months later; the last of the month where that month is shorter."""
    year, month = divmod(done_on.year * _MONTHS + done_on.month - 1 + months, _MONTHS)
    return date(year, month + 1, min(done_on.day, monthrange(year, month + 1)[1]))


def review_state(due_on: date | None, *, today: date, soon_days: int = 14) -> str:
    """ "late" from the day after it was due, "soon" in the two weeks before, "" otherwise or without a date."""
    if due_on is None or today < due_on - timedelta(days=soon_days):
        return ""
    return "late" if today > due_on else "soon"
