"""What blockers do when a day is marked, and at the turns of a stay: ready, not ready any more, gone, back."""

from datetime import datetime

from sqlalchemy.orm import Session

from discharge.blockers.commands import following
from discharge.core.actor import Actor
from discharge.days.events import DayMarked
from discharge.stays.events import BecameReady, Discharged, DischargeUndone, NoLongerReady, StayCancelled


def on_day_marked(session: Session, event: DayMarked, *, actor: Actor, now: datetime) -> None:
    """A red day that waits for somebody else opens or extends what that somebody owes."""
    following.follow_mark(session, event, actor=actor, now=now)


def on_no_longer_ready(session: Session, event: NoLongerReady, *, actor: Actor, now: datetime) -> None:
    following.pause_all(session, event.stay_id, event.on, actor=actor, now=now)


def on_became_ready(session: Session, event: BecameReady, *, actor: Actor, now: datetime) -> None:
    following.resume_all(session, event.stay_id, event.on, actor=actor, now=now)


def on_discharged(session: Session, event: Discharged, *, actor: Actor, now: datetime) -> None:
    following.close_all(session, event.stay_id, event.on, actor=actor, now=now)


def on_discharge_undone(session: Session, event: DischargeUndone, *, actor: Actor, now: datetime) -> None:
    following.reopen_all(session, event.stay_id, actor=actor, now=now)


def on_stay_cancelled(session: Session, event: StayCancelled, *, actor: Actor, now: datetime) -> None:
    following.withdraw_all(session, event.stay_id, actor=actor, now=now)
