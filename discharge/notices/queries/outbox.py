"""What waits to leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, UnaryExpression, and_, exists, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from discharge.access.models import User
from discharge.core.actor import Actor
from discharge.core.errors import NotFound
from discharge.notices import policies
from discharge.notices.models import OutgoingMail, ToldNotice
from discharge.notices.rules.trying import CLOCK_SLACK, State

MOST_SHOWN = 100


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


@dataclass(frozen=True, slots=True, kw_only=True)
class MailLine:
    """One mail with what it says and the name of the person whom it goes to; their address is not read."""

    mail: OutgoingMail
    notice: ToldNotice
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """What waits, the next to be tried first, and what was given up, the newest first; at most 100 of each.

    waiting, given_up: how many there are, also of those not shown. oldest_at: since when a mail that is due waits.
    """

    waits: Sequence[MailLine]
    failed: Sequence[MailLine]
    waiting: int
    given_up: int
    oldest_at: datetime | None


def outbox(session: Session, actor: Actor, *, now: datetime) -> Outbox:
    """The mails in this actor's sight, in four statements."""
    waits = OutgoingMail.state == State.WAITING
    failed = OutgoingMail.state == State.GAVE_UP
    counts = dict(
        session.execute(
            select(OutgoingMail.state, func.count())
            .join(OutgoingMail.notice)
            .where(or_(waits, failed), policies.mail_in_sight(actor))
            .group_by(OutgoingMail.state)
        ).all()
    )
    oldest = (
        select(func.min(OutgoingMail.not_before_at))
        .join(OutgoingMail.notice)
        .where(waits, OutgoingMail.not_before_at <= now, policies.mail_in_sight(actor))
    )
    return Outbox(
        waits=_lines(session, actor, waits, OutgoingMail.not_before_at.asc()),
        failed=_lines(session, actor, failed, OutgoingMail.settled_at.desc()),
        waiting=counts.get(State.WAITING, 0),
        given_up=counts.get(State.GAVE_UP, 0),
        oldest_at=session.scalar(oldest),
    )


def _lines(
    session: Session, actor: Actor, which: ColumnElement[bool], order: UnaryExpression[Any]
) -> Sequence[MailLine]:
    rows = session.execute(
        select(OutgoingMail, ToldNotice, User.name)
        .join(OutgoingMail.notice)
        .join(User, User.id == ToldNotice.user_id)
        .where(which, policies.mail_in_sight(actor))
        .order_by(order, OutgoingMail.id)
        .limit(MOST_SHOWN)
    )
    return [MailLine(mail=mail, notice=notice, name=name) for mail, notice, name in rows]


def get_mail(session: Session, actor: Actor, mail_id: UUID) -> OutgoingMail:
    """With its notice, to be changed. Raises NotFound for one that is not there or out of sight."""
    found = session.scalars(
        select(OutgoingMail)
        .join(OutgoingMail.notice)
        .options(contains_eager(OutgoingMail.notice))
        .where(OutgoingMail.id == mail_id, policies.mail_in_sight(actor))
        .with_for_update(of=OutgoingMail)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found
