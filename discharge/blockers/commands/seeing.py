"""That somebody saw what a person waits for."""

from datetime import datetime

from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.blockers.queries.sheet import Sheet
from discharge.core.actor import Actor


def note_blocker_shown(session: Session, seen: Sheet, *, actor: Actor, now: datetime) -> None:
    record(session, "blocker.shown", seen.blocker, actor=actor, now=now)
