"""Rows written in one statement, or in several where there are too many: the same rows, kept or lost together."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from discharge.audit.models import AuditGroupMember, AuditHead, AuditLine
from discharge.core.together import Write, write_last, write_together
from discharge.core.transaction import Receipt, write_transaction


def member(name: str, person_id: UUID | None = None) -> Write:
    return Write(AuditGroupMember, {"group_digest": name, "person_id": person_id or uuid4()})


def names(session: Session) -> list[str]:
    found = session.scalars(select(AuditGroupMember.group_digest).order_by(AuditGroupMember.group_digest)).all()
    session.rollback()
    return list(found)


@pytest.mark.parametrize("number", [1, 2, 99])
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


def test_what_is_left_to_the_last_goes_with_the_next_or_with_the_end(session: Session) -> None:
    for names_now in (["beside"], []):
        with write_transaction(session):
            write_last(session, [member("left")])
            write_together(session, [member(name) for name in names_now])
    assert names(session) == ["beside", "left", "left"]
    person_id = uuid4()
    with pytest.raises(IntegrityError), write_transaction(session):
        write_last(session, [member("lost"), member("again", person_id), member("again", person_id)])
    with write_transaction(session):
        write_together(session, [member("next")])
    assert names(session) == ["beside", "left", "left", "next"]


def test_words_and_moments_come_back_as_they_were_written(session: Session) -> None:
    said = "Ünal \u200fמרים 🙂 'quoted' \\ \"and\"\nnext"
    row = {
        "organisation_id": uuid4(),
        "number": 1,
        "at": datetime(2026, 10, 25, 1, 30, 0, 123456, tzinfo=UTC),
        "user_id": None,
        "user_name": said,
        "source": "web",
        "cause": "",
        "request_id": "",
        "action": "tried",
        "subject_kind": "",
        "subject_id": uuid4(),
        "person_id": None,
        "group_digest": "",
        "detail_digest": "",
        "previous_digest": "",
        "digest": "",
    }
    with write_transaction(session):
        write_together(session, [Write(AuditLine, row)])
    line = session.scalars(select(AuditLine).where(AuditLine.user_name == said)).one()
    assert {name: getattr(line, name) for name in row} == row


@pytest.mark.parametrize("moment", [datetime(2026, 10, 25, 1, 30, tzinfo=UTC).replace(tzinfo=None), object()])
def test_a_moment_without_a_zone_and_what_no_column_keeps_is_refused(session: Session, moment: object) -> None:
    with pytest.raises((ValueError, TypeError, StatementError)), write_transaction(session):
        write_together(session, [Write(Receipt, {"key": uuid4(), "user_id": None, "at": moment})])
