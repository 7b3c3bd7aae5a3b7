"""One command is one transaction, and a form sent twice is done once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Text, Uuid, bindparam, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from discharge.core.actor import Actor
from discharge.core.db import Base, begin_write, connection_of, upsert, wait_for_no_disk
from discharge.core.errors import RuleBroken
from discharge.core.events import wiring_of
from discharge.core.together import write_what_is_left

Given = TypeVar("Given", contravariant=True)
Result = TypeVar("Result", covariant=True)


class Act(Protocol[Given, Result]):
    """A function that changes something: `set_edd(session, command, *, actor, now)`. It flushes and never commits."""

    def __call__(self, session: Session, command: Given, /, *, actor: Actor, now: datetime) -> Result: ...


class Receipt(Base):
    """That a form was carried out, and the answer it got. Its key was on the form; kept as long as the record."""

    __tablename__ = "receipt"

    key: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID | None]
    at: Mapped[datetime]
    location: Mapped[str] = mapped_column(Text, default="")
    said: Mapped[str] = mapped_column(Text, default="")


KEEP_ANSWER = (
    update(Receipt)
    .where(Receipt.key == bindparam("of", type_=Uuid()))
    .values(location=bindparam("where_to"), said=bindparam("words"))
)


@dataclass(frozen=True, slots=True)
class Answer:
    """Where a person goes after a form was carried out, and the words shown there."""

    location: str
    said: str


class AlreadyDone(Exception):
    """The same form was carried out before; `answer` is what it got then."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("this form was carried out before")
        self.answer = answer


@contextmanager
def write_transaction(session: Session) -> Iterator[Session]:
    """Everything inside is kept together or not at all; audit lines are written last, then it commits.

    Closes what was read before: rows loaded earlier stay readable and are no longer part of the session.
    """
    _end_reading(session)
    wiring = wiring_of(session)
    session.info["collected"] = []  # what `audit.record` adds to; a rolled-back transaction's lines go with it
    session.info["written_last"] = []  # what `core.together.write_last` adds to
    session.info["connection"] = begin_write(session)
    try:
        yield session
        session.flush()
        wiring.keep_record(session)
        write_what_is_left(session)
        session.commit()
    except BaseException:
        session.rollback()
        session.expunge_all()
        raise
    finally:
        session.info.pop("connection", None)


@contextmanager
def one_connection(session: Session, *, is_redoable: bool = False) -> Iterator[None]:
    """Keep one connection for many transactions one after another, instead of borrowing and testing one for each.

    Ends what was begun before. One that the database dropped is made anew by the next transaction.
    is_redoable: these transactions do not wait for the disk. When the power fails, the last of them may be gone, each
    whole, unless a later one that waited was kept: then they are kept too. Only for what runs by itself and does again
    what is missing. docs/adr/0009-jobs.md
    """
    _end_reading(session)
    usual, engine = session.bind, session.get_bind()
    if isinstance(engine, Connection):
        yield  # it has one already
        return
    with engine.connect() as connection:
        if is_redoable:
            wait_for_no_disk(connection)
        session.bind = connection
        try:
            yield
        finally:
            _end_reading(session)
            session.bind = usual


def _end_reading(session: Session) -> None:
    session.expunge_all()  # first: a rollback would empty the rows it still knows
    session.rollback()


def carry_out(
    session: Session,
    act: Act[Given, Result],
    command: Given,
    *,
    actor: Actor,
    now: datetime,
) -> Result:
    """Do one command in a transaction of its own, without a receipt: for command lines, feeds and bulk, one a row."""
    with write_transaction(session):
        return act(session, command, actor=actor, now=now)


def carry_out_once(
    session: Session,
    act: Act[Given, Result],
    command: Given,
    *,
    key: UUID,
    answer: Callable[[Result], Answer],
    actor: Actor,
    now: datetime,
) -> Answer:
    """Do the command of the form known by `key`, and keep the answer with it.

    The receipt is inserted first: a second post of the same form, even at the same moment, waits for the first and
    raises AlreadyDone with its answer. A refused command leaves no receipt: the form may be corrected and sent again.
    """
    with write_transaction(session):
        receipt = {"key": key, "user_id": actor.user_id, "at": now, "location": "", "said": ""}
        if not upsert(session, Receipt, receipt, key=["key"]):
            raise AlreadyDone(_answer_of(session, key, actor))
        given = answer(act(session, command, actor=actor, now=now))
        connection_of(session).execute(KEEP_ANSWER, {"of": key, "where_to": given.location, "words": given.said})
    return given


def _answer_of(session: Session, key: UUID, actor: Actor) -> Answer:
    receipt = session.get_one(Receipt, key)
    if receipt.user_id != actor.user_id:
        raise RuleBroken("", "Open this form again and send it once more")  # it was made for somebody else
    return Answer(receipt.location, receipt.said)
