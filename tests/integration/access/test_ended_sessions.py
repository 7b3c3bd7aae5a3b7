"""A session that was ended is over on the server: a copy of its cookie opens nothing."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role, User, UserSession
from discharge.audit.models import AuditLine
from discharge.places.models import Ward
from tests.browse import Browse
from tests.factories import PASSWORD, World
from tests.integration.conftest import Clock
from tests.shapes import BrowseAs

ACCOUNT = "/account/password"
WHERE = "/account/sessions"
COOKIE = "discharge"


@pytest.fixture
def copied(app: Flask, clock: Clock) -> Callable[[Browse], Browse]:
    """Another browser with a copy of this one's cookie as it is now."""

    def copy(browse: Browse) -> Browse:
        cookie = browse.client.get_cookie(COOKIE)
        assert cookie is not None
        thief = Browse(app.test_client())
        thief.client.set_cookie(COOKIE, cookie.value)
        return thief

    return copy


@pytest.fixture
def sign_in(app: Flask, nurse: User, clock: Clock) -> Callable[[], Browse]:
    """The ward member signs in, in a browser of their own."""

    def enter(**more: str) -> Browse:
        browse = Browse(app.test_client())
        page = browse.post("/sign-in", {"email": nurse.email, "password": PASSWORD, **more})
        assert "Signed in as" in page.text
        return browse

    return enter


def actions(session: Session) -> list[str]:
    return list(session.scalars(select(AuditLine.action).order_by(AuditLine.at, AuditLine.number)))


def is_in(browse: Browse) -> bool:
    return browse.get(ACCOUNT).path == ACCOUNT


def test_a_copied_cookie_is_dead_after_sign_out(
    sign_in: Callable[[], Browse], copied: Callable[[Browse], Browse]
) -> None:
    browse, elsewhere = sign_in(), sign_in()
    thief = copied(browse)
    assert is_in(thief)
    browse.post("/sign-out", {})
    assert not is_in(thief)
    assert is_in(elsewhere)


def test_a_copied_cookie_is_dead_after_the_password_changed_and_its_owner_goes_on(
    sign_in: Callable[[], Browse], copied: Callable[[Browse], Browse], session: Session
) -> None:
    browse, elsewhere = sign_in(), sign_in()
    thief = copied(browse)
    browse.get(ACCOUNT).submit("Change password", current=PASSWORD, new="violet anchor teapot meadow")
    assert is_in(browse)
    assert not is_in(thief)
    assert not is_in(elsewhere)
    assert len(session.scalars(select(UserSession)).all()) == 1


def test_a_copied_cookie_is_dead_after_the_session_ended_by_itself(
    sign_in: Callable[[], Browse], copied: Callable[[Browse], Browse], clock: Clock
) -> None:
    browse = sign_in()
    clock.now += timedelta(minutes=14)
    thief = copied(browse)
    assert is_in(thief)
    clock.now += timedelta(minutes=2)
    assert not is_in(browse)
    assert not is_in(thief)


@pytest.mark.parametrize("press", ["deactivate", "ask-for-password", "end-sessions"])
def test_a_copied_cookie_is_dead_after_an_administrator_ended_it(
    sign_in: Callable[[], Browse], copied: Callable[[Browse], Browse], browse_as: BrowseAs, world: World,
    arrange: Callable[[Callable[[], User]], User], nurse: User, press: str, session: Session,
) -> None:  # fmt: skip
    thief = copied(sign_in())
    ada = browse_as(arrange(lambda: world.user(Role.ADMINISTRATOR, world.trust, name="Ada Ferris")))
    ada.get(f"/people/{nurse.id}").submit(form=f"form[action$='/{press}']")
    assert not is_in(thief)
    assert session.scalars(select(UserSession).where(UserSession.user_id == nurse.id)).all() == []


def test_a_cookie_without_the_key_of_a_session_opens_nothing(browse: Browse) -> None:
    assert is_in(browse)
    with browse.client.session_transaction() as kept:
        del kept["session_id"]
    assert not is_in(browse)


def test_a_cookie_with_the_session_of_somebody_else_opens_nothing(
    browse: Browse, browse_as: BrowseAs, world: World, ward: Ward, arrange: Callable[[Callable[[], User]], User]
) -> None:
    other = browse_as(arrange(lambda: world.user(Role.WARD_MEMBER, ward)))
    with other.client.session_transaction() as kept:
        key = kept["session_id"]
    with browse.client.session_transaction() as kept:
        kept["session_id"] = key
    assert not is_in(browse)


def test_being_remembered_cannot_be_asked_for(sign_in: Callable[..., Browse]) -> None:
    browse = sign_in(remember="y")
    assert is_in(browse)
    browse.client.delete_cookie(COOKIE)
    assert not is_in(browse)


def test_signing_in_clears_away_old_sessions_of_the_same_person(
    sign_in: Callable[[], Browse], clock: Clock, session: Session
) -> None:
    sign_in()
    clock.now += timedelta(hours=13)
    sign_in()
    clock.now += timedelta(hours=12)
    sign_in()
    session.rollback()  # to read anew
    assert [row.began_at for row in session.scalars(select(UserSession).order_by(UserSession.began_at))] == [
        clock.now - timedelta(hours=12),
        clock.now,
    ]


def test_the_list_says_where_somebody_is_signed_in_and_ends_one_of_them(
    sign_in: Callable[[], Browse], session: Session
) -> None:
    browse, elsewhere = sign_in(), sign_in()
    page = browse.get(WHERE)
    assert page.text.count("since 09:30 on Mon 23 Nov, from 127.0.0.1") == 2 + 1  # once more for who hears the button
    assert "A browser , here" in page.text
    assert page.submit("Sign out there").text.count("Signed out there") == 1
    assert is_in(browse)
    assert not is_in(elsewhere)
    assert actions(session)[-1] == "account.signed_out"


def test_signing_out_everywhere_ends_every_session_and_this_one(
    sign_in: Callable[[], Browse], copied: Callable[[Browse], Browse], session: Session
) -> None:
    browse, elsewhere = sign_in(), sign_in()
    thief = copied(browse)
    page = browse.get(WHERE).submit("Sign out everywhere")
    assert page.path == "/sign-in"
    assert "You are signed out everywhere" in page.text
    assert [is_in(each) for each in (browse, elsewhere, thief)] == [False, False, False]
    assert actions(session)[-1] == "account.sessions_ended"


def test_the_session_of_somebody_else_cannot_be_ended_and_is_not_listed(
    browse: Browse, browse_as: BrowseAs, world: World, ward: Ward, arrange: Callable[[Callable[[], User]], User]
) -> None:
    other = browse_as(arrange(lambda: world.user(Role.WARD_MEMBER, ward)))
    with other.client.session_transaction() as kept:
        key = kept["session_id"]
    page = browse.get(WHERE)
    assert key not in page.response.text
    fields = {"one_time_key": str(uuid4())}
    browse.post(f"/account/sessions/{key}/end", fields, status=404)
    assert is_in(other)
    browse.post(f"/account/sessions/{uuid4()}/end", fields)  # ended already: as good


def test_one_who_is_signed_out_is_asked_to_sign_in_first(app: Flask, clock: Clock) -> None:
    nobody = Browse(app.test_client())
    assert nobody.get(WHERE).path == "/sign-in"
    assert nobody.post("/account/sessions/end", {}).path == "/sign-in"
