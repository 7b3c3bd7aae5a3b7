"""Ward lists on pages: sent, mapped, looked at, applied, and what they leave to settle."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.audit.models import AuditLine
from discharge.core.transaction import carry_out
from discharge.interop.models import ListProfile, ListState, QuarantinedRow, RowState, StoredList
from discharge.places.models import OrganisationKind, Ward
from discharge.stays.commands.corrections import CorrectPerson, correct_person
from discharge.stays.models import Person, Placement, Stay
from discharge.stays.rules.elsewhere import CAME_BACK
from tests.browse import Browse, Page
from tests.factories import NOW, TODAY, World
from tests.integration.interop.ward_lists import ANN, FEED, NAMES, RAVI, Lists, a_list, make_profile
from tests.shapes import Arrange, BrowseAs
from tests.unit.interop.limits_of_tests import bounded
from tests.unit.interop.making_files import csv_file, workbook


@pytest.fixture
def manager(world: World, ward: Ward, arrange: Arrange, browse_as: BrowseAs) -> Browse:
    return browse_as(arrange(lambda: world.user(Role.WARD_MANAGER, ward, name="Moira Fell")))


def send(browse: Browse, content: bytes, name: str = "wards.csv", *, status: int = 200, **typed: object) -> Page:
    page = browse.get("/ward-lists").submit("Send and look", status=status, file=(BytesIO(content), name), **typed)
    page.response.request.environ["wsgi.input"].close()  # a file that the test client leaves open
    return page


def test_a_first_list_is_mapped_looked_at_and_applied(manager: Browse, session: Session) -> None:
    page = send(manager, a_list(ANN, RAVI))
    assert page.heading.endswith("What are the columns of this list?")
    page = page.submit("Save and look", name="Hourly list")
    assert page.heading.endswith("What this list would change")
    assert "New people (2)" in page.text
    assert session.scalars(select(Stay)).all() == []

    page = page.submit("Apply the list")

    session.rollback()
    assert page.heading.endswith("What this list changed")
    assert {stay.bed for stay in session.scalars(select(Stay))} == {"3", "4"}
    assert session.scalars(select(ListProfile)).one().columns["local_number"] == "Hospital No"


def test_after_a_list_the_ward_and_its_grid_are_one_press_away(manager: Browse, lists: Lists, ward: Ward) -> None:
    page = send(manager, a_list(ANN)).submit("Apply the list")

    links = {link["href"]: " ".join(link.get_text().split()) for link in page.html.select("main a")}
    assert links[f"/wards/{ward.id}"] == f"{ward.name} ward"
    assert links[f"/wards/{ward.id}/grid"].startswith("Set up people")
    manager.get(f"/wards/{ward.id}/grid")


def test_the_next_list_is_read_the_same_way(manager: Browse, lists: Lists, session: Session) -> None:
    lists.apply(a_list(ANN))
    page = send(
        manager,
        workbook({"List": [NAMES, tuple({**ANN, "bed": "5"}.get(name, "") for name in lists.profile.columns)]}),
        "w.xlsx",
    )
    assert [cell.get_text(" ", strip=True) for cell in page.html.select("tbody tr td b")] == ["5"]
    page.submit("Apply the list")
    assert lists.stay("0012345").bed == "5"
    assert session.scalars(select(AuditLine.action).where(AuditLine.action == "list.previewed")).all() == [
        "list.previewed"
    ]


def test_a_ward_that_is_not_known_is_asked_about_once(manager: Browse, lists: Lists) -> None:
    page = send(
        manager, a_list(ANN, {**RAVI, "ward": "Birch Ward (BW)"}, {**RAVI, "local_number": "E1", "ward": "X-Ray"})
    )
    assert page.heading.endswith("Which wards are these?")
    page = page.submit("Save and look", **{"wards-0": lists.profile.ward_ids[0], "wards-1": "leave-out"})
    assert "New people (2)" in page.text
    assert "Rows kept back" not in page.text


def test_a_preview_that_went_stale_is_shown_again(manager: Browse, lists: Lists) -> None:
    lists.apply(a_list(ANN))
    page = send(manager, a_list({**ANN, "bed": "5"}))
    named = CorrectPerson(stay_id=lists.stay("0012345").id, surname="Shah")
    carry_out(lists.session, correct_person, named, actor=FEED, now=NOW)

    page = page.submit("Apply the list")

    assert "Something changed since you looked" in page.text
    assert "Different from what staff typed (1)" in page.text
    assert lists.stay("0012345").bed == "3"
    page.submit("Apply the list")
    assert lists.stay("0012345").bed == "5"


def test_applying_twice_is_applying_once(manager: Browse, lists: Lists) -> None:
    page = send(manager, a_list(ANN))
    again = send(manager, a_list(RAVI))
    first, second = page.submit("Apply the list"), page.submit("Apply the list")
    assert first.heading == second.heading
    assert again.submit("Apply the list", status=200).heading.endswith(("would change", "changed"))
    assert len(lists.all_of(Person)) <= 2


def test_a_list_that_shrank_asks_whether_it_is_whole(manager: Browse, lists: Lists) -> None:
    lists.apply(a_list(*({**RAVI, "local_number": f"P{n}", "name": f"Name{n}, A"} for n in range(6))))
    page = send(manager, a_list({**RAVI, "local_number": "P1", "name": "Name1, A"}))
    refused = page.submit("Apply the list", status=400)
    assert refused.errors == {
        "accept_size": "This list shows 1 person, and there were 6 before. Check that it is whole"
    }
    assert refused.submit("Apply the list", accept_size="y").heading.endswith("What this list changed")


def test_a_list_that_fills_a_ward_far_beyond_its_beds_asks_first(manager: Browse, lists: Lists) -> None:
    page = send(manager, a_list(*({**RAVI, "local_number": f"P{n}", "name": f"Name{n}, A"} for n in range(61))))
    says = "Birch has 22 beds and would have 61 people. Check which wards this list names"
    assert says in page.text
    refused = page.submit("Apply the list", status=400)
    assert refused.errors == {"accept_size": says}
    assert refused.submit("Apply the list", accept_size="y").heading.endswith("What this list changed")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty"),
        (b"%PDF-1.7 ...", "This is a PDF"),
        (b"PK\x03\x04 broken", "The workbook is damaged"),
        (csv_file(("a",) * 50_000, ("1",) * 50_000), "Row 1 has 50,000 columns"),
        (csv_file(NAMES, ("1", "=cmd|' /C calc'!A0", *[""] * 11)), "Row 2, column B: the cell holds a formula"),
        (a_list(*[RAVI] * 5_001), "more than 5,000 rows"),
        (b"x" * 10_000_001, "larger than 10 MB"),
    ],
    ids=["empty", "pdf", "broken", "wide", "formula", "long", "large"],
)
def test_a_hostile_file_gets_advice_and_is_only_noted(
    manager: Browse, session: Session, content: bytes, says: str
) -> None:
    with bounded():
        page = send(manager, content, status=400)
    assert says in page.errors["file"]
    kept = session.scalars(select(StoredList)).all()
    assert [(one.state, one.size) for one in kept] in ([], [(ListState.REFUSED, len(content))])


def test_a_file_that_is_missing_is_asked_for(manager: Browse) -> None:
    assert manager.get("/ward-lists").submit("Send and look", status=400).errors == {"file": "Select a file"}


def test_a_row_is_fixed_and_stays_fixed_on_the_next_list(manager: Browse, lists: Lists) -> None:
    bad = {**RAVI, "birth_date": "32/13/1961"}
    lists.apply(a_list(ANN, bad))
    page = manager.get("/ward-lists/rows")
    row = lists.session.scalars(select(QuarantinedRow)).one()
    assert "DOB" in page.text
    page = manager.get(f"/ward-lists/rows/{row.id}")
    refused = page.submit("Fix and apply this row", status=400)
    assert list(refused.errors) == ["cells-2"]

    page = page.submit("Fix and apply this row", **{"cells-2": "02/05/1961"})

    lists.session.rollback()
    assert page.heading == "Rows kept back"
    assert lists.session.scalars(select(Person.birth_date).where(Person.local_number == "D77")).one() == date(
        1961, 5, 2
    )
    assert lists.apply(a_list(ANN, bad)) == {"unchanged": 2}


def test_a_row_is_discarded_with_a_reason_and_stays_out(manager: Browse, lists: Lists) -> None:
    bad = {**RAVI, "ward": "NOWHERE"}
    lists.apply(a_list(ANN, bad))
    row = lists.session.scalars(select(QuarantinedRow)).one()
    page = manager.get(f"/ward-lists/rows/{row.id}")
    assert page.submit("Discard", status=400).errors == {"reason": "Enter why this row is left out"}
    page.submit("Discard", reason="A test person")
    lists.session.expire_all()
    assert [(one.state, one.reason) for one in lists.all_of(QuarantinedRow)] == [(RowState.DISCARDED, "A test person")]
    assert lists.apply(a_list(ANN, bad)) == {"unchanged": 1}


def test_a_row_that_somebody_else_settled_is_not_settled_again(manager: Browse, lists: Lists) -> None:
    lists.apply(a_list(ANN, {**RAVI, "ward": "NOWHERE"}))
    row = lists.session.scalars(select(QuarantinedRow)).one()
    page = manager.get(f"/ward-lists/rows/{row.id}")
    page.submit("Discard", reason="A test person")
    page.submit("Fix and apply", status=409)


def test_a_difference_is_settled_in_one_press(browse: Browse, lists: Lists) -> None:
    lists.apply(a_list(ANN))
    stay = lists.stay("0012345")
    for fields in ({"surname": "Shah"}, {"given_name": "Anna"}):
        carry_out(lists.session, correct_person, CorrectPerson(stay_id=stay.id, **fields), actor=FEED, now=NOW)
    page, late = (browse.get(f"/stays/{stay.id}/differences") for _ in range(2))
    page = page.submit("Take the list's : Surname")
    assert lists.session.scalars(select(Person.surname)).one() == "Cole"
    assert "Somebody had settled this already" in late.submit("Keep ours : Surname").text
    page = page.submit("Keep ours : Given name")
    assert "Nothing to settle" in page.text
    assert lists.apply(a_list(ANN)) == {"unchanged": 1}
    assert lists.apply(a_list({**ANN, "name": "Cole, Annie"})) == {"differences": 1}


def test_everybody_with_a_difference_is_named_after_a_list_until_it_is_settled(
    manager: Browse, lists: Lists, browse_as: BrowseAs, world: World, arrange: Arrange
) -> None:
    lists.apply(a_list(ANN, RAVI))
    stay = lists.stay("0012345")
    named = CorrectPerson(stay_id=stay.id, surname="Shah")
    carry_out(lists.session, correct_person, named, actor=FEED, now=NOW)
    applied = send(manager, a_list(ANN, RAVI)).submit("Apply the list")
    (link,) = applied.html.select('main a[href="/ward-lists/differences"]')

    page = manager.get(str(link["href"]))

    assert [a["href"] for a in page.html.select("tbody a")] == [f"/stays/{stay.id}/differences"]
    assert "Surname" in page.text
    stranger = arrange(lambda: world.user(Role.WARD_MEMBER, world.ward("Rowan")))
    assert "Nothing to settle" in browse_as(stranger).get("/ward-lists/differences").text
    lists.session.rollback()
    shown = select(AuditLine).where(AuditLine.action == "list.unsettled_shown")
    assert len(lists.session.scalars(shown).all()) == 1
    manager.get(f"/stays/{stay.id}/differences").submit("Keep ours : Surname")
    assert "Nothing to settle" in manager.get("/ward-lists/differences").text


def test_readiness_leads_to_its_form_filled_in(browse: Browse, lists: Lists) -> None:
    lists.apply(a_list({**ANN, "ready_since": "03/11/2026", "ready_reason": "18"}))
    page = browse.get(f"/stays/{lists.stay('0012345').id}/differences")
    assert "3 November 2026, reason 18" in page.text
    (link,) = page.html.select("a[href*=ready]")
    form = browse.get(str(link["href"]))
    assert form.html.find(id="started_on-day")["value"] == "3"  # type: ignore[index]
    assert form.html.select_one("select[name=reason] option[selected]")["value"] == "18"  # type: ignore[index]


def test_people_missing_twice_are_listed_with_a_way_to_their_page(browse: Browse, lists: Lists) -> None:
    lists.apply(a_list(ANN, RAVI))
    lists.apply(a_list(RAVI))
    lists.apply(a_list({**RAVI, "bed": "9"}))
    page = browse.get("/ward-lists/missing")
    assert "Cole, Ann" in page.text
    assert "Shah" not in page.text


PATHS = ("", "/{list}", "/{list}/columns", "/{list}/wards", "/rows", "/rows/{row}")


@pytest.fixture
def paths(lists: Lists) -> list[str]:
    lists.apply(a_list(ANN, {**RAVI, "ward": "NOWHERE"}))
    stored = lists.store(a_list({**ANN, "ward": "ELSEWHERE"}))
    row = lists.session.scalars(select(QuarantinedRow)).one()
    return [f"/ward-lists{path.format(list=stored.id, row=row.id)}" for path in PATHS]


@pytest.mark.parametrize("role", [Role.WARD_MANAGER, Role.COORDINATOR])
def test_who_may_bring_lists_in(
    role: Role, paths: list[str], world: World, ward: Ward, arrange: Arrange, browse_as: BrowseAs
) -> None:
    person = browse_as(arrange(lambda: world.user(role, ward)))
    for path in paths:
        person.get(path)


@pytest.mark.parametrize("role", [Role.WARD_MEMBER, Role.BANK_WORKER, Role.EXECUTIVE, Role.ADMINISTRATOR])
def test_who_may_not(
    role: Role, paths: list[str], world: World, ward: Ward, arrange: Arrange, browse_as: BrowseAs
) -> None:
    person = browse_as(arrange(lambda: world.user(role, ward)))
    for path in paths:
        person.get(path, status=403)


def test_another_trusts_lists_and_rows_are_not_there(
    paths: list[str], world: World, arrange: Arrange, browse_as: BrowseAs, lists: Lists
) -> None:
    def stranger() -> User:
        other = world.organisation(OrganisationKind.TRUST, "Another Trust")
        return world.user(Role.COORDINATOR, world.ward("Oak", trust=other))

    person = browse_as(arrange(stranger))
    for path in paths:
        page = person.get(path, status=200 if path in ("/ward-lists", "/ward-lists/rows") else 404)
        assert "wards.csv" not in page.text
        assert "NOWHERE" not in page.text
    stay = lists.stay("0012345")
    person.get(f"/stays/{stay.id}/differences", status=404)
    person.post(f"/stays/{stay.id}/differences/edd", {"choice": "keep", "listed": "2026-12-10"}, status=404)
    row = lists.session.scalars(select(QuarantinedRow)).one()
    person.post(f"/ward-lists/rows/{row.id}/discard", {"reason": "x"}, status=404)


def test_the_manager_of_one_ward_has_no_part_in_a_list_of_two(
    manager: Browse, lists: Lists, session: Session, world: World, ward: Ward, arrange: Arrange
) -> None:
    elm = arrange(lambda: world.ward("Elm"))
    both = Lists(session, make_profile(session, ward, elm, name="Both"))
    stored = both.store(a_list(ANN))
    manager.get(f"/ward-lists/{stored.id}", status=404)
    manager.post(f"/ward-lists/{stored.id}/apply", {}, status=404)
    assert "Both" not in manager.get("/ward-lists").text


def test_a_site_of_another_trust_cannot_be_named(manager: Browse, world: World, arrange: Arrange) -> None:
    def elsewhere() -> str:
        other = world.organisation(OrganisationKind.TRUST, "Another Trust")
        return f"site:{world.ward('Oak', trust=other).site_id}"

    page = manager.get("/ward-lists").submit(
        "Send and look", status=400, kind=arrange(elsewhere), file=(BytesIO(a_list(ANN)), "wards.csv")
    )
    assert "kind" in page.errors


def test_somebody_signed_out_signs_in_first(paths: list[str], browse_as: BrowseAs, lists: Lists) -> None:
    for path in (*paths, f"/stays/{lists.stay('0012345').id}/differences", "/ward-lists/missing"):
        assert browse_as(None).get(path).path == "/sign-in"


def test_somebody_placed_elsewhere_who_is_on_the_list_is_a_difference_until_it_is_settled(
    manager: Browse, browse: Browse, lists: Lists, world: World, arrange: Arrange
) -> None:
    def placed() -> Any:
        person = world.person(local_number="0012345", surname="Cole", given_name="Ann", birth_date=date(1990, 3, 14))
        return world.placement(person=person, started_on=date(2026, 10, 1)).id

    placement_id = arrange(placed)
    look = send(manager, a_list(ANN, RAVI))
    seen = " ".join(look.html.select_one("#placed ~ table tbody").get_text(" ").split())  # type: ignore[union-attr]
    assert "Placed elsewhere Now Fairview Care, Willow ward, since 1 October 2026" in seen
    assert "Ravi" not in seen
    applied = look.submit("Apply the list")
    assert lists.session.scalars(select(StoredList)).one().counts["differences"] == 1
    assert "Differences with what staff typed" in applied.text
    stay = lists.stay("0012345")
    page, other = (browse.get(f"/stays/{stay.id}/differences") for _ in range(2))
    assert "Fairview Care, Willow ward, since 1 October 2026" in page.text
    kept = page.submit("Leave the placement open : Placed elsewhere")
    assert "Nothing to settle" in kept.text
    assert "Fairview" not in browse.get(f"/stays/{stay.id}").text
    late = other.submit("End the placement on the day of admission : Placed elsewhere")
    assert "Nothing to settle" in late.text
    assert "Somebody had settled this already" in late.text
    assert "The placement has ended" not in late.text
    lists.session.rollback()
    lists.session.expire_all()
    assert lists.session.get_one(Placement, placement_id).is_open


def test_the_placement_of_somebody_on_the_list_is_ended_in_one_press(
    manager: Browse, browse: Browse, lists: Lists, world: World, arrange: Arrange
) -> None:
    lists.apply(a_list(ANN))
    stay = lists.stay("0012345")

    def placed() -> Any:
        person = world.session.get_one(Person, stay.person_id)
        return world.placement(person=person, started_on=date(2026, 10, 1)).id

    placement_id = arrange(placed)
    assert "Placed elsewhere" in manager.get("/ward-lists/differences").text
    assert "Placed elsewhere" in browse.get(f"/stays/{stay.id}").text
    page = browse.get(f"/stays/{stay.id}/differences")
    for _ in range(2):
        ended = page.submit("End the placement on the day of admission : Placed elsewhere")
        assert "Nothing to settle" in ended.text
    lists.session.rollback()
    lists.session.expire_all()
    placement = lists.session.get_one(Placement, placement_id)
    assert (placement.ended_on, placement.ended_because) == (stay.admitted_on, CAME_BACK)
    lines = lists.session.scalars(select(AuditLine.action).where(AuditLine.action == "placement.ended")).all()
    assert len(lines) == 1


def test_a_placement_that_began_after_the_admission_says_what_to_do(
    browse: Browse, lists: Lists, world: World, arrange: Arrange
) -> None:
    lists.apply(a_list(ANN))
    stay = lists.stay("0012345")
    arrange(lambda: world.placement(person=world.session.get_one(Person, stay.person_id), started_on=TODAY))
    page = browse.get(f"/stays/{stay.id}/differences")
    page = page.submit("End the placement on the day of admission : Placed elsewhere", status=400)
    assert "They were still there on this day" in page.text
