"""What escalations do at the turns of a stay, and when what stops somebody is closed or owed again."""

from datetime import datetime

from sqlalchemy.orm import Session

from discharge.blockers.events import BlockerClosed, BlockerReopened
from discharge.core.actor import Actor
from discharge.escalation.commands import following
from discharge.stays.events import BecameReady, Discharged, DischargeUndone, NoLongerReady, StayCancelled


def on_no_longer_ready(session: Session, event: NoLongerReady, *, actor: Actor, now: datetime) -> None:
    following.pause_all(session, event.stay_id, event.on, actor=actor, now=now)


def on_became_ready(session: Session, event: BecameReady, *, actor: Actor, now: datetime) -> None:
    following.resume_all(session, event.stay_id, event.on, actor=actor, now=now)


def on_discharged(session: Session, event: Discharged, *, actor: Actor, now: datetime) -> None:
    following.close_all(session, event.stay_id, actor=actor, now=now)


def on_discharge_undone(session: Session, event: DischargeUndone, *, actor: Actor, now: datetime) -> None:
    following.reopen_all(session, event.stay_id, actor=actor, now=now)


def on_stay_cancelled(session: Session, event: StayCancelled, *, actor: Actor, now: datetime) -> None:
    following.cancel_all(session, event.stay_id, actor=actor, now=now)


def on_blocker_closed(session: Session, event: BlockerClosed, *, actor: Actor, now: datetime) -> None:
    following.close_on(session, event.blocker_id, event.closed_by, event.outcome, actor=actor, now=now)


def on_blocker_reopened(session: Session, event: BlockerReopened, *, actor: Actor, now: datetime) -> None:
    following.reopen_on(session, event.blocker_id, actor=actor, now=now)
