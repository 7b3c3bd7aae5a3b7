"""Closing a ward, which only this module can do: it knows whether somebody is still there."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.errors import RuleBroken
from discharge.places import commands as places
from discharge.places.models import Ward
from discharge.stays.models import Stay
from discharge.stays.models.stay import StayState


def close_ward(session: Session, command: places.CloseWard, *, actor: Actor, now: datetime) -> Ward:
    """Close a ward for good, from today. Raises RuleBroken, with how many, while people are on it."""
    ward = places.close_ward(session, command, actor=actor, now=now)
    here = session.scalar(
        select(func.count()).select_from(Stay).where(Stay.last_ward_id == ward.id, Stay.state == StayState.OPEN)
    )
    if here:
        people = "1 person is" if here == 1 else f"{here} people are"
        raise RuleBroken("", f"{people} still on {ward.name}. Transfer or discharge them first")
    return ward
