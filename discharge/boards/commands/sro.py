"""What opening the lists behind the numbers leaves behind."""

from datetime import datetime

from sqlalchemy.orm import Session

from discharge.audit import commands as audit
from discharge.boards.queries.sro import Rows
from discharge.core.actor import Actor


def note_rows_shown(session: Session, seen: Rows, *, actor: Actor, now: datetime) -> None:
    """One line for each trust whose people were on the page, though no name was: found again under each of them."""
    rows = seen.people.rows
    for organisation_id in {row.trust_id for row in rows}:
        people = [row.person_id for row in rows if row.trust_id == organisation_id]
        audit.record_shown(session, "sro.references_shown", organisation_id, people, actor=actor, now=now)
