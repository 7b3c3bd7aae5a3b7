"""The door for ward lists: bytes in, a sheet out, or one sentence that says what to do instead."""

from collections.abc import Collection
from pathlib import Path
from typing import BinaryIO

from discharge.interop.adapters.kinds import is_workbook
from discharge.interop.adapters.limits import DEFAULT_LIMITS, Limits, refused, too_large
from discharge.interop.adapters.text import read_text
from discharge.interop.adapters.workbook import read_workbook
from discharge.interop.rules.sheet import Sheet


def read_ward_list(
    source: BinaryIO | Path,
    *,
    limits: Limits = DEFAULT_LIMITS,
    known_names: Collection[str] = (),
    sheet_name: str = "",
) -> Sheet:
    """Read a ward list: CSV (UTF-8, UTF-16 with a mark, Windows-1252; comma, semicolon, tab) or an Excel workbook.

    What it is is told from its contents; its name is not asked. Never more than `limits.size` bytes are read.
    known_names: folded names of a profile's columns (`ColumnMapping.known_names`), for headers of a site's own words.
    sheet_name: the sheet of a workbook that a profile names, or "".
    Raises RuleBroken("file", ...) naming the row and column at fault, where there is one, or the limit.
    """
    content = _read(source, limits)
    if is_workbook(content):
        sheet = read_workbook(content, limits, known_names, sheet_name)
    else:
        sheet = read_text(content, limits, known_names)
    if not sheet.rows:
        raise refused(f"The list has no rows under its header in row {sheet.header_row}")
    return sheet


def _read(source: BinaryIO | Path, limits: Limits) -> bytes:
    if isinstance(source, Path):
        with source.open("rb") as stream:
            return _read(stream, limits)
    content = source.read(limits.size + 1)
    if len(content) > limits.size:
        raise too_large(limits)
    return content
