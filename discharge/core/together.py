"""Rows of several tables in one statement, where the database can: each statement is a way to PostgreSQL and back."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import JSON, Table, Text, Update, and_, bindparam, column, func, literal_column, select, update
from sqlalchemy import cast as as_type
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from discharge.core.db import Base, connection_of, insert_rows, upsert, where_taken

MOST_STATEMENTS = 256  # kept composed


@dataclass(frozen=True, slots=True)
class Write:
    """One row, whole: no column is filled in. With `key` a row that has it gets the columns `update`.

    is_known: that row is there, and nothing is inserted.
    """

    model: type[Base]
    row: Mapping[str, Any]
    key: tuple[str, ...] = ()
    update: tuple[str, ...] = ()
    is_known: bool = False


def write_last(session: Session, writes: Sequence[Write]) -> None:
    """Write these rows with whatever this transaction writes together next, which is its record if nothing else is."""
    session.info["written_last"].extend(writes)


def write_what_is_left(session: Session) -> None:
    """Write now what was left to be written last: what comes next in this transaction reads it."""
    write_together(session, ())


def write_together(session: Session, writes: Sequence[Write]) -> None:
    """Write these rows past the ORM, none of which depends on what another one writes, but by a foreign key.

    PostgreSQL is sent one statement, whose keys it checks at its end; SQLite, which is not far away, one after another.
    What was left to be written last goes with them, before them.
    """
    writes = [*session.info["written_last"], *writes]
    session.info["written_last"] = []
    if not writes:
        return
    rows: dict[_Kind, list[Mapping[str, Any]]] = {}
    for each in writes:
        kind = _Kind(each.model, tuple(each.row), each.key, each.update, each.is_known)
        rows.setdefault(kind, []).append(each.row)
    connection = connection_of(session)
    if connection.dialect.name == "sqlite":
        for kind, several in rows.items():
            _write(session, kind, several)
        return
    given = {f"rows_{place}": AS_ROWS.encode(several) for place, several in enumerate(rows.values())}
    connection.execute(_all_of(tuple(rows)), given)


@dataclass(frozen=True, slots=True)
class _Kind:
    """Rows that are written alike."""

    model: type[Base]
    columns: tuple[str, ...]
    key: tuple[str, ...]
    update: tuple[str, ...]
    is_known: bool


def _write(session: Session, kind: _Kind, rows: Sequence[Mapping[str, Any]]) -> None:
    given = rows if len(rows) > 1 else rows[0]
    if kind.is_known:
        named = [{f"given_{name}": row[name] for name in (*kind.key, *kind.update)} for row in rows]
        connection_of(session).execute(_change_of(kind), named)
    elif kind.key:
        upsert(session, kind.model, given, key=kind.key, update=kind.update)
    else:
        insert_rows(session, kind.model, given)


@lru_cache(maxsize=MOST_STATEMENTS)
def _change_of(kind: _Kind) -> Update:
    columns = cast(Table, kind.model.__table__).c
    names = (*kind.key, *kind.update)
    return _change(kind, {name: bindparam(f"given_{name}", type_=columns[name].type) for name in names})


def _change(kind: _Kind, given: Mapping[str, Any]) -> Update:
    table = cast(Table, kind.model.__table__)
    same = and_(*(table.c[name] == given[name] for name in kind.key))
    return update(table).where(same).values({name: given[name] for name in kind.update})


def _plain(value: object) -> str:
    """As PostgreSQL reads it. Raises TypeError for what no column of ours keeps, ValueError for a naive datetime."""
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError(f"a moment needs a time zone: {value!r}")
    if isinstance(value, UUID | date | time):
        return str(value)
    raise TypeError(f"{value!r} is in no column")


AS_ROWS = json.JSONEncoder(default=_plain)


@lru_cache(maxsize=MOST_STATEMENTS)
def _all_of(kinds: tuple[_Kind, ...]) -> Any:
    """The last one carries those before it: a WITH is carried out whole, whether anything reads it or not."""
    *before, last = (_statement(kind, place) for place, kind in enumerate(kinds))
    return last.add_cte(*(each.cte(f"written_{place}") for place, each in enumerate(before)))


def _statement(kind: _Kind, place: int) -> Any:
    """The rows come as one parameter, not as one a cell: composing and sending those took longer than writing them."""
    table = cast(Table, kind.model.__table__)
    sent = as_type(bindparam(f"rows_{place}", type_=Text()), JSON)
    record = func.json_populate_recordset(literal_column(f"NULL::{table.name}"), sent)
    rows = record.table_valued(*(column(name) for name in kind.columns)).alias(f"given_{place}")
    if kind.is_known:
        return _change(kind, dict(rows.c.items()))
    statement = postgresql.insert(table).from_select(list(kind.columns), select(*rows.c), include_defaults=False)
    return where_taken(statement, kind.key, kind.update) if kind.key else statement
