"""Letting the modules above know which days of which wards count differently now."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.events import tell
from discharge.stays.events import StayChanged, WardDays
from discharge.stays.models import Stay, WardStay
from discharge.stays.rules.spans import Span, days_by_place

Legs = Sequence[Span[UUID]]


def legs_of(session: Session, stay_id: UUID) -> Legs:
    """Where the person was from when to when, as it stands now. A command that moves days keeps this before it acts."""
    session.flush()
    found = session.scalars(select(WardStay).where(WardStay.stay_id == stay_id).order_by(WardStay.started_at))
    return [Span(leg.ward_id, leg.started_at, leg.ended_at) for leg in found]


def touched(first: date, last: date, *legs: Legs) -> tuple[WardDays, ...]:
    """The days from first to last, both counted, of each ward to which any of these pictures of a stay gives them."""
    runs = {WardDays(*run) for picture in legs for run in days_by_place(first, last, picture)}
    return tuple(sorted(runs, key=lambda run: (run.first, run.last, run.ward_id)))


def tell_changed(
    session: Session,
    stay: Stay,
    first: date,
    last: date | None = None,
    *,
    before: Legs = (),
    actor: Actor,
    now: datetime,
) -> None:
    """Tell that this stay's days from first to last (today when None) changed, each at the ward it belongs to.

    before: the legs as they were (`legs_of`) when the change took days away from a ward, which is then told too.
    """
    today = local_date(now)
    days = touched(first, min(last or today, today), before, legs_of(session, stay.id))
    if days:
        event = StayChanged(stay_id=stay.id, organisation_id=stay.organisation_id, touched=days)
        tell(session, event, actor=actor, now=now)
