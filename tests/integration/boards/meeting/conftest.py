"""A meeting of two people who wait for one council, and how its pages are read."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.blockers.models import Blocker, Meeting
from discharge.blockers.rules.owner import Owner
from discharge.days.rules.codes import OwnerKind
from discharge.places.models import Organisation, OrganisationKind, Ward
from tests.awaited import owed
from tests.browse import Browse, Page
from tests.factories import TODAY, World
from tests.integration.boards.conftest import Here
from tests.shapes import Arrange, BrowseAs

FRIDAY = TODAY + timedelta(days=4)
AGREED, MORE = "Agreed, next person", "Agreed, more to say"


@pytest.fixture
def council(world: World, arrange: Arrange) -> Organisation:
    made: Organisation = arrange(lambda: world.organisation(OrganisationKind.COUNCIL, "Westmere Council"))
    return made


@pytest.fixture
def icb(world: World, arrange: Arrange) -> Organisation:
    made: Organisation = arrange(lambda: world.organisation(OrganisationKind.ICB, "Fenland ICB"))
    return made


@pytest.fixture
def desk(browse_as: BrowseAs, world: World, ward: Ward, arrange: Arrange) -> Browse:
    """The coordinator of the trust."""
    return browse_as(arrange(lambda: world.user(Role.COORDINATOR, world.trust, name="Asha Reed")))


@pytest.fixture
def people(world: World, arrange: Arrange, here: Here, ward: Ward, council: Organisation) -> list[Blocker]:
    """Alder is clinically ready; Begum is not, and has waited longer. Both wait for Westmere Council."""

    def make() -> list[Blocker]:
        found = []
        for surname, bed, raised_on in (
            ("Alder", "2", TODAY - timedelta(days=3)),
            ("Begum", "1", TODAY - timedelta(9)),
        ):
            stay = world.stay(ward, bed=bed, person=world.person(surname=surname, given_name="Ruth"))
            found.append(owed(world, stay, owner=Owner(OwnerKind.COUNCIL, council.id), raised_on=raised_on))
            if surname == "Alder":
                here.ready(stay, TODAY - timedelta(days=2))
        return found

    made: list[Blocker] = arrange(make)
    return made


@pytest.fixture
def begun(desk: Browse, people: list[Blocker]) -> Page:
    """Begun, and on the page that asks who is here."""
    return desk.get("/meeting").submit("Start the meeting")


def first_card(begun: Page) -> Page:
    return begun.submit("Save and go on")


def end_all_the_same(page: Page) -> Page:
    return page.submit("End the meeting").submit("End it all the same")


def given_back(page: Page) -> list[str]:
    return [item.get_text(strip=True) for item in page.html.select(".nhsuk-inset-text bdi")]


def of_meeting(session: Session) -> Meeting:
    session.rollback()
    session.expunge_all()
    return session.scalars(select(Meeting)).one()


def owners(page: Page) -> list[str]:
    return [" ".join(head.get_text(" ").split()) for head in page.html.select("h3[id^=owner-]")]
