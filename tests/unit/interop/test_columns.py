"""Which column is which: proposed by name, looked over by a person, and found again in the next file."""

from collections.abc import Sequence

import pytest

from discharge.core.errors import RuleBroken
from discharge.interop.rules.columns import (
    ColumnMapping,
    Field,
    find_columns,
    header_score,
    missing_fields,
    propose_mapping,
    unused_columns,
)

LEAST = ("MRN", "Name", "DOB", "Ward", "Admitted")


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Hospital No", Field.LOCAL_NUMBER),
        ("hospital_no.", Field.LOCAL_NUMBER),
        ("MRN", Field.LOCAL_NUMBER),
        ("NHS No.", Field.NHS_NUMBER),
        ("NHS_NUMBER", Field.NHS_NUMBER),
        ("D.O.B.", Field.BIRTH_DATE),
        ("Date of birth", Field.BIRTH_DATE),
        ("Forename(s)", Field.GIVEN_NAME),
        ("SURNAME", Field.SURNAME),
        ("Patient Name", Field.NAME),
        ("Ward Name", Field.WARD),
        ("Admission Date/Time", Field.ADMITTED),
        ("EDD", Field.EDD),
        ("MHA Status", Field.LEGAL_STATUS),
        ("CRFD Date", Field.READY_SINCE),
        ("Delay reason", Field.READY_REASON),
        ("Responsible Clinician", Field.CONSULTANT),
        ("Bed No.", Field.BED),
        ("Spell ID", Field.SPELL_NUMBER),
    ],
)
def test_a_column_is_known_by_its_usual_names(name: str, field: Field) -> None:
    assert propose_mapping([name]).names == {field: name}


@pytest.mark.parametrize("name", ["", "Religion", "Planned discharge date", "Medically fit date", "Age", "Next of kin"])
def test_other_columns_are_not_guessed_at(name: str) -> None:
    assert propose_mapping([name]).names == {}


def test_the_likelier_name_wins_and_two_parts_of_a_name_win_over_one() -> None:
    header = ("Patient ID", "MRN", "Name", "Surname", "Forename")

    assert propose_mapping(header).names == {
        Field.LOCAL_NUMBER: "MRN",
        Field.SURNAME: "Surname",
        Field.GIVEN_NAME: "Forename",
    }
    assert propose_mapping(("Name", "Surname")).names == {Field.NAME: "Name"}


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        (LEAST, ()),
        (("MRN", "Surname", "Forename", "DOB", "Ward", "Admitted"), ()),
        (("MRN", "Surname", "DOB", "Ward", "Admitted"), ("Name (one column, or surname and given name)",)),
        (
            ("Religion",),
            ("Local number", "Name (one column, or surname and given name)", "Date of birth", "Ward", "Admitted"),
        ),
    ],
)
def test_what_no_list_can_do_without_is_named(header: Sequence[str], missing: tuple[str, ...]) -> None:
    assert missing_fields(propose_mapping(header)) == missing


def test_columns_are_found_in_another_order_and_others_are_listed_as_unused() -> None:
    mapping = propose_mapping((*LEAST, "EDD"))
    header = ("Religion", "ward", "ADMITTED", "", "Mrn", "Dob", "Name")

    assert find_columns(header, mapping) == {
        Field.LOCAL_NUMBER: 4,
        Field.NAME: 6,
        Field.BIRTH_DATE: 5,
        Field.WARD: 1,
        Field.ADMITTED: 2,
    }
    assert unused_columns(header, mapping) == ("Religion",)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (("MRN", "Name", "DOB", "Ward"), "The list has no column for: Admitted. Add it, or map the columns again"),
        ((*LEAST, "x", "WARD"), "Columns D and G are both called “Ward”. Rename one of them"),
    ],
)
def test_a_list_that_lost_or_doubled_a_column_is_refused(header: Sequence[str], message: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        find_columns(header, propose_mapping(LEAST))

    assert (caught.value.field, caught.value.message) == ("file", message)


def test_two_columns_of_one_name_that_nobody_needs_do_no_harm() -> None:
    assert len(find_columns((*LEAST, "Comment", "Comment"), propose_mapping(LEAST))) == 5


@pytest.mark.parametrize(
    ("cells", "known", "score"),
    [
        (("Ward list of 14/03/2026",), (), 0),
        (("Ward", "Rowan"), (), 1),
        (("MRN", "Hospital No", "Ward"), (), 2),
        (("Afdeling", "Naam"), ("afdeling", "naam"), 2),
    ],
)
def test_a_header_is_told_by_how_many_fields_it_names(cells: Sequence[str], known: Sequence[str], score: int) -> None:
    assert header_score(cells, known) == score


def test_a_profile_knows_the_names_it_needs() -> None:
    assert ColumnMapping({Field.WARD: "Afdeling nr."}).known_names == {"afdelingnr"}
