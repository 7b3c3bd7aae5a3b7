"""Single keys can be switched off, by each person for themselves."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.commands import SwitchKeys, switch_keys
from discharge.access.models import User
from discharge.audit.models import AuditLine
from discharge.core.actor import process
from discharge.core.errors import NotFound
from discharge.core.transaction import carry_out
from tests.browse import Browse
from tests.factories import NOW

KEYS = "/account/keys"


def test_keys_are_switched_off_and_on_again_on_record(browse: Browse, session: Session) -> None:
    page = browse.get(KEYS)
    assert page.heading == "Single keys are on"
    off = page.submit("Switch single keys off")
    assert off.heading == "Single keys are off"
    assert session.scalars(select(User.has_single_keys)).all() == [False]
    assert off.submit("Switch single keys on").heading == "Single keys are on"
    session.rollback()
    assert session.scalars(select(AuditLine.action).order_by(AuditLine.action)).all() == [
        "account.keys_off",
        "account.keys_on",
    ]


def test_nobody_switches_the_keys_of_somebody_else(session: Session, nurse: User) -> None:
    with pytest.raises(NotFound):
        carry_out(
            session, switch_keys, SwitchKeys(user_id=nurse.id, is_on=False), actor=process("x", source="cli"), now=NOW
        )


def test_the_page_asks_to_sign_in(browse: Browse) -> None:
    browse.client.post("/sign-out")
    assert browse.get(KEYS).path == "/sign-in"


def test_the_page_of_the_account_leads_there(browse: Browse) -> None:
    assert browse.get("/account/password").html.select(f'a[href="{KEYS}"]')
