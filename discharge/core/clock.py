"""Moments are UTC; days are England's. The only place that asks what time it is."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)  # ours: every day that a ward writes down


def utc_now() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(UTC)


def local_date(moment: datetime) -> date:
    """The day in England at this moment. Raises ValueError for a moment without a zone."""
    return local_time(moment).date()


def local_time(moment: datetime) -> datetime:
    """The same moment on an English wall clock. Raises ValueError for a moment without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(LONDON)


def moment_of(day: date, at: time) -> datetime:
    """The UTC moment at which English wall clocks show `at` on `day`.

    In October's repeated hour the first of the two; in March's missing hour the moment as if the clocks had not moved.
    """
    return datetime.combine(day, at, tzinfo=LONDON).astimezone(UTC)


def latest_moment_of(day: date, at: time, *, until: datetime) -> datetime:
    """The last UTC moment, not after `until`, at which English clocks show `at` on `day`; if there is none, `until`.

    In October's repeated hour whichever of the two has come, so that a clock read every few minutes never runs back.
    """
    shown = datetime.combine(day, at, tzinfo=LONDON)
    moments = (shown.astimezone(UTC), shown.replace(fold=1).astimezone(UTC))
    return max((moment for moment in moments if moment <= until), default=until)


def last_moment_of(day: date) -> datetime:
    """The UTC moment just before the midnight that ends `day` in England; summer-time days are 23 or 25 hours long.

    Who is there at that moment is there for the night. Somebody who comes at 00:00 belongs to the day that begins.
    """
    return moment_of(day + timedelta(days=1), time()) - timedelta.resolution
