"""What opening a board leaves behind."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.access.commands.visits import note_visit
from discharge.access.commands.wall import note_shown_today
from discharge.audit import commands as audit
from discharge.boards.queries.board import WardBoard
from discharge.boards.queries.record import Found, PersonRecord
from discharge.boards.queries.rounds import RoundCard
from discharge.boards.queries.stay import WholeStay
from discharge.core.actor import Actor


def note_board_shown(session: Session, board: WardBoard, *, actor: Actor, now: datetime) -> None:
    """One line for the whole board, found again under each of its people."""
    audit.record_shown(
        session,
        "ward.board_shown",
        board.organisation_id,
        board.person_ids,
        actor=actor,
        now=now,
        subject_kind="ward",
        subject_id=board.ward_id,
    )
    note_visit(session, board.ward_id, visited_before=board.changed_since, actor=actor, now=now)


def note_stay_shown(session: Session, whole: WholeStay, *, actor: Actor, now: datetime) -> None:
    """One line for each opening of a person's page."""
    audit.record(session, "stay.shown", whole.stay, actor=actor, now=now)


def note_round_card_shown(session: Session, card: RoundCard, *, actor: Actor, now: datetime) -> None:
    """One line for the person whose card it is."""
    audit.record(session, "round.card_shown", card.stay, actor=actor, now=now)


def note_people_searched(session: Session, found: Found, *, actor: Actor, now: datetime) -> None:
    """One line under each person found, or one of its own with what was typed when nobody was."""
    if not found.people:
        audit.record_apart(session, "record.searched", actor=actor, now=now, typed=found.typed[:50])
    for organisation_id in {person.organisation_id for person in found.people}:
        people = [person.id for person in found.people if person.organisation_id == organisation_id]
        audit.record_shown(session, "record.searched", organisation_id, people, actor=actor, now=now)


def note_record_read(session: Session, seen: PersonRecord, *, actor: Actor, now: datetime) -> None:
    """Who looked at a person's record is itself part of it."""
    audit.record(session, "record.read", seen.person, actor=actor, now=now)


@dataclass(frozen=True, slots=True)
class WallShown:
    """A board shown on a wall."""

    device_id: UUID
    board: WardBoard


def note_wall_shown(session: Session, command: WallShown, *, actor: Actor, now: datetime) -> None:
    """One line a day for a screen, on its first showing."""
    if note_shown_today(session, command.device_id, now=now):
        audit.record_shown(
            session,
            "ward.wall_shown",
            command.board.organisation_id,
            command.board.person_ids,
            actor=actor,
            now=now,
            subject_kind="wall_device",
            subject_id=command.device_id,
        )


@dataclass
class _Printed:
    """A stay on a sheet of paper, as the record wants to know it."""

    id: UUID
    organisation_id: UUID
    person_id: UUID
    __tablename__: str = "stay"


def note_sheet_printed(session: Session, board: WardBoard, *, actor: Actor, now: datetime) -> None:
    """One line for each person on the sheet: paper leaves the ward's screens."""
    for row in board.rows:
        about = _Printed(row.stay_id, board.organisation_id, row.person_id)
        audit.record(session, "stay.printed", about, actor=actor, now=now)
