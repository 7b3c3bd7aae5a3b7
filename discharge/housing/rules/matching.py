"""People for a place and places for a person, by stated needs. A person decides. Source: docs/sources.md#matching"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from typing import Generic, TypeVar
from uuid import UUID

from discharge.housing.rules.codes import (
    ACCESS,
    LEVEL_OF_ACCESS,
    LEVEL_OF_SUPPORT,
    ROUTES,
    SAFE_PLACING,
    SELF_CONTAINED,
    SUPPORT_LEVELS,
)
from discharge.stays.rules.shown import shown_day

MOST_MATCHES, MOST_NEAR = 50, 20  # so many people of each are shown for a place
Who = TypeVar("Who", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """ "" and None: not known. council_ids: none for anywhere. safe: codes that are needed to place safely."""

    route: str
    support_level: str
    access: str
    council_ids: frozenset[UUID]
    has_pets: bool | None
    safe: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """cannot_take: codes of the safe-placing list that rule it out. held_until None: as long as it takes."""

    route: str
    support_level: str
    access: str
    council_id: UUID
    allows_pets: bool | None
    is_self_contained: bool | None
    cannot_take: frozenset[str]
    held_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """In words: what fits, what has to be asked, what rules it out."""

    fits: tuple[str, ...]
    checks: tuple[str, ...]
    misses: tuple[str, ...]

    @property
    def is_possible(self) -> bool:
        return not self.misses

    @property
    def order(self) -> tuple[int, int, int]:
        """The best first."""
        return (len(self.misses), len(self.checks), -len(self.fits))


@dataclass(frozen=True, slots=True)
class Shortlist(Generic[Who]):
    """Who is shown for a place, the best first. left_out: how many more could live there."""

    fitting: Mapping[Who, Match]
    near: Mapping[Who, Match]
    left_out: int


def shortlist(
    people: Iterable[tuple[Who, Needs]], place: Place, *, councils: Mapping[UUID, str], today: date
) -> Shortlist[Who]:
    """Those whom nothing rules out, and those whom one thing does; among equals in the order they were given."""
    match_with = matching(place, councils=councils, today=today)
    found = [(who, match_with(needs)) for who, needs in people]
    fitting = [pair for pair in found if pair[1].is_possible]
    near = [pair for pair in found if len(pair[1].misses) == 1]
    return Shortlist(
        fitting=dict(sorted(fitting, key=_order)[:MOST_MATCHES]),
        near=dict(sorted(near, key=_order)[:MOST_NEAR]),
        left_out=max(0, len(fitting) - MOST_MATCHES),
    )


def _order(pair: tuple[object, Match]) -> tuple[int, int, int]:
    return pair[1].order


FIT, CHECK, MISS = "fit", "check", "miss"
Reason = tuple[str, str]


def match(needs: Needs, place: Place, *, councils: Mapping[UUID, str], today: date) -> Match:
    """Every reason for and against, each in words that a ward and a provider can read."""
    return matching(place, councils=councils, today=today)(needs)


def matching(place: Place, *, councils: Mapping[UUID, str], today: date) -> Callable[[Needs], Match]:
    """`match` for many people and one place: what several of them need is answered once."""
    area = councils.get(place.council_id, "another area")
    route, support, access, safe = (cache(partial(answer, place)) for answer in (_route, _support, _access, _safe))
    areas, pets = cache(partial(_area, place, area)), cache(partial(_pets, place))
    is_over = place.held_until is not None and place.held_until < today
    over = [(MISS, f"Was held until {shown_day(place.held_until)}")] if is_over else []

    def match_with(needs: Needs) -> Match:
        found: dict[str, list[str]] = {FIT: [], CHECK: [], MISS: []}
        reasons = (route(needs.route), support(needs.support_level), access(needs.access), areas(needs.council_ids))
        for kind, words in (*reasons, *pets(needs.has_pets), *map(safe, sorted(needs.safe)), *over):
            found[kind].append(words)
        return Match(fits=tuple(found[FIT]), checks=tuple(found[CHECK]), misses=tuple(found[MISS]))

    return match_with


def _route(place: Place, needed: str) -> Reason:
    if not needed:
        return CHECK, "The kind of home is not decided yet"
    there = ROUTES[place.route].short
    return (FIT, there) if needed == place.route else (MISS, f"{ROUTES[needed].short} is looked for, this is {there}")


def _support(place: Place, needed: str) -> Reason:
    if not needed:
        return CHECK, "Support needed is not known"
    difference = LEVEL_OF_SUPPORT[place.support_level] - LEVEL_OF_SUPPORT[needed]
    there = SUPPORT_LEVELS[place.support_level].short
    if difference < 0:
        return MISS, f"{SUPPORT_LEVELS[needed].short} is needed, this has {there[0].lower()}{there[1:]}"
    return (FIT, there) if difference == 0 else (CHECK, f"More support than is needed: {there[0].lower()}{there[1:]}")


def _access(place: Place, needed: str) -> Reason:
    if not needed:
        return CHECK, "Access needed is not known"
    if LEVEL_OF_ACCESS[place.access] >= LEVEL_OF_ACCESS[needed]:
        return FIT, ACCESS[place.access].short
    return MISS, f"{ACCESS[needed].short} is needed"


def _area(place: Place, area: str, wanted: frozenset[UUID]) -> Reason:
    if not wanted or place.council_id in wanted:
        return FIT, area
    return MISS, f"{area} is not an area the person would live in"


def _pets(place: Place, has_pets: bool | None) -> Sequence[Reason]:  # noqa: FBT001 (an answer is what it takes)
    if not has_pets:
        return ()
    if place.allows_pets is None:
        return ((CHECK, "Whether a pet can come"),)
    return ((FIT, "Pets are welcome") if place.allows_pets else (MISS, "No pets, and one comes too"),)


def _safe(place: Place, code: str) -> Reason:
    words = SAFE_PLACING[code].short
    if code in place.cannot_take:
        return MISS, f"This place cannot meet: {words}"
    if code == SELF_CONTAINED and place.is_self_contained is not None:
        return (
            (FIT, "Self-contained") if place.is_self_contained else (MISS, "This is shared, self-contained is needed")
        )
    return CHECK, f"Whether the provider can meet: {words}"


@dataclass(slots=True)
class Crowd:
    """Many people's needs, arranged so that those who fit a place are found without going through each of them.

    A set of people is a whole number, one bit for each: what fits is the "and" of a few such numbers. It answers as
    `match(...).is_possible` does for each person, in the order in which they were given.
    """

    needs: Sequence[Needs]
    _routes: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    _supports: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    _accesses: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    _areas: defaultdict[UUID | None, int] = field(default_factory=lambda: defaultdict(int))
    _safe: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    _pets: int = 0

    def __post_init__(self) -> None:
        for number, each in enumerate(self.needs):
            bit = 1 << number
            self._routes[each.route] |= bit
            self._supports[each.support_level] |= bit
            self._accesses[each.access] |= bit
            for council in each.council_ids or (None,):
                self._areas[council] |= bit
            for code in each.safe:
                self._safe[code] |= bit
            self._pets |= bit if each.has_pets else 0

    def fitting(self, place: Place, *, today: date) -> int:
        """Who could live there, as bits: nothing rules it out, though something may have to be asked."""
        if place.held_until is not None and place.held_until < today:
            return 0
        found = self._routes[""] | self._routes[place.route]
        found &= _up_to(self._supports, LEVEL_OF_SUPPORT, place.support_level)
        found &= _up_to(self._accesses, LEVEL_OF_ACCESS, place.access)
        found &= self._areas[None] | self._areas[place.council_id]
        if place.allows_pets is False:
            found &= ~self._pets
        for code in place.cannot_take:
            found &= ~self._safe[code]
        if place.is_self_contained is False:
            found &= ~self._safe[SELF_CONTAINED]
        return found

    def count(self, place: Place, *, today: date) -> int:
        """How many people `fitting` finds."""
        return self.fitting(place, today=today).bit_count()


def _up_to(people: Mapping[str, int], levels: Mapping[str, int], offered: str) -> int:
    """Those who need at most what is offered, and those of whom it is not known."""
    found = people.get("", 0)
    for code, level in levels.items():
        if level <= levels[offered]:
            found |= people.get(code, 0)
    return found
