"""Sheets of paper for the round: one with everybody, one with empty lines for when nothing works."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from discharge.boards.pages.crowd import CrowdNote
from discharge.boards.pages.rows import WardRow
from discharge.boards.pages.ward import WardPage
from discharge.boards.pages.words import clock, long_day, named_day
from discharge.boards.queries.board import WardBoard
from discharge.days.rules.chips import DEFAULT_REASONS
from discharge.days.rules.codes import RED_REASONS
from discharge.stays.rules.codes import ABSENCE_KINDS

USUAL_LINES: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPage:
    """rows: empty on the blank sheet, which has `lines` instead. reasons, absences: what to write in short."""

    title: str
    name: str
    day: str
    facts: tuple[str, ...]
    crowd: CrowdNote | None
    rows: tuple[WardRow, ...]
    lines: tuple[int, ...]
    reasons: tuple[str, ...]
    absences: tuple[tuple[str, str], ...]
    printed_by: str
    printed_at: str
    destroy_by: str

    @classmethod
    def of(cls, board: WardBoard, *, printed_by: str, is_blank: bool, now: datetime) -> Self:
        page = WardPage.of(board, show="", sort="", now=now)
        beds = board.capacity.beds if board.capacity else 0
        return cls(
            title=f"{board.ward_name} ward: {'blank sheet' if is_blank else 'round sheet'}",
            name=board.ward_name,
            day=long_day(board.today),
            facts=page.facts,
            crowd=None if is_blank else page.crowd,
            rows=() if is_blank else page.rows,
            lines=tuple(range(1, max(beds, USUAL_LINES) + 1)) if is_blank else (),
            reasons=tuple(RED_REASONS[code].short for code in DEFAULT_REASONS),
            absences=tuple((kind.letter, kind.description) for kind in ABSENCE_KINDS),
            printed_by=printed_by,
            printed_at=f"{named_day(board.today)} {clock(now)}",
            destroy_by=f"the end of {named_day(board.today)}" if not is_blank else "the day after it was filled in",
        )
