"""From the cells of a list to people: each row becomes typed values, or what is wrong with it.

A fault in what nobody can do without keeps the whole row back for a person to mend. A fault in anything else leaves
that value out, says so, and lets the person appear on the board.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta

from discharge.core.errors import RuleBroken
from discharge.interop.rules.columns import DATE_FIELDS, LABELS, ColumnMapping, Field, find_columns, unused_columns
from discharge.interop.rules.dates import check_day_first, read_date
from discharge.interop.rules.meanings import legal_code, ready_reason_code, split_name
from discharge.interop.rules.sheet import Cell, RawRow, Sheet
from discharge.interop.rules.words import folded, is_blank, tidy
from discharge.stays.rules.numbers import read_local_number, read_nhs_number

YOUNGEST_YEARS = 5
"""A birth year of two digits belongs to the last century in which the person is at least this old."""
LONGEST_STAY_YEARS = 80
EDD_YEARS_AHEAD = 20


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell. row: as in the file; column: its name in the header, "" for the whole row."""

    row: int
    column: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person as a list tells of them. None: the list says nothing.

    number: the row in the file. ward: as written, and the ward's code once placed. admitted_at: time of day in England.
    legal_code, ready_reason: codes of the lists of stays. notes: values that were left out, and why.
    """

    number: int
    local_number: str
    surname: str
    given_name: str
    birth_date: date
    ward: str
    admitted_on: date
    admitted_at: time | None = None
    nhs_number: str | None = None
    bed: str | None = None
    spell_number: str | None = None
    consultant: str | None = None
    edd: date | None = None
    legal_code: str | None = None
    ready_since: date | None = None
    ready_reason: str | None = None
    notes: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A list, understood as far as it goes. Each of its rows is in `rows` or in `faults`, never in neither.

    seen: local numbers on rows that were kept back: those people are on the list. unused: columns that were not read.
    """

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]
    seen: frozenset[str]
    unused: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many rows the list has, kept back or not."""
        return len(self.rows) + len({fault.row for fault in self.faults})


def read_rows(sheet: Sheet, mapping: ColumnMapping, *, today: date) -> Reading:
    """Read every row. A local number that an earlier good row has already is a fault of the later one.

    Raises RuleBroken("file", ...) when a needed column is missing or doubled, or when dates are written month first.
    """
    columns = find_columns(sheet.header, mapping)
    for wanted in DATE_FIELDS:
        if (index := columns.get(wanted)) is not None:
            check_day_first(sheet.header[index], ((raw.number, raw.cells[index]) for raw in sheet.rows))
    rows: dict[str, Row] = {}
    faults: list[Fault] = []
    seen: set[str] = set()
    for raw in sheet.rows:
        found = read_row(raw, columns, sheet.header, today=today)
        if isinstance(found, Row) and (earlier := rows.get(found.local_number)) is not None:
            name = sheet.header[columns[Field.LOCAL_NUMBER]]
            faults.append(Fault(raw.number, name, f"Row {earlier.number} has this local number too"))
        elif isinstance(found, Row):
            rows[found.local_number] = found
        else:
            faults.extend(found)
            seen |= _numbers_seen(raw, columns)
    return Reading(
        rows=tuple(rows.values()),
        faults=tuple(faults),
        seen=frozenset(seen),
        unused=unused_columns(sheet.header, mapping),
    )


def read_row(
    raw: RawRow, columns: Mapping[Field, int], header: Sequence[str], *, today: date
) -> Row | tuple[Fault, ...]:
    """One row alone, also for a row that a person has mended."""
    if len(raw.cells) > len(header):
        message = (
            f"The row has {len(raw.cells)} cells and the header {len(header)}: is a comma inside a cell not quoted?"
        )
        return (Fault(raw.number, "", message),)
    return _Reader(raw, columns, header, today).row()


def place(reading: Reading, wards: Mapping[str, str]) -> Reading:
    """Turn the wards of a list into codes. Rows whose ward nobody knows move to the faults.

    wards: any name of a ward that the profile covers (code, name, what the record system calls it) to its code. Case,
    spaces and punctuation are ignored.
    """
    codes = {folded(name): code for name, code in wards.items()}
    placed: list[Row] = []
    faults: list[Fault] = []
    for row in reading.rows:
        if (code := codes.get(folded(row.ward))) is not None:
            placed.append(replace(row, ward=code))
        else:
            message = f"No ward of this profile is called “{row.ward}”. Add it to the profile, or discard the row"
            faults.append(Fault(row.number, LABELS[Field.WARD], message))
    kept = {row.number for row in placed}
    return replace(
        reading,
        rows=tuple(placed),
        faults=tuple(sorted((*reading.faults, *faults), key=lambda fault: fault.row)),
        seen=reading.seen | {row.local_number for row in reading.rows if row.number not in kept},
    )


def _numbers_seen(raw: RawRow, columns: Mapping[Field, int]) -> set[str]:
    cell = raw.cells[columns[Field.LOCAL_NUMBER]]
    try:
        return {read_local_number(tidy(cell))} if isinstance(cell, str) and not is_blank(tidy(cell)) else set()
    except RuleBroken:
        return set()


@dataclass(slots=True)
class _Reader:
    raw: RawRow
    columns: Mapping[Field, int]
    header: Sequence[str]
    today: date
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)

    def row(self) -> Row | tuple[Fault, ...]:
        local_number = self._local_number()
        surname, given_name = self._name()
        birth_date, _ = self._date(Field.BIRTH_DATE, _years_before(self.today, YOUNGEST_YEARS), self.faults)
        admitted_on, admitted_at = self._date(Field.ADMITTED, self.today, self.faults)
        ward = self._needed(Field.WARD, "The ward is missing")
        nhs_number = self._nhs_number()
        self._check_order(birth_date, admitted_on)
        if self.faults or birth_date is None or admitted_on is None:
            return tuple(self.faults)
        ready_since = self._later(Field.READY_SINCE, admitted_on, self.today)
        return Row(
            number=self.raw.number,
            local_number=local_number,
            surname=surname,
            given_name=given_name,
            birth_date=birth_date,
            ward=ward,
            admitted_on=admitted_on,
            admitted_at=admitted_at,
            nhs_number=nhs_number,
            bed=self._text(Field.BED) or None,
            spell_number=self._text(Field.SPELL_NUMBER) or None,
            consultant=self._text(Field.CONSULTANT) or None,
            edd=self._later(Field.EDD, admitted_on, _years_before(self.today, -EDD_YEARS_AHEAD)),
            legal_code=self._code(Field.LEGAL_STATUS, legal_code, "is no legal status that we know for certain"),
            ready_since=ready_since,
            ready_reason=self._ready_reason(ready_since),
            notes=tuple(self.notes),
        )

    def _cell(self, wanted: Field) -> Cell:
        index = self.columns.get(wanted)
        cell = "" if index is None else self.raw.cells[index]
        return tidy(cell) if isinstance(cell, str) else cell

    def _text(self, wanted: Field) -> str:
        cell = self._cell(wanted)
        text = cell if isinstance(cell, str) else cell.isoformat()
        return "" if is_blank(text) else text

    def _words(self, wanted: Field) -> str:
        """A name: Na, Nil and Unknown are surnames, so that only a cell without a letter is empty."""
        cell = self._cell(wanted)
        return cell if isinstance(cell, str) and folded(cell) else ""

    def _fault(self, wanted: Field, message: str, where: list[Fault]) -> None:
        index = self.columns.get(wanted)
        where.append(Fault(self.raw.number, LABELS[wanted] if index is None else self.header[index], message))

    def _needed(self, wanted: Field, missing: str) -> str:
        text = self._text(wanted)
        if not text:
            self._fault(wanted, missing, self.faults)
        return text

    def _local_number(self) -> str:
        text = self._needed(Field.LOCAL_NUMBER, "The local number is missing")
        try:
            return read_local_number(text) if text else ""
        except RuleBroken as broken:
            self._fault(Field.LOCAL_NUMBER, broken.message, self.faults)
            return ""

    def _nhs_number(self) -> str | None:
        text = self._text(Field.NHS_NUMBER)
        try:
            return read_nhs_number(text, may_pad=True) if text else None
        except RuleBroken as broken:
            self._fault(Field.NHS_NUMBER, broken.message, self.faults)
            return None

    def _name(self) -> tuple[str, str]:
        if Field.NAME not in self.columns:
            surname = self._words(Field.SURNAME)
            if not surname:
                self._fault(Field.SURNAME, "The surname is missing", self.faults)
            return surname, self._words(Field.GIVEN_NAME)
        text = self._words(Field.NAME)
        if not text:
            self._fault(Field.NAME, "The name is missing", self.faults)
        try:
            return split_name(text) if text else ("", "")
        except ValueError as fault:
            self._fault(Field.NAME, str(fault), self.faults)
            return "", ""

    def _date(self, wanted: Field, latest: date, where: list[Fault]) -> tuple[date | None, time | None]:
        cell = self._cell(wanted)
        if isinstance(cell, str) and is_blank(cell):
            if where is self.faults:
                self._fault(wanted, "The date is missing", where)
            return None, None
        try:
            return read_date(cell, latest=latest)
        except ValueError as fault:
            self._fault(wanted, str(fault), where)
            return None, None

    def _check_order(self, birth_date: date | None, admitted_on: date | None) -> None:
        if birth_date is not None and birth_date > self.today:
            self._fault(Field.BIRTH_DATE, "The date of birth is still to come", self.faults)
            birth_date = None
        if admitted_on is None:
            return
        if admitted_on > self.today:
            self._fault(Field.ADMITTED, "The admission is still to come", self.faults)
        elif admitted_on < _years_before(self.today, LONGEST_STAY_YEARS):
            self._fault(Field.ADMITTED, "Check the year of the admission", self.faults)
        elif birth_date is not None and birth_date > admitted_on:
            self._fault(Field.ADMITTED, "The admission is before the date of birth", self.faults)

    def _later(self, wanted: Field, admitted_on: date, latest: date) -> date | None:
        found, _ = self._date(wanted, latest, self.notes)
        if found is None:
            return None
        if found < admitted_on:
            self._fault(wanted, "This is before the admission, so it was left out", self.notes)
            return None
        if found > latest:
            self._fault(wanted, "This is too far in the future, so it was left out", self.notes)
            return None
        return found

    def _code(self, wanted: Field, meaning: Callable[[str], str | None], unknown: str) -> str | None:
        text = self._text(wanted)
        code = meaning(text) if text else None
        if text and code is None:
            self._fault(wanted, f"“{text}” {unknown}, so it was left out", self.notes)
        return code

    def _ready_reason(self, ready_since: date | None) -> str | None:
        reason = self._code(Field.READY_REASON, ready_reason_code, "is no national reason for a delay")
        if reason is not None and ready_since is None:
            self._fault(Field.READY_REASON, "There is no date since when, so the reason was left out", self.notes)
            return None
        return reason


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28) + timedelta(days=1)
