"""What the turns of a stay and of what stops somebody do to what was asked. It never refuses."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.escalation.commands.ending import end, go_on, reopen, stand_still
from discharge.escalation.models import Escalation
from discharge.escalation.queries.one import open_on_blocker
from discharge.escalation.rules.states import ClosedBy
from discharge.stays.models import Person, Stay
from discharge.stays.models.stay import StayState

# What closed the blocker closed the escalation too; a discharge and a cancelled admission have turns of their own.
WHY = {"discharge": ClosedBy.DISCHARGE, "cancelled": ClosedBy.CANCELLED}


def pause_all(session: Session, stay_id: UUID, on: date, *, actor: Actor, now: datetime) -> None:
    """The person is no longer ready: nobody owes an answer, and every place on the ladder is kept."""
    for escalation in _open_of(session, stay_id):
        if escalation.paused_on is None:
            stand_still(session, escalation, max(on, escalation.raised_on), actor=actor, now=now)


def resume_all(session: Session, stay_id: UUID, on: date, *, actor: Actor, now: datetime) -> None:
    """Ready again: what stood still goes on."""
    for escalation in _open_of(session, stay_id):
        if escalation.paused_on is not None:
            go_on(session, escalation, max(on, escalation.paused_on), actor=actor, now=now)


def close_all(session: Session, stay_id: UUID, *, actor: Actor, now: datetime) -> None:
    """The person left. What others read does not say more than that."""
    died = session.scalar(select(Person.died_on).join(Stay, Stay.person_id == Person.id).where(Stay.id == stay_id))
    words = "The stay ended" if died else "Left hospital"
    for escalation in _open_of(session, stay_id):
        end(session, escalation, ClosedBy.DISCHARGE, words, actor=actor, now=now)


def cancel_all(session: Session, stay_id: UUID, *, actor: Actor, now: datetime) -> None:
    """The admission was wrong."""
    for escalation in _open_of(session, stay_id):
        end(session, escalation, ClosedBy.CANCELLED, "The admission was cancelled", actor=actor, now=now)


def reopen_all(session: Session, stay_id: UUID, *, actor: Actor, now: datetime) -> None:
    """The discharge was wrong: exactly what it closed is open again, as it was."""
    for escalation in _found(session, Escalation.stay_id == stay_id, Escalation.closed_by == ClosedBy.DISCHARGE):
        if escalation.blocker_id is None or open_on_blocker(session, escalation.blocker_id) is None:
            reopen(session, escalation, "The discharge was undone", actor=actor, now=now)


def close_on(session: Session, blocker_id: UUID, closed_by: str, outcome: str, *, actor: Actor, now: datetime) -> None:
    """What stopped the person is closed: nothing more is asked about it."""
    escalation = open_on_blocker(session, blocker_id)
    if escalation is not None:
        end(session, escalation, WHY.get(closed_by, ClosedBy.BLOCKER), outcome, actor=actor, now=now)


def reopen_on(session: Session, blocker_id: UUID, *, actor: Actor, now: datetime) -> None:
    """What stopped the person is owed again: the last that its closing closed is open again, where none is open."""
    closed = _found(session, Escalation.blocker_id == blocker_id, Escalation.closed_by == ClosedBy.BLOCKER)
    if not closed or open_on_blocker(session, blocker_id) is not None:
        return
    last = max(closed, key=lambda each: (each.closed_at or now, each.number))
    still_here = select(Stay.id).where(Stay.id == last.stay_id, Stay.state == StayState.OPEN)
    if session.scalar(still_here) is not None:
        reopen(session, last, "What stopped the person is owed again", actor=actor, now=now)


def _open_of(session: Session, stay_id: UUID) -> Sequence[Escalation]:
    return _found(session, Escalation.stay_id == stay_id, Escalation.closed_at.is_(None))


def _found(session: Session, *which: ColumnElement[bool]) -> Sequence[Escalation]:
    """In one order, as they stand now: the stay is locked by whoever told the turn."""
    return session.scalars(
        select(Escalation)
        .where(*which)
        .order_by(Escalation.number, Escalation.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
