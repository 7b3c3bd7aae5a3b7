"""The command itself, in processes of its own: two at once, and one killed half-way."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.core.clock import local_date, utc_now
from discharge.escalation.models import Escalation
from discharge.places.models import Ward
from tests.awaited import owed
from tests.databases import HERE, Database
from tests.factories import World
from tests.triggered import DAY, ready, written

Arrange = Callable[[Callable[[], Any]], Any]
PEOPLE = 60
KILLED_AT_A_COMMIT = """
import os, signal, sys
from flask.cli import main
from sqlalchemy import Engine, event

ends = []

@event.listens_for(Engine, "commit")
def end(_connection):
    ends.append(1)
    if len(ends) == 20:  # of more than sixty: what it wrote is not kept
        os.kill(os.getpid(), signal.SIGKILL)

sys.argv[0] = "flask"
main()
"""


def begin(database: Database, *program: str) -> subprocess.Popen[str]:
    """program: what Python runs before the words of the command; `flask` as it is when there is none."""
    environment = {**os.environ, "DATABASE_URL": database.address, "DISCHARGE_ENV": "test"}
    words = [sys.executable, *(program or ("-m", "flask")), "--app", "wsgi", "escalation", "sweep"]
    return subprocess.Popen(words, cwd=HERE, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def raised(answer: str) -> int:
    return int(answer.split(maxsplit=1)[0])


@pytest.fixture
def people(world: World, ward: Ward, arrange: Arrange) -> None:
    """Each clinically ready for a week and waiting for an answer that is late: two triggers."""
    today = local_date(utc_now())

    def make() -> None:
        for _ in range(PEOPLE):
            stay = world.stay(ward, admitted_on=today - 30 * DAY)
            ready(world, stay, today - 7 * DAY)
            owed(world, stay, due_on=today - DAY, raised_on=today - 9 * DAY)

    arrange(make)


def test_two_at_once_raise_each_thing_once(database: Database, session: Session, people: None) -> None:
    running = [begin(database) for _ in range(2)]
    answers = [(*process.communicate(timeout=100), process.returncode) for process in running]
    assert [code for _, _, code in answers] == [0, 0], answers
    assert sum(raised(said) for said, _, _ in answers) == 2 * PEOPLE
    numbers = session.scalars(select(Escalation.number).order_by(Escalation.number)).all()
    session.rollback()
    assert list(numbers) == list(range(1001, 1001 + 2 * PEOPLE))
    again = begin(database)
    assert again.communicate(timeout=100)[0] == "0 raised, 0 known already, 0 lapsed, 0 risen\n"
    assert again.returncode == 0


def test_killed_half_way_and_run_again_nothing_is_lost_or_doubled(
    database: Database, session: Session, people: None
) -> None:
    first = begin(database, "-c", KILLED_AT_A_COMMIT)
    _said, complaints = first.communicate(timeout=100)
    assert first.returncode == -signal.SIGKILL, complaints
    half = session.scalar(select(func.count()).select_from(Escalation))
    session.rollback()
    assert 5 <= half < 2 * PEOPLE
    second = begin(database)
    said, complaints = second.communicate(timeout=100)
    assert second.returncode == 0, complaints
    assert raised(said) == 2 * PEOPLE - half
    rows = written(session)
    assert len(rows[0]) == len({repr(row) for row in rows[0]}) == 2 * PEOPLE
    assert {number for _, number in rows[3]} == set(range(1001, 1001 + 2 * PEOPLE))
    verify = [sys.executable, "-m", "flask", "--app", "wsgi", "audit", "verify"]
    environment = {**os.environ, "DATABASE_URL": database.address, "DISCHARGE_ENV": "test"}
    assert subprocess.run(verify, cwd=HERE, env=environment, capture_output=True, check=False).returncode == 0
