"""Senders as they run: several at once, killed in the middle, told to stop, without settings."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from discharge.access.models import User
from discharge.core.clock import utc_now
from discharge.core.db import db
from discharge.notices.adapters.smtp import Post
from discharge.notices.commands.sending import send_due
from discharge.notices.commands.telling import Notice
from discharge.notices.rules.trying import LEASE, State
from tests.databases import HERE, Database
from tests.factories import NOW
from tests.integration.notices.conftest import SWEEP, Tell, outbox_of
from tests.integration.notices.test_sending import settings_for
from tests.mail_server import PATIENCE_SECONDS, MailServer, mail_server

NoticeOf = Callable[..., Notice]
SENDERS, MAILS = 4, 60


@pytest.fixture
def box() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@contextmanager
def running(database: Database, box: MailServer) -> Iterator[subprocess.Popen[bytes]]:
    """`notices run` as a process of its own."""
    mail = {
        "SMTP_URL": box.url,
        "MAIL_FROM": "discharge@northmoor.example",
        "PUBLIC_URL": "https://discharge.northmoor.example",
    }
    environment = {**os.environ, **mail, "DATABASE_URL": database.address, "DISCHARGE_ENV": "test"}
    words = [sys.executable, "-m", "flask", "--app", "wsgi", "notices", "run", "--pause", "1"]
    process = subprocess.Popen(words, cwd=HERE, env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait(timeout=PATIENCE_SECONDS)


def test_senders_at_once_send_each_mail_once(
    app: Flask, session: Session, nurse: User, tell: Tell, notice_of: NoticeOf, box: MailServer
) -> None:
    tell(*[notice_of(nurse, key=str(number)) for number in range(MAILS)])
    begin, settings = Barrier(SENDERS), settings_for(box.port)

    def work(_number: int) -> int:
        with app.app_context(), Post(settings.server) as post:
            begin.wait()
            done = send_due(db.session, post, settings, holder=uuid4(), actor=SWEEP, clock=lambda: NOW)
            return done.sent

    with ThreadPoolExecutor(SENDERS) as pool:
        sent = list(pool.map(work, range(SENDERS)))
    assert sum(sent) == MAILS
    assert set(Counter(box.ids()).values()) == {1}
    assert len(box.ids()) == MAILS
    assert {(mail.state, mail.attempts) for mail in outbox_of(session)} == {(State.SENT, 1)}


@pytest.mark.parametrize(("answer", "times"), [("stall", 1), ("take and stall", 2)])
def test_a_sender_killed_in_the_middle_loses_nothing(
    session: Session,
    database: Database,
    nurse: User,
    tell: Tell,
    notice_of: NoticeOf,
    box: MailServer,
    answer: str,
    times: int,
) -> None:
    box.answers = [answer]
    tell(notice_of(nurse, always=True), now=utc_now())
    with running(database, box) as sender:
        assert box.is_in_hand.wait(PATIENCE_SECONDS)
        os.kill(sender.pid, signal.SIGKILL)
    [mail] = outbox_of(session)
    assert (mail.state, mail.attempts) == (State.WAITING, 1)
    same = f"<{mail.id}@discharge.northmoor.example>"
    settings = settings_for(box.port)
    with Post(settings.server) as post:
        done = [
            send_due(session, post, settings, holder=uuid4(), actor=SWEEP, clock=lambda later=later: utc_now() + later)
            for later in (timedelta(), LEASE)
        ]
    assert [each.sent for each in done] == [0, 1]
    assert box.ids() == [same] * times


def test_a_sender_told_to_stop_finishes_the_mail_in_hand(
    session: Session, database: Database, nurse: User, tell: Tell, notice_of: NoticeOf, box: MailServer
) -> None:
    box.answers = ["take and stall"]
    tell(notice_of(nurse, key="1", always=True), now=utc_now() - timedelta(minutes=1))
    tell(notice_of(nurse, key="2", always=True), now=utc_now())
    with running(database, box) as sender:
        assert box.is_in_hand.wait(PATIENCE_SECONDS)
        sender.send_signal(signal.SIGTERM)
        box.let_go()
        assert sender.wait(timeout=PATIENCE_SECONDS) == 0
    assert [mail.state for mail in outbox_of(session)] == [State.SENT, State.WAITING]
    assert len(box.ids()) == 1


def test_without_settings_sending_says_that_mail_is_not_set_up(app: Flask) -> None:
    for command in ("send", "run"):
        done = app.test_cli_runner().invoke(args=["notices", command])
        assert (done.exit_code, done.stdout) == (2, "")
        assert done.stderr == (
            "Mail is not set up: set SMTP_URL, MAIL_FROM and PUBLIC_URL. The bell on each page works all the same\n"
        )


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://mail.example", "smtps://host"),
        ("smtp://", "smtps://host"),
        ("smtp://mail.example:99999", "port"),
        ("smtp://me:secret@mail.example", "encrypted line"),
    ],
)
def test_settings_that_make_no_sense_say_what_to_set(
    app: Flask, mail_config: Callable[[str], None], url: str, says: str
) -> None:
    mail_config(url)
    done = app.test_cli_runner().invoke(args=["notices", "send"])
    assert done.exit_code == 2
    assert says in done.stderr
    assert "secret" not in done.stderr


def test_one_pass_says_what_it_did(
    app: Flask, nurse: User, tell: Tell, notice_of: NoticeOf, box: MailServer, mail_config: Callable[[str], None]
) -> None:
    mail_config(box.url)
    box.answers = ["250 Taken", "451 Later"]
    for minutes in (2, 1):
        tell(notice_of(nurse, key=str(minutes), always=True), now=utc_now() - timedelta(minutes=minutes))
    done = app.test_cli_runner().invoke(args=["notices", "send"])
    assert (done.exit_code, done.stdout) == (1, "1 sent, 1 to try again, 0 given up\n")
    again = app.test_cli_runner().invoke(args=["notices", "send"])
    assert (again.exit_code, again.stdout) == (0, "0 sent, 0 to try again, 0 given up\n")
    assert box.mails[0]["Message-ID"].endswith("@discharge.northmoor.example>")


def test_one_pass_at_a_server_that_is_away_says_so(
    app: Flask, nurse: User, tell: Tell, notice_of: NoticeOf, mail_config: Callable[[str], None]
) -> None:
    mail_config("smtp://127.0.0.1:1")
    tell(notice_of(nurse, always=True), now=utc_now())
    done = app.test_cli_runner().invoke(args=["notices", "send"])
    assert (done.exit_code, done.stderr) == (1, "The mail server could not be reached\n")
