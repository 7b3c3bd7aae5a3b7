"""Several small questions in one statement: each is a way to PostgreSQL and back."""

from collections import namedtuple
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, String, cast, literal, literal_column, union_all

Statement = Select[*tuple[Any, ...]]
_NOTHING: Final[ColumnElement[Any]] = literal_column("NULL")


class SideBySide:
    """Statements of a few rows each, as one whose every row answers one of them. Built once, asked often.

    The parts share columns: each takes those of its types and leaves the others empty. So there are few, each of which
    costs in every row, and the statement is short: psycopg reads one of more than 4,096 characters anew each time.
    """

    def __init__(self, parts: Mapping[str, Statement]) -> None:
        shared: list[ColumnElement[Any]] = []
        places = {what: [*_places(part.selected_columns, shared)] for what, part in parts.items()}
        self._cells: Final = {what: _Cells(part, places[what]) for what, part in parts.items()}
        first = next(iter(parts))

        def padded(what: str) -> Statement:
            own = dict(zip(places[what], parts[what].selected_columns, strict=True))
            cells = [own.get(place, _NOTHING) for place in range(len(shared))]
            if what == first:  # a union takes its names and types from its first part
                typed = (own.get(place, cast(_NOTHING, column.type)) for place, column in enumerate(shared))
                cells = [cell.label(f"c{place}") for place, cell in enumerate(typed)]
            return parts[what].with_only_columns(literal(what, String(20)), *cells, maintain_column_froms=True)

        self._statement: Final = union_all(*map(padded, parts))

    def ask(self, connection: Connection, given: Mapping[str, Any]) -> Mapping[str, list[Any]]:
        """The rows of each part, whose cells have the names of its columns."""
        found: dict[str, list[Any]] = {what: [] for what in self._cells}
        for row in connection.execute(self._statement, given):
            found[row[0]].append(self._cells[row[0]].of(row))
        return found


class _Cells:
    """Those of one part, found again in a row of all."""

    def __init__(self, part: Statement, places: Iterable[int]) -> None:
        self._named: Final[Any] = namedtuple("Cells", part.selected_columns.keys())  # type: ignore[misc] # noqa: PYI024 (its fields are those of a statement)
        self._places: Final = [place + 1 for place in places]  # the first cell says which part it is

    def of(self, row: Any) -> Any:
        return self._named(*[row[place] for place in self._places])


def _places(columns: Iterable[ColumnElement[Any]], shared: list[ColumnElement[Any]]) -> Iterable[int]:
    """For each column the first shared one of its type that no column before it took; added where there is none."""
    taken: set[int] = set()
    for column in columns:
        kind = _kind(column)
        place = next((at for at, each in enumerate(shared) if at not in taken and _kind(each) == kind), len(shared))
        if place == len(shared):
            shared.append(column)
        taken.add(place)
        yield place


def _kind(column: ColumnElement[Any]) -> tuple[str, type[Any]]:
    return repr(column.type), column.type.python_type
