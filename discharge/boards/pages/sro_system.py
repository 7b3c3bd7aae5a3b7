"""The words of "The system today": numbers, bars and tables, each with the way to the rows behind it."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from flask import url_for

from discharge.boards.pages.sro_veil import NOT_SHOWN, Veil
from discharge.boards.pages.words import counted, listed
from discharge.days.rules.codes import RED_REASONS
from discharge.summaries.queries.people import Measure
from discharge.summaries.queries.system import SystemToday, Waiting, WardToday

NOTHING_WRITTEN = "Nothing is written down as awaited"
SMALL = (
    "Numbers from 1 to 4, and those that would give them away, are not shown to readers outside the trust. "
    "Where fewer than 5 people are alike, the type of beds stands for the ward and a band for the days."
)
WIDE = 100  # of a whole bar
MANY = 10_000  # pounds, from which thousands say enough


@dataclass(frozen=True, slots=True, kw_only=True)
class Stat:
    number: str
    label: str
    note: str = ""
    href: str = ""
    alert: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """width: 0 to 100, of the longest. days: in words."""

    name: str
    width: int
    days: str
    people: str
    owners: str
    money: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of a table: words and their links ("" for none), in the order of the table's heads."""

    name: str
    cells: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemBlock:
    title: str
    stats: tuple[Stat, ...]
    bars: tuple[Bar, ...]
    owners: tuple[Bar, ...]
    trusts: tuple[Line, ...]
    wards: tuple[Line, ...]
    has_money: bool
    notes: tuple[str, ...]

    @classmethod
    def of(cls, system: SystemToday, veil: Veil) -> Self:
        bars = _bars(system, veil)
        lines = _Lines(system, veil)
        return cls(
            title=title_of(system),
            stats=_stats(system, veil),
            bars=bars,
            owners=_owners(system, veil),
            trusts=lines.trusts() if len(system.reach.trusts) > 1 and not system.reach.owners else (),
            wards=lines.wards(),
            has_money=any(bar.money for bar in bars),
            notes=_notes(system, veil),
        )


def title_of(system: SystemToday) -> str:
    if system.reach.owners:
        return "Who waits for your organisation"
    trusts = system.reach.trusts
    return "The system today" if len(trusts) > 1 else "The trust today"


def rows_href(measure: Measure, **narrowed: object) -> str:
    return url_for("boards.sro_rows", measure=measure.value, **narrowed)  # type: ignore[arg-type]


def percent(part: int, whole: int) -> str:
    return f"{round(WIDE * part / whole)}%" if whole else "–"


def pounds(number: int) -> str:
    """`£264,000`, `£4,350`: an estimate is no more exact than this."""
    return f"£{round(number, -3) if number >= MANY else number:,}"


def cause_words(cause: str) -> str:
    reason = RED_REASONS.get(cause)
    return reason.short if reason else NOTHING_WRITTEN


def _pounds_of(system: SystemToday, days: Iterable[tuple[UUID, int]]) -> int:
    """Pounds, by the cost of a bed day of each trust; 0 where one of them has set none."""
    total = 0
    for trust_id, number in days:
        cost = system.costs[trust_id].value
        if not cost and number:
            return 0
        total += cost * number
    return total


def money_of(system: SystemToday, waiting: Iterable[Waiting]) -> int:
    """Pounds of the days of these so far; 0 where none may be shown."""
    return _pounds_of(system, [(_trust(system, each), each.days) for each in waiting])


def _stats(system: SystemToday, veil: Veil) -> tuple[Stat, ...]:
    ready = sum(each.people for each in system.waiting)
    days = sum(each.days for each in system.waiting)
    if system.reach.owners:
        if veil.hides_total(ready):
            return (Stat(number="Under 5", label="clinically ready people wait for your organisation"),)
        return (
            Stat(
                number=str(ready),
                label="clinically ready people wait for your organisation",
                note=f"{counted(days, 'day')} so far",
                href=rows_href(Measure.READY),
            ),
        )
    people, beds = sum(ward.people for ward in system.wards), sum(ward.place.beds for ward in system.wards)
    return (
        Stat(
            number=str(people),
            label=f"people in {counted(beds, 'bed')}",
            note=f"{percent(people, beds)} occupied",
            href=rows_href(Measure.PEOPLE),
        ),
        Stat(
            number="Under 5" if veil.hides_total(ready) else str(ready),
            label="clinically ready",
            note=""
            if veil.hides_total(ready)
            else f"{percent(ready, people)} of people, {counted(days, 'day')} so far",
            href="" if veil.hides_total(ready) else rows_href(Measure.READY),
        ),
        _red(system),
        _marked(system),
        _passed(system, veil),
        *_lost(system, veil, ready),
    )


def _red(system: SystemToday) -> Stat:
    red = sum(ward.counted.red for ward in system.wards)
    rated = red + sum(ward.counted.green for ward in system.wards)
    return Stat(
        number=percent(red, rated),
        label="red days, last 7 marked",
        note=f"{red} of {counted(rated, 'day')}",
        href=rows_href(Measure.RED) if red else "",
    )


def _marked(system: SystemToday) -> Stat:
    marked = sum(ward.counted.marked for ward in system.wards)
    to_mark = sum(ward.counted.to_mark for ward in system.wards)
    owing = [ward for ward in system.wards if ward.counted.marked < ward.counted.to_mark]
    names = tuple(ward.place.name for ward in owing)
    note = f"{listed(names)} {'owes' if len(names) == 1 else 'owe'} marks" if names else "No ward owes a mark"
    href = f"{url_for('boards.sro')}#by-ward" if names else ""
    return Stat(number=percent(marked, to_mark), label="of days marked, last 7 days", note=note, href=href)


def _passed(system: SystemToday, veil: Veil) -> Stat:
    passed = {ward.place.ward_id: ward.edd_passed for ward in system.wards}
    total = sum(passed.values())
    if veil.hides_total(total):
        return Stat(number="Under 5", label="EDD passed")
    _, gone = veil.wards(passed)
    shown = [ward for ward in system.wards if ward.edd_passed and ward.place.ward_id not in gone]
    most = max(shown, key=lambda ward: ward.edd_passed, default=None)
    note = f"{most.edd_passed} in {most.place.name}" if most and len(system.wards) > 1 else ""
    return Stat(
        number=str(total), label="EDD passed", note=note, href=rows_href(Measure.PASSED) if total else "", alert=False
    )


def _lost(system: SystemToday, veil: Veil, ready: int) -> tuple[Stat, ...]:
    """What was lost while waiting this month, an estimate: only where every trust decided what a bed day costs."""
    if veil.hides_total(ready):
        return ()
    label = f"lost while waiting, {system.today:%B}"
    if unset := _without_cost(system):
        whose = "" if len(unset) == len(system.reach.trusts) else f" in {listed(unset)}"
        return (Stat(number="–", label=label, note=f"no cost of a bed day is decided{whose}"),)
    nights = sum(ward.counted.nights for ward in system.wards)
    money = _pounds_of(system, [(ward.place.trust_id, ward.counted.nights) for ward in system.wards])
    costs = sorted({cost.value for cost in system.costs.values()})
    each = f"£{costs[0]:,}" if len(costs) == 1 else f"£{costs[0]:,} to £{costs[-1]:,}"
    return (
        Stat(
            number=pounds(money),
            label=label,
            note=f"estimate: {counted(nights, 'day')} at {each}",
            href=f"{url_for('boards.sro')}#by-ward" if money else "",
        ),
    )


def _without_cost(system: SystemToday) -> tuple[str, ...]:
    return tuple(name for trust_id, name in system.reach.trusts.items() if not system.costs[trust_id].value)


def _notes(system: SystemToday, veil: Veil) -> tuple[str, ...]:
    notes = [] if veil.is_open else [SMALL]
    said = dict.fromkeys(f"£{cost.value:,}: {cost.source}" for cost in system.costs.values() if cost.value)
    if said:
        notes.append(f"Cost of a bed day: {'; '.join(said)}. Money is an estimate.")
    return tuple(notes)


def _bars(system: SystemToday, veil: Veil) -> tuple[Bar, ...]:
    """Days so far of clinically ready people, by what they wait for."""
    return _grouped(
        system,
        veil,
        key=lambda each: each.cause,
        name=cause_words,
        aside=lambda several: listed(tuple(dict.fromkeys(_owner(system, each) for each in several)), most=2),
        href=lambda cause: rows_href(Measure.READY, cause=cause),
    )


def _owners(system: SystemToday, veil: Veil) -> tuple[Bar, ...]:
    """The same by who owes it."""
    names = {each.owner_key: _owner(system, each) for each in system.waiting}
    return _grouped(
        system,
        veil,
        key=lambda each: each.owner_key,
        name=lambda key: names[key],
        aside=lambda several: listed(tuple(dict.fromkeys(cause_words(each.cause) for each in several)), most=2),
        href=lambda key: rows_href(Measure.READY, owner=key),
    )


def _owner(system: SystemToday, each: Waiting) -> str:
    return system.names.of(each.owner) if each.owner else "Nobody is named"


def _grouped(
    system: SystemToday,
    veil: Veil,
    *,
    key: Callable[[Waiting], str],
    name: Callable[[str], str],
    aside: Callable[[Sequence[Waiting]], str],
    href: Callable[[str], str],
) -> tuple[Bar, ...]:
    people: Counter[str] = Counter()
    groups: dict[str, list[Waiting]] = {}
    for each in sorted(system.waiting, key=lambda each: -each.days):  # whoever owes most days is named first
        people[key(each)] += each.people
        groups.setdefault(key(each), []).append(each)
    if veil.hides_total(people.total()):
        return ()
    gone = veil.cells(people)
    rows = [(name(of), several, href(of)) for of, several in groups.items() if of not in gone]
    rows.sort(key=lambda row: (-_days(row[1]), row[0]))
    if gone:
        together = [each for of in gone for each in groups[of]]
        rows.append((f"{counted(len(gone), 'other')}, together", together, ""))
    longest = max((_days(several) for _, several, _ in rows), default=0)
    return tuple(
        Bar(
            name=words,
            width=max(1, round(WIDE * _days(several) / longest)) if longest else 0,
            days=str(_days(several)),
            people=counted(sum(each.people for each in several), "person", "people"),
            owners=aside(several) if to else "",
            money=_pounds_or_nothing(money_of(system, several)),
            href=to,
        )
        for words, several, to in rows
    )


def _days(several: Sequence[Waiting]) -> int:
    return sum(each.days for each in several)


def _trust(system: SystemToday, each: Waiting) -> UUID:
    return system.reach.places[each.ward_id].trust_id


def _pounds_or_nothing(number: int) -> str:
    return f"about {pounds(number)}" if number else ""


HEADS = ("People", "Clinically ready", "Days so far", "EDD passed", "Red days", "Marked")
MONEY = "Money this month"


class _Lines:
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

    def wards(self) -> tuple[Line, ...]:
        return tuple(
            self._line(ward.place.ward_id, self.veil.place(ward.place.ward_id, is_clear=True), [ward], of="ward")
            for ward in self.system.wards
        )

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
        money = _pounds_of(self.system, [(ward.place.trust_id, ward.counted.nights) for ward in wards])

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
