"""Sums of the roll-up by ward; days for which it has no row are counted from the source."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from discharge.core.reach import one_of
from discharge.summaries.models import WardDay
from discharge.summaries.queries.reach import Reach
from discharge.summaries.queries.source import WardAndDay, in_parts, people_by_mark

SEVEN = 7
LOOK_BACK = 28  # days in which a ward's last seven marked days are sought
_NOTHING = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rolled:
    """One ward. red, green: of its last seven days with a mark, before today. marked, to_mark: of the last seven days.

    to_mark: bed days less days away. nights: ready people's nights of this month until this morning.
    """

    red: int = 0
    green: int = 0
    marked: int = 0
    to_mark: int = 0
    nights: int = 0


def rolled(session: Session, reach: Reach, *, today: date) -> Mapping[UUID, Rolled]:
    """In two statements; one more, and those of the count, where the roll-up lacks days. Every ward is there."""
    week, month = today - timedelta(days=SEVEN), today.replace(day=1)
    first = min(week, month)
    found, days_kept = _sums(session, reach, first=first, week=week, month=month, today=today)
    days = [first + timedelta(days=number) for number in range((today - first).days)]
    short = [ward_id for ward_id in reach.places if days_kept.get(ward_id, _NOTHING) < len(days)]
    if short:
        for (ward_id, day), (people, ready) in _lacking(session, short, days).items():
            kept = found.get(ward_id, Rolled())
            found[ward_id] = replace(
                kept,
                to_mark=kept.to_mark + people * (day >= week),
                nights=kept.nights + ready * (day >= month),
            )
    for ward_id, (red, green) in _seven_marked(session, reach, today).items():
        found[ward_id] = replace(found.get(ward_id, Rolled()), red=red, green=green)
    return {ward_id: found.get(ward_id, Rolled()) for ward_id in reach.places}


def _sums(
    session: Session, reach: Reach, *, first: date, week: date, month: date, today: date
) -> tuple[dict[UUID, Rolled], Mapping[UUID, int]]:
    this_week = and_(WardDay.day >= week, WardDay.day < today)
    this_month = and_(WardDay.day >= month, WardDay.day < today)
    rows = session.execute(
        select(
            WardDay.ward_id,
            func.sum(case((this_week, WardDay.green + WardDay.red), else_=0)),
            func.sum(case((this_week, WardDay.occupied - WardDay.absent), else_=0)),
            func.sum(case((this_month, WardDay.ready), else_=0)),
            func.sum(case((WardDay.day < today, 1), else_=0)),
        )
        .where(reach.covers(WardDay.organisation_id, WardDay.ward_id), WardDay.day.between(first, today))
        .group_by(WardDay.ward_id)
    ).all()
    sums = {
        ward_id: Rolled(marked=marked, to_mark=to_mark, nights=nights) for ward_id, marked, to_mark, nights, _ in rows
    }
    return sums, {row[0]: row[-1] for row in rows}


def _lacking(
    session: Session, ward_ids: Collection[UUID], days: Collection[date]
) -> Mapping[WardAndDay, tuple[int, int]]:
    """People and ready people of the days without a row. Nobody was marked on them, or there would be one."""
    kept = {
        (row.ward_id, row.day)
        for row in session.execute(
            select(WardDay.ward_id, WardDay.day).where(
                one_of(WardDay.ward_id, ward_ids), WardDay.day.between(min(days), max(days))
            )
        )
    }
    asked = [(ward_id, day) for ward_id in ward_ids for day in days if (ward_id, day) not in kept]
    found: dict[WardAndDay, tuple[int, int]] = {}
    for some in in_parts(asked):
        for row in people_by_mark(session, some):
            people, ready = found.get((row.ward_id, row.day), (0, 0))
            found[row.ward_id, row.day] = (people + row.people, ready + row.people * row.is_ready)
    return found


def _seven_marked(session: Session, reach: Reach, today: date) -> Mapping[UUID, tuple[int, int]]:
    """Red and green days of each ward's last seven days with any mark, before today."""
    ranked = (
        select(
            WardDay.ward_id,
            WardDay.red,
            WardDay.green,
            func.row_number().over(partition_by=WardDay.ward_id, order_by=WardDay.day.desc()).label("place"),
        )
        .where(
            reach.covers(WardDay.organisation_id, WardDay.ward_id),
            WardDay.day >= today - timedelta(days=LOOK_BACK),
            WardDay.day < today,
            WardDay.red + WardDay.green > 0,
        )
        .subquery()
    )
    rows = session.execute(
        select(ranked.c.ward_id, func.sum(ranked.c.red), func.sum(ranked.c.green))
        .where(ranked.c.place <= SEVEN)
        .group_by(ranked.c.ward_id)
    )
    return {ward_id: (red, green) for ward_id, red, green in rows}
