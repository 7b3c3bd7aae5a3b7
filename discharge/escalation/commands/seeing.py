"""That somebody looked at an escalation: for the record, and as the receipt that a ward asks for."""

from datetime import datetime

from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.core.db import upsert
from discharge.escalation.models import EscalationLook
from discharge.escalation.policies import is_receipt
from discharge.escalation.queries.one import Sheet


def note_escalation_shown(session: Session, seen: Sheet, *, actor: Actor, now: datetime) -> None:
    """The line of the record each time; the receipt the first time that somebody who answers opens it at a level."""
    escalation = seen.escalation
    record(session, "escalation.shown", escalation, actor=actor, now=now)
    if actor.user_id is None or not is_receipt(actor, escalation):
        return
    row = {
        "organisation_id": escalation.organisation_id,
        "escalation_id": escalation.id,
        "user_id": actor.user_id,
        "level": escalation.level,
        "name": actor.name,
        "at": now,
    }
    upsert(session, EscalationLook, row, key=["escalation_id", "user_id", "level"])
