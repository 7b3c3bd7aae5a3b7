"""What an admission to a bed of ours does to a placement elsewhere, and how that is taken back."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.core.errors import RuleBroken
from discharge.stays.models import Placement, PlacementReview, Stay
from discharge.stays.queries.finding import open_placement_of
from discharge.stays.rules.elsewhere import CAME_BACK


def end_placement(session: Session, stay: Stay, *, actor: Actor, now: datetime) -> None:
    """On the day of admission. Whoever admits somebody says that they came back, wherever they were placed."""
    placement = open_placement_of(session, stay.person_id, lock=True)
    if placement is None:
        return
    on = stay.admitted_on
    reviewed_on = session.scalar(
        select(func.max(PlacementReview.reviewed_on)).where(PlacementReview.placement_id == placement.id)
    )
    if on < (reviewed_on or placement.started_on):
        message = "They were still there on this day: correct the admission date, or have the placement corrected"
        raise RuleBroken("ends_placement", message)
    placement.ended_on, placement.ended_because, placement.changed_at = on, CAME_BACK, now
    record(session, "placement.ended", placement, actor=actor, now=now, ended_on=(None, on), because=(None, CAME_BACK))
    session.flush()


def placement_goes_on(session: Session, stay: Stay, *, actor: Actor, now: datetime) -> None:
    """The admission was wrong: the placement that ended with it goes on, unless another one has begun."""
    ended = session.scalars(
        select(Placement)
        .where(
            Placement.person_id == stay.person_id,
            Placement.ended_on == stay.admitted_on,
            Placement.ended_because == CAME_BACK,
            Placement.cancelled_at.is_(None),
        )
        .order_by(Placement.changed_at.desc(), Placement.id)
        .limit(1)
        .with_for_update()
    ).one_or_none()
    if ended is None or open_placement_of(session, stay.person_id) is not None:
        return
    facts = {"ended_on": (ended.ended_on, None), "because": (ended.ended_because, None)}
    ended.ended_on, ended.ended_because, ended.changed_at = None, "", now
    record(session, "placement.goes_on", ended, actor=actor, now=now, **facts)
    session.flush()
