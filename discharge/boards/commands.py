"""What opening a board leaves behind."""

from datetime import datetime

from sqlalchemy.orm import Session

from discharge.audit import commands as audit
from discharge.boards.queries.board import WardBoard
from discharge.core.actor import Actor


def note_board_shown(session: Session, board: WardBoard, *, actor: Actor, now: datetime) -> None:
    """One line for the whole board, found again under each of its people."""
    audit.record_shown(
        session,
        "ward.board_shown",
        board.organisation_id,
        [row.person_id for row in board.rows],
        actor=actor,
        now=now,
        subject_kind="ward",
        subject_id=board.ward_id,
    )
