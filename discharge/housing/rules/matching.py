"""People for a place and places for a person, by stated needs. A person decides. Source: docs/sources.md#matching"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
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


FIT, CHECK, MISS = "fit", "check", "miss"


def match(needs: Needs, place: Place, *, councils: Mapping[UUID, str], today: date) -> Match:
    """Every reason for and against, each in words that a ward and a provider can read."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for kind, words in _reasons(needs, place, councils, today):
        found[kind].append(words)
    return Match(fits=tuple(found[FIT]), checks=tuple(found[CHECK]), misses=tuple(found[MISS]))


def _reasons(needs: Needs, place: Place, councils: Mapping[UUID, str], today: date) -> Iterator[tuple[str, str]]:
    offered = ROUTES[place.route].short
    if not needs.route:
        yield CHECK, "The kind of home is not decided yet"
    else:
        wanted = ROUTES[needs.route].short
        yield (FIT, offered) if needs.route == place.route else (MISS, f"{wanted} is looked for, this is {offered}")
    yield _support(needs, place)
    if not needs.access:
        yield CHECK, "Access needed is not known"
    elif LEVEL_OF_ACCESS[place.access] >= LEVEL_OF_ACCESS[needs.access]:
        yield FIT, ACCESS[place.access].short
    else:
        yield MISS, f"{ACCESS[needs.access].short} is needed"
    area = councils.get(place.council_id, "another area")
    if not needs.council_ids or place.council_id in needs.council_ids:
        yield FIT, area
    else:
        yield MISS, f"{area} is not an area the person would live in"
    if needs.has_pets:
        yield {
            True: (FIT, "Pets are welcome"),
            False: (MISS, "No pets, and one comes too"),
            None: (CHECK, "Whether a pet can come"),
        }[place.allows_pets]
    for code in sorted(needs.safe):
        yield _safe(code, place)
    if place.held_until is not None and place.held_until < today:
        yield MISS, f"Was held until {shown_day(place.held_until)}"


def _support(needs: Needs, place: Place) -> tuple[str, str]:
    if not needs.support_level:
        return CHECK, "Support needed is not known"
    difference = LEVEL_OF_SUPPORT[place.support_level] - LEVEL_OF_SUPPORT[needs.support_level]
    there = SUPPORT_LEVELS[place.support_level].short
    if difference < 0:
        return MISS, f"{SUPPORT_LEVELS[needs.support_level].short} is needed, this has {there[0].lower()}{there[1:]}"
    return (FIT, there) if difference == 0 else (CHECK, f"More support than is needed: {there[0].lower()}{there[1:]}")


def _safe(code: str, place: Place) -> tuple[str, str]:
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
        return self.fitting(place, today=today).bit_count()


def _up_to(people: Mapping[str, int], levels: Mapping[str, int], offered: str) -> int:
    """Those who need at most what is offered, and those of whom it is not known."""
    found = people.get("", 0)
    for code, level in levels.items():
        if level <= levels[offered]:
            found |= people.get(code, 0)
    return found
