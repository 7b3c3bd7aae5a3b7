"""Which row of a file names its columns: exports often begin with a title and the time they were printed."""

from collections.abc import Collection, Sequence

from discharge.interop.adapters.limits import refused
from discharge.interop.rules.columns import header_score
from discharge.interop.rules.sheet import Cell, RawRow

LOOKED_AT = 20
SURE_FROM = 3
"""A row that names this many fields is a header; fewer may be words in a title."""


def find_header(rows: Sequence[RawRow], known_names: Collection[str]) -> RawRow:
    """The first of the topmost rows that names the most fields, without the empty cells at its end.

    The first row with anything in it when none names three: its columns can then be mapped by a person.
    Raises RuleBroken when no row has anything in it.
    """
    filled = [row for row in rows[:LOOKED_AT] if any(map(_words, row.cells))]
    if not filled:
        raise refused("The file is empty")
    best = max(filled, key=lambda row: score(row, known_names))
    if score(best, known_names) < SURE_FROM:
        best = filled[0]
    cells = list(best.cells)
    while cells and not _words(cells[-1]):
        cells.pop()
    return RawRow(best.number, tuple(cells))


def score(row: RawRow, known_names: Collection[str]) -> int:
    """How many fields the words of this row name."""
    return header_score((_words(cell) for cell in row.cells), known_names)


def _words(cell: Cell) -> str:
    return cell.strip() if isinstance(cell, str) else ""
