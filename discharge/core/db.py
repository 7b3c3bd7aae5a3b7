"""The database: engine settings, the base of every model, and the one insert that knows its dialect."""

import enum
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast
from uuid import UUID, uuid4

from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    String,
    Table,
    Uuid,
    event,
    insert,
    literal_column,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator

db = SQLAlchemy(session_options={"expire_on_commit": False, "autoflush": False})

POSTGRESQL_TIMEOUTS = "-c statement_timeout=15s -c lock_timeout=5s -c idle_in_transaction_session_timeout=30s"
SQLITE_BUSY_SECONDS = 10


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored in UTC on every database; a naive datetime is refused with ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone: {value!r}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """A table. Keys are UUIDs; every constraint has a name, so that a migration can take it away."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy reads it from the class)
        datetime: UtcDateTime(),
        UUID: Uuid(),
        str: String(200),
        dict[str, Any]: JSON(),
        dict[str, int]: JSON(),
        list[str]: JSON(),
        enum.StrEnum: Enum(
            enum.StrEnum, native_enum=False, length=40, values_callable=lambda kind: [word.value for word in kind]
        ),
    }


class Keyed:
    """A row known by a random UUID."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4, sort_order=-1)


def engine_options(database_url: str) -> dict[str, Any]:
    """What `create_engine` needs for this address: time-outs, pre-ping and a pool on PostgreSQL, a busy wait on SQLite.

    Raises ValueError for a database other than SQLite and PostgreSQL.
    """
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        return {"url": url, "json_serializer": as_json, "connect_args": {"timeout": SQLITE_BUSY_SECONDS}}
    if url.get_backend_name() == "postgresql":
        return {
            "url": url.set(drivername="postgresql+psycopg"),
            "json_serializer": as_json,
            "pool_pre_ping": True,
            "pool_timeout": 10,
            "connect_args": {"connect_timeout": 5, "options": POSTGRESQL_TIMEOUTS},
        }
    raise ValueError(f"DATABASE_URL names {url.get_backend_name()}; use sqlite or postgresql")


def as_json(value: object) -> str:
    """As it stands in a column. Most of what a mark keeps so is empty, and is written without starting an encoder."""
    if value == []:
        return "[]"
    return "{}" if value == {} else json.dumps(value)


def prepare(engine: Engine) -> None:
    """Make SQLite durable and honest about transactions; PostgreSQL needs nothing here."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver would begin too late; `_begin_sqlite` does it
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    options, cursor = connection.get_execution_options(), connection.connection.cursor()
    wanted = "NORMAL" if options.get("redoable") else "FULL"
    if connection.info.setdefault("synchronous", "FULL") != wanted:
        cursor.execute(f"PRAGMA synchronous={wanted}")
        connection.info["synchronous"] = wanted
    cursor.execute("BEGIN IMMEDIATE" if options.get("write") else "BEGIN")


def begin_write(session: Session) -> Connection:
    """Begin a transaction that writes."""
    return session.connection(execution_options={"write": True})


def wait_for_no_disk(connection: Connection) -> None:
    """No commit of this connection waits for the disk; PostgreSQL's own is not lent to anybody afterwards."""
    connection.execution_options(redoable=True)
    if connection.dialect.name == "postgresql":
        connection.detach()
        connection.execute(text("SET synchronous_commit TO off"))
        connection.commit()


def connection_of(session: Session) -> Connection:
    """The connection of this session's transaction. A write transaction keeps it: asking the session costs its time."""
    kept: Connection | None = session.info.get("connection")
    return session.connection() if kept is None else kept


def has_one_writer(session: Session) -> bool:
    """Whether a transaction that writes keeps out every other, as on SQLite: then no row needs a lock of its own."""
    return connection_of(session).dialect.name == "sqlite"


def spelt(word: enum.StrEnum) -> ColumnElement[Any]:
    """A word that stands in the statement itself, for statements that are asked thousands of times.

    SQLite plans a statement anew each time it is asked, where a column that a partial index is about meets a parameter.
    """
    return literal_column(f"'{word.value}'")


def insert_rows(session: Session, model: type[Base], rows: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> None:
    """Insert rows whose every column is given or has a default; the session holds none of them.

    The statement of a model is built once and goes past the ORM: an eighth of the time, for what a round writes most.
    """
    connection_of(session).execute(_insert(model), rows)


@cache
def _insert(model: type[Base]) -> Any:
    return insert(cast(Table, model.__table__))


def upsert(
    session: Session,
    model: type[Base],
    rows: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    *,
    key: Collection[str],
    update: Collection[str] = (),
) -> int:
    """Insert rows in order; where `key` (columns of a unique constraint) is taken, write the columns `update` instead.

    With no `update` a taken key is left as it is. On PostgreSQL a taken key is locked until the transaction ends
    only when `update` names a column. Returns how many rows were inserted or updated.
    """
    connection = connection_of(session)
    statement = _insert_or(connection.dialect.name, model, tuple(key), tuple(update))
    given = dict(rows) if isinstance(rows, Mapping) else [dict(row) for row in rows]
    return connection.execute(statement, given).rowcount


@cache
def _insert_or(dialect: str, model: type[Base], key: tuple[str, ...], update: tuple[str, ...]) -> Any:
    """The statement without its rows: built once, so that SQLAlchemy compiles it once for one row or for hundreds."""
    insert_into = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = insert_into(cast(Table, model.__table__)).execution_options(preserve_rowcount=True)
    return where_taken(statement, key, update)


def where_taken(statement: Any, key: Collection[str], update: Collection[str]) -> Any:
    """The insert, which writes the columns `update` where `key` is taken; with none of them it leaves that row."""
    if not update:
        return statement.on_conflict_do_nothing(index_elements=list(key))
    written = {name: statement.excluded[name] for name in update}
    return statement.on_conflict_do_update(index_elements=list(key), set_=written)
