"""Who was where at a moment, read from the histories: what a return counts. Scope is the caller's."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from discharge.core.clock import last_moment_of
from discharge.places.models import Ward
from discharge.places.queries import policies
from discharge.places.queries.dated import capacities_on
from discharge.stays.models import AbsencePeriod, Discharge, Person, Placement, ReadyPeriod, Stay, WardStay
from discharge.stays.models.stay import StayState
from discharge.stays.queries.elsewhere import seems_from_elsewhere, with_home
from discharge.stays.rules.elsewhere import is_inappropriate
from discharge.stays.rules.length import LONG_STAY_NUMBERS, LongStayLimits, length_so_far
from discharge.summaries.rules.returns import Numbers, There, count


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a return. ward_id None: the people of the trust in others' beds."""

    ward_id: UUID | None
    name: str
    numbers: Numbers


def lines_at(session: Session, organisation_id: UUID, *, day: date, at: datetime, since: datetime) -> Sequence[Line]:
    """Every ward of a trust at a moment of this day, by name, with comings and goings after `since`; then the others'.

    Wards closed by then are left out. As it is known now: what was written down late counts where it belongs.
    """
    wards = session.scalars(
        select(Ward)
        .where(Ward.organisation_id == organisation_id, or_(Ward.closed_on.is_(None), Ward.closed_on > day))
        .order_by(Ward.name, Ward.id)
    ).all()
    there = _there(session, wards, organisation_id, day=day, at=at)
    flows = _flows(session, organisation_id, since=since, until=at)
    capacities = capacities_on(session, [ward.id for ward in wards], day)
    lines = []
    for ward in wards:
        numbers = count(there[ward.id], day)
        capacity = capacities.get(ward.id)
        numbers.beds = 0 if capacity is None or capacity.is_shut else capacity.beds - capacity.closed_beds
        for name, number in flows[ward.id].items():
            setattr(numbers, name, number)
        lines.append(Line(ward_id=ward.id, name=ward.name, numbers=numbers))
    return [*lines, Line(ward_id=None, name="Placed elsewhere", numbers=_placed(session, organisation_id, day))]


def _there(
    session: Session, wards: Sequence[Ward], organisation_id: UUID, *, day: date, at: datetime
) -> Mapping[UUID, list[There]]:
    rows = session.execute(
        with_home(
            select(
                WardStay.ward_id,
                Stay.id,
                Stay.admitted_on,
                Person.birth_date,
                ReadyPeriod.started_on,
                AbsencePeriod.kind,
                seems_from_elsewhere(),
            )
            .select_from(WardStay)
            .join(Stay, Stay.id == WardStay.stay_id)
            .join(Person, Person.id == Stay.person_id)
            .outerjoin(
                ReadyPeriod, and_(ReadyPeriod.stay_id == Stay.id, ReadyPeriod.started_on <= day, _was_ready(day, at))
            )
            .outerjoin(
                AbsencePeriod,
                and_(
                    AbsencePeriod.stay_id == Stay.id,
                    AbsencePeriod.cancelled_at.is_(None),
                    AbsencePeriod.from_at <= at,
                    or_(AbsencePeriod.returned_at.is_(None), AbsencePeriod.returned_at > at),
                ),
            )
        ).where(
            WardStay.organisation_id == organisation_id,
            WardStay.started_at <= at,
            or_(WardStay.ended_at.is_(None), WardStay.ended_at > at),
            Stay.state != StayState.CANCELLED,
        )
    )
    known = {ward.id: (ward.bed_type, _limits(session, ward, day)) for ward in wards}
    people: dict[UUID, tuple[UUID, There]] = {}
    for ward_id, stay_id, admitted_on, birth_date, ready_since, away, is_from_elsewhere in rows:
        if ward_id not in known:
            continue
        bed_type, limits = known[ward_id]
        person = There(
            away=away or "",
            ready_since=ready_since,
            length=length_so_far(bed_type, birth_date, admitted_on, day, limits),
            is_from_elsewhere=bool(is_from_elsewhere),
        )
        people[stay_id] = (ward_id, person)  # once, whatever else was recorded twice
    by_ward: defaultdict[UUID, list[There]] = defaultdict(list)
    for ward_id, person in people.values():
        by_ward[ward_id].append(person)
    return by_ward


def _was_ready(day: date, at: datetime) -> ColumnElement[bool]:
    """Of periods begun by this day: those that held at the moment, so that a count made later comes to the same.

    A period is of days. Its first counts from the start, unless it was entered that day after the moment; its last
    counts only until the person leaves hospital.
    """
    left_later = exists().where(
        Discharge.closed_ready_period_id == ReadyPeriod.id, Discharge.undone_at.is_(None), Discharge.left_at > at
    )
    return and_(
        or_(ReadyPeriod.started_on < day, ReadyPeriod.entered_at <= at, ReadyPeriod.entered_at > last_moment_of(day)),
        or_(ReadyPeriod.ended_on.is_(None), ReadyPeriod.ended_on > day, and_(ReadyPeriod.ended_on == day, left_later)),
    )


def _limits(session: Session, ward: Ward, day: date) -> LongStayLimits:
    numbers = policies(session, LONG_STAY_NUMBERS, organisation_id=ward.organisation_id, ward_id=ward.id, day=day)
    return LongStayLimits.of(numbers)


def _flows(session: Session, organisation_id: UUID, *, since: datetime, until: datetime) -> Mapping[UUID, Counter[str]]:
    """Admitted, moved in, moved out and left, by ward, after `since` and up to `until`."""
    another = aliased(WardStay)
    same_stay = and_(another.stay_id == WardStay.stay_id, another.id != WardStay.id)
    came_before = exists().where(same_stay, another.started_at < WardStay.started_at)
    goes_on = exists().where(same_stay, another.started_at >= WardStay.ended_at)
    legs = session.execute(
        select(WardStay.ward_id, WardStay.started_at, WardStay.ended_at, came_before, goes_on)
        .join(Stay, and_(Stay.id == WardStay.stay_id, Stay.state != StayState.CANCELLED))
        .where(
            WardStay.organisation_id == organisation_id,
            WardStay.started_at <= until,
            or_(WardStay.started_at > since, WardStay.ended_at > since),
        )
    )
    flows: defaultdict[UUID, Counter[str]] = defaultdict(Counter)
    for ward_id, started_at, ended_at, was_elsewhere, is_elsewhere in legs:
        if started_at > since:
            flows[ward_id]["moved_in" if was_elsewhere else "admitted"] += 1
        if ended_at is not None and since < ended_at <= until:
            flows[ward_id]["moved_out" if is_elsewhere else "left"] += 1
    return flows


def _placed(session: Session, organisation_id: UUID, day: date) -> Numbers:
    """The people in others' beds on this day."""
    reasons = session.scalars(
        select(Placement.reason).where(
            Placement.organisation_id == organisation_id,
            Placement.cancelled_at.is_(None),
            Placement.started_on <= day,
            or_(Placement.ended_on.is_(None), Placement.ended_on > day),
        )
    ).all()
    return Numbers(placed_elsewhere=len(reasons), inappropriate=sum(map(is_inappropriate, reasons)))
