"""Today and the last fourteen days of one stay."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import url_for

from discharge.boards.pages.words import listed, moment_words, named_day
from discharge.boards.queries.stay import DayMarked, WholeStay
from discharge.core.clock import local_date
from discharge.core.words import counted
from discharge.days.rules.codes import RED_REASONS, OwnerKind
from discharge.days.rules.mark import Colour
from discharge.stays.models import AbsencePeriod
from discharge.stays.rules.codes import ABSENCE_KINDS

SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkLook:
    """As components/mark.html wants it."""

    kind: str
    letter: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StripDay:
    """As components/strip.html wants it."""

    kind: str
    letter: str
    word: str
    day: str
    weekend: bool
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    days: tuple[StripDay, ...]
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """mark_href, plan_href: "" without the permission or the screen."""

    mark: MarkLook
    words: str
    steps: tuple[str, ...]
    next_step: str
    plan_href: str
    mark_href: str


NOT_MARKED = MarkLook(kind="none", letter="", word="Not marked")


def look_of(mark: DayMarked | None) -> MarkLook:
    if mark is None:
        return NOT_MARKED
    if mark.colour is Colour.ABSENT:
        kind = ABSENCE_KINDS[mark.absence_kind]
        return MarkLook(kind=kind.code, letter=kind.letter, word=kind.description)
    return MarkLook(kind=mark.colour.value, letter=mark.colour.value[0].upper(), word=mark.colour.words)


def detail_of(mark: DayMarked | None) -> str:
    """What was done or awaited."""
    if mark is None or mark.colour is Colour.ABSENT:
        return mark.note if mark else ""
    if mark.colour is Colour.GREEN:
        return listed(tuple(step.short for step in mark.steps), 3)
    return f"{reason_words(mark.reason)}, {owner_words(mark.owner)}{': ' + mark.note if mark.note else ''}"


def reason_words(code: str) -> str:
    reason = RED_REASONS.get(code)
    return reason.short if reason else "Reason not known"


def owner_words(code: str) -> str:
    return OwnerKind(code).words if code in OwnerKind.__members__.values() else code


def strip_of(whole: WholeStay) -> Strip:
    """From admission or fourteen days back, until today or the last night."""
    first = max(whole.strip_from, whole.stay.admitted_on)
    days = tuple(_strip_days(whole, first, whole.strip_until))
    counts = Counter(day.word if day.kind in {"green", "red", "none"} else "away" for day in days)
    parts = (
        counted(counts[Colour.GREEN.words], "green day"),
        counted(counts[Colour.RED.words], "red day"),
        f"{counts['away']} away" if counts["away"] else "",
        f"{counts[NOT_MARKED.word]} not marked" if counts[NOT_MARKED.word] else "",
    )
    return Strip(days=days, summary=", ".join(part for part in parts if part))


def _strip_days(whole: WholeStay, first: date, last: date) -> Iterator[StripDay]:
    by_day = {mark.day: mark for mark in whole.marks if mark.day >= first}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        mark = by_day.get(day)
        look = look_of(mark)
        yield StripDay(
            kind=look.kind,
            letter=look.letter,
            word=look.word,
            day=named_day(day),
            weekend=day.weekday() >= SATURDAY,
            detail=detail_of(mark),
        )


def today_of(whole: WholeStay) -> Today | None:
    """None for somebody who has left."""
    if not whole.stay.is_open:
        return None
    mark = whole.mark_on(whole.today)
    values: dict[str, Any] = {"stay_id": whole.stay.id, "date": whole.today}
    return Today(
        mark=look_of(mark),
        words=detail_of(mark),
        steps=tuple(step.short for step in whole.plan),
        next_step=whole.stay.next_discharge_step,
        plan_href=url_for("days.plan", **values) if whole.may_mark else "",
        mark_href=url_for("days.mark", **values) if whole.may_mark else "",
    )


def away_words(absence: AbsencePeriod, today: date) -> str:
    """`AWOL since 14:10`, `Home leave, back tomorrow 18:00`. Absent without leave is never told as leave."""
    kind = ABSENCE_KINDS[absence.kind]
    since = moment_words(absence.from_at, today)
    if not kind.counts_as_leave and kind.code == "awol":
        return f"AWOL since {since}"
    if absence.due_back_at is None:
        return f"{kind.description} since {since}"
    is_back = local_date(absence.due_back_at) >= today
    return f"{kind.description}, {'due back' if is_back else 'was due back'} {moment_words(absence.due_back_at, today)}"
