"""The words of home: every ward somebody looks after as a line, and what else they may do."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self
from uuid import UUID

from flask import url_for

from discharge.access.rules import Permission
from discharge.boards.pages.attention import LookLine, look_lines
from discharge.boards.pages.words import named_day
from discharge.boards.queries.attention import Look
from discharge.boards.queries.home import WardCounts
from discharge.core.actor import Actor
from discharge.core.words import counted
from discharge.days.queries.owed import OwedDay

TASKS = (
    (
        Permission.RUN_MEETING,
        "boards.meetings",
        "Meetings with partners",
        "The weekly meeting or a discharge event: one person at a time, and what was agreed by organisation",
    ),
    (
        Permission.PLACE_ELSEWHERE,
        "boards.placed_elsewhere",
        "Placed elsewhere",
        "People of ours in others’ beds, and people of other areas in ours",
    ),
    (
        Permission.SEE_COUNTS,
        "boards.returns",
        "Daily and weekly return",
        "Counts by ward, frozen each day at the same hour",
    ),
    (
        Permission.SET_PROTOCOLS,
        "blockers.protocols",
        "Response times",
        "In how many working days each kind of owner is to answer",
    ),
    (
        Permission.HANDLE_INCIDENTS,
        "partnership.incidents",
        "Incidents",
        "Near misses and serious incidents, apart from delays",
    ),
    (Permission.MANAGE_PLACES, "places.admin", "Administration", "Organisations, sites, wards, beds and local numbers"),
    (Permission.MANAGE_PEOPLE, "access.people", "People", "Who signs in, and what they may do where"),
    (Permission.READ_RECORD, "boards.who_looked", "Who looked", "Search the record: who saw or changed what, and when"),
    (Permission.IMPORT_LISTS, "interop.upload", "Import a ward list", "The list that your record system exports"),
)


@dataclass(frozen=True, slots=True)
class Task:
    words: str
    href: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WardLine:
    """href: "" for somebody who may see numbers only. days_owed: days before today on which marks are missing."""

    name: str
    href: str
    people: int
    marked: str
    is_marked: bool
    red: int
    ready: int
    edd_passed: int
    owed: int
    late: str
    days_owed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    wards: tuple[WardLine, ...]
    looks: tuple[LookLine, ...]
    totals: tuple[tuple[int, str], ...]
    tasks: tuple[Task, ...]

    @classmethod
    def of(
        cls,
        actor: Actor,
        wards: Sequence[WardCounts],
        owed: Sequence[OwedDay],
        counts: Mapping[Look, int],
        *,
        today: date,
    ) -> Self:
        """counts: what there is to look at first, empty for somebody who does not coordinate."""
        days_owed: defaultdict[UUID, list[OwedDay]] = defaultdict(list)
        for day in owed:
            if day.day < today:
                days_owed[day.ward_id].append(day)
        tasks = (
            (words, url_for(endpoint), hint) for power, endpoint, words, hint in TASKS if actor.may_somewhere(power)
        )
        return cls(
            wards=tuple(_line(ward, days_owed[ward.ward_id]) for ward in wards),
            looks=look_lines(counts),
            totals=_totals(wards, is_short=bool(counts)),
            tasks=tuple(Task(words, href, hint) for words, href, hint in tasks),
        )


def _totals(wards: Sequence[WardCounts], *, is_short: bool) -> tuple[tuple[int, str], ...]:
    """is_short: the rest is told apart, with the people behind it."""
    people, ready = sum(ward.people for ward in wards), sum(ward.ready for ward in wards)
    if is_short:
        return ((people, "people"), (ready, "clinically ready"))
    return (
        (people, "people"),
        (sum(ward.people - ward.marked for ward in wards), "not marked today"),
        (ready, "clinically ready"),
        (sum(ward.edd_passed for ward in wards), "EDD passed"),
        (sum(ward.owed for ward in wards), "follow-up owed"),
    )


def _line(ward: WardCounts, owed: Sequence[OwedDay]) -> WardLine:
    missing = ""
    if owed:
        people = sum(day.counts.unmarked for day in owed)
        missing = f"{counted(people, 'mark')} since {named_day(owed[0].day)}"
    return WardLine(
        name=ward.ward_name,
        href=url_for("boards.ward", ward_id=ward.ward_id) if ward.may_open else "",
        people=ward.people,
        marked=f"{ward.marked} of {ward.people}",
        is_marked=ward.marked == ward.people,
        red=ward.red,
        ready=ward.ready,
        edd_passed=ward.edd_passed,
        owed=ward.owed,
        late=f"{ward.late} late" if ward.late else "",
        days_owed=missing,
    )
