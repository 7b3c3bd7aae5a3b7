"""What a change to a stay lets the modules above know."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from discharge.core.events import Event


@dataclass(frozen=True, slots=True)
class WardDays:
    """Days of one ward, first to last, both counted."""

    ward_id: UUID
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class StayChanged(Event):
    """Who was where, away, ready or gone on some days changed: admitted, moved, left, away, ready, cancelled, undone.

    touched: the days of each ward that now count differently; none later than today.
    others: more stays of the trust that changed in the same stroke, when a list brings many.
    """

    stay_id: UUID
    organisation_id: UUID
    touched: tuple[WardDays, ...]
    others: tuple[UUID, ...] = ()

    @property
    def stay_ids(self) -> tuple[UUID, ...]:
        return (self.stay_id, *self.others)

    def with_later(self, later: Event) -> Event | None:
        """Both in one, for stays of the same trust; days of a ward that touch become one run."""
        if not isinstance(later, StayChanged) or later.organisation_id != self.organisation_id:
            return None
        more = tuple(key for key in later.stay_ids if key not in self.stay_ids)
        return replace(self, touched=joined((*self.touched, *later.touched)), others=(*self.others, *more))


def joined(runs: Iterable[WardDays]) -> tuple[WardDays, ...]:
    """The same days in as few runs as they take, by ward and day."""
    found: list[WardDays] = []
    for run in sorted(runs, key=lambda run: (run.ward_id, run.first, run.last)):
        last = found[-1] if found else None
        if last is not None and last.ward_id == run.ward_id and run.first <= last.last + timedelta(days=1):
            found[-1] = replace(last, last=max(last.last, run.last))
        else:
            found.append(run)
    return tuple(found)
