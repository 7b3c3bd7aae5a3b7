"""Ward lists of every shape, made here so that no binary file is kept beside the tests."""

import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO

import xlsxwriter

HEADER = ("Hospital No", "Patient name", "DOB", "Ward", "Admission date", "NHS No.")
PERSON = ("0012345", "Cole, Ann", "14/03/1990", "ROWAN", "01/02/2026 14:30", "9990000018")

Value = str | int | float | bool | date | datetime


def csv_file(*rows: Sequence[str], delimiter: str = ",", encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    """Cells with the delimiter in them are put in quotation marks."""
    lines = (delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row) for row in rows)
    return end.join(lines).encode(encoding)


def workbook(sheets: Mapping[str, Sequence[Sequence[Value]]], *, hidden: Sequence[str] = ()) -> bytes:
    """Text stays text even where it looks like a formula; dates get a date format."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            if name in hidden:
                sheet.hide()
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    match cell:
                        case datetime():
                            sheet.write_datetime(row, column, cell, moment)
                        case date():
                            sheet.write_datetime(row, column, datetime.combine(cell, datetime.min.time()), day)
                        case bool():
                            sheet.write_boolean(row, column, cell)
                        case int() | float():
                            sheet.write_number(row, column, cell)
                        case str():
                            sheet.write_string(row, column, cell)
    return stream.getvalue()


def workbook_with(parts: Mapping[str, bytes | None], *, start_from: bytes = b"") -> bytes:
    """A workbook in which these parts were put, replaced or (None) left out."""
    old = BytesIO(start_from or workbook({"List": [HEADER, PERSON]}))
    stream = BytesIO()
    with zipfile.ZipFile(old) as before, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            if name not in parts:
                after.writestr(name, before.read(name))
        for name, content in parts.items():
            if content is not None:
                after.writestr(name, content)
    return stream.getvalue()


def sheet_xml(cells: str, before: str = "") -> bytes:
    """A worksheet with this XML as its data."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'{before}<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'.encode()
