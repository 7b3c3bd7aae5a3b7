"""The words of rows that were kept back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from flask import url_for

from discharge.interop.forms import DiscardForm, RowForm
from discharge.interop.queries.lists import WaitingRow
from discharge.interop.rules.columns import Field, find_columns
from discharge.interop.rules.intake import Plain


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingLine:
    number: int
    name: str
    kind: str
    messages: tuple[str, ...]
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsPage:
    rows: tuple[WaitingLine, ...]

    @classmethod
    def of(cls, waiting: Sequence[WaitingRow]) -> Self:
        return cls(
            rows=tuple(
                WaitingLine(
                    number=one.row.row_number,
                    name=_name_in(one),
                    kind=one.profile.name,
                    messages=tuple(f"{column}: {said}" if column else said for column, said in one.row.messages),
                    link=url_for("interop.row", row_id=one.row.id),
                )
                for one in waiting
            )
        )


def fields_of(one: WaitingRow, how: Plain) -> Mapping[Field, str]:
    """The cells of a row that are read, in the order of the file; a cell that the row lacks is empty."""
    columns = find_columns(one.row.header, how.mapping)
    cells = one.row.cells
    ordered = sorted(columns.items(), key=lambda column: column[1])
    return {field: cells[index] if index < len(cells) else "" for field, index in ordered}


def _name_in(one: WaitingRow) -> str:
    names = [one.profile.columns.get(field.value, "") for field in (Field.NAME, Field.SURNAME, Field.GIVEN_NAME)]
    return " ".join(cell for name, cell in zip(one.row.header, one.row.cells, strict=False) if name and name in names)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPage:
    form: RowForm
    discard: DiscardForm
    number: int
    kind: str
    messages: tuple[str, ...]
    whole: tuple[tuple[str, str], ...]
    fix_link: str
    discard_link: str

    @property
    def errors(self) -> Mapping[str, str]:
        """Of the second form on the page; those of the first come from the form itself."""
        return {"reason": self.discard.reason.errors[0]} if self.discard.reason.errors else {}

    @classmethod
    def of(cls, one: WaitingRow, form: RowForm, discard: DiscardForm) -> Self:
        row = one.row
        width = max(len(row.header), len(row.cells))
        header = [*row.header, *[""] * (width - len(row.header))]
        cells = [*row.cells, *[""] * (width - len(row.cells))]
        return cls(
            form=form,
            discard=discard,
            number=row.row_number,
            kind=one.profile.name,
            messages=tuple(f"{column}: {said}" if column else said for column, said in row.messages),
            whole=tuple(zip(header, cells, strict=True)),
            fix_link=url_for("interop.row", row_id=row.id),
            discard_link=url_for("interop.discard", row_id=row.id),
        )
