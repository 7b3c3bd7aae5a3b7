"""The tables by trust and by ward of "The system today", each number with the way to the rows behind it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from flask import url_for

from discharge.boards.pages.sro.veil import NOT_SHOWN, Veil
from discharge.core.words import counted
from discharge.summaries.queries.people import Measure
from discharge.summaries.queries.system import SystemToday, WardToday

MOST_WARDS: Final = 60  # in the table of an executive who asked for no more
WIDE = 100  # of a whole bar
MANY = 10_000  # pounds, from which thousands say enough


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of a table: words and their links ("" for none), in the order of the table's heads."""

    name: str
    cells: tuple[tuple[str, str, str], ...]


def rows_href(measure: Measure, **narrowed: object) -> str:
    return url_for("boards.sro_rows", measure=measure.value, **narrowed)  # type: ignore[arg-type]


def percent(part: int, whole: int) -> str:
    return f"{round(WIDE * part / whole)}%" if whole else "–"


def pounds(number: int) -> str:
    """`£264,000`, `£4,350`: an estimate is no more exact than this."""
    return f"£{round(number, -3) if number >= MANY else number:,}"


def pounds_of(system: SystemToday, days: Iterable[tuple[UUID, int]]) -> int:
    """Pounds, by the cost of a bed day of each trust; 0 where one of them has set none."""
    total = 0
    for trust_id, number in days:
        cost = system.costs[trust_id].value
        if not cost and number:
            return 0
        total += cost * number
    return total


HEADS = ("People", "Clinically ready", "Bed days so far", "EDD passed", "Red days", "Marked")
MONEY = "Money this month"


class Lines:
    """Rows by ward and by trust. What is hidden of a ward is hidden of its trust's sum too, where that would tell."""

    def __init__(self, system: SystemToday, veil: Veil) -> None:
        self.system, self.veil = system, veil
        self.ready: Counter[UUID] = Counter()
        self.days: Counter[UUID] = Counter()
        for each in system.waiting:
            self.ready[each.ward_id] += each.people
            self.days[each.ward_id] += each.days
        ids = [ward.place.ward_id for ward in system.wards]
        self.no_people = self._gone({ward.place.ward_id: ward.people for ward in system.wards})
        self.no_ready = self._gone({ward_id: self.ready[ward_id] for ward_id in ids})
        self.no_passed = self._gone({ward.place.ward_id: ward.edd_passed for ward in system.wards})

    def _gone(self, people: dict[UUID, int]) -> frozenset[UUID]:
        trusts, wards = self.veil.wards(people)
        return trusts | wards

    def wards(self, *, every: bool) -> tuple[Line, ...]:
        """Every ward by name; of many, unless every one is asked for, those where most days are waited for."""
        shown = self.system.wards
        if not every and len(shown) > MOST_WARDS:
            shown = sorted(shown, key=self._place)[:MOST_WARDS]
        return tuple(
            self._line(ward.place.ward_id, self.veil.place(ward.place.ward_id, is_clear=True), [ward], of="ward")
            for ward in shown
        )

    def _place(self, ward: WardToday) -> tuple[int, str, str]:
        """By what the reader may see: the place of a number that is not shown would tell it."""
        key = ward.place.ward_id
        days = 0 if key in self.no_ready else self.days[key]
        return -days, ward.place.name, str(key)

    def trusts(self) -> tuple[Line, ...]:
        return tuple(
            self._line(key, name, [ward for ward in self.system.wards if ward.place.trust_id == key], of="trust")
            for key, name in self.system.reach.trusts.items()
        )

    def _line(self, key: UUID, name: str, wards: Sequence[WardToday], *, of: str) -> Line:
        opens = of == "trust" or self.veil.is_open  # a list by ward would tell the ward of each reference
        people, beds = sum(ward.people for ward in wards), sum(ward.place.beds for ward in wards)
        ready = sum(self.ready[ward.place.ward_id] for ward in wards)
        days = sum(self.days[ward.place.ward_id] for ward in wards)
        passed = sum(ward.edd_passed for ward in wards)
        red = sum(ward.counted.red for ward in wards)
        rated = red + sum(ward.counted.green for ward in wards)
        marked, to_mark = (sum(getattr(ward.counted, each) for ward in wards) for each in ("marked", "to_mark"))
        money = pounds_of(self.system, [(ward.place.trust_id, ward.counted.nights) for ward in wards])

        def cell(words: str, gone: frozenset[UUID], measure: Measure | None, number: int) -> tuple[str, str]:
            if key in gone:
                return NOT_SHOWN, ""
            return words, rows_href(measure, **{of: key}) if measure and number and opens else ""

        found = (
            cell(f"{people} of {counted(beds, 'bed')}", self.no_people, Measure.PEOPLE, people),
            cell(str(ready), self.no_ready, Measure.READY, ready),
            cell(str(days), self.no_ready, None, days),
            cell(str(passed), self.no_passed, Measure.PASSED, passed),
            cell(f"{percent(red, rated)} of {rated}", self.no_people, Measure.RED, red),
            cell(_marked_words(marked, to_mark), self.no_people, None, marked),
        )
        cells = [(head, *each) for head, each in zip(HEADS, found, strict=True)]
        if any(cost.value for cost in self.system.costs.values()):
            cells.append((MONEY, *cell(pounds(money) if money else "–", self.no_ready, None, money)))
        return Line(name=name, cells=tuple(cells))


def _marked_words(marked: int, to_mark: int) -> str:
    owed = to_mark - marked
    return f"{percent(marked, to_mark)}{f', owes {owed}' if owed else ''}"


def wards_href(system: SystemToday, *, every: bool) -> str:
    """The table by ward on the page."""
    words = {"wards": "all"} if every and len(system.wards) > MOST_WARDS else {}
    return f"{url_for('boards.sro', **words)}#by-ward"  # type: ignore[arg-type]
