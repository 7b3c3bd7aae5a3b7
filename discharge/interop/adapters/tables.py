"""Tables that leave the application: CSV and Excel. Text stays text: nothing in a cell is ever run."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any, Final

from discharge.core.clock import local_time

Cell = str | int | float | date | datetime | None

CSV_TYPE: Final = "text/csv; charset=utf-8"
XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What spreadsheets take for the beginning of a formula, wide letters of other keyboards included.
FORMULA_SIGNS: Final = tuple("=+-@\t\r\n|%＝＋－＠")
LONGEST_CELL: Final = 32_767  # letters that Excel keeps in one cell
LONGEST_SHEET_NAME: Final = 31
NOT_IN_SHEET_NAMES: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
NARROWEST, WIDEST = 8, 60  # letters across a column


def csv_of(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One table as CSV that Excel opens as UTF-8, lines ended by CR LF. Days are 2026-11-22, moments London time.

    A text that a spreadsheet would run as a formula has an apostrophe before it; numbers, also negative ones, have not.
    """
    lines = StringIO(newline="")
    writer = csv.writer(lines)
    writer.writerow([_in_csv(cell) for cell in header])
    writer.writerows([_in_csv(cell) for cell in row] for row in rows)
    return lines.getvalue().encode("utf-8-sig")


def xlsx_of(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One table as an Excel workbook with one sheet of this name: numbers and days as such, all else as text.

    Text is written as text, whatever it begins with, so it needs no apostrophe. Longer than Excel keeps, it is cut.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415 (20 MB, which a worker that writes no workbook does without)

    kept = BytesIO()
    with Workbook(kept, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet(name.translate(NOT_IN_SHEET_NAMES).strip()[:LONGEST_SHEET_NAME] or "Table")
        formats = _Formats(workbook)
        widths = [len(words) for words in header]
        for column, words in enumerate(header):
            sheet.write_string(0, column, words, formats.head)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                _write(sheet, number, column, cell, formats)
                widths[column] = max(widths[column], len(_in_words(cell)))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(max(width + 1, NARROWEST), WIDEST))
        sheet.freeze_panes(1, 0)
    return kept.getvalue()


class _Formats:
    def __init__(self, workbook: Any) -> None:
        self.head = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        self.moment = workbook.add_format({"num_format": "dd/mm/yyyy hh:mm"})


def _write(sheet: Any, row: int, column: int, cell: Cell, formats: _Formats) -> None:
    match cell:
        case None | "":
            return
        case datetime():
            sheet.write_datetime(row, column, local_time(cell).replace(tzinfo=None), formats.moment)
        case date():
            sheet.write_datetime(row, column, cell, formats.day)
        case str():
            sheet.write_string(row, column, cell[:LONGEST_CELL])
        case _:
            sheet.write_number(row, column, cell)


def _in_csv(cell: Cell) -> str:
    words = _in_words(cell)
    return f"'{words}" if isinstance(cell, str) and _looks_like_a_formula(words) else words


def _looks_like_a_formula(words: str) -> bool:
    return words.startswith(FORMULA_SIGNS) or words.lstrip().startswith(FORMULA_SIGNS)


def _in_words(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{local_time(cell):%Y-%m-%d %H:%M}"
    return str(cell)
