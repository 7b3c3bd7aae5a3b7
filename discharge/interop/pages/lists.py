"""The words of a list sent, mapped, looked at and applied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from flask import url_for

from discharge.interop.commands.keeping_back import DOUBTS
from discharge.interop.commands.previewing import Preview, is_waiting
from discharge.interop.forms import ApplyForm, ColumnsForm, UploadForm, WardNamesForm
from discharge.interop.models import ListState
from discharge.interop.pages.words import place_words, shown_time
from discharge.interop.queries.differences import placed_words
from discharge.interop.queries.lists import ListWithProfile
from discharge.interop.rules.columns import LABELS, Beside, Field
from discharge.interop.rules.intake import text_of
from discharge.interop.rules.picture import KnownStay, Value
from discharge.interop.rules.rows import Row
from discharge.interop.rules.sheet import Sheet
from discharge.interop.rules.summary import lines
from discharge.interop.rules.values import show_value
from discharge.stays.rules.names import NameLevel, shown_name

MOST_ROWS = 200
"""Of one group on one page; the command line and the result count all of them."""
KEPT_BACK = "kept-back"
ELSEWHERE = "Held by another ward"
STATES: Mapping[ListState, str] = {
    ListState.STORED: "Waiting to be looked at",
    ListState.STOPPED: "Stopped",
    ListState.APPLIED: "Applied",
    ListState.REFUSED: "Refused",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLine:
    """One list that came. link: to look at it, "" where there is nothing to see."""

    name: str
    kind: str
    received: str
    state: str
    said: str
    link: str
    is_waiting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadPage:
    form: UploadForm
    lists: tuple[ListLine, ...]
    rows_waiting: int
    people_missing: int

    @classmethod
    def of(cls, form: UploadForm, lists: Sequence[ListWithProfile], rows_waiting: int, people_missing: int) -> Self:
        return cls(
            form=form,
            lists=tuple(map(_line, lists)),
            rows_waiting=rows_waiting,
            people_missing=people_missing,
        )


def _line(found: ListWithProfile) -> ListLine:
    stored = found.stored
    counts = [f"{words.lower()} {count}" for words, count in lines(stored.counts) if count]
    can_look = stored.state != ListState.REFUSED
    return ListLine(
        name=stored.filename,
        kind=f"{found.site.name}: {found.profile.name}"
        if found.profile
        else f"{found.site.name}: columns not mapped yet",
        received=f"{shown_time(stored.received_at)} by {stored.received_by}",
        state=STATES[stored.state],
        said=stored.said or (", ".join(counts) if stored.state == ListState.APPLIED else ""),
        link=url_for("interop.look", list_id=stored.id) if can_look else "",
        is_waiting=is_waiting(found),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnsPage:
    """fields: name of the form's field, with an example of the column that is proposed."""

    form: ColumnsForm
    filename: str
    site: str
    warnings: tuple[str, ...]
    header: tuple[str, ...]
    examples: tuple[tuple[str, ...], ...]
    fields: tuple[str, ...]

    @classmethod
    def of(cls, form: ColumnsForm, found: ListWithProfile, sheet: Sheet) -> Self:
        width = len(sheet.header)
        return cls(
            form=form,
            filename=found.stored.filename,
            site=found.site.name,
            warnings=sheet.warnings,
            header=sheet.header,
            examples=tuple(tuple(text_of(cell) for cell in row.cells[:width]) for row in sheet.rows[:3]),
            fields=tuple(form.column(field).name for field in Field),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WardNamesPage:
    form: WardNamesForm
    filename: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """row: its number in the file, "" for somebody whom the file does not show."""

    row: str
    person: str
    what: str
    now: str
    listed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    key: str
    title: str
    hint: str
    count: int
    rows: tuple[PreviewRow, ...]

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookPage:
    """A list before or after it was applied. done: what was done, once it was."""

    form: ApplyForm
    filename: str
    kind: str
    received: str
    listed: str
    warnings: tuple[str, ...]
    stopped: str
    unlikely: tuple[str, ...]
    groups: tuple[Group, ...]
    unchanged: int
    changes_nothing: bool
    left_out: int
    unknown_wards: str
    wards_link: str
    columns_link: str
    apply_link: str

    @classmethod
    def of(cls, form: ApplyForm, seen: Preview) -> Self:
        stored, planned, intake = seen.found.stored, seen.planned, seen.read.intake
        warnings = list(intake.warnings)
        if planned.is_repeat:
            warnings.append("This is the file that was applied last.")
        if planned.is_old:
            warnings.append("This very file was applied before, and another since. Check that it is the newest.")
        if planned.is_late:
            warnings.append("A newer list has been applied, so this one cannot be.")
        if unused := intake.reading.unused:
            warnings.append(f"Columns that are not read: {', '.join(unused)}.")
        return cls(
            form=form,
            filename=stored.filename,
            kind=f"{seen.found.site.name}: {seen.found.profile.name if seen.found.profile else ''}",
            received=f"{shown_time(stored.received_at)} by {stored.received_by}",
            listed=shown_time(intake.listed_at),
            warnings=tuple(warnings),
            stopped=stored.said,
            unlikely=planned.unlikely,
            groups=tuple(group for group in _groups(seen) if group.count),
            unchanged=len(planned.plan.unchanged),
            changes_nothing=not any(group.count for group in _groups(seen) if group.key != KEPT_BACK),
            left_out=intake.left_out,
            unknown_wards=", ".join(f"“{name}”" for name in intake.unknown_wards),
            wards_link=url_for("interop.wards", list_id=stored.id),
            columns_link=url_for("interop.columns", list_id=stored.id),
            apply_link=url_for("interop.apply", list_id=stored.id),
        )


def _groups(seen: Preview) -> list[Group]:
    plan, known, wards = seen.planned.plan, seen.planned.known, seen.wards
    faults = seen.read.intake.reading.faults

    def who(stay_id: UUID) -> str:
        return "Somebody on another ward" if stay_id in seen.hidden else _who(known[stay_id])

    def field(stay_id: UUID, name: Field, value: Value) -> str:
        words = wards.get(str(value), "") if name is Field.WARD else show_value(name, value)
        return ELSEWHERE if stay_id in seen.hidden and words else words or "Nothing"

    def listed(name: Field, value: Value) -> str:
        return wards.get(str(value), "") if name is Field.WARD else show_value(name, value)

    opens = [_row(o.row.number, _named(o.row), "New person", "Not here", _arrival(o.row, wards)) for o in plan.opens]
    placed = [
        _row(o.row.number, _named(o.row), LABELS[Beside.PLACEMENT], placed_words(there), _arrival(o.row, wards))
        for o in plan.opens
        if (there := seen.planned.placed.get(o.row.number)) is not None
    ]
    moves = [
        _row(t.row, who(t.stay_id), "Ward", wards.get(t.from_ward, ""), place_words(wards.get(t.to_ward, ""), t.bed))
        for t in plan.transfers
    ]
    updates = [
        _row(u.row, who(u.stay_id), LABELS[u.field], field(u.stay_id, u.field, u.ours), listed(u.field, u.listed))
        for u in plan.updates
    ]
    differences = [
        _row(d.row, who(d.stay_id), LABELS[d.field], field(d.stay_id, d.field, d.typed), listed(d.field, d.listed))
        for d in plan.differences
    ]
    missing = [
        _row(0, who(m.stay_id), "Not on the list", wards.get(known[m.stay_id].ward, ""), _times(m.times))
        for m in plan.not_on_list
    ]
    kept_back = [_row(f.row, f.column or "Whole row", f.message, "", "") for f in faults]
    kept_back += [_row(h.row.number, _named(h.row), DOUBTS[h.why], "", "") for h in plan.held]
    return [
        _group("new", "New people", "A stay is opened for each.", opens),
        _group(
            "placed",
            "New here, and placed elsewhere",
            "The placement stays open until somebody says on the person's page that it has ended.",
            placed,
        ),
        _group("moves", "Moves to another ward", "At the time of the list, marked as assumed.", moves),
        _group("changed", "Changed by the list", "Nobody typed these, so the list's value is taken.", updates),
        _group(
            "differences",
            "Different from what staff typed",
            "Nothing is overwritten: both are kept and shown on the person's page, to be settled there.",
            differences,
        ),
        _group(
            "missing",
            "Not on the list",
            "Nobody is discharged by a list. After two lists in a row a person is asked.",
            missing,
        ),
        _group(KEPT_BACK, "Rows kept back", "They wait on their own page to be fixed or discarded.", kept_back),
    ]


def _group(key: str, title: str, hint: str, rows: Sequence[PreviewRow]) -> Group:
    return Group(key=key, title=title, hint=hint, count=len(rows), rows=tuple(rows[:MOST_ROWS]))


def _row(number: int, person: str, what: str, now: str, listed: str) -> PreviewRow:
    return PreviewRow(row=str(number) if number else "", person=person, what=what, now=now, listed=listed)


def _who(stay: KnownStay) -> str:
    name = shown_name(NameLevel.FULL, family=stay.surname, given=stay.given_name, bed=None)
    return f"{name} ({stay.local_number})"


def _named(row: Row) -> str:
    name = shown_name(NameLevel.FULL, family=row.surname, given=row.given_name, bed=None)
    return f"{name} ({row.local_number})"


def _arrival(row: Row, wards: Mapping[str, str]) -> str:
    return (
        f"{place_words(wards.get(row.ward, row.ward), row.bed)}, admitted {show_value(Field.ADMITTED, row.admitted_on)}"
    )


def _times(times: int) -> str:
    return "For the first time" if times == 1 else f"For {times} lists in a row"


@dataclass(frozen=True, slots=True, kw_only=True)
class WardWay:
    """Where to go on for one ward."""

    name: str
    board: str
    grid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedPage:
    filename: str
    kind: str
    applied: str
    counts: tuple[tuple[str, int], ...]
    ways: tuple[WardWay, ...]

    @classmethod
    def of(cls, found: ListWithProfile, ways: Sequence[WardWay]) -> Self:
        stored = found.stored
        return cls(
            filename=stored.filename,
            kind=f"{found.site.name}: {found.profile.name if found.profile else ''}",
            applied=f"{shown_time(stored.applied_at)} by {stored.applied_by}",
            counts=tuple(lines(stored.counts)),
            ways=tuple(ways),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadablePage:
    filename: str
    message: str
    columns_link: str
