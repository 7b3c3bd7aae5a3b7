"""A screen on a wall is paired by its code, shows one ward, and is taken back."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access import commands, queries
from discharge.access.models import Role, WallDevice
from discharge.access.queries.wall import paired_device
from discharge.access.rules import walls
from discharge.audit.models import AuditLine
from discharge.core.actor import process
from discharge.core.errors import NotFound
from discharge.core.transaction import carry_out
from discharge.places.models import Ward
from tests.browse import Browse
from tests.factories import NOW, World
from tests.shapes import Arrange, BrowseAs

SCREEN = process("Wall screen", source="wall")


@pytest.fixture
def manager(world: World, ward: Ward, arrange: Arrange, browse_as: BrowseAs) -> Browse:
    return browse_as(arrange(lambda: world.user(Role.WARD_MANAGER, ward)))


def pair(manager: Browse, code: str, **typed: object) -> Any:
    return manager.get("/wall-screens").submit("Pair this screen", code=code, name="Nurses’ office", **typed)


def collect(session: Session, code: str, *, later: timedelta = timedelta(0)) -> str | None:
    return carry_out(session, commands.collect_token, code, actor=SCREEN, now=NOW + later)


def test_a_screen_gets_its_token_once_its_code_was_typed(manager: Browse, session: Session, ward: Ward) -> None:
    code = walls.new_code()
    assert not queries.walls.is_confirmed(session, code, now=NOW)
    assert collect(session, code) is None
    assert "waits for the screen" in pair(manager, code.lower().replace("-", " ")).text
    session.rollback()
    assert queries.walls.is_confirmed(session, code, now=NOW)
    token = collect(session, code)
    assert token is not None
    assert collect(session, code) is None
    device = paired_device(session, token, now=NOW)
    assert (device.ward_id, device.privacy_level) == (ward.id, 1)
    assert token not in (device.token_digest, device.code)
    assert "until 21 February 2027" in manager.get("/wall-screens").text


@pytest.mark.parametrize("later", [timedelta(days=90), timedelta(days=400)])
def test_a_token_ends_after_90_days(manager: Browse, session: Session, later: timedelta) -> None:
    code = walls.new_code()
    pair(manager, code)
    session.rollback()
    token = collect(session, code) or ""
    just_before = NOW + timedelta(days=90, seconds=-1)
    assert paired_device(session, token, now=just_before).name == "Nurses’ office"
    with pytest.raises(NotFound):
        paired_device(session, token, now=NOW + later)


def test_a_code_is_good_for_ten_minutes(manager: Browse, session: Session) -> None:
    code = walls.new_code()
    pair(manager, code)
    session.rollback()
    assert collect(session, code, later=timedelta(minutes=10)) is None


def test_a_removed_screen_shows_nothing(manager: Browse, session: Session) -> None:
    code = walls.new_code()
    pair(manager, code)
    session.rollback()
    token = collect(session, code) or ""
    page = manager.get("/wall-screens").submit("Remove")
    assert "Nurses’ office" not in page.text
    session.rollback()
    with pytest.raises(NotFound):
        paired_device(session, token, now=NOW)
    actions = session.scalars(select(AuditLine.action).order_by(AuditLine.number)).all()
    assert actions == ["wall.paired", "wall.revoked"]


@pytest.mark.parametrize("code", ["1234", "", "AEIO-UAEI"])
def test_what_no_screen_shows_is_refused(manager: Browse, code: str) -> None:
    assert set(pair(manager, code).errors) == {"code"}


def test_a_screen_of_another_ward_is_not_there(
    manager: Browse, world: World, arrange: Arrange, browse_as: BrowseAs, session: Session
) -> None:
    pair(manager, walls.new_code())
    session.rollback()
    device_id = session.scalars(select(WallDevice.id)).one()
    other = browse_as(arrange(lambda: world.user(Role.WARD_MANAGER, world.ward("Rowan"))))
    assert "Nurses’ office" not in other.get("/wall-screens").text
    key = {"one_time_key": "7b0e4cb0-6d3f-4a39-9a50-000000000002"}
    assert other.client.post(f"/wall-screens/{device_id}/remove", data=key).status_code == 404


def test_the_screen_itself_shows_a_code_and_then_the_ward(manager: Browse, browse_as: BrowseAs, ward: Ward) -> None:
    screen = browse_as(None)
    page = screen.get("/wall")
    code = str(page.html.select_one("[data-code]").get_text(strip=True))  # type: ignore[union-attr]
    assert code in screen.get("/wall").text  # the same until it is paired
    pair(manager, code)
    assert "Birch" in screen.get("/wall").text
    assert "Birch" in screen.get("/wall").text
    manager.get("/wall-screens").submit("Remove")
    assert "Birch" not in screen.get("/wall").text


def test_another_screen_does_not_get_the_ward(manager: Browse, browse_as: BrowseAs, ward: Ward) -> None:
    screen, other = browse_as(None), browse_as(None)
    other.get("/wall")
    code = str(screen.get("/wall").html.select_one("[data-code]").get_text(strip=True))  # type: ignore[union-attr]
    pair(manager, code)
    assert "Birch" not in other.get("/wall").text
