"""Accounts from a command line."""

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Membership, Role, ScopeKind, User
from discharge.audit.models import AuditLine
from discharge.places.models import System
from tests.browse import Browse

PASSWORD = "violet anchor teapot meadow"
ADMIN = ["access", "create-admin", "--name", "Ada Min", "--email", "Ada@Northmoor.example"]


def test_the_first_administrator_is_made_on_an_empty_database(app: Flask, session: Session) -> None:
    made = app.test_cli_runner().invoke(args=ADMIN, input=f"{PASSWORD}\n")
    assert (made.exit_code, made.stdout.split("\t")[1]) == (0, "ada@northmoor.example\n")
    role = session.scalars(select(Membership)).one()
    assert (role.role, role.scope_kind) == (Role.ADMINISTRATOR, ScopeKind.SYSTEM)
    assert role.scope_id == session.scalars(select(System.id)).one()
    page = Browse(app.test_client()).post("/sign-in", {"email": "ada@northmoor.example", "password": PASSWORD})
    assert "Signed in as Ada Min, administrator" in page.text
    session.rollback()
    assert set(session.scalars(select(AuditLine.source))) == {"cli", "web"}


def test_a_weak_password_or_a_taken_address_makes_no_administrator(app: Flask, session: Session) -> None:
    weak = app.test_cli_runner().invoke(args=ADMIN, input="ada min ada min\n")
    assert weak.exit_code == 2
    assert "Password must not be made of your own name" in weak.stderr
    assert session.scalars(select(User)).all() == []
    session.rollback()
    app.test_cli_runner().invoke(args=ADMIN, input=f"{PASSWORD}\n")
    again = app.test_cli_runner().invoke(args=ADMIN, input=f"{PASSWORD}\n")
    assert (again.exit_code, again.stderr) == (2, "There is already an account of this e-mail address\n")


def test_a_new_password_and_ended_sessions(app: Flask, nurse: User, browse: Browse) -> None:
    assert browse.get("/account/password").path == "/account/password"
    ended = app.test_cli_runner().invoke(args=["access", "end-sessions", nurse.email])
    assert ended.exit_code == 0
    assert browse.get("/account/password").path == "/sign-in"
    set_anew = app.test_cli_runner().invoke(args=["access", "set-password", nurse.email], input=f"{PASSWORD}\n")
    assert set_anew.exit_code == 0
    assert "Signed in as" in browse.post("/sign-in", {"email": nurse.email, "password": PASSWORD}).text
    missing = app.test_cli_runner().invoke(args=["access", "end-sessions", "nobody@northmoor.example"])
    assert (missing.exit_code, missing.stderr) == (2, "There is no account of nobody@northmoor.example\n")
