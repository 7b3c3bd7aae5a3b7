"""Shared by the tests of housing: councils of two tiers, a stay, and how a command is carried out."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.access.queries import actor_of
from discharge.core.actor import Actor
from discharge.core.transaction import carry_out
from discharge.places.models import CouncilFunctions, Organisation, OrganisationKind, Ward
from discharge.stays.models import Stay
from tests.browse import Browse, Page
from tests.factories import NOW, TODAY, World
from tests.integration.housing.places import PLACE, at
from tests.shapes import Arrange, BrowseAs, Do


@pytest.fixture
def district(world: World, arrange: Arrange) -> Organisation:
    made: Organisation = arrange(lambda: world.organisation(OrganisationKind.COUNCIL, "Fenland District"))
    return made


@pytest.fixture
def county(world: World, arrange: Arrange) -> Organisation:
    """Social care only: no housing question goes there."""

    def make() -> Organisation:
        made = world.organisation(OrganisationKind.COUNCIL, "Westmere County")
        made.council_functions = CouncilFunctions.SOCIAL_CARE
        return made

    made: Organisation = arrange(make)
    return made


@pytest.fixture
def stay(world: World, ward: Ward, arrange: Arrange) -> Stay:
    made: Stay = arrange(
        lambda: world.stay(ward, person=world.person(surname="Alder", given_name="Ruth"), bed="4", edd=TODAY)
    )
    return made


@pytest.fixture
def acting(session: Session) -> Callable[[User], Actor]:
    return lambda user: actor_of(session, user, now=NOW, request_id="")


@pytest.fixture
def do(session: Session, nurse: User, acting: Callable[[User], Actor]) -> Do:
    """Carry out a command as the nurse of `ward`: `do(act, Command(...))`; `by=` another actor, `at=` another time."""

    def carry(act: Any, command: Any, *, by: Actor | None = None, at: datetime = NOW) -> Any:
        return carry_out(session, act, command, actor=by or acting(nurse), now=at)

    return carry


@pytest.fixture
def coordinator(world: World, arrange: Arrange) -> User:
    made: User = arrange(lambda: world.user(Role.COORDINATOR, world.trust, name="Omar Reid"))
    return made


@pytest.fixture
def desk(browse_as: BrowseAs, coordinator: User) -> Browse:
    """The coordinator's browser."""
    return browse_as(coordinator)


@pytest.fixture
def provider(world: World, arrange: Arrange) -> Organisation:
    made: Organisation = arrange(lambda: world.organisation(OrganisationKind.HOUSING_PROVIDER, "Elm Homes"))
    return made


@pytest.fixture
def post(desk: Browse, world: World, provider: Organisation, district: Organisation) -> Callable[..., Page]:
    def posted(**typed: Any) -> Page:
        keys = {"trust_id": world.trust.id, "provider_id": provider.id, "council_id": district.id}
        return desk.get("/vacancies/new").submit("Post this place", **{**PLACE, **keys, **typed})

    return posted


@pytest.fixture
def case(browse: Browse, stay: Stay, district: Organisation) -> None:
    browse.get(at(stay, "/needs")).submit(
        "Save", need="new", route="supported", support_level="daytime", access="stairs", tenancy_holder="nobody"
    )
