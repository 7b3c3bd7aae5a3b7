"""Who looked at one person: alone or on a list, newest first, page by page, and only where one may read the record."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.access.queries import actor_of
from discharge.audit.commands import record, record_shown
from discharge.audit.queries import lines_about
from discharge.core.actor import Actor, process
from discharge.core.transaction import write_transaction
from discharge.places.models import OrganisationKind, Ward
from discharge.stays.models import Person
from tests.factories import NOW, World
from tests.shapes import Arrange

ACTOR = process("a test", source="cli")


@pytest.fixture
def person(world: World, arrange: Arrange) -> Person:
    made: Person = arrange(world.person)
    return made


@pytest.fixture
def reader(session: Session, world: World, arrange: Arrange) -> Actor:
    user = arrange(lambda: world.user(Role.INFORMATION_GOVERNANCE, world.trust))
    return actor_of(session, user, now=NOW, request_id="")


def test_changes_and_lists_are_found_newest_first(
    session: Session, world: World, ward: Ward, person: Person, reader: Actor, arrange: Arrange
) -> None:
    other = arrange(world.person)
    with write_transaction(session):
        record(session, "person.corrected", person, actor=ACTOR, now=NOW, surname=("Kahn", "Khan"))
        record(session, "person.corrected", other, actor=ACTOR, now=NOW, surname=("A", "B"))
    later = NOW + timedelta(minutes=5)
    with write_transaction(session):
        people = [person.id, other.id]
        record_shown(
            session, "ward.board_shown", world.trust.id, people, actor=ACTOR, now=later, subject_kind="ward",
            subject_id=ward.id,
        )  # fmt: skip
        record_shown(session, "ward.board_shown", world.trust.id, [other.id], actor=ACTOR, now=later)
    found = lines_about(session, reader, person.id)
    assert [(entry.action, entry.is_shared, entry.at) for entry in found.entries] == [
        ("ward.board_shown", True, later),
        ("person.corrected", False, NOW),
    ]
    assert found.entries[1].changes == {"surname": ["Kahn", "Khan"]}
    assert found.entries[0].subject_id == ward.id
    assert found.older is None


def test_pages_hold_every_line_once(session: Session, world: World, person: Person, reader: Actor) -> None:
    for minute in (0, 0, 1, 2):  # several lines of one moment, split by a page's end
        with write_transaction(session):
            for number in range(3):
                moment = NOW + timedelta(minutes=minute)
                record(session, "person.corrected", person, actor=ACTOR, now=moment, n=(None, number))
    read, mark = [], None
    for _page in range(3):
        page = lines_about(session, reader, person.id, after=mark, most=5)
        read += [entry.number for entry in page.entries]
        mark = page.older
    assert mark is None
    assert read == list(range(12, 0, -1))


def test_the_record_of_another_organisation_is_not_read(
    session: Session, world: World, person: Person, reader: Actor, arrange: Arrange
) -> None:
    other = arrange(lambda: world.organisation(OrganisationKind.TRUST, "Southmoor"))
    with write_transaction(session):
        record_shown(session, "list.shown", other.id, [person.id], actor=ACTOR, now=NOW)
    assert lines_about(session, reader, person.id).entries == ()
    assert len(lines_about(session, ACTOR, person.id).entries) == 1
