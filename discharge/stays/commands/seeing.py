"""That somebody saw a person's record."""

from datetime import datetime

from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.stays.models import Stay


def note_form_opened(session: Session, stay: Stay, *, actor: Actor, now: datetime) -> None:
    """A form about one person, which shows what is recorded about them."""
    record(session, "stay.form_opened", stay, actor=actor, now=now)
