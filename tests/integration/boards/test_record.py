"""Who looked at a person: for information governance alone, and itself on record."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.audit.commands import record
from discharge.audit.models import AuditLine
from discharge.core.actor import process
from discharge.core.transaction import write_transaction
from discharge.places.models import OrganisationKind, Ward
from discharge.stays.models import Person
from tests.browse import Browse
from tests.factories import NOW, World
from tests.shapes import Arrange, BrowseAs


@pytest.fixture
def governance(world: World, browse_as: BrowseAs, arrange: Arrange) -> Browse:
    return browse_as(arrange(lambda: world.user(Role.INFORMATION_GOVERNANCE, world.trust, name="Dana Reed")))


@pytest.fixture
def person(world: World, ward: Ward, arrange: Arrange) -> Person:
    made: Person = arrange(lambda: world.person(surname="Khan", given_name="Ines"))
    arrange(lambda: world.stay(ward, person=made))
    return made


def rows(page: Any) -> list[list[str]]:
    return [[cell.find_all("span")[-1].get_text(" ", strip=True) for cell in row.find_all("td")]
            for row in page.html.select("tbody tr")]  # fmt: skip


def test_a_nurses_look_at_the_board_is_found_by_either_number(
    browse: Browse, governance: Browse, ward: Ward, person: Person
) -> None:
    browse.get(f"/wards/{ward.id}")
    for number in (person.local_number, f"{person.nhs_number[:3]} {person.nhs_number[3:]}"):  # type: ignore[index]
        page = governance.get("/record").submit("Show who looked", number=number)
        assert page.heading.endswith("Who looked at Khan, Ines")
        assert person.nhs_number not in page.response.request.full_path
    newest = rows(page)
    assert [row[1:7] for row in newest if row[1] == "Priya Nair"] == [
        ["Priya Nair", "ward member", "Ward board: shown", "Birch ward; on a list", "Browser", ""]
    ]
    assert [row[3] for row in newest if row[1] == "Dana Reed"] == [
        "Who looked: searched",
        "Who looked: opened",
        "Who looked: searched",
    ]


def test_what_changed_is_named_in_words(session: Session, governance: Browse, person: Person) -> None:
    actor = process("A feed", source="feed", cause="hourly list")
    changes = {
        "because": ("", "Wrong person"),
        "left_on": ("", "x"),
        "key_worker": ("", "x"),
        "last_ward_id": ("", "x"),
    }
    with write_transaction(session):
        record(session, "person.corrected", person, actor=actor, now=NOW, **changes)
    page = governance.get(f"/record/{person.id}")
    assert [row[4] for row in rows(page) if row[1] == "A feed"] == [
        "changed: day of leaving, key worker, last ward, reason"
    ]


def test_a_search_that_finds_nobody_says_so_and_is_kept(session: Session, governance: Browse) -> None:
    page = governance.get("/record").submit("Show who looked", number="D999999")
    assert page.errors == {"number": "Nobody has this number here. Check it and enter it again"}
    assert "record.searched" in session.scalars(select(AuditLine.action)).all()
    assert governance.get("/record").submit("Show who looked").errors == {
        "number": "Enter a local number or an NHS number"
    }


def test_two_people_of_one_number_are_offered(
    world: World, browse_as: BrowseAs, arrange: Arrange, person: Person
) -> None:
    other = arrange(lambda: world.organisation(OrganisationKind.TRUST, "Southmoor"))
    arrange(lambda: world.person(organisation_id=other.id, local_number=person.local_number, surname="Hale"))
    of_system = browse_as(arrange(lambda: world.user(Role.INFORMATION_GOVERNANCE, world.system)))
    page = of_system.get("/record").submit("Show who looked", number=person.local_number)
    assert "More than one person has this number" in page.text
    names = [link.get_text(strip=True) for link in page.html.select("main li a")]
    assert [name.split(",")[0] for name in names] == ["Hale", "Khan"]


def test_older_lines_are_on_the_next_page(session: Session, world: World, governance: Browse, person: Person) -> None:
    actor = process("A feed", source="feed", cause="hourly list")
    with write_transaction(session):
        for number in range(60):
            record(session, "person.corrected", person, actor=actor, now=NOW, surname=(str(number), "x"))
    page = governance.get(f"/record/{person.id}")
    assert len(rows(page)) == 50
    assert rows(page)[-1][1:7] == ["A feed", "", "Person: corrected", "changed: surname", "Feed", "hourly list"]
    older = next(a["href"] for a in page.html.find_all("a") if a.get_text(strip=True) == "Older")
    page = governance.get(str(older))
    assert len(rows(page)) >= 10
    assert "Newest" in page.text
    for made_up in ("x", "2026-01-01T00:00:00~y~1", "2026-01-01T00:00:00+00:00~y~1"):
        governance.get(f"/record/{person.id}?after={made_up.replace('+', '%2B')}", status=404)


@pytest.mark.parametrize("role", [Role.EXECUTIVE, Role.ADMINISTRATOR, Role.WARD_MANAGER, Role.COORDINATOR])
def test_every_other_role_is_refused(
    world: World, browse_as: BrowseAs, arrange: Arrange, person: Person, role: Role
) -> None:
    other = browse_as(arrange(lambda: world.user(role, world.trust)))
    other.get("/record", status=403)
    other.get(f"/record/{person.id}", status=403)


def test_another_trusts_governance_finds_nobody(
    world: World, browse_as: BrowseAs, arrange: Arrange, person: Person
) -> None:
    trust = arrange(lambda: world.organisation(OrganisationKind.TRUST, "Southmoor"))
    stranger = browse_as(arrange(lambda: world.user(Role.INFORMATION_GOVERNANCE, trust)))
    stranger.get(f"/record/{person.id}", status=404)
    page = stranger.get("/record").submit("Show who looked", number=person.local_number)
    assert "number" in page.errors


def test_somebody_signed_out_is_sent_to_sign_in(browse_as: BrowseAs, person: Person) -> None:
    for address in ("/record", f"/record/{person.id}"):
        answer = browse_as(None).client.get(address)
        assert (answer.status_code, "/sign-in" in answer.location) == (302, True)
