"""`jobs run` in processes of its own: two beside each other, and one killed with a job in hand."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.audit.models import AuditLine
from discharge.core.clock import local_date, utc_now
from discharge.escalation.models import Escalation
from discharge.jobs.commands.doing import Means, do_job
from discharge.jobs.models import JobRow
from discharge.jobs.rules.slots import LEASE, Job, Outcome
from discharge.places.models import Ward
from tests.databases import HERE, Database
from tests.factories import World
from tests.triggered import DAY, ready

Arrange = Callable[[Callable[[], Any]], Any]
LONGEST_WAIT = 600  # seconds; a runner begins within a few


@contextmanager
def runners(database: Database, number: int) -> Iterator[list[subprocess.Popen[str]]]:
    """`jobs run`, as so many processes of their own; none outlives its test."""
    environment = {**os.environ, "DATABASE_URL": database.address, "DISCHARGE_ENV": "test"}
    words = [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "run"]
    with ExitStack() as ending:
        running = []
        for _ in range(number):
            process = subprocess.Popen(
                words, cwd=HERE, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
            ending.enter_context(process)
            ending.callback(process.kill)
            running.append(process)
        yield running


def wait_for(session: Session, statement: Any, *running: subprocess.Popen[str]) -> None:
    """Fails when a process ends, or after a time in which even a busy machine does what is waited for."""
    deadline = time.monotonic() + LONGEST_WAIT
    while not session.scalar(statement):
        session.rollback()
        assert all(process.poll() is None for process in running)
        assert time.monotonic() < deadline, f"not true within {LONGEST_WAIT} seconds: {statement}"
    session.rollback()


def people(world: World, ward: Ward, number: int) -> None:
    today = local_date(utc_now())
    for _ in range(number):
        ready(world, world.stay(ward, admitted_on=today - 30 * DAY), today - 7 * DAY)


def test_two_runners_do_each_thing_once_and_stop_when_told(
    database: Database, session: Session, world: World, ward: Ward, arrange: Arrange
) -> None:
    arrange(lambda: people(world, ward, 20))
    ended = select(func.count()).where(JobRow.outcome != Outcome.NEVER).select_from(JobRow)
    with runners(database, 2) as running:
        wait_for(session, ended.having(func.count() == len(Job)), *running)
        for process in running:
            assert process.stderr is not None
            assert process.stderr.readline().startswith("Jobs run by themselves now")  # both have begun
            process.send_signal(signal.SIGTERM)
        answers = [(*process.communicate(timeout=LONGEST_WAIT), process.returncode) for process in running]
    assert [code for _, _, code in answers] == [0, 0], answers
    assert session.scalar(select(func.count()).where(JobRow.outcome == Outcome.FAILED).select_from(JobRow)) == 0
    assert session.scalar(select(func.count()).select_from(Escalation)) == 20
    raised = select(func.count()).select_from(AuditLine).where(AuditLine.action == "escalation.triggered")
    assert session.scalar(raised) == 20
    assert session.scalar(select(func.count()).select_from(JobRow).where(JobRow.holder != "")) == 0


def test_after_a_runner_was_killed_another_goes_on(
    app: Flask, database: Database, session: Session, world: World, ward: Ward, arrange: Arrange
) -> None:
    arrange(lambda: people(world, ward, 200))
    with runners(database, 1) as [first]:
        wait_for(session, select(Escalation.id).limit(1), first)
        first.send_signal(signal.SIGKILL)
    half = session.scalar(select(func.count()).select_from(Escalation))
    kept = session.get_one(JobRow, Job.SWEEP)
    lease = kept.lease_until
    session.rollback()
    assert half is not None
    assert 0 < half < 200
    assert kept.holder != ""
    assert lease is not None
    now = utc_now()
    assert do_job(session, Job.SWEEP, Means(clock=lambda: now, config=app.config)) is None
    ran = do_job(session, Job.SWEEP, Means(clock=lambda: now + LEASE, config=app.config))
    assert ran is not None
    assert ran.said.startswith(f"{200 - half} raised")
    assert session.scalar(select(func.count()).select_from(Escalation)) == 200
