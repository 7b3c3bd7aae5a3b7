"""A session that was ended is over on the server: a copy of its cookie opens nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role, User, UserSession
from discharge.places.models import Ward
from tests.browse import Browse
from tests.factories import PASSWORD, World
from tests.integration.conftest import Clock

ACCOUNT = "/account/password"
COOKIE = "discharge"

BrowseAs = Callable[[User | None], Browse]


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


@pytest.mark.parametrize("press", ["deactivate", "ask-for-password"])
def test_a_copied_cookie_is_dead_after_an_administrator_took_the_account_or_its_password_away(
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
