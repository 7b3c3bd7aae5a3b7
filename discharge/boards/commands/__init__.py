"""What opening a board leaves behind."""

from datetime import datetime

from sqlalchemy.orm import Session

from discharge.access.commands.visits import note_visit
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
