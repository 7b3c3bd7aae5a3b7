"""Signing in and out by the real form, the waits after wrong passwords, and what the record keeps of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from argon2.low_level import Type, hash_secret
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from discharge.access.models import SignInDelay, User
from discharge.audit.models import AuditDetail, AuditLine
from discharge.core.db import db
from tests.browse import Browse, Page
from tests.factories import PASSWORD
from tests.integration.conftest import Clock
from tests.shapes import Arrange, BrowseAs


def sign_in(browse: Browse, email: str, password: str = PASSWORD, *, path: str = "/sign-in", status: int = 200) -> Page:
    return browse.post(path, {"email": email, "password": password}, status=status)


def actions(session: Session) -> list[str]:
    session.rollback()
    query = select(AuditLine.action).where(AuditLine.action.startswith("account.")).order_by(AuditLine.at)
    return list(session.scalars(query))


def test_somebody_signs_in_and_out(browse_as: BrowseAs, nurse: User, session: Session) -> None:
    browse = browse_as(None)
    page = browse.get("/sign-in").submit("Sign in", email=nurse.email.upper(), password=PASSWORD)
    assert page.path.startswith("/wards/")
    assert "Signed in as Priya Nair, ward member" in page.text
    assert browse.get("/account/password").submit("Sign out").path == "/sign-in"
    assert browse.get("/").path == "/sign-in"
    assert actions(session) == ["account.signed_in", "account.signed_out"]


def test_sign_out_is_never_a_link(browse: Browse) -> None:
    browse.get("/sign-out", status=405)
    assert "Signed in as" in browse.get("/").text


@pytest.mark.parametrize(("email", "password"), [("nobody@northmoor.example", PASSWORD), ("", "not the password, no")])
def test_a_wrong_account_and_a_wrong_password_read_the_same(
    browse_as: BrowseAs, nurse: User, session: Session, email: str, password: str
) -> None:
    page = sign_in(browse_as(None), email or nurse.email, password)
    assert set(page.errors.values()) == {"E-mail address or password is not right"}
    assert actions(session) == ["account.sign_in_failed"]


def test_what_was_typed_into_a_failed_sign_in_is_not_kept(browse_as: BrowseAs, nurse: User, session: Session) -> None:
    sign_in(browse_as(None), "my secret password", "also secret")
    assert "secret" not in str(session.scalars(select(AuditDetail.changes)).all())


def test_empty_boxes_are_named_and_cost_no_try(browse_as: BrowseAs, session: Session, nurse: User) -> None:
    page = sign_in(browse_as(None), "", "")
    assert page.errors == {"email": "Enter your e-mail address", "password": "Enter your password"}
    assert session.scalar(select(func.count()).select_from(SignInDelay)) == 0


def test_somebody_deactivated_cannot_sign_in_and_is_out_at_once(
    browse: Browse, browse_as: BrowseAs, nurse: User, arrange: Arrange, session: Session
) -> None:
    assert "Signed in as" in browse.get("/").text
    arrange(lambda: setattr(session.get_one(User, nurse.id), "active", False))
    assert browse.get("/").path == "/sign-in"
    assert set(sign_in(browse_as(None), nurse.email).errors.values()) == {"E-mail address or password is not right"}


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "https:evil.example"]
)
def test_sign_in_leads_nowhere_else(app: Flask, nurse: User, target: str) -> None:
    client = app.test_client()
    answer = client.post("/sign-in", query_string={"next": target}, data={"email": nurse.email, "password": PASSWORD})
    assert answer.status_code == 302
    where = urlsplit(answer.headers["Location"])
    assert (where.scheme, where.netloc) == ("", "")
    assert not answer.headers["Location"].startswith(("//", "/\\", "\\"))


def test_sign_in_leads_back_to_the_page_that_was_asked_for(browse_as: BrowseAs, nurse: User) -> None:
    page = browse_as(None).get("/account/password?from=here")
    assert page.path == "/sign-in"
    assert page.submit("Sign in", email=nurse.email, password=PASSWORD).path == "/account/password"


def test_waits_grow_and_are_answered_with_429(browse_as: BrowseAs, nurse: User, clock: Clock, session: Session) -> None:
    browse = browse_as(None)
    waits = []
    for _ in range(3):
        sign_in(browse, nurse.email, "not the password, no")
    for _ in range(10):
        refused = browse.client.post("/sign-in", data={"email": nurse.email, "password": PASSWORD})
        assert refused.status_code == 429
        waits.append(int(refused.headers["Retry-After"]))
        clock.now += timedelta(seconds=waits[-1])
        sign_in(browse, nurse.email, "not the password, no")
    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 900, 900]


def test_the_right_password_after_the_wait_lets_in(browse_as: BrowseAs, nurse: User, clock: Clock) -> None:
    for _ in range(3):
        sign_in(browse_as(None), nurse.email, "not the password, no")
    assert "You can try again in 5 seconds" in sign_in(browse_as(None), nurse.email, status=429).text
    clock.now += timedelta(seconds=5)
    assert "Signed in as" in sign_in(browse_as(None), nurse.email).text


def test_an_attack_on_one_account_leaves_others_alone(
    browse_as: BrowseAs, nurse: User, world: Any, arrange: Arrange
) -> None:
    other = arrange(lambda: world.user(None))
    for _ in range(3):
        sign_in(browse_as(None), nurse.email, "not the password, no")
    assert "Signed in as" in sign_in(browse_as(None), other.email).text


def test_guesses_across_many_accounts_slow_their_address_down(browse_as: BrowseAs, nurse: User) -> None:
    for number in range(20):
        sign_in(browse_as(None), f"guess{number}@northmoor.example", "not the password, no")
    sign_in(browse_as(None), nurse.email, status=429)
    elsewhere = browse_as(None)
    elsewhere.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert "Signed in as" in sign_in(elsewhere, nurse.email).text


def test_many_tries_at_one_moment_are_counted_one_by_one(app: Flask, nurse: User) -> None:
    def guess(_number: int) -> int:
        return (
            app.test_client().post("/sign-in", data={"email": nurse.email, "password": "a guess, a guess"}).status_code
        )

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(8)))
    assert sorted(answers) == [200] * 3 + [429] * 5


def test_three_right_passwords_at_one_moment_all_let_in(app: Flask, nurse: User) -> None:
    def enter(_number: int) -> int:
        return app.test_client().post("/sign-in", data={"email": nurse.email, "password": PASSWORD}).status_code

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(enter, range(3))) == [302] * 3


def test_sign_in_writes_only_in_write_transactions(app: Flask, session: Session, nurse: User) -> None:
    sent: list[str] = []

    def note(connection: Any, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE", "WITH written")):  # several rows in one, on PostgreSQL
            assert connection.get_execution_options().get("write"), statement
            sent.append(statement)

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        answer = app.test_client().post("/sign-in", data={"email": nurse.email, "password": PASSWORD})
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert answer.status_code == 302
    assert any("audit_line" in statement for statement in sent)


def test_an_old_hash_is_renewed_at_sign_in(app: Flask, session: Session, nurse: User, arrange: Arrange) -> None:
    old = hash_secret(PASSWORD.encode(), b"somesaltsomesalt", 1, 1024, 1, 32, Type.ID).decode()
    arrange(lambda: setattr(session.get_one(User, nurse.id), "password", old))
    assert app.test_client().post("/sign-in", data={"email": nurse.email, "password": PASSWORD}).status_code == 302
    session.rollback()
    session.expire_all()
    assert session.get_one(User, nurse.id).password not in (old, None)
    assert app.test_client().post("/sign-in", data={"email": nurse.email, "password": PASSWORD}).status_code == 302


def test_no_token_stands_for_a_session(app: Flask, nurse: User) -> None:
    with app.test_request_context():
        token = nurse.get_auth_token()
    answer = app.test_client().get("/account/password", headers={"Authentication-Token": token})
    assert answer.status_code == 302
    assert "/sign-in" in answer.headers["Location"]
