"""A ward on which a wrong list put more people than any ward has: every page shows the first, and says so."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.audit.models import AuditGroupMember
from discharge.boards.queries.crowd import MOST_SHOWN
from discharge.places.models import Ward
from tests.browse import Browse
from tests.factories import TODAY, World
from tests.shapes import Arrange, BrowseAs

SAYS = f"{MOST_SHOWN + 3} people are on record on this ward. Only the first {MOST_SHOWN}, by bed, are shown."
PAGES = {
    "": ".discharge-board tbody tr",
    "/grid": ".discharge-grid__row",
    f"/days/{TODAY}": ".discharge-dayrow",
    "/round?do=mark": ".discharge-round__people li",
    "/round-sheet": ".discharge-round-sheet tbody tr",
}
every_page = pytest.mark.parametrize("page", list(PAGES))


def fill(world: World, ward: Ward, people: int) -> None:
    for number in range(1, people + 1):
        world.stay(ward, bed=str(number))


@pytest.fixture
def crowded(world: World, ward: Ward, arrange: Arrange) -> Ward:
    arrange(lambda: fill(world, ward, MOST_SHOWN + 3))
    return ward


@every_page
def test_the_first_are_shown_and_how_many_there_are_is_said(browse: Browse, crowded: Ward, page: str) -> None:
    seen = browse.get(f"/wards/{crowded.id}{page}")
    rows = seen.html.select(PAGES[page])
    assert len(rows) == MOST_SHOWN
    assert SAYS in seen.text
    assert str(MOST_SHOWN) in rows[-1].get_text(" ").split()


@every_page
def test_a_ward_of_as_many_as_are_shown_says_nothing(
    browse: Browse, world: World, ward: Ward, arrange: Arrange, page: str
) -> None:
    arrange(lambda: fill(world, ward, MOST_SHOWN))
    seen = browse.get(f"/wards/{ward.id}{page}")
    assert len(seen.html.select(PAGES[page])) == MOST_SHOWN
    assert "on record on this ward" not in seen.text


@every_page
def test_a_crowd_costs_one_statement_however_large_it_is(
    browse: Browse,
    crowded: Ward,
    world: World,
    arrange: Arrange,
    count_queries: Callable[[Callable[[], object]], int],
    page: str,
) -> None:
    browse.get(f"/wards/{crowded.id}{page}")  # a new group of people is kept once
    few = count_queries(lambda: browse.get(f"/wards/{crowded.id}{page}"))
    arrange(lambda: fill(world, crowded, 50))
    browse.get(f"/wards/{crowded.id}{page}")
    assert count_queries(lambda: browse.get(f"/wards/{crowded.id}{page}")) == few


def test_only_those_shown_are_on_record_as_seen(browse: Browse, crowded: Ward, session: Session) -> None:
    browse.get(f"/wards/{crowded.id}")
    assert session.scalar(select(func.count()).select_from(AuditGroupMember)) == MOST_SHOWN


def test_a_manager_is_led_to_the_lists_and_a_nurse_to_the_manager(
    browse: Browse, browse_as: BrowseAs, crowded: Ward, world: World, arrange: Arrange
) -> None:
    manager = arrange(lambda: world.user(Role.WARD_MANAGER, crowded))
    page = browse_as(manager).get(f"/wards/{crowded.id}")
    link = next(link for link in page.html.select("a") if link.get_text() == "check the last one")
    assert link["href"] == "/ward-lists"
    assert "ask the ward manager to check the last one" in browse.get(f"/wards/{crowded.id}").text
