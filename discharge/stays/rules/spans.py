"""Where somebody was at the midnight that ends a day: a day belongs to that. Source: docs/sources.md#midnight"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

from discharge.core.clock import last_moment_of

Place = TypeVar("Place")


@dataclass(frozen=True, slots=True)
class Span(Generic[Place]):
    """Being somewhere, or away in some way, from one moment until another; open while until_at is None.

    At until_at itself the person is no longer there, so spans that touch never claim a moment twice.
    """

    what: Place
    from_at: datetime
    until_at: datetime | None = None


def span_at(moment: datetime, spans: Sequence[Span[Place]]) -> Span[Place] | None:
    """The span that covers this moment; of several, the one that began last."""
    covering = [s for s in spans if s.from_at <= moment and (s.until_at is None or moment < s.until_at)]
    return max(covering, key=lambda s: s.from_at, default=None)


def ward_at_midnight(day: date, legs: Sequence[Span[Place]]) -> Place | None:
    """The ward where the person is at the midnight ending the day, which the day therefore belongs to.

    None before admission and from the discharge day on. For today give the legs as they stand: an open leg reaches
    into the coming midnight.
    """
    leg = span_at(last_moment_of(day), legs)
    return None if leg is None else leg.what


def days_by_place(first: date, last: date, legs: Sequence[Span[Place]]) -> tuple[tuple[Place, date, date], ...]:
    """The days from first to last, both counted, in runs that belong to one place; days nowhere are left out.

    A person who comes back to a place has a run for each time. Empty when last is before first.
    """
    runs: list[tuple[Place, date, date]] = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        place = ward_at_midnight(day, legs)
        if place is None:
            continue
        if runs and runs[-1][0] == place and runs[-1][2] == day - timedelta(days=1):
            runs[-1] = (place, runs[-1][1], day)
        else:
            runs.append((place, day, day))
    return tuple(runs)
