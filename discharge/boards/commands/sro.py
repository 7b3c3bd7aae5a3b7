"""What opening the lists behind the numbers leaves behind."""

from datetime import datetime

from sqlalchemy.orm import Session

from discharge.audit import commands as audit
from discharge.boards.queries.sro import Rows, WholePage
from discharge.core.actor import Actor


def note_sro_shown(session: Session, seen: WholePage, *, actor: Actor, now: datetime) -> None:
    """One line for each trust about whose people something waits, though no name is shown."""
    asks = [waits.escalation for waits in seen.waiting.waiting]
    for organisation_id in {ask.organisation_id for ask in asks}:
        people = [ask.person_id for ask in asks if ask.organisation_id == organisation_id and ask.person_id]
        if people:
            audit.record_shown(session, "sro.waiting_shown", organisation_id, people, actor=actor, now=now)


def note_rows_shown(session: Session, seen: Rows, *, actor: Actor, now: datetime) -> None:
    """One line for each trust whose people were on the page, though no name was: found again under each of them."""
    rows = seen.people.rows
    for organisation_id in {row.trust_id for row in rows}:
        people = [row.person_id for row in rows if row.trust_id == organisation_id]
        audit.record_shown(session, "sro.references_shown", organisation_id, people, actor=actor, now=now)
