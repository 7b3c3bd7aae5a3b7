"""Code lists: what may be written in a coded field, kept as CSV files beside the rules that use them.

Codes are text: `01` is not `1`, and `2A` is a code. A list is read once, when its module is imported, and a file that
does not fit its dataclass stops the import, so that a misspelt column is found before anybody is admitted.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from enum import Enum
from importlib.resources import files
from typing import Any, Generic, TypeVar, get_type_hints


class UnknownCode(LookupError):
    """The code is not in the list. The message names both."""

    def __init__(self, list_name: str, code: str) -> None:
        super().__init__(f"No code {code!r} in the list of {list_name}")
        self.list_name, self.code = list_name, code


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a list. `is_current`: may still be chosen; a code that may not stays known, for what was entered."""

    code: str
    description: str
    is_current: bool = True


EntryT = TypeVar("EntryT", bound=Entry)


@dataclass(frozen=True, slots=True)
class CodeList(Generic[EntryT]):
    """Entries by code, in the order of the file."""

    name: str
    by_code: Mapping[str, EntryT]

    def __getitem__(self, code: str) -> EntryT:
        """Raises UnknownCode."""
        try:
            return self.by_code[code]
        except KeyError:
            raise UnknownCode(self.name, code) from None

    def get(self, code: str | None) -> EntryT | None:
        """The entry, or None for a code from elsewhere that may be anything."""
        return None if code is None else self.by_code.get(code)

    def __contains__(self, code: object) -> bool:
        return code in self.by_code

    def __iter__(self) -> Iterator[EntryT]:
        return iter(self.by_code.values())

    def __len__(self) -> int:
        return len(self.by_code)

    def choices(self) -> tuple[tuple[str, str], ...]:
        """(code, description) of the entries that may be chosen today."""
        return tuple((entry.code, entry.description) for entry in self if entry.is_current)

    def __add__(self, other: "CodeList[EntryT]") -> "CodeList[EntryT]":
        """Both lists in one, this one first. Raises ValueError when they share a code."""
        if shared := self.by_code.keys() & other.by_code.keys():
            raise ValueError(f"{self.name} and {other.name} share the codes {sorted(shared)}")
        return CodeList(f"{self.name} and {other.name}", {**self.by_code, **other.by_code})


def read_list(package: str, name: str, kind: type[EntryT]) -> CodeList[EntryT]:
    """Read `lists/<name>.csv` of a package into dataclasses of this kind.

    A column for each field, and no other; a field with a default may be left out. A `bool` is `y` or `n`, an enum is
    one of its values, everything else is text as written.
    Raises ValueError naming file and line when a column, a value or a repeated code is wrong.
    """
    text = (files(package) / "lists" / f"{name}.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), strict=True)
    types = get_type_hints(kind)
    needed = {f.name for f in fields(kind) if f.default is MISSING}
    columns = set(rows.fieldnames or ())
    if not needed <= columns <= types.keys():
        raise ValueError(f"{name}.csv: columns {sorted(columns)} do not fit {kind.__name__}")
    by_code: dict[str, EntryT] = {}
    for line, row in enumerate(rows, start=2):
        try:
            if None in row:
                raise ValueError("more values than columns")
            values: dict[str, Any] = {column: _value(types[column], text) for column, text in row.items()}
            entry = kind(**values)
        except ValueError as fault:
            raise ValueError(f"{name}.csv line {line}: {fault}") from fault
        if not entry.code or entry.code in by_code:
            raise ValueError(f"{name}.csv line {line}: code {entry.code!r} is empty or repeated")
        by_code[entry.code] = entry
    return CodeList(name.replace("-", " "), by_code)


def _value(kind: object, text: str | None) -> object:
    if text is None:
        raise ValueError("a value is missing")
    if kind is bool:
        if text not in ("y", "n"):
            raise ValueError(f"{text!r} is neither y nor n")
        return text == "y"
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(text)
    return text
