"""The words of the daily and the weekly return, on the screen, to copy, and as a table to take away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Self
from uuid import UUID

from flask import url_for

from discharge.boards.pages.words import clock, long_day, named_day
from discharge.core.clock import local_date
from discharge.core.forms import Form
from discharge.interop.adapters.tables import Cell
from discharge.stays.rules.codes import ABSENCE_KINDS
from discharge.summaries.models import ReturnLine
from discharge.summaries.queries.returns import TrustReturns, Version
from discharge.summaries.rules.returns import COLUMNS, Numbers, over_time, total, week_of

TOTAL: Final = "All these wards"
HEADS: Final = (
    "Beds",
    "Occupied",
    "Away",
    "Clinically ready",
    "Clinically ready over 7 days",
    "Clinically ready over 28 days",
    "Long stays",
    "From other areas",
    "Admitted",
    "Moved in",
    "Moved out",
    "Left",
)
_AFTER_AWAY: Final = (
    "ready",
    "ready_over_7",
    "ready_over_28",
    "long_stays",
    "from_elsewhere",
    "admitted",
    "moved_in",
    "moved_out",
    "left",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A ward, a day or a sum: its name and a cell for each of HEADS."""

    name: str
    href: str
    cells: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, name: str, numbers: Numbers, href: str = "") -> Self:
        after = tuple(str(getattr(numbers, column)) for column in _AFTER_AWAY)
        words = (str(numbers.beds), str(numbers.occupied), _away(numbers), *after)
        return cls(name=name, href=href, cells=tuple(zip(HEADS, words, strict=True)))


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLink:
    words: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBlock:
    """One trust's return of a day. text: to copy. freeze_href, again_href: "" for who may not or when it is not due."""

    id: str
    name: str
    state: str
    reason: str
    rows: tuple[Row, ...]
    total: Row | None
    elsewhere: str
    text: str
    versions: tuple[VersionLink, ...]
    freeze_href: str
    again_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekBlock:
    """One trust's week: its days with all wards together, and its wards over the days."""

    id: str
    name: str
    state: str
    days: tuple[Row, ...]
    rows: tuple[Row, ...]
    total: Row | None
    elsewhere: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnsPage:
    """view: "day" or "week". Links are "" where there is nothing to go to."""

    form: Form
    view: str
    title: str
    when: str
    heads: tuple[str, ...]
    days: tuple[DayBlock, ...]
    weeks: tuple[WeekBlock, ...]
    before_href: str
    after_href: str
    other_view: str
    other_href: str
    csv_href: str
    xlsx_href: str

    @classmethod
    def of_day(cls, form: Form, trusts: Sequence[TrustReturns], day: date, *, version: int | None, today: date) -> Self:
        blocks = tuple(_day_block(number, trust, day, version) for number, trust in enumerate(trusts, start=1))
        return cls(
            form=form,
            view="day",
            title="Daily return",
            when=long_day(day),
            heads=HEADS,
            days=blocks,
            weeks=(),
            before_href=_href(day - timedelta(days=1)),
            after_href=_href(day + timedelta(days=1)) if day < today else "",
            other_view="The week",
            other_href=_href(day, "week"),
            csv_href=_export(day, "day", "csv") if any(block.rows for block in blocks) else "",
            xlsx_href=_export(day, "day", "xlsx") if any(block.rows for block in blocks) else "",
        )

    @classmethod
    def of_week(cls, form: Form, trusts: Sequence[TrustReturns], day: date, *, today: date) -> Self:
        first, last = week_of(day)
        blocks = tuple(_week_block(number, trust, first, last) for number, trust in enumerate(trusts, start=1))
        return cls(
            form=form,
            view="week",
            title="Weekly return",
            when=f"{long_day(first)} to {long_day(last)}",
            heads=HEADS,
            days=(),
            weeks=blocks,
            before_href=_href(first - timedelta(days=7), "week"),
            after_href=_href(first + timedelta(days=7), "week") if last < today else "",
            other_view="The day",
            other_href=_href(min(last, today)),
            csv_href=_export(first, "week", "csv") if any(block.days for block in blocks) else "",
            xlsx_href=_export(first, "week", "xlsx") if any(block.days for block in blocks) else "",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CountAgainPage:
    form: Form
    caption: str
    back: str


def numbers_of(line: ReturnLine) -> Numbers:
    return Numbers(**{name: getattr(line, name) for name in COLUMNS})


def table_of(trusts: Iterable[TrustReturns]) -> tuple[tuple[str, ...], list[list[Cell]]]:
    """Heads and rows of a file: each line of the newest version of each day, absences in a column a kind."""
    kinds = [(kind.code, kind.description) for kind in ABSENCE_KINDS]
    heads = (
        *("Day", "Trust", "Ward", "As at", "Since", "Version", "Beds", "Occupied", "Away"),
        *(f"Away: {words}" for _, words in kinds),
        *HEADS[3:],
        *("Placed elsewhere", "Placed elsewhere, inappropriate"),
    )
    rows: list[list[Cell]] = []
    for trust in trusts:
        for version in trust.newest:
            frozen = version.frozen
            for line in version.lines:
                n = numbers_of(line)
                of_ward: list[Cell] = [n.beds, n.occupied, n.away_in_all, *(n.away.get(code, 0) for code, _ in kinds)]
                counts: list[Cell] = [*of_ward, *(getattr(n, name) for name in _AFTER_AWAY), None, None]
                others: list[Cell] = [*[None] * (len(counts) - 2), n.placed_elsewhere, n.inappropriate]
                about: list[Cell] = [
                    *(frozen.day, trust.name, line.name),
                    *(frozen.as_at, frozen.since_at, frozen.number),
                ]
                rows.append([*about, *(others if line.ward_id is None else counts)])
    return heads, rows


def _day_block(number: int, trust: TrustReturns, day: date, asked: int | None) -> DayBlock:
    versions = trust.versions_of(day)
    shown = next((each for each in versions if each.frozen.number == asked), versions[-1] if versions else None)
    may_freeze = trust.may_freeze and trust.is_due and day == trust.day_due
    rows, in_all, others = _lines(shown.lines if shown else ())
    heading = f"Daily return, {trust.name}, {long_day(day)}"
    is_newest = shown is not None and shown is versions[-1]
    return DayBlock(
        id=f"trust-{number}",
        name=trust.name,
        state=_state(trust, shown, versions, day),
        reason=f"Counted again: {shown.frozen.reason}" if shown and shown.frozen.reason else "",
        rows=rows,
        total=in_all,
        elsewhere=others,
        text=_text(f"{heading} at {clock(shown.frozen.as_at)}", (*rows, *_some(in_all)), others) if shown else "",
        versions=tuple(
            VersionLink(
                words=f"Version {each.frozen.number}, frozen {_frozen_words(each)}",
                href=_href(day, version=each.frozen.number),
            )
            for each in versions
            if each is not shown
        ),
        freeze_href=url_for("boards.freeze_return", organisation_id=trust.organisation_id, day=day)
        if may_freeze
        else "",
        again_href=url_for("boards.count_return_again", return_id=shown.frozen.id)
        if shown and is_newest and trust.may_freeze
        else "",
    )


def _state(trust: TrustReturns, shown: Version | None, versions: Sequence[Version], day: date) -> str:
    if shown is None:
        if day == trust.day_due and trust.is_due:
            return f"Not frozen yet. It can be, as at {trust.hour:02d}:00."
        if day > trust.day_due:
            return f"It is frozen at {trust.hour:02d}:00."
        return "Nobody froze this day. The next return counts who came and went since the last."
    frozen = shown.frozen
    since = f"{named_day(local_date(frozen.since_at))} {clock(frozen.since_at)}"
    words = f"As at {clock(frozen.as_at)}, comings and goings since {since}. Frozen {_frozen_words(shown)}."
    if len(versions) > 1:
        newest = versions[-1].frozen.number
        held = "It holds" if frozen.number == newest else f"Replaced by version {newest}"
        words = f"Version {frozen.number}. {held}. {words}"
    return words


def _frozen_words(version: Version) -> str:
    frozen = version.frozen
    return f"{named_day(local_date(frozen.frozen_at))} {clock(frozen.frozen_at)} by {frozen.frozen_by}"


def _week_block(number: int, trust: TrustReturns, first: date, last: date) -> WeekBlock:
    newest = trust.newest
    by_ward: dict[UUID, list[ReturnLine]] = {}
    for version in newest:
        for line in version.lines:
            if line.ward_id is not None:
                by_ward.setdefault(line.ward_id, []).append(line)
    wards = sorted(by_ward.values(), key=lambda lines: lines[-1].name)
    sums = [over_time(map(numbers_of, lines)) for lines in wards]
    rows = tuple(Row.of(lines[-1].name, each) for lines, each in zip(wards, sums, strict=True))
    others = _lines(newest[-1].lines)[2] if newest else ""
    in_all = Row.of(TOTAL, total(sums)) if len(rows) > 1 else None
    frozen = [version.frozen.day for version in newest]
    missing = [day for day in _days(first, min(last, trust.day_due)) if day not in frozen]
    state = f"As at {named_day(frozen[-1])} {clock(newest[-1].frozen.as_at)}." if frozen else "No day is frozen."
    if frozen and missing:
        state += f" Not frozen: {', '.join(map(named_day, missing))}."
    return WeekBlock(
        id=f"trust-{number}",
        name=trust.name,
        state=state,
        days=tuple(
            Row.of(
                named_day(version.frozen.day),
                total(numbers_of(line) for line in version.lines if line.ward_id is not None),
                href=_href(version.frozen.day),
            )
            for version in newest
        ),
        rows=rows,
        total=in_all,
        elsewhere=others,
        text=_text(
            f"Weekly return, {trust.name}, {named_day(first)} to {long_day(last)}", (*rows, *_some(in_all)), others
        )
        if rows
        else "",
    )


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _lines(lines: Sequence[ReturnLine]) -> tuple[tuple[Row, ...], Row | None, str]:
    """Wards, all of them together where there are several, and the people in others' beds in words."""
    wards = [line for line in lines if line.ward_id is not None]
    rows = tuple(Row.of(line.name, numbers_of(line)) for line in wards)
    in_all = Row.of(TOTAL, total(map(numbers_of, wards))) if len(wards) > 1 else None
    others = next((line for line in lines if line.ward_id is None), None)
    words = ""
    if others is not None:
        words = f"Placed elsewhere: {others.placed_elsewhere}"
        if others.placed_elsewhere:
            words += f", of them {others.inappropriate} inappropriate"
    return rows, in_all, words


def _some(row: Row | None) -> tuple[Row, ...]:
    return (row,) if row else ()


def _text(heading: str, rows: Iterable[Row], others: str) -> str:
    """Lines that any e-mail keeps: nothing depends on columns."""
    lines = (f"{row.name}: {'; '.join(f'{head.lower()} {words}' for head, words in row.cells)}" for row in rows)
    return "\n".join(words for words in (heading, *lines, others) if words)


def _away(numbers: Numbers) -> str:
    """`3: 1 home leave, 2 absent without leave (AWOL)`: each kind by its own name, in the order of the list."""
    if not numbers.away_in_all:
        return "0"
    names: Mapping[str, str] = {kind.code: kind.description for kind in ABSENCE_KINDS}
    kinds = [f"{numbers.away[code]} {_small(words)}" for code, words in names.items() if numbers.away.get(code)]
    return f"{numbers.away_in_all}: {', '.join(kinds)}"


def _small(words: str) -> str:
    """Without the capital that begins it, unless it is a name in capitals."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def _href(day: date, view: str = "", version: int | None = None) -> str:
    return url_for("boards.returns", day=day.isoformat(), view=view or None, version=version)


def _export(day: date, view: str, ending: str) -> str:
    return url_for("boards.export_returns", ending=ending, day=day.isoformat(), view=view)


def count_again_page(form: Form, *, day: date, as_at: datetime) -> CountAgainPage:
    return CountAgainPage(form=form, caption=f"{long_day(day)} at {clock(as_at)}", back=_href(day))
