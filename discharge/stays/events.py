"""What a change to a stay lets the modules above know."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Self
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

    @classmethod
    def together(cls, events: Sequence[Self]) -> Sequence[Self]:
        """One for each trust; days of a ward that touch become one run."""
        by_trust: dict[UUID, list[Self]] = {}
        for event in events:
            by_trust.setdefault(event.organisation_id, []).append(event)
        return [
            replace(
                some[0],
                touched=joined(run for event in some for run in event.touched),
                others=tuple(dict.fromkeys(key for event in some for key in event.stay_ids))[1:],
            )
            for some in by_trust.values()
        ]


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


@dataclass(frozen=True, slots=True)
class _OneStay(Event):
    """on: the day from which it holds, which may be some days ago."""

    stay_id: UUID
    organisation_id: UUID
    on: date


@dataclass(frozen=True, slots=True)
class BecameReady(_OneStay):
    """A person in hospital is clinically ready from this day on."""


@dataclass(frozen=True, slots=True)
class NoLongerReady(_OneStay):
    """The team decided that a person in hospital is not clinically ready any more, from this day on."""


@dataclass(frozen=True, slots=True)
class Discharged(_OneStay):
    """Somebody left, or died here, on this day; readiness and absence ended with it, and are not told apart."""


@dataclass(frozen=True, slots=True)
class DischargeUndone(_OneStay):
    """A discharge of this day was wrong: the stay is open again, with what the discharge had closed."""


@dataclass(frozen=True, slots=True)
class Died(_OneStay):
    """A person died on this day: in hospital, told after Discharged, or after they had left."""

    person_id: UUID


@dataclass(frozen=True, slots=True)
class DeathUndone(_OneStay):
    """That a person died on this day was wrong; of a death in hospital it is told after DischargeUndone."""

    person_id: UUID


@dataclass(frozen=True, slots=True)
class ResponsibleBodiesChanged(_OneStay):
    """Another ICB or council, or none, is responsible for somebody from this day on."""


@dataclass(frozen=True, slots=True)
class StayCancelled(_OneStay):
    """An admission was wrong: the stay, which began on this day, counts for nobody."""
