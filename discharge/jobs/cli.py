"""Running what runs by itself: for as long as the machine runs, once by hand, and how it stands."""

import sys

import click
from flask import Flask, current_app
from sqlalchemy.exc import DBAPIError

from discharge.core.actor import process
from discharge.core.clock import utc_now
from discharge.core.command_line import CommandLine
from discharge.core.db import db
from discharge.core.stopping import told_to_stop
from discharge.jobs.adapters.scheduler import scheduler_of
from discharge.jobs.commands.doing import Means, do_job, without_settings
from discharge.jobs.pages import NAMES, NEVER_RAN, ago, came_of_it
from discharge.jobs.queries.standing import jobs
from discharge.jobs.rules.slots import Job, Outcome

FAILED, LATE, NOT_SET_UP, BUSY = 1, 1, 2, 3
jobs_cli = CommandLine("jobs", help="What runs by itself.")


@jobs_cli.command("run")
def run() -> None:
    """Run every job when its time comes, until told to stop.

    Several may run, on one machine or more: each slot of each job is done by one of them, and what one that was killed
    had in hand is free again after ten minutes. Stops on SIGTERM or SIGINT after what is in hand and exits 0.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 (threads need the app itself)
    over = told_to_stop()
    means = Means(clock=utc_now, config=app.config, is_over=over.is_set)
    scheduler = scheduler_of(lambda job: _do(app, job, means), now=utc_now())

    click.echo("Jobs run by themselves now, until this process is told to stop", err=True)
    scheduler.start()
    over.wait()  # also where the word to stop came before the start
    scheduler.shutdown()


def _do(app: Flask, job: Job, means: Means) -> None:
    with app.app_context():
        try:
            ran = do_job(db.session, job, means)
        except DBAPIError as error:
            app.logger.warning("the database did not answer job %s: %s", job.value, type(error).__name__)
            return
    if ran is not None:
        log = app.logger.warning if ran.outcome is Outcome.FAILED else app.logger.info
        log("job %s %s: %s", job.value, ran.outcome.value, ran.error or ran.said)


@jobs_cli.command("once")
@click.argument("name", type=click.Choice([job.value for job in Job]))
def once(name: str) -> None:
    """Do one job now, whether or not its time has come, and say what it did.

    Exits 0 when it was done, 1 when it failed, 2 when mail is not set up, 3 when somebody is at it this moment.
    """
    means = Means(clock=utc_now, config=current_app.config)
    ran = do_job(db.session, Job(name), means, by_hand=True)
    if ran is None:
        click.echo("Somebody is at it this moment", err=True)
        sys.exit(BUSY)
    if ran.said:
        click.echo(ran.said)
    if ran.error:
        click.echo(ran.error, err=True)
    sys.exit({Outcome.DONE: 0, Outcome.NOT_SET_UP: NOT_SET_UP}.get(ran.outcome, FAILED))


@jobs_cli.command("list")
def list_jobs() -> None:
    """Say for each job when it last ran and what came of it. Exits 1 when one is late, for what watches the machine.

    E-mail is not late where mail is not set up.
    """
    now = utc_now()
    without = without_settings(current_app.config)
    seen = jobs(db.session, process("Command line", source="cli"), without=without, now=now)
    for each in seen:
        last = f"last ran {ago(each.done_at, now)}" if each.done_at else NEVER_RAN[each.is_without].lower()
        late = ", late" if each.is_late else ""
        click.echo(f"{each.job.value}\t{NAMES[each.job]}\t{last}{late}\t{came_of_it(each, now)}")
    sys.exit(LATE if any(each.is_late for each in seen) else 0)
