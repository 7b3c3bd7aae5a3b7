"""The whole way of a list, from bytes to a plan: both kinds of file say the same, and twice says nothing new."""

from dataclasses import fields
from datetime import UTC, date, datetime
from io import BytesIO
from uuid import UUID

import pytest

from discharge.interop.adapters import read_ward_list
from discharge.interop.rules.columns import missing_fields, propose_mapping
from discharge.interop.rules.picture import Kept, KnownStay, Source, compare, listed_values
from discharge.interop.rules.rows import Reading, Row, place, read_rows
from tests.unit.interop.making_files import HEADER, PERSON, csv_file, workbook

TODAY = date(2026, 3, 20)
LISTED_AT = datetime(2026, 3, 20, 9, tzinfo=UTC)
MORE = (*HEADER, "Bed", "Religion")
ANN = (*PERSON, "12", "-")
NOBODY = ("", "Shah, Ravi", "01/01/1980", "ROWAN", "02/03/2026", "", "13", "")
BY_EXCEL = ("0012345", "Cole, Ann", date(1990, 3, 14), "ROWAN", "01/02/2026 14:30", 9990000018, 12, "-")


def read(content: bytes) -> Reading:
    sheet = read_ward_list(BytesIO(content))
    mapping = propose_mapping(sheet.header)
    assert missing_fields(mapping) == ()
    return place(read_rows(sheet, mapping, today=TODAY), {"Rowan Ward": "RW", "rowan": "RW"})


def as_known(row: Row) -> KnownStay:
    kept = {name: Kept(value, Source.FEED) for name, value in listed_values(row).items() if value is not None}
    same = {one.name: getattr(row, one.name) for one in fields(KnownStay) if hasattr(row, one.name)}
    return KnownStay(stay_id=UUID(int=1), ward_source=Source.FEED, listed_ward=row.ward, kept=kept, **same)


@pytest.mark.parametrize(
    "content",
    [csv_file(MORE, ANN, NOBODY, encoding="cp1252", delimiter=";"), workbook({"List": [MORE, BY_EXCEL, NOBODY]})],
    ids=["text", "workbook"],
)
def test_a_list_becomes_a_plan_and_the_same_list_again_changes_nothing(content: bytes) -> None:
    reading = read(content)

    assert [(row.local_number, row.ward, row.nhs_number, row.bed) for row in reading.rows] == [
        ("0012345", "RW", "9990000018", "12")
    ]
    assert [(fault.row, fault.column) for fault in reading.faults] == [(3, "Hospital No")]
    assert (reading.unused, reading.count) == (("Religion",), 2)
    first = compare((), reading.rows, wards={"RW"}, listed_at=LISTED_AT)
    assert [opens.row for opens in first.opens] == list(reading.rows)
    again = compare([as_known(row) for row in reading.rows], read(content).rows, wards={"RW"}, listed_at=LISTED_AT)
    assert again.changes_nothing
    assert len(again.unchanged) == 1
