"""What stands against the hazards of docs/safety/hazards.md on the screens."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from discharge.days.rules.mark import Colour
from discharge.places.models import Ward
from discharge.stays.models import LegalPeriod, Stay
from tests.browse import Browse
from tests.factories import NOW, TODAY, World
from tests.integration.boards.conftest import Here

Arrange = Callable[[Callable[[], Any]], Any]
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
