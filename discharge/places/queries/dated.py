"""What holds in a ward from a day on: beds, rounds, close time. Scope is the caller's: these tell nothing of people."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Row, Uuid, bindparam, func, select
from sqlalchemy.orm import Session

from discharge.core.db import connection_of
from discharge.core.reach import one_of
from discharge.places.models import RoundPattern, WardCapacity
from discharge.places.rules.beds import Capacity
from discharge.places.rules.dated import Dated
from discharge.places.rules.rounds import USUAL_ROUNDS, WardRounds, passes_of
from discharge.places.rules.rounds import RoundPattern as Pattern


def capacity_on(session: Session, ward_id: UUID, day: date) -> Capacity | None:
    """The ward's beds on this day; None before its first day."""
    return capacities_on(session, [ward_id], day).get(ward_id)


def capacities_on(session: Session, ward_ids: Collection[UUID], day: date) -> Mapping[UUID, Capacity]:
    """The beds of several wards on this day, in one statement; wards without any yet are left out."""
    newest = (
        select(WardCapacity.ward_id, func.max(WardCapacity.from_on).label("from_on"))
        .where(one_of(WardCapacity.ward_id, ward_ids), WardCapacity.from_on <= day)
        .group_by(WardCapacity.ward_id)
        .subquery()
    )
    same = (WardCapacity.ward_id == newest.c.ward_id) & (WardCapacity.from_on == newest.c.from_on)
    numbers = (WardCapacity.from_on, WardCapacity.beds, WardCapacity.closed_beds)
    rows = session.execute(
        select(WardCapacity.ward_id, *numbers, WardCapacity.is_shut, WardCapacity.reason).join(newest, same)
    )
    return {row.ward_id: as_capacity(row) for row in rows}


ROUNDS_ON = (
    select(
        RoundPattern.weekday_passes,
        RoundPattern.weekend_passes,
        RoundPattern.holiday_passes,
        RoundPattern.weekly_on,
        RoundPattern.closes_at,
    )
    .where(
        RoundPattern.ward_id == bindparam("ward", type_=Uuid()), RoundPattern.from_on <= bindparam("on", type_=Date())
    )
    .order_by(RoundPattern.from_on.desc(), RoundPattern.id)
    .limit(1)
)  # every mark of a day gone by asks this: it is built once


def rounds_on(session: Session, ward_id: UUID, day: date) -> WardRounds:
    """The ward's rounds and close time on this day; the usual ones before its first decision."""
    row = connection_of(session).execute(ROUNDS_ON, {"ward": ward_id, "on": day}).one_or_none()
    return USUAL_ROUNDS if row is None else as_rounds(row)


def rounds_on_wards(session: Session, ward_ids: Collection[UUID], day: date) -> Mapping[UUID, WardRounds]:
    """The rounds of several wards on this day, in one statement; every ward asked for is there."""
    newest = (
        select(RoundPattern.ward_id, func.max(RoundPattern.from_on).label("from_on"))
        .where(one_of(RoundPattern.ward_id, ward_ids), RoundPattern.from_on <= day)
        .group_by(RoundPattern.ward_id)
        .subquery()
    )
    rows = session.scalars(
        select(RoundPattern).join(
            newest, (RoundPattern.ward_id == newest.c.ward_id) & (RoundPattern.from_on == newest.c.from_on)
        )
    )
    return dict.fromkeys(ward_ids, USUAL_ROUNDS) | {row.ward_id: as_rounds(row) for row in rows}


def dated_rounds(session: Session, ward_ids: Collection[UUID]) -> Mapping[UUID, tuple[Dated[WardRounds], ...]]:
    """Every pattern that these wards had or will have, oldest first, for `rules.dated.value_on` over many days."""
    found: defaultdict[UUID, list[Dated[WardRounds]]] = defaultdict(list)
    for row in session.scalars(
        select(RoundPattern)
        .where(one_of(RoundPattern.ward_id, ward_ids))
        .order_by(RoundPattern.from_on, RoundPattern.id)
    ):
        found[row.ward_id].append(Dated(row.from_on, as_rounds(row)))
    return {ward_id: tuple(found[ward_id]) for ward_id in ward_ids}


def as_capacity(row: WardCapacity | Row[*tuple[Any, ...]]) -> Capacity:
    """row: whole, or these cells of it."""
    return Capacity(
        from_on=row.from_on, beds=row.beds, closed_beds=row.closed_beds, is_shut=row.is_shut, reason=row.reason
    )


def as_rounds(row: RoundPattern | Row[*tuple[Any, ...]]) -> WardRounds:
    """row: whole, or these cells of it."""
    return WardRounds(
        Pattern(
            weekday=passes_of(row.weekday_passes),
            weekend=passes_of(row.weekend_passes),
            holiday=passes_of(row.holiday_passes),
            weekly_on=row.weekly_on,
        ),
        row.closes_at,
    )
