"""The board of a ward."""

from collections.abc import Callable
from typing import Any

from discharge.access.models import Role, User
from discharge.places.models import Ward
from tests.browse import Browse
from tests.factories import World

Arrange = Callable[[Callable[[], Any]], Any]


def test_people_are_shown_in_bed_order(browse: Browse, world: World, ward: Ward, arrange: Arrange) -> None:
    for bed in ("10", "", "2"):
        arrange(lambda bed=bed: world.stay(ward, bed=bed))
    page = browse.get(f"/wards/{ward.id}")
    assert page.heading == "Birch ward"
    assert [row.td.get_text(strip=True) for row in page.html.select("tbody tr")] == ["2", "10", "None yet"]


def test_a_member_of_one_ward_begins_on_its_board(browse: Browse, ward: Ward) -> None:
    assert browse.get("/").path == f"/wards/{ward.id}"


def test_another_wards_nurse_finds_nothing(
    browse_as: Callable[[User | None], Browse], world: World, ward: Ward, arrange: Arrange
) -> None:
    other = arrange(lambda: world.user(Role.WARD_MEMBER, world.ward("Rowan")))
    browse_as(other).get(f"/wards/{ward.id}", status=404)


def test_an_executive_may_not_open_a_board(
    browse_as: Callable[[User | None], Browse], world: World, ward: Ward, arrange: Arrange
) -> None:
    executive = arrange(lambda: world.user(Role.EXECUTIVE, world.trust))
    browse_as(executive).get(f"/wards/{ward.id}", status=403)
