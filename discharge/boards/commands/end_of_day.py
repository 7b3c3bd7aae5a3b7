"""What opening a ward's day leaves behind."""

from datetime import datetime

from sqlalchemy.orm import Session

from discharge.audit import commands as audit
from discharge.boards.queries.end_of_day import EndOfDay
from discharge.core.actor import Actor


def note_end_of_day_shown(session: Session, seen: EndOfDay, *, actor: Actor, now: datetime) -> None:
    """One line for the list, found again under each of its people."""
    people = [row.there.stay.person_id for row in seen.rows]
    audit.record_shown(
        session,
        "ward.end_of_day_shown",
        seen.ward.organisation_id,
        people,
        actor=actor,
        now=now,
        subject_kind="ward",
        subject_id=seen.ward.id,
    )
