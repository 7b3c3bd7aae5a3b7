"""Home, by what somebody may do."""

from datetime import timedelta

import pytest

from discharge.access.models import Role
from discharge.days.rules.mark import Colour
from discharge.places.models import Ward
from tests.browse import Page
from tests.factories import NOW, TODAY, World
from tests.integration.boards.conftest import Here
from tests.shapes import Arrange, BrowseAs


def _lines(page: Page) -> list[str]:
    return [" ".join(row.get_text(" ").split()) for row in page.html.select("tbody tr")]


@pytest.fixture
def two_wards(world: World, ward: Ward, here: Here, arrange: Arrange) -> None:
    def people() -> None:
        world.ward("Aspen")
        here.mark(world.stay(ward, admitted_on=TODAY, edd=TODAY), colour=Colour.RED)
        here.ready(world.stay(ward, admitted_on=TODAY - timedelta(days=1), edd=TODAY - timedelta(days=1)), TODAY)
        world.stay(ward, admitted_on=TODAY, edd=TODAY - timedelta(days=1))
        here.left(ward, due_at=NOW - timedelta(hours=1))

    arrange(people)


@pytest.mark.usefixtures("two_wards")
def test_a_coordinator_begins_with_every_ward_and_what_it_owes(
    browse_as: BrowseAs, world: World, ward: Ward, arrange: Arrange
) -> None:
    page = browse_as(arrange(lambda: world.user(Role.COORDINATOR, world.trust))).get("/")
    assert page.path == "/"
    assert _lines(page)[0].startswith("Aspen 0 0 of 0 0 0 0 0")
    birch = _lines(page)[1]
    assert birch.startswith("Birch 3 1 of 3 1 1 1 1 1 late")
    assert [link["href"] for link in page.html.select("tbody a")][1] == f"/wards/{ward.id}"


@pytest.mark.usefixtures("two_wards")
def test_an_executive_who_administers_sees_numbers_that_open_nothing(
    browse_as: BrowseAs, world: World, arrange: Arrange
) -> None:
    executive = arrange(lambda: world.user(Role.EXECUTIVE, world.trust))
    arrange(lambda: world.give(executive, Role.ADMINISTRATOR, world.trust))
    page = browse_as(executive).get("/")
    assert _lines(page)[1].startswith("Birch 3 1 of 3 1 1 1 1 1 late")
    assert page.html.select("tbody a") == []


@pytest.mark.usefixtures("two_wards")
def test_somebody_without_a_role_is_told_whom_to_ask(browse_as: BrowseAs, world: World, arrange: Arrange) -> None:
    page = browse_as(arrange(lambda: world.user(None))).get("/")
    assert "You have no ward yet" in page.text
    assert _lines(page) == []


def test_an_administrator_finds_administration_and_no_ward(
    browse_as: BrowseAs, world: World, ward: Ward, arrange: Arrange
) -> None:
    page = browse_as(arrange(lambda: world.user(Role.ADMINISTRATOR, world.trust))).get("/")
    assert "Administration" in [link.get_text() for link in page.html.select("main a")]
    assert ward.name not in page.text


def test_home_asks_to_sign_in(browse_as: BrowseAs, world: World) -> None:
    assert browse_as(None).get("/").path == "/sign-in"
