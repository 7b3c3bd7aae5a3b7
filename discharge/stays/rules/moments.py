"""A time typed by people, as the moment they mean. Source: docs/sources.md#midnight"""

from datetime import UTC, date, datetime, time

from discharge.core.clock import LONDON, moment_of


def typed_moment(day: date, at: time, *, after: datetime | None = None) -> datetime:
    """The UTC moment at which English wall clocks show `at` on `day`.

    after: what must have come before, such as coming to the ward. Where the clock shows an hour twice, the second is
    meant when only that lies after it; and a time within the same minute counts as after it.
    """
    first = moment_of(day, at)
    if after is None or first >= after:
        return first
    second = datetime.combine(day, at, tzinfo=LONDON).replace(fold=1).astimezone(UTC)
    if second >= after:
        return second
    return after if first == after.replace(second=0, microsecond=0) else first
