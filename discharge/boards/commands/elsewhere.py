"""What opening the list of people placed elsewhere leaves behind."""

from datetime import datetime

from sqlalchemy.orm import Session

from discharge.audit import commands as audit
from discharge.boards.queries.elsewhere import PlacedElsewhere
from discharge.core.actor import Actor


def note_placed_elsewhere_shown(session: Session, seen: PlacedElsewhere, *, actor: Actor, now: datetime) -> None:
    """One line a trust, found again under each of its people."""
    for organisation_id, people in seen.people.items():
        audit.record_shown(session, "placements.shown", organisation_id, people, actor=actor, now=now)
