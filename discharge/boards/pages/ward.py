"""The words of a ward's board."""

from dataclasses import dataclass
from typing import Self

from discharge.boards.queries.board import WardBoard
from discharge.stays.rules.length import day_of_stay
from discharge.stays.rules.names import NameLevel, shown_name


@dataclass(frozen=True, slots=True, kw_only=True)
class WardRow:
    bed: str
    name: str
    number: str
    day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WardPage:
    name: str
    rows: tuple[WardRow, ...]

    @classmethod
    def of(cls, board: WardBoard) -> Self:
        return cls(
            name=board.ward_name,
            rows=tuple(
                WardRow(
                    bed=row.bed,
                    name=shown_name(NameLevel.FULL, family=row.surname, given=row.given_name, bed=row.bed),
                    number=row.local_number,
                    day=day_of_stay(row.admitted_on, board.today),
                )
                for row in board.rows
            ),
        )
