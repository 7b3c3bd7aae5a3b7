"""Ward lists that are text: whichever of the usual encodings and delimiters, without guessing between two readings."""

import codecs
import csv
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from discharge.interop.adapters.header import find_header
from discharge.interop.adapters.limits import (
    Limits,
    check_lengths,
    check_no_formula,
    refused,
    too_many_cells,
    too_many_columns,
    too_many_rows,
)
from discharge.interop.rules.columns import header_score
from discharge.interop.rules.sheet import RawRow, Sheet, column_letter

DELIMITERS = (",", ";", "\t")
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab"}
_LOOK_AHEAD = 20
# A letter with an accent as UTF-8 writes it; read as Windows-1252 it would be two odd signs that no name holds.
_UTF8_LETTER = re.compile(rb"[\xc2-\xc5][\x80-\xbf]")
# ="00123": how exports keep Excel from eating zeros. Plain letters and digits only: what could run stays a formula.
_KEPT_TEXT = re.compile(r'="?([0-9A-Za-z ./-]*)"')


@dataclass(frozen=True, slots=True)
class _Text:
    content: str
    encoding: str


def read_text(content: bytes, limits: Limits, known_names: Collection[str]) -> Sheet:
    """Read a delimited text file. Raises RuleBroken("file", ...) for one that cannot be read with certainty."""
    text = _decode(content)
    delimiter = _find_delimiter(text.content, limits, known_names)
    records = list(_records(text.content, delimiter, limits))
    header = find_header(records, known_names)
    if len(header.cells) > limits.columns:
        raise too_many_columns(len(header.cells), limits, header.number)
    rows = [row for row in records if row.number > header.number]
    if len(rows) > limits.rows:
        raise too_many_rows(limits)
    width = len(header.cells)
    filled: list[RawRow] = []
    for row in rows:
        if not any(isinstance(cell, str) and cell.strip() for cell in row.cells):
            continue
        check_lengths(row.cells, row.number, limits)
        check_no_formula(row.cells, row.number)
        filled.append(RawRow(row.number, _fitted(row.cells, width)))
    return Sheet(
        header=tuple(str(cell).strip() for cell in header.cells),
        header_row=header.number,
        rows=tuple(filled),
        encoding=text.encoding,
        delimiter=_NAMES[delimiter],
    )


def _decode(content: bytes) -> _Text:
    for mark, encoding, name in (
        (codecs.BOM_UTF8, "utf-8", "UTF-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
    ):
        if content.startswith(mark):
            body = content[len(mark) :]
            try:
                return _Text(_without_nul(body.decode(encoding)), name)
            except UnicodeDecodeError as fault:
                raise refused(
                    f"{_where(body[: fault.start].decode(encoding, 'replace'))}: the file says that it is {name}, "
                    "and here it is not. Export it again"
                ) from fault
    try:
        return _Text(_without_nul(content.decode("utf-8")), "UTF-8")
    except UnicodeDecodeError as fault:
        at = fault.start
    if _UTF8_LETTER.search(content) is not None:
        raise refused(
            f"{_where(content[:at].decode('cp1252', 'replace'))}: the file mixes two encodings, so some names would "
            "come out wrong. Export it as CSV UTF-8"
        )
    try:
        return _Text(_without_nul(content.decode("cp1252")), "Windows-1252")
    except UnicodeDecodeError as fault:
        raise refused(
            f"{_where(content[: fault.start].decode('cp1252', 'replace'))}: the letter here is neither UTF-8 nor "
            "Windows-1252. Export the list as CSV UTF-8"
        ) from fault


def _without_nul(text: str) -> str:
    at = text.find("\x00")
    if at < 0:
        return text
    raise refused(f"{_where(text[:at])}: there is a byte here that no text holds. Export the list as CSV UTF-8")


def _where(before: str) -> str:
    """Row and column of the place that this text leads up to, as well as text that does not parse can tell."""
    start = before.rfind("\n") + 1
    line = before[start:]
    delimiter = max(DELIMITERS, key=line.count)
    return f"Row {before.count(chr(10)) + 1}, column {column_letter(line.count(delimiter))}"


def _find_delimiter(text: str, limits: Limits, known_names: Collection[str]) -> str:
    """The delimiter that splits the header into the most names we know, then into the most names."""

    def found(delimiter: str) -> tuple[int, int]:
        best = (0, 0)
        for record in _first(text, delimiter):
            score = header_score(record, known_names) if len(record) <= limits.columns else 0
            best = max(best, (score, len(record)))
        return best

    scores = {delimiter: found(delimiter) for delimiter in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda one: scores[one])
    if scores[delimiter][1] < 2:
        raise refused("The file has only one column: no comma, semicolon or tab separates its cells")
    return delimiter


def _first(text: str, delimiter: str) -> Iterator[list[str]]:
    head = [line for _, line in zip(range(_LOOK_AHEAD), _lines(text), strict=False)]
    try:
        yield from csv.reader(head, delimiter=delimiter)
    except csv.Error:
        return


def _records(text: str, delimiter: str, limits: Limits) -> Iterator[RawRow]:
    lines = _lines(text.rstrip(f"\r\n {delimiter}"))
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = cells = 0
    while True:
        number += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            raise refused(_broken(number, str(fault), limits)) from fault
        cells += len(record)
        if number > limits.rows + _LOOK_AHEAD:
            raise too_many_rows(limits)
        if len(record) > limits.columns and any(record[limits.columns :]):
            raise too_many_columns(len(record), limits, number)
        if cells > limits.cells:
            raise too_many_cells(limits)
        if number == 1 and len(record) == 2 and record[0].casefold() == "sep=":
            continue
        yield RawRow(number, tuple(_kept(cell) for cell in record))


def _broken(number: int, fault: str, limits: Limits) -> str:
    if "unexpected end" in fault:
        return f"Row {number}: a quotation mark opens a cell here and is never closed"
    if "field limit" in fault:
        longest = f"{limits.cell_length:,}"
        return f"Row {number}: a cell has more than {longest} characters, or a quotation mark is never closed"
    return f"Row {number}: a quotation mark stands inside a cell. Export the list with such marks doubled"


def _kept(cell: str) -> str:
    match = _KEPT_TEXT.fullmatch(cell.strip())
    return match[1] if match else cell


def _lines(text: str) -> Iterator[str]:
    """Lines with their ends, whether \\r\\n, \\n or the lone \\r of an old Macintosh; nothing else ends one."""
    for match in _LINE.finditer(text):
        yield match[0]


_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")


def _fitted(cells: tuple[object, ...], width: int) -> tuple[str, ...]:
    """As many cells as the header, or more where there is something in them."""
    texts = [str(cell) for cell in cells]
    while len(texts) > width and not texts[-1].strip():
        texts.pop()
    return tuple(texts + [""] * (width - len(texts)))
