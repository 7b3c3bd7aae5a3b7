"""The table by ward of a hospital with many: those that matter first, and every one on asking."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from discharge.access.models import Role
from discharge.boards.pages.sro.places import MOST_WARDS
from discharge.places.models import Ward
from tests.browse import Browse, Page
from tests.factories import TODAY, World
from tests.integration.boards.conftest import Here
from tests.shapes import Arrange, BrowseAs

WARDS = MOST_WARDS + 3
Wait = Callable[[Ward, int, int], Any]


@pytest.fixture
def wards(world: World, arrange: Arrange) -> list[Ward]:
    made: list[Ward] = arrange(lambda: [world.ward(f"Ash {number:02}") for number in range(WARDS)])
    return made


@pytest.fixture
def wait(world: World, here: Here, arrange: Arrange) -> Wait:
    """So many clinically ready people of a ward, each for so many days."""

    def made(ward: Ward, number: int, days: int) -> None:
        def stays() -> None:
            for _ in range(number):
                here.ready(world.stay(ward), TODAY - timedelta(days=days))

        arrange(stays)

    return made


def table(page: Page) -> dict[str, list[str]]:
    found = {}
    for row in page.html.select("[aria-labelledby=by-ward] tbody tr"):
        cells = [cell.find("span", recursive=False).find_next_sibling() for cell in row.find_all("td")]
        found[row.find("th").get_text(strip=True)] = [cell.find(string=True).strip() for cell in cells]
    return found


def link(page: Page, words: str) -> str:
    (found,) = (each["href"] for each in page.html.select("a") if each.get_text(strip=True) == words)
    return str(found)


def test_wards_with_most_days_come_first_and_all_are_one_step_away(
    browse_as: BrowseAs, world: World, arrange: Arrange, wards: list[Ward], wait: Wait
) -> None:
    for ward, days in ((wards[-1], 9), (wards[-2], 30), (wards[7], 2)):
        wait(ward, 1, days)
    executive: Browse = browse_as(arrange(lambda: world.user(Role.EXECUTIVE, world.trust, name="Louise Tarrant")))
    some = executive.get("/sro")
    assert [*table(some)][:4] == [wards[-2].name, wards[-1].name, wards[7].name, "Ash 00"]
    assert len(table(some)) == MOST_WARDS
    assert f"{MOST_WARDS} of {WARDS} wards" in some.text
    every = executive.get(link(some, f"All {WARDS} wards"))
    assert [*table(every)] == [ward.name for ward in wards]
    whole = table(every)
    assert {name: whole[name] for name in table(some)} == table(some)
    again = executive.get(link(every, f"Only the {MOST_WARDS} with most days"))
    assert table(again) == table(some)
    totals = [[each.get_text() for each in page.html.select(".discharge-stat dd")] for page in (some, every)]
    assert totals[0] == totals[1]


def test_the_place_of_a_ward_does_not_tell_a_number_that_is_not_shown(
    browse_as: BrowseAs, world: World, arrange: Arrange, wards: list[Ward], wait: Wait
) -> None:
    wait(wards[-1], 3, 60)  # most days of all, and too few people to be shown
    wait(wards[-2], 2, 50)
    wait(wards[-3], 8, 5)
    system: Browse = browse_as(arrange(lambda: world.user(Role.EXECUTIVE, world.system, name="Anil Mehta")))
    some, every = table(system.get("/sro")), table(system.get("/sro?wards=all"))
    assert [*some][:2] == [wards[-3].name, "Ash 00"]
    assert wards[-1].name not in some
    assert every[wards[-1].name][1:3] == every[wards[-2].name][1:3] == ["Not shown", "Not shown"]
    assert {name: every[name] for name in some} == some
