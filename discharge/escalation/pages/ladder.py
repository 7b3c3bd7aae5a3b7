"""The ladder of a place: its levels, who answers on each, and what is wrong with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from discharge.access.queries.people import Place
from discharge.core.words import counted
from discharge.escalation.models import LadderLevel
from discharge.escalation.queries.administration import LadderSet, LevelSet, PostHeld
from discharge.escalation.rules.ladder import WARD
from discharge.stays.rules.shown import shown_day


@dataclass(frozen=True, slots=True)
class PlaceLink:
    name: str
    href: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """words: deputy, dates. fault: why they answer nothing. href: to end it, "" for who is of another place."""

    name: str
    words: str
    fault: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRow:
    """fault: "" or that nobody answers. add_href: "" where people stand on the wards instead."""

    number: int
    name: str
    role: str
    answer: str
    meets: str
    source: str
    coming: str
    people: tuple[PersonRow, ...]
    fault: str
    change_href: str
    add_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WardRow:
    name: str
    people: tuple[PersonRow, ...]
    fault: str
    add_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderPage:
    place: str
    places: tuple[PlaceLink, ...]
    faults: tuple[str, ...]
    levels: tuple[LevelRow, ...]
    wards: tuple[WardRow, ...]

    @classmethod
    def of(
        cls,
        found: LadderSet,
        places: Sequence[Place],
        *,
        is_system: bool,
        place_href: Callable[[UUID], str],
        level_href: Callable[[int], str],
        add_href: Callable[[UUID, int], str],
        end_href: Callable[[UUID], str],
    ) -> Self:
        def add(level: int) -> str:
            return add_href(found.place.id, level) if level > WARD else ""

        levels = tuple(
            _level(each, level_href(each.terms.level), add(each.terms.level), end_href, is_system=is_system)
            for each in found.levels
        )
        wards = tuple(
            WardRow(
                name=ward.name,
                people=tuple(_person(each, end_href) for each in ward.posts),
                fault=NOBODY if ward.is_empty else "",
                add_href=add_href(ward.ward_id, WARD),
            )
            for ward in found.wards
        )
        empty = [row.name for row in wards if row.fault]
        faults = [f"Nobody answers at {row.name}" for row in levels if row.fault]
        if empty:
            faults.append(f"Nobody answers for {', '.join(empty)} at the first level")
        return cls(
            place=found.place.name,
            places=tuple(PlaceLink(each.name, place_href(each.id), each.id == found.place.id) for each in places),
            faults=tuple(faults),
            levels=levels,
            wards=wards,
        )


NOBODY = "Nobody is named"


def _level(
    found: LevelSet, change_href: str, add_href: str, end_href: Callable[[UUID], str], *, is_system: bool
) -> LevelRow:
    terms, decided = found.terms, found.decided
    source = f"{decided.source}, from {shown_day(decided.from_on)}" if decided else "Proposed by this product"
    if found.is_of_system:
        source = "As the system decided"
    needs_somebody = add_href and not is_system  # at a system, each organisation names its own
    return LevelRow(
        number=terms.level,
        name=terms.name,
        role=terms.role,
        answer=days_words(terms.answer_days) + (", e-mails at any hour" if terms.is_always else ""),
        meets=terms.meets,
        source=source,
        coming="; ".join(coming_words(row) for row in found.coming),
        people=(
            *(_person(each, end_href) for each in found.posts),
            *(_person(each, None) for each in found.others),
        ),
        fault=NOBODY if needs_somebody and found.is_empty else "",
        change_href=change_href,
        add_href=add_href,
    )


def _person(held: PostHeld, end_href: Callable[[UUID], str] | None) -> PersonRow:
    post = held.post
    parts = [
        "deputy" if post.is_deputy else "",
        f"from {shown_day(post.from_on)}" if held.is_coming else "",
        f"until {shown_day(post.until_on)}" if post.until_on else "",
        "" if end_href else "for the whole system",
    ]
    return PersonRow(
        name=held.name,
        words=", ".join(part for part in parts if part),
        fault="Their account or role does not answer here any more" if held.is_empty else "",
        href=end_href(post.id) if end_href else "",
    )


def days_words(days: int) -> str:
    if days == 0:
        return "The same working day"
    return counted(days, "working day")


def coming_words(row: LadderLevel) -> str:
    return f"{days_words(row.answer_days)} from {shown_day(row.from_on)}"
