"""The words of people placed elsewhere, by provider; of people from other areas here; and the counts by month."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Self

from flask import url_for

from discharge.boards.pages.words import short_day
from discharge.boards.queries.elsewhere import MONTHS_SHOWN, PlacedElsewhere
from discharge.core.words import counted
from discharge.stays.models import Person
from discharge.stays.queries.elsewhere import Placed, Visitor
from discharge.stays.rules.codes import OUT_OF_AREA_REASONS, PLACEMENT_ENDS
from discharge.stays.rules.elsewhere import (
    PlacementDates,
    is_inappropriate,
    months_after,
    out_of_area,
    review_clock,
)
from discharge.stays.rules.length import length_of_stay
from discharge.stays.rules.names import NameLevel, shown_name


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedRow:
    """clock, target_state: "late", "soon" or "". fault: what has to be put right first, or ""."""

    name: str
    number: str
    href: str
    unit: str
    miles: str
    reason: str
    is_inappropriate: bool
    days: str
    since: str
    review: str
    clock: str
    target: str
    target_state: str
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PseudoWard:
    """The people of ours whom one provider has."""

    id: str
    name: str
    people: str
    rows: tuple[PlacedRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorRow:
    """is_checked: whether a person said so; otherwise `why` says what makes it seem so."""

    name: str
    number: str
    href: str
    ward: str
    bed: str
    days: str
    home: str
    why: str
    is_checked: bool
    taken_back_by: str
    target: str
    target_state: str
    say_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedRow:
    name: str
    href: str
    place: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRow:
    """One month of rule 42, all placements and the inappropriate ones of them."""

    month: str
    started: str
    open_at_end: str
    ended: str
    bed_days: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLink:
    words: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ElsewherePage:
    stats: tuple[tuple[int, str, bool], ...]
    wards: tuple[PseudoWard, ...]
    visitors: tuple[VisitorRow, ...]
    months: tuple[MonthRow, ...]
    ended: tuple[EndedRow, ...]
    place_links: tuple[PlaceLink, ...]

    @classmethod
    def of(cls, seen: PlacedElsewhere) -> Self:
        today = seen.today
        going_on = [each for each in seen.placed if each.placement.is_open]
        wards = tuple(_pseudo_wards(going_on, today))
        visitors = tuple(_visitor(each, today) for each in seen.visitors)
        rows = [row for ward in wards for row in ward.rows]
        late = sum(row.clock == "late" for row in rows)
        return cls(
            stats=(
                (len(rows), "of ours in others’ beds", False),
                (sum(row.is_inappropriate for row in rows), "inappropriate: no bed here", False),
                (late, "reviews late", late > 0),
                (len(visitors), "of other areas in our beds", False),
            ),
            wards=wards,
            visitors=visitors,
            months=tuple(_months(seen)),
            ended=tuple(_ended(each, today) for each in seen.placed if not each.placement.is_open),
            place_links=tuple(_place_link(trust.name, trust.id, len(seen.trusts)) for trust in seen.trusts),
        )


def _place_link(name: str, key: object, trusts: int) -> PlaceLink:
    words = "Place somebody elsewhere" if trusts == 1 else f"Place somebody of {name} elsewhere"
    return PlaceLink(words=words, href=url_for("stays.place_find", organisation_id=key))


def _pseudo_wards(placed: Sequence[Placed], today: date) -> Iterable[PseudoWard]:
    in_order = sorted(placed, key=_provider)  # within each, the longest there first, as they came
    by_provider = groupby(in_order, key=_provider)
    for number, (_, each) in enumerate(by_provider, start=1):
        rows = list(each)
        yield PseudoWard(
            id=f"provider-{number}",
            name=rows[0].placement.provider,
            people=counted(len(rows), "person", "people"),
            rows=tuple(_placed(row, today) for row in rows),
        )


def _provider(placed: Placed) -> str:
    return placed.placement.provider.casefold()


def _placed(placed: Placed, today: date) -> PlacedRow:
    row = placed.placement
    target, target_state = _target(row.return_target_on, today)
    inappropriate = is_inappropriate(row.reason)
    fault = ""
    if placed.here_since is not None:
        fault = f"On {placed.here_ward} ward since {short_day(placed.here_since, today)}: end this placement"
    return PlacedRow(
        name=_name(row.person),
        number=row.person.local_number,
        href=url_for("stays.placement", placement_id=row.id),
        unit=row.unit,
        miles="distance not recorded" if row.miles is None else counted(row.miles, "mile"),
        reason="No bed here" if inappropriate else OUT_OF_AREA_REASONS[row.reason].description,
        is_inappropriate=inappropriate,
        days=counted(length_of_stay(row.started_on, today), "day"),
        since=f"since {short_day(row.started_on, today)}",
        review=short_day(row.next_review_on, today),
        clock=review_clock(row.next_review_on, today),
        target=target,
        target_state=target_state,
        fault=fault,
    )


def _visitor(each: Visitor, today: date) -> VisitorRow:
    stay, said = each.stay, each.said
    target, target_state = _target(said.target_on if said else None, today)
    return VisitorRow(
        name=_name(stay.person),
        number=stay.person.local_number,
        href=url_for("boards.stay", stay_id=stay.id),
        ward=each.ward_name,
        bed=f"bed {stay.bed}" if stay.bed else "no bed yet",
        days=counted(length_of_stay(stay.admitted_on, today), "day"),
        home=said.home_area if said else "",
        why="; ".join(each.why),
        is_checked=said is not None,
        taken_back_by=said.taken_back_by if said else "",
        target=target,
        target_state=target_state,
        say_href=url_for("stays.from_elsewhere", stay_id=stay.id),
    )


def _target(day: date | None, today: date) -> tuple[str, str]:
    if day is None:
        return "", ""
    return short_day(day, today), "late" if day < today else ""


def _ended(placed: Placed, today: date) -> EndedRow:
    row = placed.placement
    end = PLACEMENT_ENDS.get(row.ended_because)
    ended_on = row.ended_on or today
    days = counted(length_of_stay(row.started_on, ended_on), "day")
    return EndedRow(
        name=_name(row.person),
        href=url_for("stays.placement", placement_id=row.id),
        place=row.provider,
        words=f"{short_day(ended_on, today)} after {days}: {end.description if end else row.ended_because}",
    )


def _months(seen: PlacedElsewhere) -> Iterable[MonthRow]:
    """The newest month first; the one that runs is counted to today."""
    dates = [
        PlacementDates(each.placement.started_on, each.placement.ended_on, each.placement.reason)
        for each in seen.placed
    ]
    no_bed = [each for each in dates if is_inappropriate(each.reason)]
    for number in reversed(range(MONTHS_SHOWN)):
        first = months_after(seen.first_day, number)
        last = min(months_after(first, 1) - timedelta(days=1), seen.today)
        every, bad = out_of_area(dates, first, last), out_of_area(no_bed, first, last)
        yield MonthRow(
            month=f"{first:%B %Y}" + (" so far" if last == seen.today else ""),
            started=_of(every.started, bad.started),
            open_at_end=_of(every.open_at_end, bad.open_at_end),
            ended=_of(every.ended, bad.ended),
            bed_days=_of(every.bed_days, bad.bed_days),
        )


def _of(every: int, inappropriate: int) -> str:
    return f"{every}, of them {inappropriate} inappropriate" if every else "0"


def _name(person: Person) -> str:
    return shown_name(NameLevel.FULL, family=person.surname, given=person.given_name, bed=None)
