"""What a screen on a wall shows. Visitors pass it, so each level has a written list of fields, and shows nothing else.

Never on a wall, at any level: legal status, funding, safeguarding, anything of the Ministry of Justice, why a day was
red, where somebody away is, what is planned.
"""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Self

from discharge.boards.pages.rows import MarkLook, look_of
from discharge.boards.pages.words import clock_with_seconds, days_ready, long_day, short_day
from discharge.boards.queries.board import BoardRow, Marked, WardBoard
from discharge.core.words import counted
from discharge.days.rules.mark import Colour
from discharge.stays.rules.names import NameLevel, shown_name


@dataclass(frozen=True, slots=True)
class Level:
    """A privacy level. fields: everything it shows of one person, as docs/users/ward.md lists it."""

    name: str
    fields: tuple[str, ...]


LEVELS: Final[Mapping[int, Level]] = {
    1: Level("Beds", ("bed", "mark of today")),
    2: Level("Initials", ("bed", "mark of today", "initials")),
    3: Level("Surnames", ("bed", "mark of today", "surname", "estimated or planned discharge date", "days ready")),
}
LOWEST: Final = 1

MOST_IN_ONE_COLUMN, MOST_IN_TWO, MOST_IN_THREE = 10, 26, 60
AWAY = MarkLook("absent", "A", "Away")  # of whatever kind: where somebody is instead is nobody's business here


@dataclass(frozen=True, slots=True)
class WallRow:
    """One person. name and date are "" below the level that shows them. is_passed: the date has passed.

    is_away: away now, on a day that is not marked so: the absence and the mark of the day are two things.
    """

    bed: str
    name: str
    mark: MarkLook
    is_away: bool
    date: str
    is_passed: bool
    ready: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WallPage:
    """columns, lines: how the rows are set so that all fit one screen."""

    name: str
    day: str
    heard_at: str
    marked: str
    counts: tuple[str, ...]
    level: int
    columns: int
    lines: int
    rows: tuple[WallRow, ...]

    @classmethod
    def of(cls, board: WardBoard, *, level: int, now: datetime) -> Self:
        level = level if level in LEVELS else LOWEST
        columns = _columns(len(board.rows))
        marks = [row.mark_on(board.today) for row in board.rows]
        return cls(
            name=board.ward_name,
            day=long_day(board.today),
            heard_at=clock_with_seconds(now),
            marked=f"{sum(mark is not None for mark in marks)} of {len(marks)} marked",
            counts=_counts(board, marks),
            level=level,
            columns=columns,
            lines=max(1, math.ceil(len(board.rows) / columns)),
            rows=tuple(_row(row, mark, board.today, level) for row, mark in zip(board.rows, marks, strict=True)),
        )


def _columns(people: int) -> int:
    if people <= MOST_IN_ONE_COLUMN:
        return 1
    if people <= MOST_IN_TWO:
        return 2
    return 3 if people <= MOST_IN_THREE else 4


def _counts(board: WardBoard, marks: list[Marked | None]) -> tuple[str, ...]:
    colours = Counter(mark.colour for mark in marks if mark)
    crowd = (f"first {len(board.rows)} of {board.people:,} people",) if board.crowd else ()
    return (
        *crowd,
        counted(colours[Colour.GREEN], "green day"),
        counted(colours[Colour.RED], "red day"),
        f"{sum(_is_away(row, mark) for row, mark in zip(board.rows, marks, strict=True))} away",
        f"{sum(row.ready is not None for row in board.rows)} clinically ready",
    )


def _is_away(row: BoardRow, mark: Marked | None) -> bool:
    """Away now, or marked away: the count is wanted before anybody has marked the day."""
    return row.away is not None or (mark is not None and mark.colour is Colour.ABSENT)


def _row(row: BoardRow, mark: Marked | None, today: date, level: int) -> WallRow:
    is_marked_away = mark is not None and mark.colour is Colour.ABSENT
    look = AWAY if is_marked_away else look_of(mark)
    is_away = row.away is not None and not is_marked_away
    if level < 3:
        initials = shown_name(NameLevel.INITIALS, family=row.surname, given=row.given_name, bed=row.bed)
        return WallRow(row.bed, initials if level == 2 else "", look, is_away, "", is_passed=False, ready="")
    day = row.ready.planned_on if row.ready else row.edd.expected_on
    ready = days_ready(row.ready.since, today) if row.ready else ""
    kind = "planned" if row.ready else "EDD"
    words = f"{kind} {short_day(day, today)}" if day else f"no {kind}{' date' if row.ready else ''}"
    return WallRow(row.bed, row.surname, look, is_away, words, is_passed=bool(day and day < today), ready=ready)
