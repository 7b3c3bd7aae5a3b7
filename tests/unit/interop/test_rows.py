"""Rows: typed values, or what is wrong with them and where."""

from dataclasses import replace
from datetime import date, time

import pytest

from discharge.interop.rules.columns import propose_mapping
from discharge.interop.rules.meanings import legal_code, ready_reason_code, split_name
from discharge.interop.rules.rows import Fault, Reading, Row, place, read_rows
from discharge.interop.rules.sheet import Cell, RawRow, Sheet
from discharge.interop.rules.words import folded, is_blank, tidy

TODAY = date(2026, 3, 20)
HEADER = (
    "MRN", "Name", "DOB", "Ward", "Admitted", "NHS", "Bed", "Spell ID", "Consultant", "EDD", "MHA", "CRFD",
    "CRFD reason",
)  # fmt: skip
FULL: tuple[Cell, ...] = (
    " 0012 345a ", "COLE, Ann (Miss)", "14/3/90", "Rowan", "01/02/2026 14:30", "999 000 0018", "12", "S77", "Dr Shah",
    date(2026, 4, 1), "Section 3", "10/03/2026", "18",
)  # fmt: skip
ANN = Row(
    number=2,
    local_number="0012345A",
    surname="COLE",
    given_name="Ann",
    birth_date=date(1990, 3, 14),
    ward="Rowan",
    admitted_on=date(2026, 2, 1),
    admitted_at=time(14, 30),
    nhs_number="9990000018",
    bed="12",
    spell_number="S77",
    consultant="Dr Shah",
    edd=date(2026, 4, 1),
    legal_code="03",
    ready_since=date(2026, 3, 10),
    ready_reason="18",
)


def read(*rows: tuple[Cell, ...]) -> Reading:
    numbered = tuple(RawRow(number, cells) for number, cells in enumerate(rows, start=2))
    return read_rows(Sheet(header=HEADER, header_row=1, rows=numbered), propose_mapping(HEADER), today=TODAY)


def with_cell(name: str, cell: Cell) -> tuple[Cell, ...]:
    index = HEADER.index(name)
    return (*FULL[:index], cell, *FULL[index + 1 :])


def test_a_full_row_becomes_typed_values() -> None:
    assert read(FULL) == Reading(rows=(ANN,), faults=(), seen=frozenset(), unused=())


def test_a_row_with_the_least_says_nothing_of_the_rest() -> None:
    (row,) = read((*FULL[:5], *[""] * 8)).rows

    assert row == Row(
        number=2,
        local_number="0012345A",
        surname="COLE",
        given_name="Ann",
        birth_date=date(1990, 3, 14),
        ward="Rowan",
        admitted_on=date(2026, 2, 1),
        admitted_at=time(14, 30),
    )


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("MRN", "", "The local number is missing"),
        ("MRN", " - ", "The local number is missing"),
        ("MRN", "1.2E+08", "A spreadsheet rounded this number: export it again with the column as text"),
        ("Name", "", "The name is missing"),
        ("Name", ", Ann", "The name is missing"),
        ("Name", "Ann Cole", "Write the name as “Surname, Given name”"),
        ("DOB", "", "The date is missing"),
        ("DOB", "31/02/1990", "“31/02/1990” is not a day in the calendar"),
        ("DOB", "21/03/2026", "The date of birth is still to come"),
        ("Ward", "", "The ward is missing"),
        ("Admitted", "yesterday", "“yesterday” is not a date. Write it as 14/03/2026"),
        ("Admitted", "21/03/2026", "The admission is still to come"),
        ("Admitted", "01/01/1920", "Check the year of the admission"),
        ("Admitted", "13/03/1990", "The admission is before the date of birth"),
        ("NHS", "9.99E+09", "A spreadsheet rounded this NHS number: export it again with the column as text"),
        ("NHS", "9990000019", "Check the NHS number: one of its digits is wrong"),
        ("NHS", "999000001", "NHS number must be 10 digits"),
        ("NHS", "9999999999", "Enter the person's own NHS number, or leave it empty when it is not known"),
    ],
)
def test_a_fault_in_what_is_needed_keeps_the_row_back(column: str, cell: str, message: str) -> None:
    reading = read(with_cell(column, cell))

    assert reading.rows == ()
    assert reading.faults == (Fault(2, column, message),)
    assert reading.seen == (frozenset() if column == "MRN" else {"0012345A"})
    assert reading.count == 1


def test_every_fault_of_a_row_is_told_at_once() -> None:
    faults = read(("", "", "", "", "", "1", *[""] * 7)).faults

    assert [fault.column for fault in faults] == ["MRN", "Name", "DOB", "Admitted", "Ward", "NHS"]


@pytest.mark.parametrize(
    ("column", "cell", "field", "note"),
    [
        ("EDD", "31/02/2026", "edd", "“31/02/2026” is not a day in the calendar"),
        ("EDD", "31/01/2026", "edd", "This is before the admission, so it was left out"),
        ("EDD", "01/04/2062", "edd", "This is too far in the future, so it was left out"),
        ("MHA", "37", "legal_code", "“37” is no legal status that we know for certain, so it was left out"),
        ("CRFD reason", "no flat", "ready_reason", "“no flat” is no national reason for a delay, so it was left out"),
    ],
)
def test_a_fault_in_anything_else_leaves_it_out_and_says_so(column: str, cell: str, field: str, note: str) -> None:
    (row,) = read(with_cell(column, cell)).rows

    assert row == replace(ANN, **{field: None}, notes=(Fault(2, column, note),))


def test_a_ready_date_to_come_takes_its_reason_with_it() -> None:
    (row,) = read(with_cell("CRFD", "21/03/2026")).rows

    assert (row.ready_since, row.ready_reason) == (None, None)
    assert [note.column for note in row.notes] == ["CRFD", "CRFD reason"]


@pytest.mark.parametrize("word", ["TBC", "n/a", "-", "Unknown", "NULL", "not known"])
def test_words_for_not_known_yet_are_empty(word: str) -> None:
    assert read(with_cell("EDD", word)).rows == (replace(ANN, edd=None),)


def test_the_second_row_of_a_local_number_is_kept_back() -> None:
    reading = read(FULL, with_cell("Ward", "Elm"))

    assert reading.rows == (ANN,)
    assert reading.faults == (Fault(3, "MRN", "Row 2 has this local number too"),)


def test_a_row_longer_than_the_header_is_kept_back_whole() -> None:
    (fault,) = read((*FULL, "more")).faults

    assert fault == Fault(2, "", "The row has 14 cells and the header 13: is a comma inside a cell not quoted?")


def test_leading_zeros_come_back_where_the_check_digit_then_holds() -> None:
    assert read(with_cell("NHS", "010101128")).rows[0].nhs_number == "0010101128"


def test_wards_are_placed_by_any_of_their_names_and_others_are_kept_back() -> None:
    reading = read(with_cell("Ward", "rowan  WARD."), ("77", *with_cell("Ward", "Ash")[1:]))

    placed = place(reading, {"Rowan Ward": "RW", "RW": "RW", "Elm": "EL"})

    assert [row.ward for row in placed.rows] == ["RW"]
    assert placed.faults == (
        Fault(3, "Ward", "No ward of this profile is called “Ash”. Add it to the profile, or discard the row"),
    )
    assert (placed.seen, placed.count) == ({"77"}, 2)


@pytest.mark.parametrize(
    ("text", "surname", "given_name"),
    [
        ("Cole, Ann", "Cole", "Ann"),
        ("COLE, Ann Mary (Mrs)", "COLE", "Ann Mary"),
        ("Cole, Mrs Ann", "Cole", "Ann"),
        ("Cole, Ann, Dr.", "Cole", "Ann"),
        ("de la Cruz, María", "de la Cruz", "María"),
        ("Smith-Jones (Ali), Ann", "Smith-Jones (Ali)", "Ann"),
        ("Mr John SMITH", "SMITH", "John"),
        ("VAN DYK Jan", "VAN DYK", "Jan"),
        ("Sukarno", "Sukarno", ""),
        ("عبد الله, محمد", "عبد الله", "محمد"),
        ("O'Brien, Zoë 🌻", "O'Brien", "Zoë 🌻"),
    ],
)
def test_names_are_split_where_it_is_certain(text: str, surname: str, given_name: str) -> None:
    assert split_name(text) == (surname, given_name)


def test_a_surname_that_looks_like_a_word_for_nothing_is_a_surname() -> None:
    assert read(with_cell("Name", "Na")).rows[0].surname == "Na"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Informal", "01"), ("informal patient", "01"), ("01", "01"), ("1", "01"), ("Section 2", "02"), ("S.3", "03"),
        ("s3", "03"), ("3", "03"), ("03", "03"), ("Sec 5(2)", "05"), ("5(4)", "06"), ("37/41", "09"), ("S37/41", "09"),
        ("Section 37", "10"), ("Section 47/49", "15"), ("MHA Section 3", "03"), ("Section 2 (MHA 1983)", "02"),
        ("135", "19"), ("S136", "20"), ("CTO", "CTO"), ("Formally detained under Mental Health Act Section 3", "03"),
        ("47", "16"), ("20", "20"), ("98", "98"),
        ("37", None), ("17", None), ("7", None), ("5", None), ("9", None), ("35", None), ("Section 3 renewed", None),
        ("Held", None), ("Section 63", None),
    ],
)  # fmt: skip
def test_a_legal_status_is_understood_or_left_to_a_person(text: str, code: str | None) -> None:
    assert legal_code(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [("18", "18"), ("3", "03"), ("Housing - Awaiting supported accommodation", "18"), ("99", None), ("flat", None)],
)
def test_a_reason_is_a_national_code_or_its_words(text: str, code: str | None) -> None:
    assert ready_reason_code(text) == code


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("  Ann\u00a0 Cole\r\n", "Ann Cole"),
        ("A\x07n\x9dn", "Ann"),
        ("\u202eAnn\u202c\u200f", "Ann"),
        ("\ufeffAnn", "Ann"),
        ("Zoe\u0308", "Zoë"),
        ("محمد", "محمد"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d👧", "👩\u200d👧"),
    ],
)
def test_words_are_tidied_without_losing_a_letter(text: str, tidied: str) -> None:
    assert tidy(text) == tidied


def test_names_of_columns_are_compared_without_marks() -> None:
    assert folded("NHS No. ") == folded("nhs_no")
    assert [is_blank(text) for text in ("", "--", "N/A", "0", "A")] == [True, True, True, False, False]
