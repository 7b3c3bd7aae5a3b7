"""A screen on a ward's wall."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import User, WallDevice
from discharge.access.rules.wall import COOKIE, digest_of_token
from discharge.audit.models import AuditLine
from discharge.boards.pages.wall import LEVELS
from discharge.boards.queries.crowd import MOST_SHOWN
from discharge.days.rules.mark import Colour
from discharge.places.models import Ward
from discharge.stays.models import LegalPeriod
from tests.browse import Browse
from tests.factories import NOW, TODAY, World
from tests.integration.boards.conftest import Here
from tests.integration.conftest import Clock
from tests.shapes import Arrange, BrowseAs

TOKEN = "a token that no one guesses"


@pytest.fixture
def screen(ward: Ward, nurse: User, session: Session, arrange: Arrange, browse_as: BrowseAs) -> Callable[..., Browse]:
    """The browser of a paired screen at a privacy level."""

    def pair(level: int = 1, **columns: Any) -> Browse:
        usual = {"name": "Office", "paired_by_id": nurse.id, "made_at": NOW, "until_at": NOW + timedelta(days=90)}
        of_ward = {"organisation_id": ward.organisation_id, "ward_id": ward.id, "privacy_level": level}
        device = WallDevice(**of_ward, token_digest=digest_of_token(TOKEN), **(usual | columns))
        arrange(lambda: session.add(device))
        browse = browse_as(None)
        browse.client.set_cookie(COOKIE, TOKEN)
        return browse

    return pair


def _people(world: World, ward: Ward, here: Here, session: Session) -> None:
    farid = world.person(surname="Khan", given_name="Farid")
    stay = world.stay(ward, person=farid, bed="14", edd=TODAY + timedelta(days=9), purpose="Settle medication")
    here.mark(stay, colour=Colour.RED, reason="EXT-22", owner="council", note="Safeguarding meeting")
    session.add(
        LegalPeriod(
            organisation_id=ward.organisation_id,
            person_id=farid.id,
            kind="detention",
            code="03",
            started_on=TODAY,
            entered_at=NOW,
        )
    )
    away = world.stay(ward, person=world.person(surname="Lowe", given_name="Beth"), bed="15", edd=TODAY)
    here.mark(away, colour=Colour.ABSENT, absence_kind="court_or_prison")
    here.away(away, "court_or_prison")
    here.ready(away, since=TODAY - timedelta(days=4))


@pytest.mark.parametrize(
    ("level", "shown", "hidden"),
    [
        (1, ["14 R Red day", "15 A Away"], ["F K", "Khan", "EDD", "days"]),
        (2, ["14 F K R Red day", "15 B L A Away"], ["Khan", "EDD"]),
        (3, ["14 Khan EDD 2 Dec R Red day", "15 Lowe no planned date · ready 5 days A Away"], ["Farid"]),
    ],
)
def test_each_level_shows_its_fields_and_no_other(
    screen: Callable[..., Browse],
    world: World,
    ward: Ward,
    here: Here,
    session: Session,
    arrange: Arrange,
    level: int,
    shown: list[str],
    hidden: list[str],
) -> None:
    arrange(lambda: _people(world, ward, here, session))
    page = screen(level).get("/wall")
    rows = [" ".join(row.get_text(" ").replace("Bed ", "").split()) for row in page.html.select(".discharge-wall__row")]
    assert rows == shown
    never = ["s3", "Safeguarding", "Council", "court", "prison", "Court", "Settle", "Ministry", "D0000"]
    told = " ".join(rows)
    assert [word for word in [*hidden, *never] if word in told] == []
    assert [word for word in never if word in page.response.text.split("<main")[1]] == []
    assert len(LEVELS[level].fields) == 2 + (level == 2) + 3 * (level == 3)


def test_who_is_away_is_counted_before_the_day_is_marked(
    screen: Callable[..., Browse], world: World, ward: Ward, here: Here, arrange: Arrange
) -> None:
    arrange(lambda: here.away(world.stay(ward, bed="1"), "awol"))
    arrange(lambda: here.mark(world.stay(ward, bed="2"), colour=Colour.ABSENT, absence_kind="home_leave"))
    arrange(lambda: world.stay(ward, bed="3"))
    assert "2 away" in screen(1).get("/wall").text


def test_who_is_away_on_a_day_that_is_not_marked_is_told_as_two_things(
    screen: Callable[..., Browse], world: World, ward: Ward, here: Here, arrange: Arrange
) -> None:
    arrange(lambda: here.away(world.stay(ward, bed="1"), "awol"))
    arrange(lambda: here.away(marked := world.stay(ward, bed="2"), "home_leave") and here.mark(marked))
    page = screen(1).get("/wall")
    rows = [" ".join(row.get_text(" ").replace("Bed ", "").split()) for row in page.html.select(".discharge-wall__row")]
    assert rows[0] == "1 Away Not marked"
    assert "AWOL" not in page.text
    assert rows[1].startswith("2 Away ")


def test_a_screen_leads_nowhere(screen: Callable[..., Browse], world: World, ward: Ward, arrange: Arrange) -> None:
    arrange(lambda: world.stay(ward, bed="1"))
    browse = screen(3)
    assert browse.get("/wall").html.select("main a, main form, main button") == []
    assert browse.get(f"/wards/{ward.id}").path == "/sign-in"


def test_a_screen_leaves_one_line_a_day(
    screen: Callable[..., Browse], session: Session, world: World, ward: Ward, arrange: Arrange, clock: Clock
) -> None:
    arrange(lambda: world.stay(ward, bed="1"))
    browse = screen()
    for hours in (0, 1, 2, 24):
        clock.now = NOW + timedelta(hours=hours)
        assert browse.client.get("/wall", headers={"X-Refresh": "1"}).status_code == 200
    lines = session.scalars(select(AuditLine).where(AuditLine.action == "ward.wall_shown")).all()
    assert [line.source for line in lines] == ["wall", "wall"]


@pytest.mark.parametrize("columns", [{"revoked_at": NOW}, {"until_at": NOW}], ids=["taken back", "run out"])
def test_a_screen_that_is_no_longer_paired_shows_nobody(screen: Callable[..., Browse], columns: dict[str, Any]) -> None:
    browse = screen(3, **columns)
    assert "not paired" in browse.get("/wall").heading
    assert browse.client.get("/wall", headers={"X-Refresh": "1"}).status_code == 401


def test_a_browser_that_was_never_paired_shows_nobody(browse_as: BrowseAs) -> None:
    assert "not paired" in browse_as(None).get("/wall").heading


def test_sixty_people_fit_beside_each_other(
    screen: Callable[..., Browse], world: World, ward: Ward, arrange: Arrange
) -> None:
    arrange(lambda: [world.stay(ward, bed=str(bed)) for bed in range(60)])
    rows = screen().get("/wall").html.select_one(".discharge-wall__rows")
    assert rows is not None
    assert {"discharge-wall__rows--columns-3", "discharge-wall__rows--lines-20"} <= set(rows["class"])


def test_a_crowd_is_cut_and_said(screen: Callable[..., Browse], world: World, ward: Ward, arrange: Arrange) -> None:
    arrange(lambda: [world.stay(ward) for _ in range(MOST_SHOWN + 3)])
    page = screen().get("/wall")
    assert len(page.html.select(".discharge-wall__row")) == MOST_SHOWN
    assert "first 120 of 123 people" in page.text
