"""Several small questions in one statement: each is a way to PostgreSQL and back."""

from collections import namedtuple
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, String, cast, literal, literal_column, union_all

Statement = Select[*tuple[Any, ...]]
_NOTHING: Final[ColumnElement[Any]] = literal_column("NULL")


class SideBySide:
    """Statements of a few rows each, as one whose every row answers one of them. Built once, asked often.

    A union takes its names and types from its first part: the others only say that there is nothing. The names are
    short, because psycopg reads a statement of more than 4,096 characters anew each time it is sent.
    """

    def __init__(self, parts: Mapping[str, Statement]) -> None:
        columns = [(what, column) for what, part in parts.items() for column in part.selected_columns]
        self._places: Final[dict[str, tuple[slice, Any]]] = {}
        first = 1
        for what, part in parts.items():
            names = part.selected_columns.keys()
            cells: Any = namedtuple("Cells", names)  # type: ignore[misc] # noqa: PYI024 (its fields are those of a statement)
            self._places[what] = slice(first, first + len(names)), cells
            first += len(names)
        first_of_all = next(iter(parts))

        def padded(part: str) -> Statement:
            cells: list[ColumnElement[Any]] = [column if what == part else _NOTHING for what, column in columns]
            if part == first_of_all:
                typed = (column if what == part else cast(_NOTHING, column.type) for what, column in columns)
                cells = [cell.label(f"c{place}") for place, cell in enumerate(typed)]
            return parts[part].with_only_columns(literal(part, String(20)), *cells, maintain_column_froms=True)

        self._statement: Final = union_all(*map(padded, parts))

    def ask(self, connection: Connection, given: Mapping[str, Any]) -> Mapping[str, list[Any]]:
        """The rows of each part, whose cells have the names of its columns."""
        found: dict[str, list[Any]] = {what: [] for what in self._places}
        for row in connection.execute(self._statement, given):
            where, cells = self._places[row[0]]
            found[row[0]].append(cells(*row[where]))
        return found
