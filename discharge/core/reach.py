"""Asking within somebody's reach: of many places at once, and in statements that are built once."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final, Self
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BindParameter,
    Boolean,
    ColumnElement,
    Dialect,
    Select,
    SQLColumnExpression,
    String,
    Uuid,
    bindparam,
    func,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

from discharge.core.actor import Actor


class Keys(TypeDecorator[Collection[UUID]]):
    """Any number of keys in one parameter: an array to PostgreSQL, a JSON list of how they are stored to SQLite."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(String() if dialect.name == "sqlite" else ARRAY(Uuid()))

    def process_bind_param(self, value: Collection[UUID] | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return json.dumps([key.hex for key in value]) if dialect.name == "sqlite" else list(value)


PLACES: Final = bindparam("places", type_=Keys())


class _OneOf(FunctionElement[bool]):
    """A key, and the keys among which it is."""

    inherit_cache = True
    name = "one_of"
    type = Boolean()


@compiles(_OneOf, "sqlite")
def _in_list(element: _OneOf, compiler: SQLCompiler, **told: Any) -> str:
    key, keys = element.clauses
    listed = select(func.json_each(keys).table_valued("value").c.value)
    return compiler.process(key.in_(listed), **told)


@compiles(_OneOf, "postgresql")
def _in_array(element: _OneOf, compiler: SQLCompiler, **told: Any) -> str:
    key, keys = (compiler.process(each, **told) for each in element.clauses)
    return f"{key} = ANY ({keys})"


def all_keys(keys: Collection[UUID]) -> BindParameter[Any]:
    """The parameter of `one_of`, for a statement that asks about the same keys more than once."""
    return bindparam(None, keys, type_=Keys(), unique=True)


def one_of(key: SQLColumnExpression[Any], keys: Collection[UUID] | BindParameter[Any]) -> ColumnElement[bool]:
    """As `key.in_(keys)`, in one parameter: the wards of a whole trust are too many to send each by itself."""
    return _OneOf(key, keys if isinstance(keys, BindParameter) else all_keys(keys))


@dataclass(frozen=True, slots=True)
class Reach:
    """A statement of which somebody sees what is within their reach, and a process of the system all."""

    within: Select[*tuple[Any, ...]]
    everywhere: Select[*tuple[Any, ...]]

    @classmethod
    def by(cls, is_within: ColumnElement[bool], statement: Select[*tuple[Any, ...]]) -> Self:
        """is_within: asks about what is bound when the statement runs, such as `PLACES`."""
        return cls(statement.where(is_within), statement)

    def of(self, actor: Actor) -> Select[*tuple[Any, ...]]:
        return self.everywhere if actor.everywhere else self.within
