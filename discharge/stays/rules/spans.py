"""Where somebody was at the midnight that ends a day: a day belongs to that. Source: docs/sources.md#midnight"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from discharge.core.clock import midnight_ending

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
    leg = span_at(midnight_ending(day), legs)
    return None if leg is None else leg.what


def absence_on(day: date, spells: Sequence[Span[str]]) -> str | None:
    """The kind of absence this day counts as, or None: away at the midnight ending it.

    Hours of leave within a day are not a day of leave, and the day of coming back is a day here. A spell without an end
    goes on. spells: `what` is a code of absence-kinds.
    """
    spell = span_at(midnight_ending(day), spells)
    return None if spell is None else spell.what
