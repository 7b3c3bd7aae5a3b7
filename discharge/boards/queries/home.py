"""How the wards of somebody stand today: numbers, no names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, case, func, select, true
from sqlalchemy.orm import Session, aliased

from discharge.access.rules import Permission
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.reach import one_of
from discharge.days.models import DayMark
from discharge.days.rules.mark import Colour
from discharge.places.models import Ward
from discharge.stays.models import ExpectedDischarge, FollowUp, ReadyPeriod, Stay
from discharge.stays.models.leaving import FollowUpState
from discharge.stays.models.stay import StayState


@dataclass(frozen=True, slots=True, kw_only=True)
class WardCounts:
    """One ward today. may_open: whether this actor may see its people. late: follow-ups past their time, of owed."""

    ward_id: UUID
    ward_name: str
    may_open: bool
    people: int
    marked: int
    red: int
    ready: int
    edd_passed: int
    owed: int
    late: int


def ward_counts(session: Session, actor: Actor, *, now: datetime) -> Sequence[WardCounts]:
    """The wards whose people or numbers this actor may see, by name, in one statement."""
    seen = actor.places(Permission.SEE_STAYS)
    scope = true() if actor.everywhere else one_of(Ward.id, seen | actor.places(Permission.SEE_COUNTS))
    today = local_date(now)
    later = aliased(ExpectedDischarge)
    newest = select(func.max(later.number)).where(later.stay_id == Stay.id).scalar_subquery()
    is_passed = and_(ExpectedDischarge.expected_on < today, ReadyPeriod.id.is_(None))
    owed = select(func.count()).where(FollowUp.ward_id == Ward.id, FollowUp.state == FollowUpState.OWED)
    rows = session.execute(
        select(
            Ward.id,
            Ward.name,
            func.count(Stay.id),
            func.count(DayMark.id),
            func.count(case((DayMark.colour == Colour.RED, 1))),
            func.count(ReadyPeriod.id),
            func.count(case((is_passed, 1))),
            owed.scalar_subquery(),
            owed.where(FollowUp.due_at < now).scalar_subquery(),
        )
        .select_from(Ward)
        .outerjoin(Stay, and_(Stay.last_ward_id == Ward.id, Stay.state == StayState.OPEN))
        .outerjoin(DayMark, and_(DayMark.stay_id == Stay.id, DayMark.day == today, DayMark.colour.is_not(None)))
        .outerjoin(ReadyPeriod, and_(ReadyPeriod.stay_id == Stay.id, ReadyPeriod.ended_on.is_(None)))
        .outerjoin(ExpectedDischarge, and_(ExpectedDischarge.stay_id == Stay.id, ExpectedDischarge.number == newest))
        .where(scope, Ward.closed_on.is_(None))
        .group_by(Ward.id, Ward.name)
        .order_by(Ward.name, Ward.id)
    )
    return [
        WardCounts(
            ward_id=ward_id,
            ward_name=name,
            may_open=actor.everywhere or ward_id in seen,
            people=people,
            marked=marked,
            red=red,
            ready=ready,
            edd_passed=edd_passed,
            owed=owed_now,
            late=late,
        )
        for ward_id, name, people, marked, red, ready, edd_passed, owed_now, late in rows
    ]
