"""What opening the worklist leaves behind: one line for each organisation whose people were on it."""

from datetime import datetime

from sqlalchemy.orm import Session

from discharge.audit import commands as audit
from discharge.blockers.queries.worklist import Worklist
from discharge.core.actor import Actor


def note_worklist_shown(session: Session, seen: Worklist, *, actor: Actor, now: datetime) -> None:
    _note(session, "worklist.shown", seen, actor=actor, now=now)


def note_worklist_exported(session: Session, seen: Worklist, *, actor: Actor, now: datetime) -> None:
    """A file leaves the screens of the ward."""
    _note(session, "worklist.exported", seen, actor=actor, now=now)


def note_chase_written(session: Session, seen: Worklist, *, actor: Actor, now: datetime) -> None:
    """Words to send: without names, but about people."""
    _note(session, "worklist.chase_written", seen, actor=actor, now=now)


def _note(session: Session, action: str, seen: Worklist, *, actor: Actor, now: datetime) -> None:
    for organisation_id in {item.organisation_id for item in seen.items}:
        people = [item.person_id for item in seen.items if item.organisation_id == organisation_id]
        audit.record_shown(session, action, organisation_id, people, actor=actor, now=now)
