"""The people of a ward's day as their marks, moves and ready periods tell it: what the roll-up is counted from."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, Date, Row, Select, Uuid, and_, bindparam, case, column, exists, func, or_, select, values
from sqlalchemy.orm import Session

from discharge.core.clock import last_moment_of
from discharge.core.db import UtcDateTime, connection_of
from discharge.days.models import DayMark
from discharge.days.rules.mark import Colour
from discharge.stays.models import ReadyPeriod, Stay, WardStay
from discharge.stays.models.stay import StayState

AT_ONCE = 400  # ward days in one statement: each is a dozen values, and SQLite takes 32,766

WardAndDay = tuple[UUID, date]


def first_day(session: Session) -> date | None:
    """The day of the first admission of all; None where nobody was ever admitted."""
    return session.scalar(select(func.min(Stay.admitted_on)))


def in_parts(days: Sequence[WardAndDay]) -> Iterator[Sequence[WardAndDay]]:
    """As many as one statement takes."""
    for start in range(0, len(days), AT_ONCE):
        yield days[start : start + AT_ONCE]


def people_by_mark(session: Session, days: Sequence[WardAndDay]) -> Iterable[Row[Any]]:
    """How many people of each of these days have the same mark; is_ready and is_planned_green_ended_red are 0 or 1."""
    if len(days) == 1:
        ward_id, day = days[0]
        return connection_of(session).execute(ONE_DAY, {"ward_id": ward_id, "day": day, "ends_at": last_moment_of(day)})
    return session.execute(_people_by_mark(_asked(days)))


def _asked(days: Sequence[WardAndDay]) -> CTE:
    rows = [(ward_id, day, last_moment_of(day)) for ward_id, day in days]
    columns = (column("ward_id", Uuid()), column("day", Date()), column("ends_at", UtcDateTime()))
    return values(*columns, name="asked_rows").data(rows).cte("asked")


def _people_by_mark(asked: CTE) -> Select[Any]:
    """How many people of each asked day have the same mark; a day is the ward's where they are at its midnight."""
    ready = exists().where(
        ReadyPeriod.stay_id == Stay.id,
        ReadyPeriod.started_on <= asked.c.day,
        or_(ReadyPeriod.ended_on.is_(None), ReadyPeriod.ended_on > asked.c.day),
    )
    missed = and_(DayMark.colour == Colour.RED, func.json_array_length(DayMark.planned) > 0)
    there = (
        select(
            asked.c.ward_id,
            asked.c.day,
            DayMark.colour,
            DayMark.reason,
            DayMark.absence_kind,
            case((ready, 1), else_=0).label("is_ready"),
            case((missed, 1), else_=0).label("is_planned_green_ended_red"),
        )
        .select_from(asked)
        .join(
            WardStay,
            and_(
                WardStay.ward_id == asked.c.ward_id,
                WardStay.started_at <= asked.c.ends_at,
                or_(WardStay.ended_at.is_(None), WardStay.ended_at > asked.c.ends_at),
            ),
        )
        .join(Stay, and_(Stay.id == WardStay.stay_id, Stay.state != StayState.CANCELLED))
        .outerjoin(DayMark, and_(DayMark.stay_id == Stay.id, DayMark.day == asked.c.day))
        .subquery()
    )
    return select(*there.c, func.count().label("people")).group_by(*there.c)


# A mark counts one day, many times a minute: this statement is built and compiled once.
ONE_DAY = _people_by_mark(
    select(
        bindparam("ward_id", type_=Uuid()).label("ward_id"),
        bindparam("day", type_=Date()).label("day"),
        bindparam("ends_at", type_=UtcDateTime()).label("ends_at"),
    ).cte("asked")
)
