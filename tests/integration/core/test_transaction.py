"""One command is one transaction; a form sent twice is done once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.core.actor import Actor, process
from discharge.core.errors import RuleBroken
from discharge.core.transaction import AlreadyDone, Answer, Receipt, carry_out_once, one_connection, write_transaction
from discharge.places.models import System
from tests.factories import NOW

ACTOR = process("a test", source="cli")


@dataclass(frozen=True)
class AddSystem:
    name: str


def add_system(session: Session, command: AddSystem, *, actor: Actor, now: datetime) -> System:
    system = System(name=command.name)
    session.add(system)
    session.flush()
    if command.name == "refused":
        raise RuleBroken("name", "Enter another name")
    return system


def test_a_form_sent_twice_is_done_once_and_answers_the_same(session: Session) -> None:
    key = uuid4()

    def send() -> Answer:
        answer = lambda system: Answer(f"/systems/{system.id}", "Added")  # noqa: E731
        return carry_out_once(session, add_system, AddSystem("East"), key=key, answer=answer, actor=ACTOR, now=NOW)

    first = send()
    with pytest.raises(AlreadyDone) as again:
        send()
    assert again.value.answer == first
    assert session.scalar(select(func.count()).select_from(System)) == 1


def test_a_refused_form_leaves_nothing_and_may_be_sent_again(session: Session) -> None:
    key = uuid4()

    def send(name: str) -> Answer:
        answer = lambda system: Answer("/", system.name)  # noqa: E731
        return carry_out_once(session, add_system, AddSystem(name), key=key, answer=answer, actor=ACTOR, now=NOW)

    with pytest.raises(RuleBroken):
        send("refused")
    assert session.scalar(select(func.count()).select_from(Receipt)) == 0
    session.rollback()
    assert send("corrected").said == "corrected"
    assert session.scalars(select(System.name)).all() == ["corrected"]


def test_what_was_read_before_a_write_stays_readable(session: Session) -> None:
    with write_transaction(session):
        session.add(System(name="read before"))
    read = session.scalars(select(System)).one()
    with write_transaction(session):
        session.add(System(name="written"))
    assert read.name == "read before"


def test_only_what_is_done_again_by_itself_does_not_wait_for_the_disk(session: Session) -> None:
    set_here = "SELECT source = 'session' FROM pg_settings WHERE name = 'synchronous_commit'"
    is_normal = "SELECT synchronous = 1 FROM pragma_synchronous"
    ask = {"sqlite": is_normal, "postgresql": set_here}[session.get_bind().dialect.name]
    for is_redoable in (False, True, False):
        with one_connection(session, is_redoable=is_redoable), write_transaction(session):
            found = session.connection().exec_driver_sql(ask).scalar_one()
        assert bool(found) is is_redoable
    assert not session.connection().exec_driver_sql(ask).scalar_one()
