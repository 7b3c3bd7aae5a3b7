"""Ward lists that are Excel workbooks: which sheet is the list, and its cells as values."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum, load_workbook

from discharge.interop.adapters.header import SURE_FROM, find_header, score
from discharge.interop.adapters.limits import Limits, check_lengths, check_no_formula, refused, too_many_rows
from discharge.interop.adapters.package import open_package
from discharge.interop.adapters.parts import SheetScan
from discharge.interop.rules.sheet import Cell, RawRow, Sheet

_WHOLE_BELOW = 1e15
"""Excel keeps fifteen digits; a longer number has lost its end."""


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    header: RawRow
    rows: tuple[RawRow, ...]
    is_sure: bool
    scan: SheetScan


def read_workbook(content: bytes, limits: Limits, known_names: Collection[str], sheet_name: str) -> Sheet:
    """Read the sheet of this name or, when "", the only one that looks like a ward list.

    Hidden sheets are read only by name. Raises RuleBroken("file", ...) where two sheets may be meant.
    """
    package = open_package(content, limits)
    try:
        with load_workbook(BytesIO(package.content)) as workbook:
            names = [sheet_name] if sheet_name else _visible(workbook)
            if sheet_name and sheet_name not in package.sheets:
                there = ", ".join(f"“{name}”" for name in package.sheets)
                raise refused(f"The workbook has no sheet called “{sheet_name}”. It has {there}")
            tables = [
                table
                for name in names
                if name in package.sheets
                if (table := _table(workbook, name, package.sheets[name], known_names)) is not None
            ]
    except CalamineError as fault:
        raise refused("The workbook is damaged. Save it again in Excel, or export the list as CSV") from fault
    chosen = _choose(tables)
    _check(chosen, limits)
    unread = [name for name in package.sheets if name != chosen.name]
    width = len(chosen.header.cells)
    return Sheet(
        header=tuple(str(cell).strip() for cell in chosen.header.cells),
        header_row=chosen.header.number,
        rows=tuple(RawRow(row.number, _fitted(row.cells, width)) for row in chosen.rows),
        sheet_name=chosen.name,
        warnings=(f"Read the sheet “{chosen.name}”. Not read: {', '.join(unread)}",) if unread else (),
    )


def _visible(workbook: CalamineWorkbook) -> list[str]:
    return [sheet.name for sheet in workbook.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]


def _table(workbook: CalamineWorkbook, name: str, scan: SheetScan, known_names: Collection[str]) -> _Table | None:
    if not scan.cells:
        return None
    rows = [
        RawRow(number, tuple(map(_cell, cells)))
        for number, cells in enumerate(workbook.get_sheet_by_name(name).to_python(skip_empty_area=False), start=1)
        if any(cell not in ("", None) for cell in cells)
    ]
    if not any(isinstance(cell, str) and cell.strip() for row in rows for cell in row.cells):
        return None
    header = find_header(rows, known_names)
    below = tuple(row for row in rows if row.number > header.number and any(_is_filled(cell) for cell in row.cells))
    return _Table(name, header, below, score(header, known_names) >= SURE_FROM, scan)


def _choose(tables: list[_Table]) -> _Table:
    filled = [table for table in tables if table.rows]
    for candidates in ([table for table in filled if table.is_sure], filled, tables):
        if len(candidates) == 1:
            return candidates[0]
        if len(candidates) > 1:
            names = ", ".join(f"“{table.name}”" for table in candidates)
            raise refused(
                f"More than one sheet may be the list: {names}. Name the sheet in the profile, or save one only"
            )
    raise refused("The file is empty")


def _check(table: _Table, limits: Limits) -> None:
    if table.scan.formula:
        raise refused(f"Cell {table.scan.formula} of “{table.name}” holds a formula. Export values, not formulas")
    if table.scan.error:
        raise refused(f"Cell {table.scan.error} of “{table.name}” holds an error of Excel. Correct it and save again")
    if len(table.rows) > limits.rows:
        raise too_many_rows(limits)
    for row in (table.header, *table.rows):
        check_lengths(row.cells, row.number, limits)
        check_no_formula(row.cells, row.number)


def _cell(value: object) -> Cell:
    """A value as a person would have typed it; dates stay dates. Whole numbers lose the `.0` that Excel gave them."""
    match value:
        case None:
            return ""
        case str() | date():
            return value
        case bool():
            return "Yes" if value else "No"
        case float() if value.is_integer() and abs(value) < _WHOLE_BELOW:
            return str(int(value))
        case time():
            return value.isoformat("minutes")
        case _:
            return str(value)


def _is_filled(cell: Cell) -> bool:
    return not isinstance(cell, str) or bool(cell.strip())


def _fitted(cells: tuple[Cell, ...], width: int) -> tuple[Cell, ...]:
    fitted = list(cells)
    while len(fitted) > width and not _is_filled(fitted[-1]):
        fitted.pop()
    return tuple(fitted + [""] * (width - len(fitted)))
