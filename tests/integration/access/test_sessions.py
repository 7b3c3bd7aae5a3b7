"""Sessions end by themselves: after a while of nothing, and after 12 hours in all."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import User
from discharge.access.views import sessions
from discharge.audit.models import AuditDetail, AuditLine
from discharge.places.models import Ward
from tests.browse import Browse
from tests.factories import PASSWORD
from tests.integration.conftest import Clock

HOME = "/account/password"


def test_nothing_done_for_15_minutes_signs_out(browse: Browse, clock: Clock, session: Session) -> None:
    browse.get(HOME)
    clock.now += timedelta(minutes=14, seconds=59)
    assert browse.get(HOME).path == HOME
    clock.now += timedelta(minutes=15)
    page = browse.get(HOME)
    assert page.path == "/sign-in"
    assert "nothing was done for a while" in page.text
    assert session.scalars(select(AuditLine.action)).all() == ["account.signed_out"]
    assert session.scalars(select(AuditDetail.changes)).all() == [{"why": [None, "nothing done"]}]


def test_what_a_page_asks_by_itself_does_not_count_as_something_done(browse: Browse, clock: Clock) -> None:
    browse.get(HOME)
    for _ in range(15):
        clock.now += timedelta(minutes=1)
        answer = browse.client.get("/time-left", headers={sessions.REFRESH: "1"})
    assert answer.status_code == 401
    assert browse.get(HOME).path == "/sign-in"


def test_the_time_left_is_told_and_posting_extends_it(browse: Browse, clock: Clock) -> None:
    browse.get(HOME)
    clock.now += timedelta(minutes=13)
    assert browse.client.get("/time-left", headers={sessions.REFRESH: "1"}).json == {"seconds": 120}
    assert browse.client.post("/time-left").json == {"seconds": 900}


def test_12_hours_in_all_whatever_is_done(browse: Browse, clock: Clock) -> None:
    browse.get(HOME)
    for _ in range(12 * 6 - 1):
        clock.now += timedelta(minutes=10)
        assert browse.client.get(HOME).status_code == 200
    clock.now += timedelta(minutes=10)
    assert "after 12 hours" in browse.get(HOME).text


def test_the_round_keeps_the_session_for_30_minutes(browse: Browse, ward: Ward, clock: Clock) -> None:
    browse.get(f"/wards/{ward.id}/round")
    clock.now += timedelta(minutes=29)
    assert browse.get(HOME).path == HOME


def test_opening_a_usual_screen_puts_the_usual_time_back(app: Flask, browse: Browse, clock: Clock) -> None:
    browse.get(HOME)
    with browse.client.session_transaction() as kept:
        kept["idle_minutes"] = 30
    clock.now += timedelta(minutes=20)
    assert browse.get(HOME).path == HOME
    clock.now += timedelta(minutes=16)
    assert browse.get(HOME).path == "/sign-in"


def test_a_new_password_ends_every_other_session(browse: Browse, browse_as: Any, nurse: User) -> None:
    elsewhere = browse_as(nurse)
    assert elsewhere.get(HOME).path == HOME
    page = browse.get(HOME).submit("Change password", current=PASSWORD, new="violet anchor teapot meadow")
    assert "Your password is changed" in page.text
    assert browse.get(HOME).path == HOME
    assert elsewhere.get(HOME).path == "/sign-in"
    again = elsewhere.post("/sign-in", {"email": nurse.email, "password": "violet anchor teapot meadow"})
    assert "Signed in as" in again.text


@pytest.mark.parametrize(
    ("new", "says"),
    [
        ("short", "Password must be 12 characters or more"),
        ("password1234", "Password is too easy to guess"),
        ("priya nair !", "Password must not be made of your own name"),
        ("aaaaaaaaaaaaaaaaaaaa", "Password is too easy to guess"),
        ("x" * 300, "Password must be 256 characters or fewer"),
    ],
)
def test_a_guessable_password_is_refused(browse: Browse, new: str, says: str) -> None:
    page = browse.get(HOME).submit("Change password", current=PASSWORD, new=new)
    assert page.errors["new"].startswith(says)
    assert new not in page.response.text


def test_the_password_in_force_is_needed_and_guessing_it_waits(browse: Browse, session: Session) -> None:
    for _ in range(3):
        page = browse.get(HOME).submit("Change password", current="not the password", new="violet anchor teapot meadow")
        assert page.errors == {"current": "Enter the password you use now"}
    form = browse.get(HOME)
    form.submit("Change password", current=PASSWORD, new="violet anchor teapot meadow", status=429)
    assert session.scalars(select(AuditLine.action)).all() == ["account.sign_in_failed"] * 3


def test_the_frame_costs_one_statement_for_the_bell(browse: Browse, count_queries: Any) -> None:
    browse.get(HOME)
    assert count_queries(lambda: browse.get(HOME)) == 2  # who it is with what they hold; how many notices are unread


def test_a_style_sheet_asks_nobody_who_they_are(browse: Browse, count_queries: Any) -> None:
    browse.get(HOME)
    assert count_queries(lambda: browse.client.get("/static/dist/app.css").close()) == 0
