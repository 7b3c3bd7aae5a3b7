"""What a list would change now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.core.clock import local_date
from discharge.interop.models import ListProfile, ListState, StoredList
from discharge.interop.queries.known import known_stays
from discharge.interop.queries.lists import last_applied, was_applied_before
from discharge.interop.rules.intake import Intake
from discharge.interop.rules.picture import KnownStay, Plan, compare, shrank
from discharge.places.queries import policy
from discharge.places.rules.policy import Key
from discharge.stays.models import Discharge, Stay
from discharge.stays.models.stay import StayState


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan with what a person needs to judge it.

    known: by stay. previous_count: people on the last list, or in the wards before the first. is_repeat: the file is
    the one applied last. is_old: the very same file was applied before another. is_late: made before the last one; a
    last one that is still to come was applied before the machine's clock was set back, and makes no list late.
    has_shrunk: it lost so many rows that it may be cut off.
    """

    plan: Plan
    known: Mapping[UUID, KnownStay]
    previous_count: int
    count: int
    is_repeat: bool
    is_old: bool
    is_late: bool
    has_shrunk: bool


def plan_of(session: Session, profile: ListProfile, intake: Intake, *, sha256: str, now: datetime) -> Planned:
    """Compare a list with who is known at this moment. sha256: of the file, to know one that was applied before."""
    known = known_stays(session, profile.organisation_id, intake.reading.rows, now=now)
    last = last_applied(session, profile.id, now=now)
    is_repeat = last is not None and last.sha256 == sha256
    previous_count = _people_in(session, profile) if last is None else last.row_count
    percent = policy(session, Key.LIST_SHRINK_PERCENT, organisation_id=profile.organisation_id, day=local_date(now))
    plan = compare(
        known,
        intake.reading.rows,
        wards=set(profile.ward_ids),
        listed_at=intake.listed_at,
        also_seen=intake.reading.seen,
        is_repeat=is_repeat,
        left_since=_left_since(session, profile, sha256) if is_repeat else (),
    )
    return Planned(
        plan=plan,
        known={stay.stay_id: stay for stay in known},
        previous_count=previous_count,
        count=intake.count,
        is_repeat=is_repeat,
        is_old=not is_repeat and was_applied_before(session, profile.id, sha256),
        is_late=last is not None and last.listed_at is not None and intake.listed_at < last.listed_at <= now,
        has_shrunk=shrank(previous_count, intake.count, percent=percent),
    )


def _left_since(session: Session, profile: ListProfile, sha256: str) -> Collection[UUID]:
    """Stays that a person ended after a file was first applied."""
    first = select(func.min(StoredList.applied_at)).where(
        StoredList.profile_id == profile.id, StoredList.state == ListState.APPLIED, StoredList.sha256 == sha256
    )
    ended = select(Discharge.stay_id).where(
        Discharge.organisation_id == profile.organisation_id,
        Discharge.undone_at.is_(None),
        Discharge.entered_at >= first.scalar_subquery(),
    )
    return frozenset(session.scalars(ended))


def _people_in(session: Session, profile: ListProfile) -> int:
    here = select(func.count(Stay.id)).where(Stay.last_ward_id.in_(profile.covered), Stay.state == StayState.OPEN)
    return session.scalar(here) or 0
