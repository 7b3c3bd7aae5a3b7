"""What was half typed is kept on the server, for 12 hours, for the same person on the same page."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Draft, Role, User
from discharge.access.rules import drafts
from discharge.places.models import Ward
from tests.browse import Browse
from tests.factories import PASSWORD, World
from tests.integration.conftest import Clock
from tests.shapes import Arrange, BrowseAs

PAGE = "/ward-access"
TYPED = {"half_typed_on": PAGE, "email": "bank@agency.example", "name": "Bea <Bank>", "csrf_token": "x"}


@pytest.fixture
def manager(world: World, ward: Ward, arrange: Arrange) -> User:
    made: User = arrange(lambda: world.user(Role.WARD_MANAGER, ward))
    return made


@pytest.fixture
def typing(manager: User, browse_as: BrowseAs) -> Browse:
    browse = browse_as(manager)
    browse.get(PAGE)
    assert browse.client.post("/half-typed", data=TYPED).status_code == 204
    return browse


def sign_in(browse: Browse, user: User) -> Browse:
    browse.post("/sign-in", {"email": user.email, "password": PASSWORD})
    return browse


def test_what_was_typed_is_offered_and_brought_back(typing: Browse, manager: User, browse_as: Any) -> None:
    again = sign_in(browse_as(None), manager)
    assert "You had typed something here at 09:30" in again.get(PAGE).text
    page = again.get(f"{PAGE}?typed=back")
    assert "It is not saved yet" in page.text
    assert page.html.select_one("#name")["value"] == "Bea <Bank>"  # type: ignore[index]
    assert page.errors == {}


def test_it_goes_when_the_form_is_carried_out(typing: Browse, session: Session) -> None:
    page = typing.get(f"{PAGE}?typed=back").submit("Give the ward", until_on="2026-11-23", until_at="21:30")
    assert page.heading.endswith("Bea <Bank>")
    assert "You had typed something" not in typing.get(PAGE).text
    assert session.scalars(select(Draft)).all() == []


def test_it_goes_when_it_is_discarded(typing: Browse, session: Session) -> None:
    assert typing.get(PAGE).submit("Discard it").path == PAGE
    assert session.scalars(select(Draft)).all() == []


def test_nobody_else_is_offered_it(typing: Browse, world: World, ward: Ward, browse_as: Any, arrange: Arrange) -> None:
    other = arrange(lambda: world.user(Role.WARD_MANAGER, ward))
    page = sign_in(browse_as(None), other).get(f"{PAGE}?typed=back")
    assert "had typed" not in page.text
    assert page.html.select_one("#name")["value"] == ""  # type: ignore[index]


def test_it_is_offered_for_12_hours(typing: Browse, manager: User, browse_as: Any, clock: Clock) -> None:
    clock.now += timedelta(hours=12)
    assert "You had typed" not in sign_in(browse_as(None), manager).get(PAGE).text


def test_a_form_sent_after_the_session_ended_is_kept_without_scripts_too(
    manager: User, browse_as: Any, clock: Clock
) -> None:
    browse = browse_as(manager)
    form = browse.get(PAGE)
    clock.now += timedelta(minutes=16)
    browse.client.environ_base["HTTP_REFERER"] = f"http://localhost{PAGE}"
    page = form.submit("Give the ward", email="bank@agency.example", name="Bea Bank")
    assert page.path == "/sign-in"
    back = page.submit("Sign in", email=manager.email, password=PASSWORD)
    assert back.path == PAGE
    assert "You had typed something here" in back.text


def test_other_pages_pay_nothing_for_it(typing: Browse, count_queries: Any) -> None:
    typing.get("/account/password")
    assert count_queries(lambda: typing.get("/account/password")) == 2


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example", "/a?b=c", "", "/" + "x" * 300, "/\\evil"])
def test_only_pages_of_this_site_are_kept_for(typing: Browse, session: Session, path: str) -> None:
    typing.client.post("/half-typed", data=TYPED | {"half_typed_on": path})
    assert session.scalars(select(Draft.path)).all() == [PAGE]
    assert typing.client.post("/half-typed/discard", data={"half_typed_on": path}).headers["Location"] == "/"


def test_no_password_and_nothing_huge_is_kept() -> None:
    assert drafts.worth_keeping([("password", "secret"), ("csrf_token", "x"), ("version", "1")]) is None
    assert drafts.worth_keeping([("note", "x" * 70_000)]) is None
    assert drafts.worth_keeping((f"field{number}", "x") for number in range(3_000)) is None
    assert drafts.worth_keeping([("a", "1"), ("a", "2"), ("new_password", "s")]) == {"a": ["1", "2"]}
