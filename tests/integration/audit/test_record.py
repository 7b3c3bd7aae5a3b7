"""The record: gapless, chained, and refused to whoever would change it."""

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from discharge.audit.commands import record, record_shown
from discharge.audit.models import AuditDetail, AuditGroupMember, AuditLine
from discharge.core.actor import process
from discharge.core.transaction import write_transaction
from tests.factories import NOW, World

ACTOR = process("a test", source="cli")


def note(session: Session, world: World, times: int = 1) -> None:
    with write_transaction(session):
        for number in range(times):
            record(session, "site.renamed", world.site, actor=ACTOR, now=NOW, name=(f"{number}", f"{number + 1}"))


def test_lines_are_numbered_without_gaps_and_chained(session: Session, world: World) -> None:
    note(session, world, 2)
    note(session, world)
    lines = session.scalars(select(AuditLine).order_by(AuditLine.number)).all()
    assert [line.number for line in lines] == [1, 2, 3]
    assert [line.previous_digest for line in lines[1:]] == [line.digest for line in lines[:-1]]


def test_a_transaction_that_fails_leaves_no_line(session: Session, world: World) -> None:
    def fail() -> None:
        with write_transaction(session):
            record(session, "site.renamed", world.site, actor=ACTOR, now=NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    note(session, world)
    assert session.scalars(select(AuditLine.number)).all() == [1]


def test_nothing_is_recorded_outside_a_write_transaction(session: Session, world: World) -> None:
    session.info.pop("collected", None)
    with pytest.raises(KeyError):
        record(session, "site.renamed", world.site, actor=ACTOR, now=NOW)


@pytest.mark.parametrize("table", [AuditLine, AuditDetail, AuditGroupMember])
def test_no_row_of_the_record_can_be_deleted(session: Session, world: World, table: type) -> None:
    note(session, world)
    with write_transaction(session):
        record_shown(session, "board.viewed", world.trust.id, [world.trust.id], actor=ACTOR, now=NOW)
    with pytest.raises(DatabaseError), write_transaction(session):
        session.execute(delete(table))


def test_no_line_can_be_changed_and_a_detail_only_redacted(session: Session, world: World) -> None:
    note(session, world)
    with pytest.raises(DatabaseError), write_transaction(session):
        session.execute(update(AuditLine).values(user_name="somebody else"))
    with pytest.raises(DatabaseError), write_transaction(session):
        session.execute(update(AuditDetail).values(changes={"name": ["a", "b"]}))
    with write_transaction(session):
        session.execute(update(AuditDetail).values(changes=None, redacted_because="a court order"))
    assert session.scalars(select(AuditDetail.changes)).all() == [None]
