"""Rows written in one statement, or in several where there are too many: the same rows, kept or lost together."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from discharge.audit.models import AuditGroupMember, AuditHead
from discharge.core.together import MOST, Write, write_together
from discharge.core.transaction import write_transaction


def member(name: str, person_id: UUID | None = None) -> Write:
    return Write(AuditGroupMember, {"group_digest": name, "person_id": person_id or uuid4()})


def names(session: Session) -> list[str]:
    found = session.scalars(select(AuditGroupMember.group_digest).order_by(AuditGroupMember.group_digest)).all()
    session.rollback()
    return list(found)


@pytest.mark.parametrize("number", [1, MOST, MOST + 1])
def test_every_row_is_written_however_many(session: Session, number: int) -> None:
    with write_transaction(session):
        write_together(session, [member(f"{place:02}") for place in range(number)])
    assert names(session) == [f"{place:02}" for place in range(number)]


def test_a_key_that_is_taken_loses_all_rows_with_it(session: Session) -> None:
    person_id = uuid4()
    with pytest.raises(IntegrityError), write_transaction(session):
        write_together(session, [member("first"), member("again", person_id), member("again", person_id)])
    assert names(session) == []


def test_a_row_that_is_there_is_changed_beside_new_ones(session: Session) -> None:
    chain, key = uuid4(), ("organisation_id",)
    start = {"organisation_id": chain, "number": 0, "digest": "start"}
    moved = {"organisation_id": chain, "number": 2, "digest": "moved"}
    taken = {"organisation_id": chain, "number": 3, "digest": "not written"}
    with write_transaction(session):
        write_together(session, [Write(AuditHead, start)])
        change = Write(AuditHead, moved, key=key, update=("number", "digest"), is_known=True)
        write_together(session, [member("beside"), change])
        write_together(session, [member("one more"), Write(AuditHead, taken, key=key, update=("number",))])
    head = session.scalars(select(AuditHead).where(AuditHead.organisation_id == chain)).one()
    assert (head.number, head.digest) == (3, "moved")
    assert names(session) == ["beside", "one more"]
