"""What "since my last visit" means."""

from datetime import datetime, timedelta

VISIT_ENDS_AFTER = timedelta(minutes=30)  # ours: openings closer together than this are one visit


def visited_before(at: datetime | None, previous_at: datetime | None, *, now: datetime) -> datetime | None:
    """When the last visit before the present one was, None when there was none.

    at, previous_at: the newest opening of a list, and that of the visit before it, as kept.
    """
    if at is None or now - at > VISIT_ENDS_AFTER:
        return at
    return previous_at
