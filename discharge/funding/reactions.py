"""What funding does when somebody leaves, is back, or was never here."""

from datetime import datetime

from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.funding.commands import awaiting, leaving
from discharge.stays.events import (
    DeathUndone,
    Died,
    Discharged,
    DischargeUndone,
    ResponsibleBodiesChanged,
    StayCancelled,
)


def on_discharged(session: Session, event: Discharged, *, actor: Actor, now: datetime) -> None:
    """Aftercare goes on, with the day of its first review."""
    leaving.person_left(session, event.stay_id, on=event.on, actor=actor, now=now)


def on_discharge_undone(session: Session, event: DischargeUndone, *, actor: Actor, now: datetime) -> None:
    """Each case is as it was before the discharge."""
    leaving.person_back(session, event.stay_id, actor=actor, now=now)


def on_died(session: Session, event: Died, *, actor: Actor, now: datetime) -> None:
    """Every case of the person closes, also one that went on after a discharge."""
    leaving.person_died(session, event.person_id, on=event.on, actor=actor, now=now)


def on_death_undone(session: Session, event: DeathUndone, *, actor: Actor, now: datetime) -> None:
    """What the death closed is open again."""
    leaving.death_undone(session, event.person_id, actor=actor, now=now)


def on_bodies_changed(session: Session, event: ResponsibleBodiesChanged, *, actor: Actor, now: datetime) -> None:
    """What a case waits for is asked of the body that is responsible now."""
    awaiting.follow_bodies(session, event.stay_id, on=event.on, actor=actor, now=now)


def on_stay_cancelled(session: Session, event: StayCancelled, *, actor: Actor, now: datetime) -> None:
    """Nothing is left to pay for."""
    leaving.stay_cancelled(session, event.stay_id, on=event.on, actor=actor, now=now)
