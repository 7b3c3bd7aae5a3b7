"""One thing owed, in words: on the list, in a file, and to its owner without names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from flask import url_for

from discharge.blockers.queries.worklist import Item, Worklist
from discharge.blockers.rules.clocks import Clock
from discharge.blockers.rules.worklist import reference_of
from discharge.boards.pages.words import days_ready, long_day, short_day
from discharge.core.words import counted
from discharge.days.rules.codes import RED_REASONS
from discharge.interop.adapters.tables import Cell
from discharge.stays.rules.names import NameLevel, shown_name

HEADER: Final = (
    "Reference", "Surname", "Given name", "Local number", "Ward", "Bed", "Clinically ready since", "Waiting for",
    "Kind of owner", "Owner", "Named person", "Next step", "Waiting since", "Days waited", "Due", "Clock", "Red days",
    "Contested",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRow:
    """clock_state: "late", "soon" or "". kind: of the owner, "" where its name says it. flags: what is not as it should
    be, in words. value: what ticking it posts."""

    id: str
    value: str
    href: str
    blocker_href: str
    ask_href: str
    name: str
    number: str
    where: str
    ready: str
    reason: str
    reason_said: str
    next_step: str
    owner: str
    kind: str
    named: str
    clock: str
    clock_state: str
    due: str
    age: str
    since: str
    red: str
    flags: tuple[str, ...]


def row_of(item: Item, today: date) -> WorkRow:
    reason = RED_REASONS[item.reason]
    clock, state = clock_words(item, today)
    return WorkRow(
        id=f"row-{item.blocker_id.hex}",
        value=f"{item.blocker_id}:{item.version}",
        href=url_for("boards.stay", stay_id=item.stay_id),
        blocker_href=url_for("blockers.show", blocker_id=item.blocker_id),
        ask_href=url_for("escalation.ask_for_stay", stay_id=item.stay_id, blocker=item.blocker_id),
        name=shown_name(NameLevel.FULL, family=item.surname, given=item.given_name, bed=item.bed),
        number=item.local_number,
        where=f"{item.ward_name}, bed {item.bed}" if item.bed else item.ward_name,
        ready=f"Clinically ready {days_ready(item.ready_on, today)}" if item.ready_on else "Will delay",
        reason=reason.short,
        reason_said=reason.description,
        next_step=item.next_step,
        owner=item.owner_name,
        kind="" if item.owner_name == item.owner.kind.words else item.owner.kind.words,
        named=item.named_person,
        clock=clock,
        clock_state=state,
        due=due_note(item, today),
        age=counted((today - item.raised_on).days, "day"),
        since=short_day(item.raised_on, today),
        red=counted(item.red_days, "red day") if item.red_days else "",
        flags=tuple(flags_of(item)),
    )


def clock_words(item: Item, today: date) -> tuple[str, str]:
    """The words beside the clock, and its look. Late and due soon are said by the clock itself."""
    if item.clock in (Clock.PAUSED, Clock.ANSWERED) or item.due_on is None:
        return item.clock.words, ""
    if item.clock is Clock.LATE:
        return counted((today - item.due_on).days, "day"), "late"
    return short_day(item.due_on, today), "soon" if item.clock is Clock.SOON else ""


def due_note(item: Item, today: date) -> str:
    """A quiet line under the clock: the date where the clock does not say it, and whether it is sure."""
    if item.due_on is None:
        return ""
    is_said = item.clock in (Clock.IN_TIME, Clock.SOON)
    notes = (
        "" if is_said else f"due {short_day(item.due_on, today)}",
        "" if item.is_due_sure else "holidays not known",
    )
    return ", ".join(note for note in notes if note)


def flags_of(item: Item) -> Sequence[str]:
    found = []
    if item.is_contested:
        found.append("Contested")
    if not item.owner.is_known:
        found.append("Owner not known")
    if item.is_flagged:
        found.append("Mark undone")
    return found


def cells_of(item: Item, today: date) -> Sequence[Cell]:
    """A line of a file, under HEADER."""
    return (
        reference_of(item.blocker_id),
        item.surname,
        item.given_name,
        item.local_number,
        item.ward_name,
        item.bed,
        item.ready_on,
        RED_REASONS[item.reason].description,
        item.owner.kind.words,
        item.owner_name,
        item.named_person,
        item.next_step,
        item.raised_on,
        (today - item.raised_on).days,
        item.due_on,
        item.clock.words,
        item.red_days,
        "Yes" if item.is_contested else "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is sent to one owner."""

    id: str
    owner: str
    text: str
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersPage:
    back: str
    letters: tuple[Letter, ...]


def letters_of(seen: Worklist, *, sender: str, back: str) -> LettersPage:
    """One text for each owner. It names no person: the reference says which one is meant, to whoever looks it up."""
    letters = []
    for number, (_, group) in enumerate(groupby(seen.items, key=lambda item: item.owner.key), start=1):
        items = list(group)
        text = _text(items, sender=sender, today=seen.today)
        owner = items[0].owner_name
        letters.append(Letter(id=f"letter-{number}", owner=owner, text=text, lines=text.count("\n") + 2))
    return LettersPage(back=back, letters=tuple(letters))


def _text(items: Sequence[Item], *, sender: str, today: date) -> str:
    many = counted(len({item.person_id for item in items}), "person in hospital waits", "people in hospital wait")
    parts = [f"To {items[0].owner_name}", f"{many} for you. As at {long_day(today)}.", ""]
    for number, item in enumerate(items, start=1):
        parts.append(f"{number}. Reference {reference_of(item.blocker_id)}, {item.ward_name} ward")
        parts.append(f"   Waiting for: {RED_REASONS[item.reason].description}")
        if item.next_step:
            parts.append(f"   Next step: {item.next_step}")
        parts.append(f"   {_waited(item, today)}")
    parts += ["", "Please tell us for each: what happens next, who will do it, and by when.", sender]
    return "\n".join(parts)


def _waited(item: Item, today: date) -> str:
    days = counted((today - item.raised_on).days, "day")
    words = [f"Waiting since {item.raised_on.day} {item.raised_on:%B} ({days})"]
    if item.red_days:
        words.append(counted(item.red_days, "red day"))
    if item.clock is Clock.PAUSED:
        words.append("paused at present")
    elif item.due_on is not None:
        words.append(f"{'was due' if item.clock is Clock.LATE else 'due'} {item.due_on.day} {item.due_on:%B}")
    return ", ".join(words)
