"""Tables that leave: what a spreadsheet makes of them."""

import csv
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from discharge.interop.adapters.tables import LONGEST_CELL, csv_of, xlsx_of

HEADER = ("Ward", "Number")


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(content: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+44 20 7946 0000",
        "-2+3",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        "  =1+1",
        "＝1+1",
        "|calc",
        '=HYPERLINK("https://example.invalid","look")',
        "=cmd|' /C calc'!A0",
    ],
)
def test_no_text_is_run_as_a_formula(text):
    assert read_csv(csv_of(HEADER, [(text, 1)]))[1] == [f"'{text}", "1"]
    content = xlsx_of("Wards", HEADER, [(text, 1)])
    sheet = ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    assert read_xlsx(content)[1][1] == 1.0


def test_a_formula_in_a_header_is_text_too():
    assert read_csv(csv_of(("=1+1",), []))[0] == ["'=1+1"]
    assert b"<f>" not in ZipFile(BytesIO(xlsx_of("Wards", ("=1+1",), []))).read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("text", ["Birch", "O'Neill", "Room 3-4", "a, b", 'he said "no"', "one\ntwo", "ß – ñ"])
def test_other_text_stays_as_it_is(text):
    assert read_csv(csv_of(HEADER, [(text, 1)]))[1][0] == text
    assert read_xlsx(xlsx_of("Wards", HEADER, [(text, 1)]))[1][0] == text


def test_numbers_days_and_moments_stay_what_they_are():
    row = (-3, 4.5, date(2026, 11, 22), datetime(2026, 7, 1, 7, 30, tzinfo=UTC), None)
    header = ("a", "b", "c", "d", "e")
    assert read_csv(csv_of(header, [row]))[1] == ["-3", "4.5", "2026-11-22", "2026-07-01 08:30", ""]
    assert read_xlsx(xlsx_of("Wards", header, [row]))[1][:4] == [
        -3.0,
        4.5,
        date(2026, 11, 22),
        datetime(2026, 7, 1, 8, 30),  # noqa: DTZ001 (a workbook knows no zones)
    ]


def test_a_table_without_rows_has_its_header():
    assert read_csv(csv_of(HEADER, [])) == [["Ward", "Number"]]
    assert read_xlsx(xlsx_of("Wards", HEADER, [])) == [["Ward", "Number"]]


def test_a_sheet_takes_any_name():
    content = xlsx_of("Return: 22/11/2026 [day] of a trust with a very long name", HEADER, [])
    name = CalamineWorkbook.from_filelike(BytesIO(content)).sheet_names[0]
    assert name == "Return  22 11 2026  day  of a t"
    assert CalamineWorkbook.from_filelike(BytesIO(xlsx_of("/", HEADER, []))).sheet_names == ["Table"]


def test_text_longer_than_a_cell_is_cut_to_what_excel_keeps():
    assert len(str(read_xlsx(xlsx_of("Wards", HEADER, [("x" * (LONGEST_CELL + 9), 1)]))[1][0])) == LONGEST_CELL
