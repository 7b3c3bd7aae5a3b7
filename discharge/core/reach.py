"""Statements that are built once and ask within somebody's reach: building one for each request costs its time."""

from dataclasses import dataclass
from typing import Any, Final, Self

from sqlalchemy import ColumnElement, Select, Uuid, bindparam

from discharge.core.actor import Actor

PLACES: Final = bindparam("places", expanding=True, type_=Uuid())


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
