"""Marking notices as read, for oneself. Leaves no line of the record: the row says when, and nobody is shown by it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.notices import policies
from discharge.notices.models import ToldNotice
from discharge.notices.queries.bell import get_own


def mark_read(session: Session, notice_id: UUID, *, actor: Actor, now: datetime) -> ToldNotice:
    """Read before, it keeps its first moment. Raises NotFound for a notice of somebody else."""
    notice = get_own(session, actor, notice_id)
    notice.read_at = notice.read_at or now
    session.flush()
    return notice


def mark_all_read(session: Session, told_until: datetime, *, actor: Actor, now: datetime) -> int:
    """All that was told until a moment: what came after the list was shown stays unread. Returns how many."""
    done = session.execute(
        update(ToldNotice)
        .where(policies.own(actor), ToldNotice.read_at.is_(None), ToldNotice.told_at <= told_until)
        .values(read_at=now)
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it
