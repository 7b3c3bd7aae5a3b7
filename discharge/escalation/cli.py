"""Escalation from a command line."""

import sys

import click

from discharge.core.actor import process
from discharge.core.clock import utc_now
from discharge.core.command_line import CommandLine
from discharge.core.db import db
from discharge.escalation.commands.sweeping import Swept, sweep

NOT_ALL = 1
SWEEPER = process("Sweep", source="cli")
EACH = 500  # stays between two words about how far it is

escalation_cli = CommandLine("escalation", help="What must go up a level.")


@escalation_cli.command("sweep")
def sweep_all() -> None:
    """Let rise what is overdue, raise what triggers find, let lapse what holds no more, and say how many.

    Run it every minute or so; it may run in several places at once, be killed and be run again. Exits 0 when every
    stay was looked at, 1 when some could not be: each is named by its key on standard error, and the next run tries it.
    """
    done = sweep(db.session, actor=SWEEPER, now=utc_now(), on_progress=_tell)
    click.echo(words_of(done))
    for each in done.failed:
        click.echo(f"{each.key} could not be looked at: {each.fault}", err=True)
    sys.exit(NOT_ALL if done.failed else 0)


def words_of(done: Swept) -> str:
    return f"{done.raised} raised, {done.linked} known already, {done.lapsed} lapsed, {done.risen} risen"


def _tell(done: int, of: int) -> None:
    if done % EACH == 0 or done == of:
        click.echo(f"{done} of {of} stays", err=True)
