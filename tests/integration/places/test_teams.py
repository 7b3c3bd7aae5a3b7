"""Teams, outside contacts and what a council answers for: entered, changed, refused, and offered to others."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.audit.models import AuditLine
from discharge.core.actor import process
from discharge.places import queries
from discharge.places.models import CouncilFunctions, Organisation, OrganisationKind, TeamFunction, Ward
from tests.browse import Browse
from tests.factories import World
from tests.shapes import Arrange, BrowseAs

ANYBODY = process("a reader", source="cli")


@pytest.fixture
def council(world: World, arrange: Arrange) -> Organisation:
    made: Organisation = arrange(lambda: world.organisation(OrganisationKind.COUNCIL, "Fenland District"))
    return made


@pytest.fixture
def admin(world: World, council: Organisation, browse_as: BrowseAs, arrange: Arrange) -> Browse:
    return browse_as(arrange(lambda: world.user(Role.ADMINISTRATOR, world.system, name="Sam Field")))


def addresses(council: Organisation, world: World) -> list[str]:
    of_council, trust = f"/administration/organisations/{council.id}", f"/administration/organisations/{world.trust.id}"
    return [f"{of_council}/functions", f"{of_council}/teams/new", f"{trust}/contacts/new"]


def test_each_screen_opens_for_whoever_manages_the_place_and_for_nobody_else(
    admin: Browse, browse: Browse, browse_as: BrowseAs, council: Organisation, world: World, arrange: Arrange
) -> None:
    other = arrange(lambda: world.organisation(OrganisationKind.TRUST, "Southmoor"))
    stranger = browse_as(arrange(lambda: world.user(Role.ADMINISTRATOR, other)))
    team = arrange(lambda: world.team(council, TeamFunction.HOUSING_OPTIONS))
    contact = arrange(world.contact)
    of_rows = (f"/administration/teams/{team.id}", f"/administration/contacts/{contact.id}")
    for address in (*addresses(council, world), *of_rows):
        admin.get(address)
        browse.get(address, status=403)
        stranger.get(address, status=404)
        assert "/sign-in" in browse_as(None).client.get(address).location


def test_a_team_is_added_changed_and_takes_no_new_work(session: Session, admin: Browse, council: Organisation) -> None:
    form = admin.get(f"/administration/organisations/{council.id}/teams/new")
    assert form.submit("Add team").errors == {
        "name": "Enter the name of the team",
        "function": "Select what the team does",
    }
    wrong = form.submit("Add team", name="Housing Options", function="housing_options", email="nowhere")
    assert wrong.errors["email"].startswith("Enter an e-mail address")
    page = form.submit("Add team", name="Housing Options 🏠", function="housing_options", email="ho@fenland.example")
    assert "Housing Options 🏠 added" in page.text
    assert "ho@fenland.example" in page.text
    again = admin.get(f"/administration/organisations/{council.id}/teams/new")
    same = again.submit("Add team", name="Housing Options 🏠", function="lettings")
    assert same.errors["name"].startswith("There is already a team called")
    team = queries.teams(session, ANYBODY, functions=[TeamFunction.HOUSING_OPTIONS])[0]
    page = admin.get(f"/administration/teams/{team.id}").submit("Save team", is_closed="y")
    assert "Takes no new work since 23 November 2026" in page.text
    session.rollback()
    assert queries.teams(session, ANYBODY) == []
    page = admin.get(f"/administration/teams/{team.id}").submit("Save team", is_closed=None)
    assert "Takes no new work" not in page.text
    session.rollback()
    actions = session.scalars(select(AuditLine.action).where(AuditLine.subject_kind == "team")).all()
    assert sorted(actions) == ["team.added", "team.changed", "team.changed"]


def test_two_editors_of_a_team_see_both_texts(
    admin: Browse, council: Organisation, world: World, arrange: Arrange
) -> None:
    team = arrange(lambda: world.team(council, TeamFunction.HOUSING_OPTIONS))
    first, second = (admin.get(f"/administration/teams/{team.id}") for _editor in range(2))
    first.submit("Save team", name="Housing Advice")
    page = second.submit("Save team", name="خيارات السكن", status=409)
    assert "Housing Advice" in page.text
    assert "خيارات السكن" in page.text


def test_a_trust_keeps_its_own_contacts(session: Session, admin: Browse, council: Organisation, world: World) -> None:
    form = admin.get(f"/administration/organisations/{world.trust.id}/contacts/new")
    wrong = form.submit("Add contact", name="Westmere Crown Court", kind="court", telephone="ring them")
    assert wrong.errors["telephone"].startswith("Enter a telephone number")
    page = form.submit("Add contact", name="Westmere Crown Court", kind="court", telephone="01632 960 001 ext 12")
    assert "01632 960 001 ext 12" in page.text
    again = admin.get(f"/administration/organisations/{world.trust.id}/contacts/new")
    assert "already" in again.submit("Add contact", name="Westmere Crown Court", kind="other").errors["name"]
    contact = queries.contacts(session, ANYBODY, [world.trust.id])[0]
    page = admin.get(f"/administration/contacts/{contact.id}").submit("Save contact", telephone="")
    assert "No telephone number" in page.text
    of_council = admin.get(f"/administration/organisations/{council.id}/contacts/new")
    assert "kept by a trust" in of_council.submit("Add contact", name="A court", kind="court").errors["name"]


def test_housing_is_asked_of_councils_that_answer_for_it(
    session: Session, admin: Browse, council: Organisation, world: World, arrange: Arrange
) -> None:
    county = arrange(lambda: world.organisation(OrganisationKind.COUNCIL, "Westmere County"))
    for of, functions in ((council, "housing"), (county, "social_care")):
        form = admin.get(f"/administration/organisations/{of.id}/functions")
        assert form.submit("Save").errors == {"functions": "Select what the council answers for"}
        page = form.submit("Save", functions=functions)
    assert "Council. Housing only: a district in a two-tier area" in page.text
    assert [each.name for each in queries.housing_authorities(session, ANYBODY)] == ["Fenland District"]
    session.rollback()
    of_trust = admin.get(f"/administration/organisations/{world.trust.id}/functions")
    assert "Only a council" in of_trust.submit("Save", functions="both").errors["functions"]


def test_a_council_says_what_it_answers_for_when_it_is_added(session: Session, admin: Browse) -> None:
    form = admin.get("/administration/organisations/new")
    wrong = form.submit("Add organisation", kind="icb", name="Fenland ICB", council_functions="housing")
    assert wrong.errors["council_functions"].startswith("Only a council")
    form.submit("Add organisation", kind="council", name="Eastmere District", council_functions="housing")
    added = session.scalars(select(Organisation).where(Organisation.name == "Eastmere District")).one()
    assert added.council_functions is CouncilFunctions.HOUSING


def test_all_places_cost_the_same_for_one_team_as_for_many(
    admin: Browse, council: Organisation, world: World, ward: Ward, arrange: Arrange,
    count_queries: Callable[[Callable[[], object]], int],
) -> None:  # fmt: skip
    arrange(lambda: world.team(council, TeamFunction.HOUSING_OPTIONS))
    one = count_queries(lambda: admin.get("/administration"))
    for function in (TeamFunction.LETTINGS, TeamFunction.SUPPORT, TeamFunction.SECTION_117):
        arrange(lambda function=function: world.team(council, function))
    assert count_queries(lambda: admin.get("/administration")) == one
