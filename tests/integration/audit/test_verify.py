"""Every way of damaging the record is found, and the first bad line named."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from discharge.audit.commands import record, record_apart, record_shown
from discharge.audit.queries import verify
from discharge.core.actor import process
from discharge.core.db import db
from discharge.core.transaction import write_transaction
from discharge.places.models import OrganisationKind
from tests.factories import NOW, World

ACTOR = process("a test", source="cli")
THREADS, LINES_EACH = 16, 10
Damage = Callable[..., None]


@pytest.fixture
def written(session: Session, world: World) -> World:
    """Five lines in one chain: three changes, a list of two people, a change without words; one line in another."""
    with write_transaction(session):
        ward = world.ward()
        people = [world.person().id, world.person().id]
        other = world.organisation(OrganisationKind.TRUST, "Southmoor")
        for number in range(3):
            record(session, "site.renamed", world.site, actor=ACTOR, now=NOW, name=(f"é {number}", NOW))
        record_shown(session, "ward.board_shown", world.trust.id, people, actor=ACTOR, now=NOW)
        record(session, "ward.opened", ward, actor=ACTOR, now=NOW)
        record(session, "organisation.added", other, actor=ACTOR, now=NOW)
    return world


@pytest.fixture
def damage(session: Session) -> Damage:
    """Write SQL past the triggers, as somebody with the file or the superuser's password could."""

    def carry_out(*statements: str, **values: object) -> None:
        on_sqlite = session.get_bind().dialect.name == "sqlite"
        with db.engine.connect().execution_options(write=True) as connection, connection.begin():
            if on_sqlite:
                names = connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
                for name in names:
                    connection.execute(text(f"DROP TRIGGER {name}"))
                connection.execute(text("PRAGMA defer_foreign_keys = ON"))
            else:
                connection.execute(text("SET LOCAL session_replication_role = replica"))
            for statement in statements:
                assert connection.execute(text(statement), values).rowcount > 0, statement

    return carry_out


def ours(world: World, session: Session) -> dict[str, object]:
    """The trust's key as this database writes it."""
    return {"ours": world.trust.id.hex if session.get_bind().dialect.name == "sqlite" else world.trust.id}


def test_a_record_as_it_was_written_holds(session: Session, written: World) -> None:
    verdict = verify(session)
    assert (verdict.chains, verdict.lines, verdict.fault) == (2, 6, None)


def test_a_redacted_detail_still_holds(session: Session, written: World) -> None:
    with write_transaction(session):
        session.execute(text("UPDATE audit_detail SET changes = NULL, redacted_because = 'a court order'"))
    assert verify(session).fault is None


OF_OURS = "WHERE organisation_id = :ours"
DAMAGES = {
    "words of a line": ([f"UPDATE audit_line SET user_name = 'Nobody' {OF_OURS} AND number = 2"], 2, "words"),
    "whose record": ([f"UPDATE audit_line SET person_id = organisation_id {OF_OURS} AND number = 3"], 3, "words"),
    "a digest": ([f"UPDATE audit_line SET digest = previous_digest {OF_OURS} AND number = 4"], 4, "words"),
    "the digest before": (
        [f"UPDATE audit_line SET previous_digest = digest {OF_OURS} AND number = 4"], 4, "does not follow"
    ),
    "a line in the middle taken out": (
        [f"DELETE FROM audit_detail {OF_OURS} AND number = 2", f"DELETE FROM audit_line {OF_OURS} AND number = 2"],
        2,
        "missing; the next one found is 3",
    ),
    "the first line taken out": (
        [f"DELETE FROM audit_detail {OF_OURS} AND number = 1", f"DELETE FROM audit_line {OF_OURS} AND number = 1"],
        1,
        "missing",
    ),
    "the last line taken out": ([f"DELETE FROM audit_line {OF_OURS} AND number = 5"], 5, "the head names 5"),
    "a line moved to the end": ([f"UPDATE audit_line SET number = 6 {OF_OURS} AND number = 5"], 5, "missing"),
    "all lines taken out": (
        [f"DELETE FROM audit_detail {OF_OURS}", f"DELETE FROM audit_line {OF_OURS}"], 1, "all lines"
    ),
    "the head gone": ([f"DELETE FROM audit_head {OF_OURS}"], 5, "head of its chain is missing"),
    "the head set back": ([f"UPDATE audit_head SET number = 3 {OF_OURS}"], 4, "past the head"),
    "the head's digest": ([f"UPDATE audit_head SET digest = 'x' {OF_OURS}"], 5, "another digest"),
    "a detail": (
        [f"UPDATE audit_detail SET changes = '{{\"name\": [1, 2]}}' {OF_OURS} AND number = 2"],
        2,
        "detail is not what was written",
    ),
    "a detail emptied": (
        [f"UPDATE audit_detail SET changes = NULL {OF_OURS} AND number = 2"], 2, "without a reason"
    ),
    "a detail taken out": ([f"DELETE FROM audit_detail {OF_OURS} AND number = 3"], 3, "detail is missing"),
    "a detail added": (
        ["INSERT INTO audit_detail (organisation_id, number, changes) VALUES (:ours, 5, '{\"name\": [1, 2]}')"],
        5,
        "a detail was added",
    ),
    "one of a list's people taken out": (
        [
            "DELETE FROM audit_group_member WHERE CAST(person_id AS varchar) = "
            "(SELECT max(CAST(person_id AS varchar)) FROM audit_group_member)"
        ],
        4,
        "not those that were written",
    ),
    "one of a list's people put in": (
        ["INSERT INTO audit_group_member (group_digest, person_id) "
         "SELECT DISTINCT group_digest, CAST(:ours AS {uuid}) FROM audit_group_member"],
        4,
        "not those that were written",
    ),
    "all of a list's people taken out": (["DELETE FROM audit_group_member"], 4, "people it showed are missing"),
}  # fmt: skip


@pytest.mark.parametrize("kind", DAMAGES)
def test_damage_is_found_and_the_first_bad_line_named(
    session: Session, written: World, damage: Damage, app: Flask, kind: str
) -> None:
    statements, number, words = DAMAGES[kind]
    uuid = "varchar" if session.get_bind().dialect.name == "sqlite" else "uuid"
    damage(*(statement.replace("{uuid}", uuid) for statement in statements), **ours(written, session))
    fault = verify(session).fault
    assert fault is not None
    assert (fault.organisation_id, fault.number) == (written.trust.id, number)
    assert words in fault.what
    answer = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert answer.exit_code == 1
    assert f"chain {written.trust.id}, line {number}: " in answer.output


def test_damage_in_another_chain_is_found_as_well(session: Session, written: World, damage: Damage) -> None:
    damage("UPDATE audit_line SET action = 'nothing' WHERE action = 'organisation.added'")
    fault = verify(session).fault
    assert fault is not None
    assert fault.organisation_id != written.trust.id
    assert fault.number == 1


def test_the_command_line_says_how_much_holds(app: Flask, written: World) -> None:
    answer = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert (answer.exit_code, answer.output) == (0, "The record holds: 6 lines in 2 chains\n")


def test_an_empty_record_holds(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert (answer.exit_code, answer.output) == (0, "The record holds: 0 lines in 0 chains\n")


def test_many_at_once_leave_no_gap(app: Flask, session: Session, world: World) -> None:
    together = Barrier(THREADS)

    def write(thread: int) -> None:
        with app.app_context():
            together.wait(timeout=20)
            for number in range(LINES_EACH):
                with write_transaction(db.session) as own:
                    record(own, "site.renamed", world.site, actor=ACTOR, now=NOW, name=(thread, number))
                    record_apart(own, "noted", actor=ACTOR, now=NOW, number=number)

    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(write, thread) for thread in range(THREADS)]:
            done.result(timeout=60)
    verdict = verify(session)
    assert (verdict.chains, verdict.lines, verdict.fault) == (2, 2 * THREADS * LINES_EACH, None)
