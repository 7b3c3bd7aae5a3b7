"""Each local number has effect: what a trust or a ward decides is what happens. One test a number."""

from datetime import timedelta

import pytest
from bs4 import Tag
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role, User, WallDevice
from discharge.access.rules import walls
from discharge.days.rules.mark import Colour
from discharge.interop.commands.applying import UnlikelySize
from discharge.places.models import Ward
from discharge.places.rules.policy import Key
from discharge.stays.models import Stay
from tests.browse import Browse, Page
from tests.factories import NOW, TODAY, World
from tests.integration.boards.conftest import Here
from tests.integration.conftest import Clock
from tests.integration.interop.ward_lists import RAVI, Lists, a_list, make_profile
from tests.shapes import Arrange, BrowseAs

HOME = "/account/password"


@pytest.fixture
def manager(world: World, ward: Ward, arrange: Arrange, browse_as: BrowseAs) -> Browse:
    return browse_as(arrange(lambda: world.user(Role.WARD_MANAGER, ward)))


def test_how_long_nothing_may_be_done(browse: Browse, world: World, arrange: Arrange, ward: Ward, clock: Clock) -> None:
    arrange(lambda: (world.number(Key.IDLE_MINUTES, 5), world.number(Key.ROUND_IDLE_MINUTES, 45)))
    browse.get(f"/wards/{ward.id}/round")
    clock.now += timedelta(minutes=44)
    assert browse.get(HOME).path == HOME
    clock.now += timedelta(minutes=5)
    assert browse.get(HOME).path == "/sign-in"


def test_the_shorter_time_holds_for_somebody_of_two_trusts(
    browse: Browse, world: World, arrange: Arrange, nurse: User, clock: Clock
) -> None:
    arrange(lambda: (world.number(Key.IDLE_MINUTES, 30), world.give(nurse, Role.WARD_MEMBER, other_ward(world))))
    browse.get(HOME)
    clock.now += timedelta(minutes=15)
    assert browse.get(HOME).path == "/sign-in"


def other_ward(world: World) -> Ward:
    return world.ward("Fen", trust=world.organisation(world.trust.kind, "Fenland"))


@pytest.mark.parametrize(("days", "status"), [(2, 404), (4, 200), (0, 404)])
def test_for_how_long_the_ward_before_still_sees_somebody(
    browse: Browse, world: World, arrange: Arrange, ward: Ward, days: int, status: int
) -> None:
    def moved() -> Stay:
        world.number(Key.PREVIOUS_WARD_SIGHT_DAYS, days)
        stay = world.stay(ward, admitted_on=TODAY - timedelta(days=30))
        world.move(stay, world.ward("Rowan"), at=NOW - timedelta(days=3))
        return stay

    browse.get(f"/stays/{arrange(moved).id}", status=status)


def test_within_how_many_hours_an_edd_is_due(browse: Browse, world: World, arrange: Arrange, ward: Ward) -> None:
    stay = arrange(lambda: world.stay(ward, admitted_on=TODAY - timedelta(days=10)))
    pages = (f"/stays/{stay.id}", f"/wards/{ward.id}", f"/wards/{ward.id}/round?do=mark&at={stay.id}")

    def late() -> list[bool]:
        return ["was due" in browse.get(pages[0]).text, *("since" in edd_of(browse.get(path)) for path in pages[1:])]

    assert late() == [True, True, True]
    assert "Not recorded yet" in browse.get(pages[2]).text
    arrange(lambda: world.number(Key.EDD_DUE_HOURS, 336, ward=ward))
    assert late() == [False, False, False]
    assert "Not recorded yet" not in browse.get(pages[2]).text


def edd_of(page: Page) -> str:
    """The words around "Not set"."""
    found = page.html.find(string=lambda words: words is not None and "Not set" in words)
    assert found is not None
    around = found.parent.parent if found.parent is not None else None
    assert isinstance(around, Tag)
    return around.get_text(" ", strip=True)


@pytest.mark.parametrize(
    ("bed_type", "years", "limit", "warning"),
    [
        ("200", 40, Key.LONG_STAY_DAYS, Key.LONG_STAY_WARNING_DAYS),
        ("201", 70, Key.LONG_STAY_OLDER_DAYS, Key.LONG_STAY_OLDER_WARNING_DAYS),
    ],
)
def test_from_when_a_stay_is_long(
    browse_as: BrowseAs, world: World, arrange: Arrange, bed_type: str, years: int, limit: Key, warning: Key
) -> None:
    def here() -> Stay:
        ward = world.ward("Elm", bed_type=bed_type)
        person = world.person(birth_date=TODAY - timedelta(days=366 * years))
        return world.stay(ward, person=person, admitted_on=TODAY - timedelta(days=30))

    stay = arrange(here)
    browse = browse_as(arrange(lambda: world.user(Role.COORDINATOR, world.trust)))

    def said() -> tuple[bool, bool]:
        texts = [browse.get(path).text.lower() for path in (f"/stays/{stay.id}", f"/wards/{stay.last_ward_id}")]
        return all("long stay" in text for text in texts), all("long stay soon" in text for text in texts)

    assert said() == (False, False)
    arrange(lambda: world.number(warning, 30))
    assert said() == (True, True)
    arrange(lambda: world.number(limit, 30))
    assert said() == (True, False)


def test_after_how_many_days_same_again_asks_for_a_fresh_step(
    browse: Browse, world: World, here: Here, arrange: Arrange, ward: Ward
) -> None:
    def waiting() -> Stay:
        stay = world.stay(ward)
        for ago in (3, 2, 1):
            here.mark(stay, TODAY - timedelta(days=ago), Colour.RED)
        return stay

    stay = arrange(waiting)
    path = f"/wards/{ward.id}/round?do=mark&at={stay.id}"
    browse.get(f"/wards/{ward.id}/round").submit("Start the round")
    assert not browse.get(path).html.select("[data-needs-step]")
    arrange(lambda: world.number(Key.FRESH_STEP_AFTER_DAYS, 2, ward=ward))
    assert browse.get(path).html.select("[data-needs-step]")


def test_for_how_long_a_wall_screen_is_paired(
    manager: Browse, session: Session, world: World, arrange: Arrange, ward: Ward
) -> None:
    arrange(lambda: world.number(Key.WALL_DEVICE_DAYS, 10, ward=ward))
    manager.get("/wall-screens").submit("Pair this screen", code=walls.new_code(), name="Office")
    assert session.scalars(select(WallDevice.until_at)).all() == [NOW + timedelta(days=10)]


def test_how_much_of_a_list_may_be_lost(session: Session, world: World, arrange: Arrange, ward: Ward) -> None:
    lists = Lists(session, make_profile(session, ward))
    people = [{**RAVI, "local_number": f"P{n}", "name": f"Name{n}, A"} for n in range(6)]
    lists.apply(a_list(*people))
    assert lists.apply(a_list(*people[:5]), accept_size=False)
    arrange(lambda: world.number(Key.LIST_SHRINK_PERCENT, 10))
    with pytest.raises(UnlikelySize):
        lists.apply(a_list(*people[:4]), accept_size=False)


def test_how_full_a_list_may_make_a_ward(session: Session, world: World, arrange: Arrange, ward: Ward) -> None:
    lists = Lists(session, make_profile(session, ward))
    people = [{**RAVI, "local_number": f"P{n}", "name": f"Name{n}, A"} for n in range(70)]
    with pytest.raises(UnlikelySize):
        lists.apply(a_list(*people), accept_size=False)
    arrange(lambda: world.number(Key.LIST_OVERFULL_PERCENT, 400))
    assert lists.apply(a_list(*people), accept_size=False)["opened"] == 70
