"""How large a ward list may be, and the sentence that says so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from discharge.core.errors import RuleBroken
from discharge.interop.rules.sheet import column_letter

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most that is read of one file. A list of a whole trust is well inside each.

    size: bytes of the file. rows: after the header, empty ones counted. columns: names in the header. cells: of one
    sheet. cell_length: characters in one cell. Of a workbook also:
    unpacked: bytes of everything inside, as its directory says. read: bytes really unpacked, of the parts that hold
    cells; a directory that lies is caught here. ratio: of unpacked to packed bytes in one part; small parts may be
    denser. parts: files inside. elements: XML elements, eight attributes counting as one more.
    """

    size: int = 10 * MEGABYTE
    rows: int = 5_000
    columns: int = 200
    cells: int = 200_000
    cell_length: int = 2_000
    unpacked: int = 100 * MEGABYTE
    read: int = 32 * MEGABYTE
    ratio: int = 200
    parts: int = 1_000
    elements: int = 1_000_000


DEFAULT_LIMITS = Limits()


def refused(message: str) -> RuleBroken:
    """The refusal of a whole file."""
    return RuleBroken("file", message)


def bytes_in_words(size: int) -> str:
    return f"{size // MEGABYTE} MB" if size >= MEGABYTE else f"{size:,} bytes"


def too_large(limits: Limits) -> RuleBroken:
    return refused(f"The file is larger than {bytes_in_words(limits.size)}. Export one hospital at a time")


def too_many_rows(limits: Limits) -> RuleBroken:
    return refused(f"The list has more than {limits.rows:,} rows. Export only people who are in hospital now")


def too_many_columns(count: int, limits: Limits, row: int) -> RuleBroken:
    return refused(f"Row {row} has {count:,} columns. A list may have at most {limits.columns:,}")


def too_many_cells(limits: Limits) -> RuleBroken:
    return refused(f"The list has more than {limits.cells:,} cells. Export fewer columns")


def check_lengths(cells: Iterable[object], row: int, limits: Limits) -> None:
    """Raises RuleBroken naming row and column when a cell is longer than a cell may be."""
    for index, cell in enumerate(cells):
        if isinstance(cell, str) and len(cell) > limits.cell_length:
            raise refused(
                f"Row {row}, column {column_letter(index)}: the cell has {len(cell):,} characters. "
                f"A cell may have at most {limits.cell_length:,}"
            )


def check_no_formula(cells: Sequence[object], row: int) -> None:
    """Raises RuleBroken naming row and column when the text of a cell is one that Excel would run as a formula.

    That is `=` with anything after it, `@` or `+` before a letter or a bracket, and a command behind a `|` and a `!`.
    A telephone number (+44), a dash, and a name that begins with a dash are words.
    """
    for index, cell in enumerate(cells):
        if isinstance(cell, str) and is_formula(cell):
            raise refused(
                f"Row {row}, column {column_letter(index)}: the cell holds a formula. Export values, not formulas"
            )


def is_formula(text: str) -> bool:
    stripped = text.strip()
    first, rest = stripped[:1], stripped[1:]
    if first == "=":
        return bool(rest)
    if first in ("+", "@") and rest[:1] and (rest[0].isalpha() or rest[0] in "(=+-@"):
        return True
    return first in ("+", "-", "@") and "|" in rest and "!" in rest
