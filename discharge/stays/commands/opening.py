"""Opening the person behind a reference, for a reason, for a quarter of an hour."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.stays.models import RecordOpening
from discharge.stays.queries.opening import Opened, stay_to_open
from discharge.stays.rules.opening import OPEN_FOR, check_reason


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRecord:
    stay_id: UUID
    reason: str


def open_record(session: Session, command: OpenRecord, *, actor: Actor, now: datetime) -> RecordOpening:
    """Open this one record to this one person until the time is over. Raises NotFound for a stay of another trust."""
    behind = stay_to_open(session, actor, command.stay_id)
    check_reason(command.reason)
    opening = RecordOpening(
        organisation_id=behind.organisation_id,
        user_id=actor.user_id,
        stay_id=behind.id,
        person_id=behind.person_id,
        reason=command.reason,
        at=now,
        until_at=now + OPEN_FOR,
    )
    session.add(opening)
    session.flush()
    facts = {"because": (None, command.reason), "until_at": (None, opening.until_at)}
    record(session, "record.opened", opening, actor=actor, now=now, **facts)
    return opening


def note_opened_shown(session: Session, seen: Opened, *, actor: Actor, now: datetime) -> None:
    """One line for each time the opened record is looked at."""
    record(session, "record.opened_shown", seen.opening, actor=actor, now=now)
