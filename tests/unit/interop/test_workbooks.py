"""Ward lists as workbooks: values as a person typed them, and nothing that unpacks into trouble."""

import struct
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from io import BytesIO
from random import Random

import pytest

from discharge.core.errors import RuleBroken
from discharge.interop.adapters import read_ward_list
from discharge.interop.rules.sheet import RawRow
from tests.unit.interop.limits_of_tests import bounded
from tests.unit.interop.making_files import HEADER, PERSON, sheet_xml, workbook, workbook_with

Refusal = Callable[[bytes], str]
SHEET = "xl/worksheets/sheet1.xml"
HALF_PAST_TWO = datetime(2026, 2, 1, 14, 30)  # noqa: DTZ001 - the cells of Excel know no time zone
WORD = '<row r="1"><c r="A1" t="str"><v>MRN</v></c></row>'


def test_cells_come_as_they_were_typed_and_dates_as_dates() -> None:
    row = (9990000018, "Khan, Amina", date(1990, 3, 14), True, HALF_PAST_TWO, 1.5, "0012")

    sheet = read_ward_list(BytesIO(workbook({"List": [(*HEADER, "Bed"), row]})))

    assert sheet.rows == (
        RawRow(2, ("9990000018", "Khan, Amina", date(1990, 3, 14), "Yes", HALF_PAST_TWO, "1.5", "0012")),
    )
    assert (sheet.sheet_name, sheet.encoding, sheet.warnings) == ("List", "", ())


def test_rows_keep_the_numbers_that_excel_shows() -> None:
    sheet = read_ward_list(BytesIO(workbook({"List": [[], ["Ward list"], [], HEADER, [], PERSON]})))

    assert (sheet.header_row, [row.number for row in sheet.rows]) == (4, [6])


def test_of_several_sheets_the_one_that_looks_like_a_list_is_read_and_said() -> None:
    content = workbook(
        {"Notes": [["Read me"], ["First"]], "List": [HEADER, PERSON], "Old": [HEADER, PERSON]}, hidden=["Old"]
    )

    sheet = read_ward_list(BytesIO(content))

    assert (sheet.sheet_name, sheet.warnings) == ("List", ("Read the sheet “List”. Not read: Notes, Old",))
    assert read_ward_list(BytesIO(content), sheet_name="Old").sheet_name == "Old"


def test_two_sheets_that_may_be_the_list_are_for_a_person_to_choose(refusal: Refusal) -> None:
    content = workbook({"Rowan": [HEADER, PERSON], "Elm": [HEADER, PERSON]})

    assert refusal(content).startswith(
        "More than one sheet may be the list: “Rowan”, “Elm”. Name the sheet in the profile"
    )
    assert read_ward_list(BytesIO(content), sheet_name="Elm").sheet_name == "Elm"
    with pytest.raises(RuleBroken, match=r"no sheet called “Ash”\. It has “Rowan”, “Elm”"):
        read_ward_list(BytesIO(content), sheet_name="Ash")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (workbook({"List": []}), "The file is empty"),
        (workbook({"List": [HEADER]}), "The list has no rows under its header in row 1"),
        (workbook({"List": [HEADER, PERSON]})[:400], "The workbook is damaged"),
        (workbook_with({"xl/workbook.xml": None}), "This is a zip file, not a ward list"),
        (workbook_with({"xl/workbook.bin": b""}), "This is a binary workbook (.xlsb)"),
        (workbook_with({"xl/vbaProject.bin": b""}), "The workbook holds macros"),
        (workbook_with({"xl/workbook.xml": None, "content.xml": b"", "mimetype": b""}), "This is an OpenDocument file"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "The workbook is protected by a",
        ),
        (workbook_with({SHEET: None}), "The workbook is damaged: a sheet that it names is not in it"),
        (workbook_with({SHEET: b"<worksheet><sheetData>"}), "The workbook is damaged"),
        (workbook_with({SHEET: sheet_xml('<row><c r="1A"/></row>')}), "The workbook is damaged"),
        (workbook_with({"XL/Workbook.xml": b"<a/>"}), "The workbook is damaged: it holds two files of the same name"),
        (
            workbook_with({SHEET: sheet_xml(WORD + '<row r="2"><c r="C2"><f>1+1</f><v>2</v></c></row>')}),
            "Cell C2 of “List” holds a formula. Export values, not formulas",
        ),
        (
            workbook_with({SHEET: sheet_xml(WORD + '<row r="2"><c/><c t="e"><v>#REF!</v></c></row>')}),
            "Cell B2 of “List” holds an error of Excel",
        ),
        (workbook({"List": [HEADER, ("=1+1",)]}), "Row 2, column A: the cell holds a formula"),
        (workbook({"List": [HEADER, ("1", "x" * 2_001)]}), "Row 2, column B: the cell has 2,001 characters"),
    ],
)
def test_a_workbook_that_is_no_list_is_refused_with_advice(content: bytes, message: str, refusal: Refusal) -> None:
    assert refusal(content).startswith(message)


def _attributes(count: int) -> str:
    return " ".join(f'a{number}=""' for number in range(count))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: {"xl/media/image1.png": bytes(120_000_000)}, "The workbook unpacks to more than 100 MB"),
        (lambda: {SHEET: bytes(90_000_000)}, "The workbook unpacks to more than 200 times its size"),
        (
            lambda: {"xl/sharedStrings.xml": b"<sst>" + b"<si/>" * 6_000_000 + b"</sst>"},
            "The workbook unpacks to more than 200 times",
        ),
        (lambda: {SHEET: sheet_xml(f"<row {_attributes(2_000_000)}/>")}, "The workbook is damaged"),
        (lambda: {SHEET: sheet_xml(f"<row {_attributes(8_000)}/>" * 300)}, "The file is empty"),
        (
            lambda: {SHEET: sheet_xml(WORD + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')},
            "Row 1048576 has 16,384 columns. A list may have at most 200",
        ),
        (
            lambda: {SHEET: sheet_xml(WORD + '<row r="1048576"><c r="A1048576" t="str"></c></row>')},
            "The list has more than 5,000 rows",
        ),
        (
            lambda: {SHEET: sheet_xml("<row>" + "".join(f'<c r="A{n}" s="{n}"/>' for n in range(1, 6_000)) + "</row>")},
            "The list has more than 5,000 rows",
        ),
        (lambda: {SHEET: sheet_xml("", '<!DOCTYPE a [<!ENTITY b "c">]>')}, "The workbook declares a document type"),
        (
            lambda: {SHEET: sheet_xml("", '<!DOCTYPE a SYSTEM "file:///etc/hostname">')},
            "The workbook declares a document type",
        ),
        (
            lambda: {f"xl/media/{number}": b"" for number in range(1_001)},
            "The workbook holds more than 1,000 files inside",
        ),
    ],
    ids=[
        "bomb",
        "bomb of a sheet",
        "strings",
        "attributes",
        "more attributes",
        "far corner",
        "far row",
        "rows",
        "entity",
        "outside entity",
        "files",
    ],
)
def test_a_workbook_that_grows_when_opened_is_refused_before_it_does(
    make: Callable[[], Mapping[str, bytes]], message: str, refusal: Refusal
) -> None:
    assert refusal(workbook_with(make())).startswith(message)


def test_fifty_thousand_columns_are_refused_with_their_row(refusal: Refusal) -> None:
    content = workbook_with(
        {SHEET: sheet_xml("<row>" + "".join(f"<c><v>{n}</v></c>" for n in range(50_000)) + "</row>")}
    )

    assert refusal(content) == "Row 1 has 201 columns. A list may have at most 200"


def test_a_directory_that_lies_about_its_size_is_caught(refusal: Refusal) -> None:
    honest = workbook_with({"xl/media/image1.png": b"", SHEET: bytes(90_000_000)})
    lying = honest.replace(struct.pack("<L", 90_000_000), struct.pack("<L", 900))

    assert lying != honest
    assert refusal(lying).startswith("The workbook is damaged")


def test_sheets_with_two_cells_far_apart_cannot_add_up(refusal: Refusal) -> None:
    far = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row><row r="4999"><c r="GR4999"><v>1</v></c></row>')
    start = workbook({f"S{number}": [HEADER] for number in range(40)})
    content = workbook_with({f"xl/worksheets/sheet{number}.xml": far for number in range(1, 41)}, start_from=start)

    assert refusal(content).startswith("The list has more than 200,000 cells")


def test_the_largest_list_that_is_allowed_is_read() -> None:
    def row(word: str) -> str:
        return "<row>" + "".join(f'<c t="str"><v>{word} {number}</v></c>' for number in range(39)) + "</row>"

    content = workbook_with({SHEET: sheet_xml(row("column") + row("words") * 5_000)})

    with bounded():
        assert len(read_ward_list(BytesIO(content)).rows) == 5_000


def test_a_damaged_workbook_is_read_or_refused_and_nothing_else() -> None:
    good = workbook({"List": [HEADER, PERSON]})
    chance = Random(20)
    for _ in range(400):
        content = bytearray(good)
        for _ in range(chance.randint(1, 8)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        with suppress(RuleBroken):
            assert read_ward_list(BytesIO(bytes(content))).rows
