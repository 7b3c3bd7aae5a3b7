"""People get roles from who may give them, and no further than that reaches."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Membership, Role, User
from discharge.audit.models import AuditLine
from discharge.places.models import Organisation, OrganisationKind, Ward
from tests.browse import Browse, Page
from tests.factories import PASSWORD, World
from tests.integration.conftest import Clock
from tests.shapes import Arrange, BrowseAs

NEW = "violet anchor teapot meadow"


@pytest.fixture
def elsewhere(world: World, arrange: Arrange) -> Organisation:
    made: Organisation = arrange(lambda: world.organisation(OrganisationKind.TRUST, "Southmoor Mental Health"))
    return made


@pytest.fixture
def admin(world: World, arrange: Arrange) -> User:
    made: User = arrange(lambda: world.user(Role.ADMINISTRATOR, world.trust, name="Ada Min"))
    return made


@pytest.fixture
def manager(world: World, ward: Ward, arrange: Arrange) -> User:
    made: User = arrange(lambda: world.user(Role.WARD_MANAGER, ward, name="Mo Nager"))
    return made


def actions(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(AuditLine.action).order_by(AuditLine.at, AuditLine.number)))


def add(browse: Browse, place: str, **typed: object) -> Page:
    fields = {"name": "Nia New", "email": "Nia.New@northmoor.example", "role": "ward_member", "place": place}
    return browse.get("/people/add").submit("Add this person", **fields | typed)


def test_an_added_person_sets_a_password_by_a_link_that_works_once(
    browse_as: BrowseAs, admin: User, ward: Ward, session: Session
) -> None:
    page = add(browse_as(admin), f"ward:{ward.id}")
    assert page.heading == "nia.new@northmoor.example Nia New"
    assert "No password yet" in page.text
    assert "Ward member: Birch, Northmoor Mental Health" in page.text
    link = str(page.html.select_one("#link")["value"]).removeprefix("http://localhost")  # type: ignore[index]
    theirs = browse_as(None)
    weak = theirs.get(link).submit("Set this password", new="nia.new northmoor")
    assert weak.errors["new"].startswith("Password must not be made of your own name")
    assert theirs.get(link).submit("Set this password", new=NEW).path == "/sign-in"
    signed_in = theirs.post("/sign-in", {"email": "nia.new@northmoor.example", "password": NEW})
    assert "Signed in as Nia New, ward member" in signed_in.text
    assert "does not work any more" in browse_as(None).get(link, status=410).text
    assert actions(session)[:4] == ["account.added", "role.given", "account.password_set", "account.signed_in"]


def test_a_link_is_dead_after_a_day(browse_as: BrowseAs, admin: User, ward: Ward, app: Any) -> None:
    page = add(browse_as(admin), f"ward:{ward.id}")
    link = str(page.html.select_one("#link")["value"]).removeprefix("http://localhost")  # type: ignore[index]
    browse_as(None).get(link + "x", status=410)
    browse_as(None).get("/set-password/nonsense", status=410)


def test_an_administrator_is_offered_only_places_of_their_own(
    browse_as: BrowseAs, admin: User, world: World, ward: Ward, elsewhere: Organisation, arrange: Arrange
) -> None:
    other = arrange(lambda: world.ward("Rowan", trust=elsewhere))
    browse = browse_as(admin)
    offered = {str(option["value"]) for option in browse.get("/people/add").html.select("#place option")}
    assert offered == {"", f"organisation:{world.trust.id}", f"ward:{ward.id}"}
    for place in (f"ward:{other.id}", f"organisation:{elsewhere.id}", f"system:{world.system.id}"):
        forged = {"name": "N", "email": "n@n.example", "role": "administrator", "place": place}
        page = browse.get("/people/add").submit("Add this person", **forged)
        assert page.errors == {"place": "Select a place"}


def test_an_empty_form_says_what_is_missing(browse_as: BrowseAs, admin: User, ward: Ward) -> None:
    page = browse_as(admin).get("/people/add").submit("Add this person")
    assert page.errors == {
        "name": "Enter their name",
        "email": "Enter an e-mail address",
        "role": "Select a role",
        "place": "Select a place",
    }


def test_the_command_refuses_a_scope_that_is_not_the_actors(
    session: Session, admin: User, world: World, elsewhere: Organisation
) -> None:
    from discharge.access import commands, queries  # noqa: PLC0415
    from discharge.access.models import ScopeKind  # noqa: PLC0415
    from discharge.core.errors import NotAllowed  # noqa: PLC0415
    from discharge.core.transaction import carry_out  # noqa: PLC0415
    from tests.factories import NOW  # noqa: PLC0415

    actor = queries.actor_of(session, admin, now=NOW, request_id="")
    for kind, key in ((ScopeKind.ORGANISATION, elsewhere.id), (ScopeKind.SYSTEM, world.system.id)):
        first = commands.RoleAt(role=Role.WARD_MEMBER, scope_kind=kind, scope_id=key)
        command = commands.AddPerson(name="N", email="n@n.example", first=first)
        with pytest.raises(NotAllowed):
            carry_out(session, commands.add_person, command, actor=actor, now=NOW)
    assert session.scalars(select(User).where(User.email == "n@n.example")).all() == []


def test_an_administrator_of_the_system_gives_roles_in_every_trust(
    browse_as: BrowseAs, world: World, arrange: Arrange, elsewhere: Organisation
) -> None:
    over_all = arrange(lambda: world.user(Role.ADMINISTRATOR, world.system, name="Sys Admin"))
    page = add(browse_as(over_all), f"organisation:{elsewhere.id}", role="coordinator")
    assert "Discharge coordinator: Southmoor Mental Health" in page.text


def test_a_role_until_a_day_ends_with_that_day(
    browse_as: BrowseAs, admin: User, ward: Ward, clock: Clock, session: Session
) -> None:
    page = add(browse_as(admin), f"ward:{ward.id}", until_on=date(2026, 11, 25))
    assert "until 00:00 on Thu 26 Nov 2026" in page.text
    assert session.scalars(select(Membership.until_at).where(Membership.until_at.is_not(None))).one()


def test_an_account_that_reaches_further_cannot_be_taken_over(
    browse_as: BrowseAs, admin: User, world: World, ward: Ward, elsewhere: Organisation, arrange: Arrange
) -> None:
    def both() -> User:
        user = world.user(Role.WARD_MEMBER, ward, name="Bo Both", password=None)
        world.give(user, Role.ADMINISTRATOR, elsewhere)
        return user

    wide = arrange(both)
    browse = browse_as(admin)
    page = browse.get(f"/people/{wide.id}")
    assert page.html.select_one("#link") is None
    assert "Deactivate" not in page.text
    assert "Southmoor" not in page.text
    form = browse.get("/people").browse
    for act in ("deactivate", "ask-for-password", "hand-over"):
        key = {"one_time_key": "7b0e4cb0-6d3f-4a39-9a50-000000000001"}
        assert form.client.post(f"/people/{wide.id}/{act}", data=key).status_code == 403


def test_deactivating_signs_out_at_once_and_can_be_undone(
    browse_as: BrowseAs, admin: User, browse: Browse, nurse: User, session: Session
) -> None:
    assert "Signed in as" in browse.get("/").text
    page = browse_as(admin).get(f"/people/{nurse.id}").submit("Deactivate this account")
    assert "Not active" in page.text
    assert browse.get("/").path == "/sign-in"
    assert "Not active" not in page.submit("Make this account active again").text
    assert actions(session)[-2:] == ["account.deactivated", "account.reactivated"]


def test_a_forgotten_password_is_replaced_by_a_link(
    browse_as: BrowseAs, admin: User, browse: Browse, nurse: User
) -> None:
    page = browse_as(admin).get(f"/people/{nurse.id}").submit("Take the password away")
    assert page.html.select_one("#link") is not None
    assert browse.get("/").path == "/sign-in"
    refused = browse_as(None).post("/sign-in", {"email": nurse.email, "password": PASSWORD})
    assert set(refused.errors.values()) == {"E-mail address or password is not right"}


def test_a_role_is_given_and_ended(browse_as: BrowseAs, admin: User, nurse: User, ward: Ward) -> None:
    browse = browse_as(admin)
    form = browse.get(f"/people/{nurse.id}/roles/add")
    page = form.submit("Give this role", role="ward_manager", place=f"ward:{ward.id}")
    assert "Ward manager: Birch" in page.text
    page = page.submit("End now Ward manager: Birch, Northmoor Mental Health")
    assert "Ward manager: Birch" not in page.text
    assert "Ward member: Birch" in page.text


def test_nobody_gives_a_role_to_themselves(browse_as: BrowseAs, admin: User, ward: Ward) -> None:
    browse = browse_as(admin)
    form = browse.get(f"/people/{admin.id}/roles/add")
    page = form.submit("Give this role", role="ward_manager", place=f"ward:{ward.id}")
    assert list(page.errors.values()) == ["Ask another administrator: nobody gives a role to themselves"]
    assert "End now" not in browse.get(f"/people/{admin.id}").text


def test_a_manager_gives_the_ward_for_a_shift_and_it_ends_by_itself(
    browse_as: BrowseAs, manager: User, ward: Ward, clock: Clock, session: Session
) -> None:
    form = browse_as(manager).get("/ward-access")
    assert form.html.select_one("#until_at")["value"] == "21:30"  # type: ignore[index]
    page = form.submit("Give the ward", email="bank@agency.example", name="Bea Bank")
    assert "Bank worker: Birch" in page.text
    assert "until 21:30 on Mon 23 Nov 2026" in page.text
    handed = page.submit("Sign me out and hand over")
    assert handed.heading.endswith("Choose a password")
    handed.submit("Set this password", new=NEW)
    theirs = browse_as(None)
    assert theirs.post("/sign-in", {"email": "bank@agency.example", "password": NEW}).path == f"/wards/{ward.id}"
    for _ in range(5):
        clock.now += timedelta(minutes=10)
        theirs.get(f"/wards/{ward.id}")
    clock.now = clock.now.replace(hour=21, minute=30)
    again = browse_as(session.scalars(select(User).where(User.email == "bank@agency.example")).one())
    assert "no role at present" in again.get("/account/password").text
    again.get(f"/wards/{ward.id}", status=403)


def test_a_shift_is_given_again_to_somebody_with_an_account(
    browse_as: BrowseAs, manager: User, world: World, ward: Ward, arrange: Arrange, session: Session
) -> None:
    bank = arrange(lambda: world.user(None, name="Bea Bank"))
    form = browse_as(manager).get("/ward-access")
    page = form.submit("Give the ward", email=bank.email.upper())
    assert page.html.select_one("#link") is None
    assert "Who has it now" in browse_as(manager).get("/ward-access").text
    assert (
        "Bea Bank"
        not in browse_as(manager).get("/ward-access").submit("End now Bea Bank").browse.get("/ward-access").text
    )


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        (
            {"email": "nobody@agency.example"},
            {"name": "Enter their name: there is no account of this e-mail address yet"},
        ),
        ({"email": "a b"}, {"email": "Enter an e-mail address, like name@example.nhs.uk"}),
        ({"email": "b@b.example", "name": "B", "until_at": "09:00"}, {"until_at": "Time must be later than now"}),
    ],
)
def test_a_shift_form_says_what_is_missing(
    browse_as: BrowseAs, manager: User, typed: dict[str, object], errors: dict[str, str]
) -> None:
    assert browse_as(manager).get("/ward-access").submit("Give the ward", **typed).errors == errors


def test_a_manager_sees_no_account_of_another_ward(
    browse_as: BrowseAs, manager: User, world: World, arrange: Arrange
) -> None:
    stranger = arrange(lambda: world.user(Role.WARD_MEMBER, world.ward("Rowan")))
    browse_as(manager).get(f"/people/{stranger.id}", status=404)


def test_the_list_costs_the_same_for_one_as_for_many(
    browse_as: BrowseAs, admin: User, world: World, ward: Ward, arrange: Arrange, count_queries: Any
) -> None:
    browse = browse_as(admin)
    browse.get("/people")
    one = count_queries(lambda: browse.get("/people"))
    arrange(lambda: [world.user(Role.WARD_MEMBER, ward) for _ in range(3)])
    assert count_queries(lambda: browse.get("/people")) == one
    assert "4 people" in browse.get("/people").text
    assert "1 person" in browse.get("/people?named=ada+min").text
