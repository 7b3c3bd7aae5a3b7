"""What the roll-up does when a day is marked or somebody comes, moves, is away or goes."""

from datetime import datetime

from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.days.events import DayMarked
from discharge.stays.events import StayChanged, WardDays
from discharge.summaries.commands import recount


def on_day_marked(session: Session, event: DayMarked, *, actor: Actor, now: datetime) -> None:  # noqa: ARG001
    """Count that day of the ward anew."""
    recount(session, [WardDays(event.ward_id, event.day, event.day)], organisation_id=event.organisation_id)


def on_stay_changed(session: Session, event: StayChanged, *, actor: Actor, now: datetime) -> None:  # noqa: ARG001
    """Count anew every day of every ward that the change touched."""
    recount(session, event.touched, organisation_id=event.organisation_id)
