"""Sending mail from a command line: once, or for as long as the machine runs."""

import sys
from typing import NoReturn
from uuid import uuid4

import click
from flask import current_app
from sqlalchemy.exc import DBAPIError

from discharge.core.actor import process
from discharge.core.clock import utc_now
from discharge.core.command_line import CommandLine
from discharge.core.db import db
from discharge.core.stopping import told_to_stop
from discharge.notices.adapters.settings import MailSettings, NotSetUp, mail_settings
from discharge.notices.adapters.smtp import Post
from discharge.notices.commands.sending import Pass, send_due
from discharge.notices.rules.trying import FAULT_WORDS, Fault, pause_after

NOT_NOW, REFUSED = 1, 2
SENDER = process("Mail", source="cli")

notices_cli = CommandLine(
    "notices",
    help="E-mails that wait to leave.\n\nExits 2 when mail is not set up: SMTP_URL, MAIL_FROM and PUBLIC_URL.",
)


@notices_cli.command("send")
def send() -> None:
    """Send every e-mail that is due, once, and say how many.

    Exits 0 when nothing is left to try, 1 when some could not be sent now: they wait for their next time.
    """
    settings = _settings()
    with Post(settings.server) as post:
        done = send_due(db.session, post, settings, holder=uuid4(), actor=SENDER, clock=utc_now)
    click.echo(_words(done))
    if done.fault is not Fault.NONE:
        click.echo(FAULT_WORDS[done.fault], err=True)
    sys.exit(NOT_NOW if done.to_try_again or done.fault is not Fault.NONE else 0)


@notices_cli.command("run")
@click.option("--pause", default=10, show_default=True, type=click.IntRange(min=1), help="Seconds between two looks.")
def run(pause: int) -> None:
    """Send e-mails as they become due, until told to stop.

    Stops on SIGTERM or SIGINT after the mail in hand and exits 0. Several may run, on one machine or more: each mail is
    taken by one. A mail server that is away is tried again after a growing pause, at most five minutes.
    """
    settings, in_a_row, holder = _settings(), 0, uuid4()
    over = told_to_stop()
    while not over.is_set():
        try:
            with Post(settings.server) as post:
                done = send_due(
                    db.session, post, settings, holder=holder, actor=SENDER, clock=utc_now, is_over=over.is_set
                )
        except DBAPIError as error:
            db.session.rollback()
            current_app.logger.warning("the database did not answer: %s", type(error).__name__)
            in_a_row += 1
        else:
            _log(done)
            in_a_row = in_a_row + 1 if done.fault is not Fault.NONE else 0
        over.wait(pause_after(in_a_row, pause))


def _settings() -> MailSettings:
    try:
        return mail_settings(current_app.config)
    except NotSetUp as missing:
        _refuse(str(missing))


def _refuse(why: str) -> NoReturn:
    click.echo(why, err=True)
    sys.exit(REFUSED)


def _words(done: Pass) -> str:
    return f"{done.sent} sent, {done.to_try_again} to try again, {done.given_up} given up"


def _log(done: Pass) -> None:
    if done.sent or done.to_try_again or done.given_up:
        current_app.logger.info(_words(done))
    if done.fault is not Fault.NONE:
        current_app.logger.warning(FAULT_WORDS[done.fault])
