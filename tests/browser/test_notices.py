"""The bell by keyboard, on a phone and without JavaScript; the administrators' page of mail."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from config import from_environment
from discharge.access.models import User
from discharge.app import create_app
from discharge.core.actor import process
from discharge.core.clock import utc_now
from discharge.core.db import db
from discharge.core.transaction import carry_out
from discharge.notices.commands.telling import Notice, tell_people
from discharge.notices.rules.kinds import Kind
from tests.browser.conftest import DESK, FIRST_ADMINISTRATOR, PHONE, Hospital, Reader

KINDS = (Kind.ESCALATION_REACHED, Kind.ESCALATION_ANSWERED, Kind.ESCALATION_RISING)


@pytest.fixture
def told(hospital: Hospital) -> None:
    """The administrator was told three things, of which nothing was read."""
    app = create_app(from_environment({"DISCHARGE_ENV": "test", "DATABASE_URL": f"sqlite:///{hospital.file}"}))
    with app.app_context():
        user_id = db.session.scalars(select(User.id).where(User.email == FIRST_ADMINISTRATOR.email)).one()
        now = utc_now()
        key = f"told {now.isoformat()}"
        notices = [
            Notice(
                user_id=user_id,
                kind=kind,
                organisation_id=None,
                reference=f"E-{number}",
                path="/account/keys",
                key=key,
            )
            for number, kind in enumerate(KINDS, 1041)
        ]
        carry_out(db.session, tell_people, notices, actor=process("Sweep", source="cli"), now=now)
        db.engine.dispose()


@pytest.fixture(params=["a phone", "without JavaScript"])
def anybody(browser: Browser, hospital: Hospital, request: pytest.FixtureRequest) -> Iterator[Reader]:
    """The administrator, signed in."""
    is_phone = request.param == "a phone"
    context = browser.new_context(viewport=PHONE if is_phone else DESK, java_script_enabled=is_phone)
    yield Reader(context.new_page(), hospital.server).sign_in(FIRST_ADMINISTRATOR)
    context.close()


def test_the_bell_is_read_and_emptied(anybody: Reader, told: None) -> None:
    page = anybody.page
    anybody.open("/account/keys")
    page.get_by_role("link", name=re.compile(r"Notices, \d+ unread")).click()
    page.wait_for_load_state()
    before = page.locator(".discharge-rows__row .nhsuk-tag").count()
    page.get_by_role("button", name=re.compile("^Mark as read News of an escalation")).first.click()
    expect(page.locator(".discharge-rows__row .nhsuk-tag")).to_have_count(before - 1)
    page.get_by_role("button", name=re.compile(r"^Open An escalation has reached you \(E-1041\)")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Single keys")
    anybody.open("/notices")
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_text("You have read everything")).to_be_visible()
    expect(page.get_by_role("link", name="Notices", exact=True)).to_be_visible()


def test_the_pages_fit_a_phone_and_hold_for_everybody(browser: Browser, hospital: Hospital, told: None) -> None:
    context = browser.new_context(viewport=PHONE)
    somebody = Reader(context.new_page(), hospital.server).sign_in(FIRST_ADMINISTRATOR)
    for path in ("/notices", "/account/notices", "/administration/e-mails"):
        somebody.open(path).expect_accessible().expect_to_fit()
    context.close()


def test_the_bell_is_reached_by_keyboard_and_says_what_it_is(browser: Browser, hospital: Hospital, told: None) -> None:
    context = browser.new_context(viewport=DESK)
    somebody = Reader(context.new_page(), hospital.server).sign_in(FIRST_ADMINISTRATOR).open("/account/keys")
    for _ in range(20):
        somebody.press("Tab")
        if somebody.focused().startswith("Notices"):
            break
    assert re.fullmatch(r"Notices, ?\d+ unread", somebody.focused())
    somebody.press("Enter")
    expect(somebody.page.get_by_role("heading", level=1)).to_have_text("Notices")
    for _ in range(20):
        somebody.press("Tab")
        if somebody.focused().startswith("Mark as read"):
            break
    somebody.press("Enter")
    expect(somebody.page.get_by_text("Marked as read")).to_be_visible()
    context.close()
