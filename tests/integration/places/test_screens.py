"""Administration in a browser: each screen opens for whoever manages the place, and for nobody else."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.places import queries
from discharge.places.models import OrganisationKind, Ward
from discharge.places.rules.policy import KNOWN, Key
from tests.browse import Browse
from tests.factories import TODAY, World
from tests.shapes import Arrange, BrowseAs


@pytest.fixture
def admin(world: World, browse_as: BrowseAs, arrange: Arrange) -> Browse:
    return browse_as(arrange(lambda: world.user(Role.ADMINISTRATOR, world.trust, name="Sam Field")))


def addresses(world: World, ward: Ward) -> list[str]:
    trust = f"/administration/organisations/{world.trust.id}"
    site, of_ward = f"/administration/sites/{world.site.id}", f"/administration/wards/{ward.id}"
    return [
        f"{trust}/rename",
        f"{trust}/sites/new",
        f"{trust}/numbers",
        f"{trust}/numbers/edd_due_hours",
        f"{site}/rename",
        f"{site}/wards/new",
        of_ward,
        f"{of_ward}/change",
        f"{of_ward}/beds",
        f"{of_ward}/rounds",
        f"{of_ward}/reopen",
        f"{of_ward}/close",
        f"{of_ward}/numbers",
        f"{of_ward}/numbers/edd_due_hours",
    ]


def test_every_screen_opens_for_the_administrator(admin: Browse, world: World, ward: Ward) -> None:
    assert "Birch" in admin.get("/administration").text
    for address in addresses(world, ward):
        admin.get(address)


def test_ward_staff_and_executives_are_refused(
    browse: Browse, browse_as: BrowseAs, world: World, ward: Ward, arrange: Arrange
) -> None:
    executive = browse_as(arrange(lambda: world.user(Role.EXECUTIVE, world.trust)))
    for address in ("/administration", "/administration/organisations/new", *addresses(world, ward)):
        browse.get(address, status=403)
        executive.get(address, status=403)


def test_somebody_signed_out_is_sent_to_sign_in(browse_as: BrowseAs, world: World, ward: Ward) -> None:
    for address in ("/administration", *addresses(world, ward)):
        answer = browse_as(None).client.get(address)
        assert answer.status_code == 302
        assert "/sign-in" in answer.location


def test_another_trusts_places_are_not_there(browse_as: BrowseAs, world: World, ward: Ward, arrange: Arrange) -> None:
    other = arrange(lambda: world.organisation(OrganisationKind.TRUST, "Southmoor"))
    stranger = browse_as(arrange(lambda: world.user(Role.ADMINISTRATOR, other)))
    assert "Birch" not in stranger.get("/administration").text
    for address in addresses(world, ward):
        stranger.get(address, status=404)


def test_only_an_administrator_of_a_system_adds_organisations(
    admin: Browse, browse_as: BrowseAs, world: World, arrange: Arrange
) -> None:
    admin.get("/administration/organisations/new", status=403)
    of_system = browse_as(arrange(lambda: world.user(Role.ADMINISTRATOR, world.system)))
    form = of_system.get("/administration/organisations/new")
    assert form.submit("Add organisation", kind="council").errors == {"name": "Enter the name of the organisation"}
    page = form.submit("Add organisation", kind="council", name="Fenland Council")
    assert page.path == "/administration"
    assert "Fenland Council added" in page.text


def test_a_site_and_a_ward_are_added_and_shown(admin: Browse, world: World) -> None:
    form = admin.get(f"/administration/organisations/{world.trust.id}/sites/new")
    assert "ODS site code" in form.submit("Add site", name="East House", code="!").text
    page = form.submit("Add site", name="East House", code="rzz02")
    assert "RZZ02" in page.text
    new = next(a["href"] for a in page.html.find_all("a") if "to East House" in a.get_text())
    form = admin.get(str(new))
    assert form.submit("Add ward", name="Elm", code="ELM", beds="x").errors["beds"].startswith("Beds must be a whole")
    page = form.submit("Add ward", name="Elm", code="ELM", beds="16", bed_type="201")
    assert page.heading.endswith("Elm")
    assert "16 beds" in page.text
    assert "Two passes every working day; a day closes at 12:00" in page.text


def test_beds_and_rounds_are_changed_from_a_day(admin: Browse, ward: Ward) -> None:
    form = admin.get(f"/administration/wards/{ward.id}/beds")
    assert form.submit("Save beds", closed_beds="3").errors == {"reason": "Enter why beds are closed"}
    page = form.submit("Save beds", closed_beds="3", reason="a leak", from_on=TODAY + timedelta(days=1))
    assert "22 beds, 3 closed: a leak To come" in page.text
    form = admin.get(f"/administration/wards/{ward.id}/rounds")
    yesterday = TODAY - timedelta(days=1)
    assert "today or later" in form.submit("Save rounds", from_on=yesterday).errors["from_on"]
    page = form.submit("Save rounds", weekly_on="2", weekday_passes="1", closes_at="16:00")
    assert "One pass every Wednesday; a day closes at 16:00 Now" in page.text


def test_two_editors_of_a_ward_see_both_texts(admin: Browse, ward: Ward) -> None:
    first, second = (admin.get(f"/administration/wards/{ward.id}/change") for _editor in range(2))
    first.submit("Save ward", name="Silver Birch")
    page = second.submit("Save ward", name="Birch Ward", status=409)
    assert "Silver Birch" in page.text
    assert "Birch Ward" in page.text


def test_a_form_with_a_made_up_version_is_not_found(admin: Browse, ward: Ward) -> None:
    admin.get(f"/administration/wards/{ward.id}/change").submit("Save ward", version="x", status=404)


def test_a_ward_with_people_is_not_closed_and_an_empty_one_can_be_opened_again(
    admin: Browse, world: World, ward: Ward, arrange: Arrange
) -> None:
    empty = arrange(lambda: world.ward("Cedar"))
    arrange(lambda: world.stay(ward))
    page = admin.get(f"/administration/wards/{ward.id}/close").submit("Close this ward")
    assert page.errors == {"": "1 person is still on Birch. Transfer or discharge them first"}
    page = admin.get(f"/administration/wards/{empty.id}/close").submit("Close this ward")
    assert "Cedar is closed" in page.text
    page = admin.get(f"/administration/wards/{empty.id}/reopen").submit("Open this ward again")
    assert "Cedar is open again" in page.text


def test_a_number_is_decided_and_shown_with_who_decided_it(
    session: Session, admin: Browse, world: World, ward: Ward
) -> None:
    listed = admin.get(f"/administration/organisations/{world.trust.id}/numbers")
    assert all(known.words in listed.text for known in KNOWN.values())
    form = admin.get(f"/administration/organisations/{world.trust.id}/numbers/edd_due_hours")
    assert form.submit("Save number", value="", source="x").errors == {"value": "Enter the number"}
    assert form.submit("Save number", value="500", source="x").errors == {"value": "Enter a number from 1 to 336 hours"}
    page = form.submit("Save number", value="48", source="Board paper 12")
    assert page.path == listed.path
    assert "Now 48 hours Whose The trust's, since 23 November 2026 Source Board paper 12" in page.text
    of_ward = admin.get(f"/administration/wards/{ward.id}/numbers/edd_due_hours")
    of_ward.submit("Save number", value="96", source="Ward meeting", from_on=TODAY + timedelta(days=2))
    page = admin.get(f"/administration/wards/{ward.id}/numbers")
    assert "from 25 November 2026: 96 hours" in page.text
    of_ward = admin.get(f"/administration/wards/{ward.id}/numbers/edd_due_hours")
    assert "From 25 November 2026" in of_ward.text
    of_ward.submit("Save number", is_wider="y", source="Ward meeting", from_on=TODAY + timedelta(days=2))
    later = TODAY + timedelta(days=2)
    of_place = {"organisation_id": world.trust.id, "ward_id": ward.id, "day": later}
    assert queries.policy(session, Key.EDD_DUE_HOURS, **of_place) == 48


def test_numbers_that_are_not_there_are_not_found(admin: Browse, world: World, ward: Ward) -> None:
    admin.get(f"/administration/organisations/{world.trust.id}/numbers/nothing", status=404)
    admin.get(f"/administration/wards/{ward.id}/numbers/idle_minutes", status=404)


def test_all_places_cost_the_same_for_one_ward_as_for_many(
    admin: Browse, world: World, ward: Ward, arrange: Arrange, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    one = count_queries(lambda: admin.get("/administration"))
    for name in ("Cedar", "Elm", "Oak"):
        arrange(lambda name=name: world.ward(name))
    assert count_queries(lambda: admin.get("/administration")) == one
