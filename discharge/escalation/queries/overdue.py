"""What goes up by the clock, where scope is the caller's: a process of the system; what is late in a system."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Date, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from discharge.access.rules import Permission
from discharge.core.actor import Actor
from discharge.core.db import connection_of
from discharge.core.reach import one_of
from discharge.escalation.models import Escalation
from discharge.escalation.policies import visible_to
from discharge.escalation.rules.states import State

_TODAY = bindparam("today", type_=Date())
# `rules.clocks.rises_on` in SQL.
_IS_LATE = and_(
    Escalation.paused_on.is_(None),
    or_(
        (Escalation.state == State.WAITING) & (Escalation.answer_due_on < _TODAY),
        (Escalation.state == State.DECIDED) & (Escalation.promised_on < _TODAY),
    ),
)
# All but what waits at its top already and was asked of nobody else.
HAS_WAY_TO_GO = or_(Escalation.level < Escalation.top, Escalation.asked_id.is_not(None))
OVERDUE = (
    select(Escalation.id)
    .where(_IS_LATE, or_(Escalation.state == State.DECIDED, HAS_WAY_TO_GO))
    .order_by(Escalation.organisation_id, Escalation.number)
)


def overdue(session: Session, day: date) -> Sequence[UUID]:
    """The escalations of every trust that are due to rise on this day, in one statement."""
    return connection_of(session).execute(OVERDUE, {"today": day}).scalars().all()


def late_in_system(session: Session, actor: Actor, day: date) -> int:
    """Of what is open where this actor coordinates for a system, how much is past its clock or the day promised.

    As `rules.clocks.clock_of` says of each: also what waits at its top.
    """
    there = one_of(Escalation.organisation_id, actor.places(Permission.ASSIGN_ESCALATIONS))
    asked = select(func.count()).select_from(Escalation).where(visible_to(actor), there, _IS_LATE)
    return session.scalar(asked, {"today": day}) or 0
