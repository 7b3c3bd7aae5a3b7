"""Shared by the tests of notices: whom to tell, and what came of it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from discharge.access.models import User
from discharge.core.actor import process
from discharge.core.transaction import carry_out
from discharge.notices.commands.telling import Notice, tell_people
from discharge.notices.models import OutgoingMail, ToldNotice
from discharge.notices.rules.kinds import Kind
from discharge.places.models import Ward
from tests.factories import NOW

Tell = Callable[..., int]
SWEEP = process("Sweep", source="cli")


@pytest.fixture
def notice_of(ward: Ward) -> Callable[..., Notice]:
    """What to tell somebody: that E-1042 reached them, unless said otherwise."""

    def make(user: User, **columns: Any) -> Notice:
        about = {"reference": "E-1042", "path": "/escalations/1042", "key": "E-1042:1"}
        kind = {"kind": Kind.ESCALATION_REACHED, "organisation_id": ward.organisation_id}
        return Notice(user_id=user.id, **(kind | about | columns))

    return make


@pytest.fixture
def tell(session: Session) -> Tell:
    """Tell people in a transaction of its own."""

    def do(*notices: Notice, now: datetime = NOW) -> int:
        return carry_out(session, tell_people, notices, actor=SWEEP, now=now)

    return do


@pytest.fixture
def mail_config(app: Flask) -> Iterator[Callable[[str], None]]:
    """Set up mail of the application for one test."""
    names = ("SMTP_URL", "MAIL_FROM", "PUBLIC_URL")
    before = {name: app.config[name] for name in names}

    def set_up(smtp_url: str) -> None:
        values = (smtp_url, "discharge@northmoor.example", "https://discharge.northmoor.example/")
        app.config.update(zip(names, values, strict=True))

    yield set_up
    app.config.update(before)


@pytest.fixture
def mail_is_set_up(mail_config: Callable[[str], None]) -> None:
    """With a server that nobody asks."""
    mail_config("smtp://mail.northmoor.example")


def bell_of(session: Session, user: User) -> Sequence[ToldNotice]:
    """As it stands in the database, oldest first."""
    session.expunge_all()
    session.rollback()
    return session.scalars(
        select(ToldNotice).where(ToldNotice.user_id == user.id).order_by(ToldNotice.told_at, ToldNotice.key)
    ).all()


def outbox_of(session: Session) -> Sequence[OutgoingMail]:
    """As it stands in the database with the notices, oldest first."""
    session.expunge_all()
    session.rollback()
    return session.scalars(
        select(OutgoingMail)
        .join(OutgoingMail.notice)
        .options(joinedload(OutgoingMail.notice))
        .order_by(ToldNotice.told_at, ToldNotice.key)
    ).all()
