"""What a reader of the SRO page may be shown of wards, days and small numbers: one place decides for every part."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Self
from uuid import UUID

from discharge.core.words import counted
from discharge.places.rules.codes import BED_TYPES
from discharge.summaries.queries.reach import Reach
from discharge.summaries.queries.system import SystemToday
from discharge.summaries.rules.small_numbers import (
    Cell,
    Match,
    band,
    hidden,
    hidden_within,
    is_total_hidden,
    may_be_told_apart,
    names_of_kinds,
    veiled,
)

NOT_SHOWN = "Not shown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Veil:
    """is_open: a reader inside the trust, from whom nothing is hidden. clear: the groups whose ward may be shown."""

    reach: Reach
    is_open: bool
    clear: frozenset[tuple[UUID, str, str]]
    kinds: frozenset[Hashable]

    @classmethod
    def of(cls, system: SystemToday) -> Self:
        places = system.reach.places
        groups = {
            Match(each.ward_id, each.cause, each.owner_key, _kind(system.reach, each.ward_id)): each.people
            for each in system.waiting
        }
        gone = veiled(groups)
        return cls(
            reach=system.reach,
            is_open=system.reach.is_inside,
            clear=frozenset(
                (each.ward_id, each.cause, each.owner_key)
                for each in system.waiting
                if Match(each.ward_id, each.cause, each.owner_key, _kind(system.reach, each.ward_id)) not in gone
            ),
            kinds=names_of_kinds((key, _kind(system.reach, key)) for key in places),
        )

    def for_list(self, people: Mapping[UUID, int], clear: Mapping[UUID, int]) -> Self:
        """For a list of so many people by ward, so many of them with their ward: without the types of beds of a trust
        where they would, counted on the list, give away what its table by ward hides.
        """
        if self.is_open or self.reach.owners:
            return self
        by_kind: dict[UUID, dict[Hashable, list[int]]] = {}
        for ward_id in self.wards(people)[1]:
            kind = _kind(self.reach, ward_id)
            trust = by_kind.setdefault(self.reach.places[ward_id].trust_id, {})
            trust.setdefault(kind if kind in self.kinds else "", []).append(people[ward_id] - clear.get(ward_id, 0))
        unsafe = {trust_id for trust_id, kinds in by_kind.items() if not may_be_told_apart(kinds.values())}
        told = {_kind(self.reach, key) for key, place in self.reach.places.items() if place.trust_id not in unsafe}
        return replace(self, kinds=self.kinds & told)

    def clear_by_ward(self, system: SystemToday) -> Mapping[UUID, int]:
        """Clinically ready people whose ward is shown."""
        found: dict[UUID, int] = {}
        for each in system.waiting:
            if self.is_clear(each.ward_id, each.cause, each.owner_key):
                found[each.ward_id] = found.get(each.ward_id, 0) + each.people
        return found

    def is_clear(self, ward_id: UUID, cause: str, owner_key: str) -> bool:
        """Whether ward and days of somebody clinically ready, who waits for this, may be shown."""
        return self.is_open or (ward_id, cause, owner_key) in self.clear

    def place(self, ward_id: UUID | None, *, is_clear: bool) -> str:
        """`Birch`; behind the veil, `Adult acute` where several wards of the trust have such beds, else `A ward`.

        With the trust where there are several.
        """
        place = self.reach.places.get(ward_id) if ward_id else None
        if place is None:
            return "A ward"
        words = place.name
        if not is_clear:
            shared = _kind(self.reach, place.ward_id) in self.kinds
            words = BED_TYPES[place.bed_type].description if shared else "A ward"
        return f"{words}, {place.trust}" if len(self.reach.trusts) > 1 else words

    def days(self, days: int, *, is_clear: bool) -> str:
        return counted(days, "day") if is_clear else band(days)

    def cells(self, people: Mapping[Cell, int]) -> frozenset[Cell]:
        """The rows of a table, beside whose total their people may not be shown."""
        return frozenset() if self.is_open else hidden(people)

    def wards(self, people: Mapping[UUID, int]) -> tuple[frozenset[UUID], frozenset[UUID]]:
        """The trusts and the wards whose people may not be shown."""
        if self.is_open:
            return frozenset(), frozenset()
        trusts: dict[UUID, dict[UUID, int]] = {}
        for ward_id, number in people.items():
            trusts.setdefault(self.reach.places[ward_id].trust_id, {})[ward_id] = number
        return hidden_within(trusts)

    def hides_total(self, people: int) -> bool:
        return not self.is_open and is_total_hidden({"": people})


def _kind(reach: Reach, ward_id: UUID) -> Hashable:
    place = reach.places[ward_id]
    return place.trust_id, place.bed_type
