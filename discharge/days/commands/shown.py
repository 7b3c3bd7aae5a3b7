"""What looking at one person's day leaves behind."""

from datetime import datetime

from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.days.queries.sheet import DaySheet


def note_day_shown(session: Session, sheet: DaySheet, *, actor: Actor, now: datetime) -> None:
    """One line for the person."""
    record(session, "day.shown", sheet.stay, actor=actor, now=now)
