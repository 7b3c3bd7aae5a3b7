"""What housing does when somebody is ready, not ready any more, leaves, or turns out never to have come."""

from datetime import datetime

from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.housing.commands import turns
from discharge.stays.events import BecameReady, Discharged, DischargeUndone, NoLongerReady, StayCancelled


def on_became_ready(session: Session, event: BecameReady, *, actor: Actor, now: datetime) -> None:
    """What was paused goes on."""
    turns.resume(session, event.stay_id, on=event.on, actor=actor, now=now)


def on_no_longer_ready(session: Session, event: NoLongerReady, *, actor: Actor, now: datetime) -> None:
    """Offers wait; every place in a queue is kept."""
    turns.pause(session, event.stay_id, on=event.on, actor=actor, now=now)


def on_discharged(session: Session, event: Discharged, *, actor: Actor, now: datetime) -> None:
    """The case is closed with its outcome."""
    turns.close(session, event.stay_id, turns.LEFT, on=event.on, actor=actor, now=now)


def on_discharge_undone(session: Session, event: DischargeUndone, *, actor: Actor, now: datetime) -> None:
    """What the discharge closed is open again."""
    turns.reopen(session, event.stay_id, on=event.on, actor=actor, now=now)


def on_stay_cancelled(session: Session, event: StayCancelled, *, actor: Actor, now: datetime) -> None:
    """Nothing is looked for on behalf of a stay that never was."""
    turns.close(session, event.stay_id, turns.CANCELLED, on=event.on, actor=actor, now=now)
