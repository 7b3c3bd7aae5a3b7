"""Removing e-mails that were settled long ago. What people were told stays on their bell, and the record stays."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from discharge.audit.commands import NO_ORGANISATION, record_apart
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.notices.models import OutgoingMail
from discharge.notices.rules.trying import State

AT_ONCE = 1000  # rows in one transaction: on SQLite nobody else writes meanwhile


@dataclass(frozen=True, slots=True, kw_only=True)
class Purge:
    """keep: for how long after it was sent, given up or found not to be needed."""

    keep: timedelta


def purge(session: Session, command: Purge, *, actor: Actor, now: datetime) -> int:
    """Remove at most `AT_ONCE` and say how many: call again while it is as many. What waits is never touched."""
    before = now - command.keep
    keys = session.scalars(
        select(OutgoingMail.id)
        .where(OutgoingMail.state != State.WAITING, OutgoingMail.settled_at < before)
        .order_by(OutgoingMail.settled_at, OutgoingMail.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    if not keys:
        return 0
    session.execute(delete(OutgoingMail).where(OutgoingMail.id.in_(keys)).execution_options(synchronize_session=False))
    facts = {"number": len(keys), "settled_before": local_date(before)}
    record_apart(session, "notices.mails_removed", NO_ORGANISATION, actor=actor, now=now, **facts)
    return len(keys)
