"""Paper for the round."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.audit.models import AuditLine
from discharge.days.rules.mark import Colour
from discharge.places.models import Ward
from tests.browse import Browse
from tests.factories import TODAY, World
from tests.integration.boards.conftest import Here
from tests.shapes import Arrange, BrowseAs

SHEETS = pytest.mark.parametrize("sheet", ["round-sheet", "blank-sheet"])


def test_the_round_sheet_says_who_and_when_to_destroy_it(
    browse: Browse, world: World, ward: Ward, here: Here, arrange: Arrange
) -> None:
    stay = arrange(lambda: world.stay(ward, bed="7", edd=TODAY, person=world.person(surname="Khan")))
    arrange(lambda: here.mark(stay, colour=Colour.RED))
    page = browse.get(f"/wards/{ward.id}/round-sheet")
    assert page.heading == "Birch ward: round sheet"
    assert "Khan" in page.text
    assert "Printed by Priya Nair, Mon 23 Nov 09:30. Confidential: destroy by the end of Mon 23 Nov." in page.text


def test_each_person_on_paper_is_a_line_on_record(
    browse: Browse, world: World, ward: Ward, session: Session, arrange: Arrange
) -> None:
    people = [arrange(lambda bed=bed: world.stay(ward, bed=bed)).person_id for bed in ("1", "2")]
    browse.get(f"/wards/{ward.id}/round-sheet")
    lines = session.scalars(select(AuditLine).where(AuditLine.action == "stay.printed"))
    assert {line.person_id for line in lines} == set(people)


def test_the_blank_sheet_has_a_line_a_bed_and_nobody(
    browse: Browse, world: World, ward: Ward, arrange: Arrange
) -> None:
    arrange(lambda: world.stay(ward, bed="7", person=world.person(surname="Khan")))
    page = browse.get(f"/wards/{ward.id}/blank-sheet")
    assert len(page.html.select(".discharge-round-sheet__empty")) == 22
    assert "Khan" not in page.text


@SHEETS
def test_another_wards_nurse_prints_nothing(
    browse_as: BrowseAs, world: World, ward: Ward, arrange: Arrange, sheet: str
) -> None:
    other = arrange(lambda: world.user(Role.WARD_MEMBER, world.ward("Rowan")))
    browse_as(other).get(f"/wards/{ward.id}/{sheet}", status=404)


@SHEETS
def test_an_executive_prints_nothing(
    browse_as: BrowseAs, world: World, ward: Ward, arrange: Arrange, sheet: str
) -> None:
    executive = arrange(lambda: world.user(Role.EXECUTIVE, world.trust))
    browse_as(executive).get(f"/wards/{ward.id}/{sheet}", status=403)


@SHEETS
def test_nobody_prints_signed_out(browse_as: BrowseAs, ward: Ward, sheet: str) -> None:
    assert browse_as(None).get(f"/wards/{ward.id}/{sheet}").path == "/sign-in"
