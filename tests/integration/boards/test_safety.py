"""What stands against the hazards of docs/safety/hazards.md on the screens."""

import re
from datetime import time, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.core.clock import moment_of
from discharge.days.models import DayMark
from discharge.days.rules.mark import Colour
from discharge.places.models import Ward
from discharge.stays.models import LegalPeriod, Stay
from tests.browse import Browse
from tests.factories import NOW, TODAY, World
from tests.integration.boards.conftest import Here
from tests.integration.conftest import Clock
from tests.shapes import Arrange

ALONE = re.compile(r"\b(red|green)\b(?![ -]days?\b)", re.IGNORECASE)


@pytest.fixture
def stay(world: World, ward: Ward, here: Here, arrange: Arrange) -> Stay:
    """Somebody with a red day yesterday and a green day today, held under section 3 that expired yesterday."""

    def made() -> Stay:
        stay = world.stay(ward, bed="4", edd=TODAY + timedelta(days=4))
        here.mark(stay, TODAY - timedelta(days=1), Colour.RED)
        here.mark(stay, TODAY, Colour.GREEN)
        period = LegalPeriod(
            organisation_id=stay.organisation_id,
            person_id=stay.person_id,
            stay_id=stay.id,
            kind="detention",
            code="03",
            started_on=TODAY - timedelta(days=10),
            expires_on=TODAY - timedelta(days=1),
            entered_at=NOW,
        )
        world.session.add(period)
        world.session.flush()
        return stay

    found: Stay = arrange(made)
    return found


def test_an_expired_section_says_check_the_papers(browse: Browse, ward: Ward, stay: Stay) -> None:
    for path in (f"/wards/{ward.id}", f"/wards/{ward.id}/round?do=mark&at={stay.id}"):
        assert "check the papers" in browse.get(path).text


@pytest.mark.parametrize(
    "path",
    [
        "/wards/{ward}",
        "/wards/{ward}/round?do=mark&at={stay}",
        "/wards/{ward}/round?do=plan&at={stay}",
        "/wards/{ward}/round?do=mark&end=1",
        "/stays/{stay}",
        "/stays/{stay}/days/{today}/mark",
    ],
)
def test_red_and_green_never_stand_alone(browse: Browse, ward: Ward, stay: Stay, path: str) -> None:
    page = browse.get(path.format(ward=ward.id, stay=stay.id, today=TODAY))
    assert ALONE.findall(page.text) == []


def test_awol_is_never_called_leave_on_the_board(
    browse: Browse, session: Session, ward: Ward, here: Here, arrange: Arrange, stay: Stay
) -> None:
    arrange(lambda: here.away(stay, "awol"))
    row = browse.get(f"/wards/{ward.id}").html.select_one("table.discharge-board tbody tr")
    assert row is not None
    said = row.get_text(" ")
    assert "AWOL" in said
    assert "leave" not in said.lower()
    assert row.select_one(".discharge-flag--awol") is not None


def test_a_card_opened_before_midnight_keeps_the_day_that_it_showed(
    browse: Browse, session: Session, world: World, ward: Ward, arrange: Arrange, clock: Clock
) -> None:
    stay = arrange(lambda: world.stay(ward, bed="1"))
    clock.now = moment_of(TODAY, time(23, 58))
    shown = browse.get(f"/wards/{ward.id}/round?do=mark&at={stay.id}")
    clock.now = moment_of(TODAY + timedelta(days=1), time(0, 2))
    after = shown.submit("Green day", also=["GRN-01"])
    session.rollback()
    assert [mark.day for mark in session.scalars(select(DayMark))] == [TODAY]
    assert "Kept for Monday 23 November 2026" in after.text


def test_an_undo_shown_before_midnight_undoes_that_day(
    browse: Browse, session: Session, world: World, ward: Ward, arrange: Arrange, clock: Clock
) -> None:
    stay = arrange(lambda: world.stay(ward, bed="1"))
    clock.now = moment_of(TODAY, time(23, 58))
    shown = browse.get(f"/wards/{ward.id}/round?do=mark&at={stay.id}").submit("Green day", also=["GRN-01"])
    clock.now = moment_of(TODAY + timedelta(days=1), time(0, 2))
    shown.submit("undoes")
    session.rollback()
    assert [(mark.day, mark.colour) for mark in session.scalars(select(DayMark))] == [(TODAY, None)]


def test_a_card_without_its_day_marks_nothing(
    browse: Browse, session: Session, world: World, ward: Ward, arrange: Arrange
) -> None:
    stay = arrange(lambda: world.stay(ward, bed="1"))
    for day in ("", "yesterday", "2027-02-29"):
        browse.post(
            f"/wards/{ward.id}/round/{stay.id}",
            {"one_time_key": str(uuid4()), "press": "green", "also": "GRN-01", "day": day},
        )
    session.rollback()
    assert session.scalars(select(DayMark)).all() == []
