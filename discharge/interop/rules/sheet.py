"""A table as it stood in a file: every cell still as written, every row with the number a person sees there."""

from dataclasses import dataclass
from datetime import date

Cell = str | date
"""Text as written, or the date or moment (`datetime`, without a zone) of an Excel date cell."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row with something in it. number: as Excel shows it, the first row of the file being 1.

    cells: at least as many as the header; more when the row is longer than it.
    """

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A ward list read from a file and not yet understood.

    header: the names of the columns as written; "" for a column without one. header_row: its number in the file.
    rows: in the order of the file, empty ones left out.
    sheet_name: which sheet of a workbook, "" for text. encoding, delimiter: of text, "" for a workbook.
    warnings: sentences to show beside the preview, such as sheets that were not read.
    """

    header: tuple[str, ...]
    header_row: int
    rows: tuple[RawRow, ...]
    sheet_name: str = ""
    encoding: str = ""
    delimiter: str = ""
    warnings: tuple[str, ...] = ()


def column_letter(index: int) -> str:
    """Excel's name for a column counted from 0: A, B, ... Z, AA. Raises ValueError below 0."""
    if index < 0:
        raise ValueError("columns are counted from 0")
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
