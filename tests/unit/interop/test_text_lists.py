"""Ward lists as text: read whole and right, or refused with the row and column at fault."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from discharge.interop.adapters import Limits, read_ward_list
from discharge.interop.rules.sheet import RawRow, column_letter
from tests.unit.interop.making_files import HEADER, PERSON, csv_file

Refusal = Callable[[bytes], str]
ZOE = (*PERSON[:1], "Colé, Zoë", *PERSON[2:])


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("cp1252", "Windows-1252")],
)
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_every_usual_way_to_write_a_list_is_read_alike(delimiter: str, encoding: str, name: str, end: str) -> None:
    sheet = read_ward_list(BytesIO(csv_file(HEADER, ZOE, delimiter=delimiter, encoding=encoding, end=end)))

    assert sheet.header == HEADER
    assert sheet.rows == (RawRow(2, ZOE),)
    assert (sheet.encoding, sheet.delimiter) == (name, {",": "comma", ";": "semicolon", "\t": "tab"}[delimiter])


def test_a_file_is_read_from_its_path(tmp_path: Path) -> None:
    path = tmp_path / "list.bin"
    path.write_bytes(csv_file(HEADER, PERSON))

    assert read_ward_list(path).rows == (RawRow(2, PERSON),)


def test_titles_above_the_header_and_empty_rows_keep_the_numbers_of_the_file() -> None:
    content = b"sep=,\nWard list of the day\n\nPrinted 14/03/2026, by Ann\n" + csv_file(HEADER, PERSON, [], PERSON)

    sheet = read_ward_list(BytesIO(content))

    assert (sheet.header, sheet.header_row) == (HEADER, 5)
    assert [row.number for row in sheet.rows] == [6, 8]


def test_a_line_break_inside_quotation_marks_is_inside_its_cell() -> None:
    sheet = read_ward_list(BytesIO(b'MRN,Ward,Bed\n1,"Rowan\nWest",2\n2,Elm,3'))

    assert sheet.rows == (RawRow(2, ("1", "Rowan\nWest", "2")), RawRow(3, ("2", "Elm", "3")))


def test_a_header_of_a_sites_own_words_is_found_by_the_words_of_its_profile() -> None:
    content = b"Ward,extract of,today\nZiekenhuis,Afdeling,Naam\n1,2,3"

    assert read_ward_list(BytesIO(content), known_names={"ziekenhuis", "afdeling", "naam"}).header_row == 2
    assert read_ward_list(BytesIO(content)).header_row == 1


def test_a_short_row_is_filled_up_and_a_long_one_keeps_what_is_too_much() -> None:
    sheet = read_ward_list(BytesIO(b"MRN,Ward,Bed\n1\n1,2,3,,\n1,2,3,4,\n"))

    assert [row.cells for row in sheet.rows] == [("1", "", ""), ("1", "2", "3"), ("1", "2", "3", "4")]


@pytest.mark.parametrize("words", ["-Smith", "+44 20 7946 0000", "-", "--", "- none", "+", "@", "@ 10:00", "=", "A=B"])
def test_words_that_only_look_like_a_formula_are_words(words: str) -> None:
    assert read_ward_list(BytesIO(csv_file(HEADER, (words,)))).rows[0].cells[0] == words


def test_text_that_an_export_guards_from_excel_is_read_as_the_text() -> None:
    assert read_ward_list(BytesIO(csv_file(HEADER, ('="0012345"',)))).rows[0].cells[0] == "0012345"


@pytest.mark.parametrize("words", ["=1+1", " =A1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3|x!A0", '=HYPERLINK("x")'])
def test_a_formula_refuses_the_file_and_names_the_cell(words: str, refusal: Refusal) -> None:
    quoted = '"' + words.replace('"', '""') + '"'
    content = csv_file(HEADER, PERSON) + f"\n1,{quoted}".encode()

    assert refusal(content) == "Row 3, column B: the cell holds a formula. Export values, not formulas"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty"),
        (b"\xef\xbb\xbf \r\n", "The file is empty"),
        (b"%PDF-1.7\n1,2,3", "This is a PDF, not a ward list. Export the list as CSV, or as an Excel workbook (.xlsx)"),
        (b"\x89PNG\r\n\x1a\n", "This is a picture"),
        (b"\xff\xd8\xff\xe0", "This is a picture"),
        (b"MZ\x90\x00\x03", "This is a program"),
        (b"\x7fELF\x02", "This is a program"),
        (b"\x1f\x8b\x08", "This is a compressed file"),
        (b"\r\n<!DOCTYPE html><table>", "This is a web page or XML, not a ward list, whatever its name says"),
        (b"<?xml version='1.0'?>", "This is a web page or XML"),
        (b'[{"MRN": 1}]', "This is JSON"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "This is an old Excel file (.xls). Open it in Excel and"),
        (csv_file(HEADER), "The list has no rows under its header in row 1"),
        (b"MRN\n1\n2", "The file has only one column: no comma, semicolon or tab separates its cells"),
        (csv_file(HEADER, PERSON, ("1", "A\x00B")), "Row 3, column B: there is a byte here that no text holds"),
        (csv_file(HEADER).decode().encode("utf-16-le"), "Row 1, column A: there is a byte here that no text holds"),
        (csv_file(HEADER) + b"\n1,Zo\x81", "Row 2, column B: the letter here is neither UTF-8 nor Windows-1252"),
        (csv_file(HEADER, ZOE) + b"\n1,2,Zo\xeb", "Row 3, column C: the file mixes two encodings, so some names"),
        (b"\xef\xbb\xbf" + csv_file(HEADER) + b"\n1,\xff", "Row 2, column B: the file says that it is UTF-8, and here"),
        (csv_file(HEADER, ("1", '"never closed')), "Row 2: a quotation mark opens a cell here and is never closed"),
        (csv_file(HEADER, ("1", '"Ann" Cole')), "Row 2: a quotation mark stands inside a cell"),
    ],
)
def test_what_is_no_list_is_refused_with_advice(content: bytes, message: str, refusal: Refusal) -> None:
    assert refusal(content).startswith(message)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: b"a,b\n" * 25_000_000, "The file is larger than 10 MB"),
        (
            lambda: b",".join(b"c%d" % n for n in range(50_000)) + b"\n1,2",
            "Row 1 has 50,000 columns. A list may have at most 200",
        ),
        (
            lambda: csv_file(HEADER) + b"\n" + b"x," * 49_999 + b"x",
            "Row 2 has 50,000 columns. A list may have at most 200",
        ),
        (lambda: csv_file(HEADER, *[PERSON] * 5_001), "The list has more than 5,000 rows"),
        (lambda: csv_file(HEADER) + b"\n" * 9_000_000 + b"1,2", "The list has more than 5,000 rows"),
        (lambda: csv_file(HEADER, *[["x"] * 150] * 4_000), "The list has more than 200,000 cells"),
        (
            lambda: csv_file(HEADER, ("1", "x" * 2_001)),
            "Row 2, column B: the cell has 2,001 characters. A cell may have at",
        ),
        (
            lambda: csv_file(HEADER, ("1", "x" * 200_000)),
            "Row 2: a cell has more than 2,000 characters, or a quotation mark",
        ),
        (lambda: b"," * 9_000_000, "The file is empty"),
        (lambda: b'"' * 9_000_000, "The file has only one column"),
    ],
    ids=["100 MB", "columns", "columns in a row", "rows", "empty lines", "cells", "long", "huge", "commas", "marks"],
)
def test_what_is_too_large_is_refused_with_the_limit(make: Callable[[], bytes], message: str, refusal: Refusal) -> None:
    assert refusal(make()).startswith(message)


def test_a_hospital_may_set_its_own_limits_and_five_thousand_rows_are_read() -> None:
    content = csv_file(HEADER, *[PERSON] * 5_000)

    assert len(read_ward_list(BytesIO(content)).rows) == 5_000
    with pytest.raises(Exception, match="more than 10 rows"):
        read_ward_list(BytesIO(content), limits=Limits(rows=10))


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_called_as_excel_calls_them(index: int, letters: str) -> None:
    assert column_letter(index) == letters


def test_there_is_no_column_before_the_first() -> None:
    with pytest.raises(ValueError, match="from 0"):
        column_letter(-1)
