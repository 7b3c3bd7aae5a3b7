"""Reading the XML inside a workbook once, as a stream, before anything is built from it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat  # nosec B406

from discharge.interop.adapters.limits import Limits, refused, too_many_cells, too_many_columns, too_many_rows
from discharge.interop.rules.sheet import column_letter

# The parser is the one bandit warns of: document types and entities, its danger, are refused in _parse.
_REFERENCE = re.compile(r"([A-Z]{1,7})([0-9]{1,9})")
_TITLE_ROWS = 20
_CHUNK = 64 * 1024
_LONGEST_TAG = 4 * _CHUNK
"""One tag of many megabytes would be held in memory many times over, attribute by attribute."""
_DAMAGED = "The workbook is damaged. Save it again in Excel, or export the list as CSV"


@dataclass(slots=True)
class SheetScan:
    """What a sheet holds, before its values are known. formula, error: the first such cell, as Excel names it."""

    elements: int = 0
    cells: int = 0
    last_row: int = 0
    last_column: int = 0
    formula: str = ""
    error: str = ""


@dataclass(slots=True)
class _Scan:
    limits: Limits
    most_elements: int
    found: SheetScan = field(default_factory=SheetScan)
    row: int = 0
    column: int = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        found, limits = self.found, self.limits
        found.elements += 1 + len(attributes) // 8
        if found.elements > self.most_elements:
            raise refused("The workbook holds more than a list needs. Save only the list, or export it as CSV")
        tag = tag.rpartition(":")[2]
        if tag == "row":
            self.row = _number(attributes.get("r"), self.row + 1)
            self.column = 0
        elif tag == "c":
            self._cell(attributes)
        elif tag == "f":
            found.formula = found.formula or self._reference
        if found.cells > limits.cells:
            raise too_many_cells(limits)

    def _cell(self, attributes: dict[str, str]) -> None:
        found, limits = self.found, self.limits
        self.column += 1
        if reference := attributes.get("r"):
            match = _REFERENCE.fullmatch(reference)
            if match is None:
                raise refused(_DAMAGED)
            self.column, self.row = _index(match[1]), int(match[2])
        found.cells += 1
        if attributes.get("t") == "e":
            found.error = found.error or self._reference
        if self.column > limits.columns:
            raise too_many_columns(self.column, limits, self.row)
        if self.row > limits.rows + _TITLE_ROWS:
            raise too_many_rows(limits)
        found.last_row = max(found.last_row, self.row)
        found.last_column = max(found.last_column, self.column)

    @property
    def _reference(self) -> str:
        return f"{column_letter(max(self.column - 1, 0))}{self.row}"


def scan_part(content: bytes, most_elements: int, limits: Limits) -> SheetScan:
    """Count what is in one part. Raises RuleBroken for more than the limits allow, for XML that is damaged, and for a
    document type or an entity, which no workbook has and which can make a small file enormous.
    """
    scan = _Scan(limits, most_elements)
    _parse(content, scan.start)
    return scan.found


def read_sheet_names(workbook: bytes) -> list[tuple[str, str]]:
    """(name, relation) of each sheet in the order of the workbook."""
    sheets: list[tuple[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "sheet":
            relation = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            sheets.append((attributes.get("name", ""), relation))

    _parse(workbook, start)
    return sheets


def read_relations(relations: bytes) -> dict[str, str]:
    """Relation to the path of its part. Parts outside the file are left out: nothing is ever fetched."""
    paths: dict[str, str] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "Relationship" and attributes.get("TargetMode") != "External":
            paths[attributes.get("Id", "")] = attributes.get("Target", "")

    _parse(relations, start)
    return paths


def _parse(content: bytes, start: Callable[[str, dict[str, str]], None]) -> None:
    parser = expat.ParserCreate("UTF-8")
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _no_document_type
    parser.EntityDeclHandler = _no_document_type
    try:
        for at in range(0, len(content), _CHUNK):
            parser.Parse(content[at : at + _CHUNK])
            if at - parser.CurrentByteIndex > _LONGEST_TAG:
                raise refused(_DAMAGED)
        parser.Parse(b"", True)  # noqa: FBT003 - expat names no arguments
    except expat.ExpatError as fault:
        raise refused(_DAMAGED) from fault


def _no_document_type(*_: object) -> NoReturn:
    raise refused("The workbook declares a document type, which no list needs. Export the list as CSV")


def _number(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise refused(_DAMAGED)
    return int(text)


def _index(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index
