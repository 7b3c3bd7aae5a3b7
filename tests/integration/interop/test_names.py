"""Names that machines stumble over, and a list that comes again: nobody lost, nothing run, nothing written twice."""

import pytest
from sqlalchemy import select

from discharge.audit.models import AuditLine
from discharge.core.errors import RuleBroken
from discharge.core.transaction import carry_out
from discharge.places.models import Ward
from discharge.stays.commands.edd import SetEdd, set_edd
from discharge.stays.models import Person
from tests.browse import Browse
from tests.integration.interop.ward_lists import ANN, FEED, RAVI, Lists, a_list


@pytest.mark.parametrize(
    ("listed", "surname"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("+1", "+1"),
        ("-Hale", "-Hale"),
        ("Co\x07le\x1b[31m", "Cole[31m"),
        ("\u202eelo\u202cC", "eloC"),
        ("Co\u200ble\ufeff", "Cole"),
        ("Cole \U0001f33b", "Cole \U0001f33b"),
        ("حداد", "حداد"),
        ("O’Brien-Ðorđević", "O’Brien-Ðorđević"),
    ],
)
def test_a_strange_name_is_kept_and_shown_as_it_reads(
    browse: Browse, lists: Lists, ward: Ward, listed: str, surname: str
) -> None:
    person = {**ANN, "name": f"{listed}, Ann"}
    assert lists.apply(a_list(person, RAVI)) == {"opened": 2}
    assert lists.session.get_one(Person, lists.stay("0012345").person_id).surname == surname
    for path in (f"/wards/{ward.id}", f"/stays/{lists.stay('0012345').id}"):
        page = browse.get(path)
        assert surname in page.text
        assert "<script>alert" not in page.response.text
    assert lists.apply(a_list(person, RAVI)) == {"unchanged": 2}


@pytest.mark.parametrize("name", ["=HYPERLINK(A1)", "@SUM(1+1)", "+cmd|' /C calc'!A0"])
def test_a_name_that_a_spreadsheet_would_run_refuses_the_file_with_its_place(lists: Lists, name: str) -> None:
    with pytest.raises(RuleBroken, match="Row 2, column B: the cell holds a formula"):
        lists.apply(a_list({**ANN, "name": name}))
    assert lists.all_of(Person) == []


def test_the_same_list_again_records_that_it_came_and_no_more(lists: Lists) -> None:
    listed = a_list(ANN, RAVI)
    lists.apply(listed)
    typed = SetEdd(stay_id=lists.stay("D77").id, number_seen=0, expected_on=lists.at.date(), reason="first_set")
    carry_out(lists.session, set_edd, typed, actor=FEED, now=lists.at)
    before = len(lists.all_of(AuditLine))

    assert lists.apply(listed) == {"unchanged": 2}  # the list says nothing of an EDD: what was typed stands

    lines = lists.session.scalars(select(AuditLine.action).order_by(AuditLine.number)).all()
    assert lines[before:] == ["list.stored", "list.applied"]
