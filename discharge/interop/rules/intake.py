"""From a sheet to rows that can be compared: what the profile says, and what people settled about rows before."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from discharge.core.clock import latest_moment_of, local_date
from discharge.core.errors import RuleBroken
from discharge.interop.rules.columns import DATE_FIELDS, ColumnMapping, Field, find_columns
from discharge.interop.rules.dates import read_date
from discharge.interop.rules.rows import Fault, Reading, Row, place, read_row, read_rows
from discharge.interop.rules.sheet import Cell, RawRow, Sheet
from discharge.interop.rules.words import folded, is_blank, tidy

Mended = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """A profile without its table. wards: every name of a ward it covers to that ward's key.

    left_out: names of wards whose rows are left out. time_column: where the list says when it was made, or "".
    """

    mapping: ColumnMapping
    wards: Mapping[str, str]
    left_out: frozenset[str] = frozenset()
    time_column: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What people did about rows of earlier lists, by the digest of the row: mended so, or discarded."""

    mended: Mapping[str, Mended] = field(default_factory=dict)
    discarded: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """A list, understood. raw: rows by number, as they stood in the file; digests: what each is known again by.

    left_out: how many rows are of wards that the profile does not cover. discarded: how many were discarded before.
    unknown_wards: names that the profile does not know, as written.
    """

    header: tuple[str, ...]
    raw: Mapping[int, RawRow]
    digests: Mapping[int, str]
    reading: Reading
    listed_at: datetime
    left_out: int
    discarded: int
    unknown_wards: tuple[str, ...]
    warnings: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many people the list shows in the wards of the profile, kept back or not."""
        return self.reading.count + self.discarded

    def faults_by_row(self) -> Mapping[int, tuple[Fault, ...]]:
        found: dict[int, tuple[Fault, ...]] = {}
        for fault in self.reading.faults:
            found[fault.row] = (*found.get(fault.row, ()), fault)
        return found


def take_in(sheet: Sheet, profile: Plain, settled: Settled, *, received_at: datetime) -> Intake:
    """Read every row, mended and discarded ones as people said, and find its ward.

    Raises RuleBroken("file", ...) as `read_rows` does, and when the time of the list cannot be read.
    """
    today = local_date(received_at)
    columns = find_columns(sheet.header, profile.mapping)
    digests = {raw.number: digest_of(raw, columns) for raw in sheet.rows}
    kept = [
        mend(raw, columns, settled.mended.get(digests[raw.number], {}), today)
        for raw in sheet.rows
        if digests[raw.number] not in settled.discarded
    ]
    discarded = [raw for raw in sheet.rows if digests[raw.number] in settled.discarded]
    reading = read_rows(replace(sheet, rows=tuple(kept)), profile.mapping, today=today)
    reading, left_out = _leave_out(reading, {raw.number: raw for raw in kept}, columns, profile.left_out)
    reading = replace(reading, seen=reading.seen | _numbers_of(discarded, columns))
    placed = place(reading, profile.wards)
    homeless = {row.number for row in reading.rows} - {row.number for row in placed.rows}
    return Intake(
        header=sheet.header,
        raw={raw.number: raw for raw in sheet.rows},
        digests=digests,
        reading=placed,
        listed_at=_listed_at(sheet, profile.time_column, received_at),
        left_out=left_out,
        discarded=len(discarded),
        unknown_wards=tuple(dict.fromkeys(row.ward for row in reading.rows if row.number in homeless)),
        warnings=sheet.warnings,
    )


def take_in_one(
    raw: RawRow, header: Sequence[str], profile: Plain, mended: Mended, *, today: date
) -> Row | tuple[Fault, ...]:
    """One row alone, as a person mended it, with its ward found."""
    columns = find_columns(header, profile.mapping)
    found = read_row(mend(raw, columns, mended, today), columns, header, today=today)
    if not isinstance(found, Row):
        return found
    placed = place(Reading(rows=(found,), faults=(), seen=frozenset(), unused=()), profile.wards)
    return placed.rows[0] if placed.rows else placed.faults


def mend(raw: RawRow, columns: Mapping[Field, int], mended: Mended, today: date) -> RawRow:
    """The row with what a person wrote in place of some cells. A row too long for its header loses what is beyond it.

    Dates are written the way that no spreadsheet turns round, so that the check of whole columns passes them by.
    """
    if not mended:
        return raw
    cells = list(raw.cells[: max(columns.values()) + 1])
    for name, text in mended.items():
        index = columns.get(Field(name))
        if index is not None:
            cells[index] = _plain_date(text, today) if Field(name) in DATE_FIELDS else text
    return RawRow(raw.number, tuple(cells))


def digest_of(raw: RawRow, columns: Mapping[Field, int]) -> str:
    """Equal for rows whose cells that are read are equal, wherever they stand and whatever the other columns say."""
    cells = {name.value: text_of(raw.cells[index]) for name, index in columns.items()}
    cells["length"] = str(len(raw.cells))
    return hashlib.sha256(json.dumps(cells, sort_keys=True).encode()).hexdigest()


def text_of(cell: Cell) -> str:
    """A cell as a person would have typed it."""
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y}" if cell.time() == time() else f"{cell:%d/%m/%Y %H:%M}"
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else cell


def _plain_date(text: str, today: date) -> str:
    try:
        day, at = read_date(text, latest=today)
    except ValueError:
        return text  # read again with its row, which then says what is wrong
    return f"{day.isoformat()} {at:%H:%M}" if at else day.isoformat()


def _leave_out(
    reading: Reading, raw: Mapping[int, RawRow], columns: Mapping[Field, int], names: Collection[str]
) -> tuple[Reading, int]:
    if not names:
        return reading, 0
    rows = tuple(row for row in reading.rows if folded(row.ward) not in names)
    gone = {row.local_number for row in reading.rows if folded(row.ward) in names}
    elsewhere = {fault.row for fault in reading.faults if _ward_of(raw[fault.row], columns) in names}
    kept = tuple(fault for fault in reading.faults if fault.row not in elsewhere)
    return replace(reading, rows=rows, faults=kept, seen=reading.seen | gone), len(gone) + len(elsewhere)


def _ward_of(raw: RawRow, columns: Mapping[Field, int]) -> str:
    return folded(text_of(raw.cells[columns[Field.WARD]]))


def _numbers_of(rows: Collection[RawRow], columns: Mapping[Field, int]) -> frozenset[str]:
    cells = (text_of(raw.cells[columns[Field.LOCAL_NUMBER]]) for raw in rows)
    return frozenset("".join(tidy(cell).split()).upper() for cell in cells)


def _listed_at(sheet: Sheet, time_column: str, received_at: datetime) -> datetime:
    """When the list was made: the first time in its column, but never after it was received."""
    if not time_column:
        return received_at
    index = next((i for i, name in enumerate(sheet.header) if folded(name) == folded(time_column)), None)
    if index is None:
        raise RuleBroken("file", f"The list has no column “{time_column}”, which says when it was made")
    for raw in sheet.rows:
        cell = raw.cells[index]
        if isinstance(cell, str) and is_blank(tidy(cell)):
            continue
        try:
            day, at = read_date(cell, latest=local_date(received_at))
        except ValueError as fault:
            raise RuleBroken("file", f"Row {raw.number}, column “{time_column}”: {fault}") from None
        return latest_moment_of(day, at or time(), until=received_at)
    return received_at
