"""Several rows in one statement, where the database can: each statement is a way to PostgreSQL and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import groupby
from typing import Any, cast

from sqlalchemy import Table, Update, and_, bindparam, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from discharge.core.db import Base, connection_of

MOST = 12  # rows a statement: more of them cost more to compose than the ways saved
MOST_SHAPES = 256  # statements kept composed: which columns stay empty differs from row to row


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

    def without_nothing(self) -> "Write":
        """The same row where what is None is left out, of the columns that stay empty then: a third of a new one."""
        if self.is_known:
            return self
        fills_in = _filled_in(self.model)
        row = {name: value for name, value in self.row.items() if value is not None or name in fills_in}
        return replace(self, row=row)

    @property
    def shape(self) -> "_Shape":
        return _Shape(self.model, tuple(self.row), self.key, self.update, self.is_known)


@cache
def _filled_in(model: type[Base]) -> frozenset[str]:
    columns = cast(Table, model.__table__).c
    return frozenset(column.name for column in columns if column.default is not None or not column.nullable)


def write_last(session: Session, writes: Sequence[Write]) -> None:
    """Write these rows with whatever this transaction writes together next, which is its record if nothing else is."""
    session.info["written_last"].extend(writes)


def write_together(session: Session, writes: Sequence[Write]) -> None:
    """Write these rows past the ORM, none of which depends on what another one writes, but by a foreign key.

    PostgreSQL is sent one statement, whose keys it checks at its end; SQLite, which is not far away, one after another.
    What was left to be written last goes with them, before them.
    """
    writes = [*session.info["written_last"], *writes]
    session.info["written_last"] = []
    if not writes:
        return
    connection = connection_of(session)
    if connection.dialect.name == "sqlite" or len(writes) > MOST:
        for shape, alike in groupby(writes, key=lambda each: each.shape):
            rows = [{f"{name}_0": value for name, value in each.row.items()} for each in alike]
            connection.execute(_alone(connection.dialect.name, shape), rows if len(rows) > 1 else rows[0])
        return
    writes = [each.without_nothing() for each in writes]
    given = {f"{name}_{place}": value for place, each in enumerate(writes) for name, value in each.row.items()}
    connection.execute(_all_of(tuple(each.shape for each in writes)), given)


@dataclass(frozen=True, slots=True)
class _Shape:
    model: type[Base]
    columns: tuple[str, ...]
    key: tuple[str, ...]
    update: tuple[str, ...]
    is_known: bool


@cache
def _alone(dialect: str, shape: _Shape) -> Any:
    return _statement(dialect, shape, 0)


@lru_cache(maxsize=MOST_SHAPES)
def _all_of(shapes: tuple[_Shape, ...]) -> Any:
    """The last one carries those before it: a WITH is carried out whole, whether anything reads it or not."""
    *before, last = (_statement("postgresql", shape, place) for place, shape in enumerate(shapes))
    return last.add_cte(*(each.cte(f"written_{place}") for place, each in enumerate(before)))


def _statement(dialect: str, shape: _Shape, place: int) -> Any:
    table = cast(Table, shape.model.__table__)
    given = {name: bindparam(f"{name}_{place}", type_=table.c[name].type) for name in shape.columns}
    if shape.is_known:
        return _change(table, shape, given)
    inserts = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = inserts(table).values(given)
    if not shape.key:
        return statement
    written = {name: statement.excluded[name] for name in shape.update}
    return statement.on_conflict_do_update(index_elements=list(shape.key), set_=written)


def _change(table: Table, shape: _Shape, given: Mapping[str, Any]) -> Update:
    same = and_(*(table.c[name] == given[name] for name in shape.key))
    return update(table).where(same).values({name: given[name] for name in shape.update})
