"""The words of "The system today": numbers, bars and tables, each with the way to the rows behind it."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from discharge.boards.pages.sro.places import (
    MOST_WARDS,
    WIDE,
    Line,
    Lines,
    percent,
    pounds,
    pounds_of,
    rows_href,
    wards_href,
)
from discharge.boards.pages.sro.veil import Veil
from discharge.boards.pages.words import listed
from discharge.core.words import counted
from discharge.days.rules.codes import RED_REASONS
from discharge.summaries.queries.people import Measure
from discharge.summaries.queries.system import SystemToday, Waiting

NOTHING_WRITTEN = "Nothing is written down as awaited"
SMALL = (
    "Numbers from 1 to 4, and those that would give them away, are not shown to readers outside the trust. "
    "Where fewer than 5 people are alike, the type of beds stands for the ward and a band for the days."
)


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
class SystemBlock:
    """some_wards: which of many wards the table has, "" for every one. other_wards: words and link to more or fewer."""

    title: str
    stats: tuple[Stat, ...]
    bars: tuple[Bar, ...]
    owners: tuple[Bar, ...]
    trusts: tuple[Line, ...]
    wards: tuple[Line, ...]
    some_wards: str
    other_wards: tuple[str, str] | None
    has_money: bool
    notes: tuple[str, ...]

    @classmethod
    def of(cls, system: SystemToday, veil: Veil, *, every_ward: bool = False) -> Self:
        bars = _bars(system, veil)
        lines = Lines(system, veil)
        return cls(
            title=title_of(system),
            stats=_stats(system, veil),
            bars=bars,
            owners=_owners(system, veil),
            trusts=lines.trusts() if len(system.reach.trusts) > 1 and not system.reach.owners else (),
            wards=lines.wards(every=every_ward),
            some_wards=_some_wards(system, every=every_ward),
            other_wards=_other_wards(system, every=every_ward),
            has_money=any(bar.money for bar in bars),
            notes=_notes(system, veil),
        )


def _some_wards(system: SystemToday, *, every: bool) -> str:
    if every or len(system.wards) <= MOST_WARDS:
        return ""
    return f"{MOST_WARDS} of {len(system.wards)} wards: those with most bed days so far of clinically ready people."


def _other_wards(system: SystemToday, *, every: bool) -> tuple[str, str] | None:
    if len(system.wards) <= MOST_WARDS:
        return None
    words = f"Only the {MOST_WARDS} with most days" if every else f"All {len(system.wards)} wards"
    return words, wards_href(system, every=not every)


def title_of(system: SystemToday) -> str:
    if system.reach.owners:
        return "Who waits for your organisation"
    trusts = system.reach.trusts
    return "The system today" if len(trusts) > 1 else "The trust today"


def cause_words(cause: str) -> str:
    reason = RED_REASONS.get(cause)
    return reason.short if reason else NOTHING_WRITTEN


def money_of(system: SystemToday, waiting: Iterable[Waiting]) -> int:
    """Pounds of the bed days of these so far; 0 where none may be shown."""
    return pounds_of(system, [(_trust(system, each), each.days) for each in waiting])


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
                note=f"{counted(days, 'bed day')} so far",
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
            else f"{percent(ready, people)} of people, {counted(days, 'bed day')} so far",
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
    href = wards_href(system, every=True) if names else ""
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
    money = pounds_of(system, [(ward.place.trust_id, ward.counted.nights) for ward in system.wards])
    costs = sorted({cost.value for cost in system.costs.values()})
    each = f"£{costs[0]:,}" if len(costs) == 1 else f"£{costs[0]:,} to £{costs[-1]:,}"
    return (
        Stat(
            number=pounds(money),
            label=label,
            note=f"estimate: {counted(nights, 'bed day')} at {each}",
            href=wards_href(system, every=True) if money else "",
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
    """Bed days so far of clinically ready people, by what they wait for."""
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
