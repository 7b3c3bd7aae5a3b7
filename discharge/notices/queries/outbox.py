"""What waits to leave."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from discharge.notices.models import OutgoingMail
from discharge.notices.rules.trying import CLOCK_SLACK, State


def is_free(now: datetime) -> ColumnElement[bool]:
    """Due, and in nobody's hands: nobody took it, or their time with it is over."""
    return and_(
        OutgoingMail.state == State.WAITING,
        OutgoingMail.not_before_at <= now,
        or_(OutgoingMail.held_until.is_(None), OutgoingMail.held_until <= now),
    )


def is_of_a_later_clock(now: datetime) -> ColumnElement[bool]:
    """Reckoned at a moment that is still to come: the clock was set back."""
    return and_(OutgoingMail.state == State.WAITING, OutgoingMail.reckoned_at > now + CLOCK_SLACK)


def has_any(session: Session, condition: ColumnElement[bool]) -> bool:
    """Whether there is such a mail; leaves no transaction open."""
    found = bool(session.scalar(select(exists().where(condition))))
    session.rollback()
    return found
