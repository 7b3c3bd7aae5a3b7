"""Several questions asked in one statement get the answers they get one by one."""

from datetime import date
from uuid import uuid4

from sqlalchemy import Date, Enum, Integer, Uuid, literal
from sqlalchemy import select as ask
from sqlalchemy.orm import Session

from discharge.escalation.queries.side_by_side import SideBySide
from discharge.escalation.rules.states import State, Subject

KEY, DAY = uuid4(), date(2026, 3, 4)
STATE, SUBJECT = (Enum(kind, native_enum=False, length=40) for kind in (State, Subject))


def test_parts_that_share_columns_keep_their_names_and_types(session: Session) -> None:
    parts = {
        "number": ask(literal(7, Integer()).label("last")),
        "state": ask(literal(State.WAITING, STATE).label("state"), literal(KEY, Uuid()).label("id")),
        "subject": ask(
            literal(KEY, Uuid()).label("id"),
            literal(DAY, Date()).label("on"),
            literal(Subject.STAY, SUBJECT).label("subject"),
            literal(None, Uuid()).label("other"),
            literal(None, Date()).label("until"),
        ),
        "nothing": ask(literal(1, Integer()).label("none")).where(literal(1, Integer()) == 2),
    }
    found = SideBySide(parts).ask(session.connection(), {})
    alone = {what: [tuple(row) for row in session.connection().execute(part)] for what, part in parts.items()}
    assert {what: [tuple(row) for row in rows] for what, rows in found.items()} == alone
    [subject] = found["subject"]
    assert (subject.id, subject.on, subject.subject) == (KEY, DAY, Subject.STAY)
    assert (subject.other, subject.until) == (None, None)
    assert found["state"][0].state is State.WAITING
