"""A sweep in which something goes wrong: what it is about is left for the next one, and all others are looked at."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from discharge.access.models import User
from discharge.core.db import db
from discharge.escalation.commands.one_by_one import Failed
from discharge.escalation.commands.sweeping import Swept, sweep
from discharge.escalation.models import Escalation
from discharge.jobs.commands.doing import NOT_LOOKED_AT, Means, Ran, do_job
from discharge.jobs.rules.slots import Job, Outcome
from discharge.places.models import Ward
from discharge.stays.models import Stay
from tests.factories import NOW, TODAY, World
from tests.integration.escalation.conftest import SWEEP, Load, People, Raise
from tests.shapes import Arrange
from tests.triggered import DAY, ready

Run = Callable[..., Swept]


@pytest.fixture
def run(session: Session) -> Run:
    def carry(days: int = 0, **how: Any) -> Swept:
        session.expunge_all()
        session.rollback()
        return sweep(session, actor=SWEEP, now=NOW + days * DAY, **how)

    return carry


@contextmanager
def faulty(key: UUID) -> Iterator[None]:
    """What the database answers about one stay or escalation cannot be read. Lists of many are not touched."""

    def refuse(_connection: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
        if key.hex in repr(given).replace("-", "") and "FROM notice" not in statement:
            raise ValueError("a value that no column of ours holds")

    event.listen(db.engine, "before_cursor_execute", refuse)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", refuse)


@pytest.fixture
def three(world: World, ward: Ward, arrange: Arrange) -> list[Stay]:
    """People who are clinically ready for so long that it is raised, in the order in which a sweep looks at them."""

    def build() -> list[Stay]:
        made = [world.stay(ward, admitted_on=TODAY - 30 * DAY) for _ in range(3)]
        for stay in made:
            ready(world, stay, TODAY - 7 * DAY)
        return sorted(made, key=lambda stay: stay.id)

    found: list[Stay] = arrange(build)
    return found


def test_a_stay_that_fails_stops_no_other_and_is_tried_again(run: Run, session: Session, three: list[Stay]) -> None:
    keys = [stay.id for stay in three]
    with faulty(keys[0]):
        assert run() == Swept(stays=3, raised=2, failed=(Failed(keys[0], "ValueError"),))
    session.rollback()
    assert {*session.scalars(select(Escalation.stay_id))} == {*keys[1:]}
    assert run() == Swept(stays=1, raised=1)


def test_an_escalation_that_cannot_rise_stops_no_other(run: Run, raised: Raise, now_is: Load) -> None:
    first, second = raised(), raised(cause="EXT-11")
    with faulty(first.id):
        done = run(2)
    assert done.failed[0] == Failed(first.id, "ValueError")
    assert (now_is(first).level, now_is(second).level) == (first.level, first.level + 1)
    assert run(2) == Swept(risen=1)


def test_one_who_cannot_be_warned_stops_no_other(
    run: Run, raised: Raise, people: People, told: Callable[[User], list[str]]
) -> None:
    first = raised()
    raised(cause="EXT-11")  # both are due on Tuesday
    before = told(people.service)
    with faulty(first.id):
        assert run(1).failed == (Failed(first.id, "ValueError"),)
    assert told(people.service)[len(before) :] == ["escalation_rising"]
    assert run(1) == Swept()
    assert told(people.service)[len(before) :] == ["escalation_rising"] * 2


def test_a_sweep_without_time_says_so_and_what_was_overdue_rose_first(
    run: Run, raised: Raise, three: list[Stay], now_is: Load
) -> None:
    made = raised()
    asked = iter([False] * 3)  # time for the one that rises, for none to warn of, and for two stays
    done = run(2, is_over=lambda: next(asked, True))
    assert (done.risen, done.raised, done.is_cut) == (1, 2, True)
    assert now_is(made).level == made.level + 1
    assert run(2) == Swept(stays=1, raised=1)


def test_a_job_that_left_something_is_not_said_to_be_done(app: Flask, session: Session, three: list[Stay]) -> None:
    cut = Means(clock=lambda: NOW, config=app.config, is_over=lambda: True)
    ran = do_job(session, Job.SWEEP, cut)
    said = "0 raised, 0 known already, 0 lapsed, 0 risen"
    assert ran == Ran(outcome=Outcome.FAILED, said=said, error=NOT_LOOKED_AT)
    later = Means(clock=lambda: NOW + timedelta(minutes=5), config=app.config)
    assert do_job(session, Job.SWEEP, later) == Ran(outcome=Outcome.DONE, said=said.replace("0 raised", "3 raised"))
