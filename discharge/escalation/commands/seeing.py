"""That somebody looked at an escalation: for the record, and as the receipt that a ward asks for."""

from datetime import datetime

from sqlalchemy.orm import Session

from discharge.audit.commands import record, record_shown
from discharge.core.actor import Actor
from discharge.core.db import upsert
from discharge.escalation.models import EscalationLook
from discharge.escalation.policies import is_receipt
from discharge.escalation.queries.one import Sheet
from discharge.escalation.queries.raising import ToRaise
from discharge.escalation.queries.receipts import WardRaised
from discharge.escalation.queries.wording import WordingDesk
from discharge.stays.commands.seeing import note_form_opened


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


def note_asking_begun(session: Session, seen: ToRaise, *, actor: Actor, now: datetime) -> None:
    """As every form about a stay; one about a ward names nobody."""
    if seen.stay is not None:
        note_form_opened(session, seen.stay, actor=actor, now=now)


def note_wording_shown(session: Session, seen: WordingDesk, *, actor: Actor, now: datetime) -> None:
    """One line for each trust, found again under each person on the list."""
    for trust_id in sorted({group.trust_id for group in seen.groups}):
        people = seen.person_ids(trust_id)
        record_shown(session, "escalation.to_word_shown", trust_id, people, actor=actor, now=now)


def note_raised_shown(session: Session, seen: WardRaised, *, actor: Actor, now: datetime) -> None:
    record_shown(
        session,
        "escalation.raised_shown",
        seen.ward.organisation_id,
        seen.person_ids,
        actor=actor,
        now=now,
        subject_kind="ward",
        subject_id=seen.ward.id,
    )
