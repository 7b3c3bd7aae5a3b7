"""Keeping the roll-up exact: counted anew from the source, never added to."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CTE, Date, Row, Select, Uuid, and_, bindparam, case, column, exists, func, or_, select, values
from sqlalchemy.orm import Session

from discharge.core.clock import last_moment_of
from discharge.core.db import UtcDateTime, connection_of, upsert
from discharge.days.models import DayMark
from discharge.days.rules.mark import Colour
from discharge.stays.events import WardDays
from discharge.stays.models import ReadyPeriod, Stay, WardStay
from discharge.stays.models.stay import StayState
from discharge.summaries.models import WardDay

AT_ONCE = 400  # ward days in one statement: each is a dozen values, and SQLite takes 32,766

WardAndDay = tuple[UUID, date]


@dataclass(slots=True)
class Counts:
    """What one ward's day comes to; the columns of `WardDay`."""

    occupied: int = 0
    green: int = 0
    red: int = 0
    absent: int = 0
    unmarked: int = 0
    ready: int = 0
    planned_green_ended_red: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    absences: Counter[str] = field(default_factory=Counter)

    def columns(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in COLUMNS}

    def add(self, people: int, *, colour: Colour | None, reason: str | None, absence_kind: str | None) -> None:
        """Count so many people whose day was marked like this."""
        self.occupied += people
        if colour is None:
            self.unmarked += people
        elif colour == Colour.GREEN:
            self.green += people
        elif colour == Colour.RED:
            self.red += people
            self.reasons[reason or ""] += people
        else:
            self.absent += people
            self.absences[absence_kind or ""] += people


COLUMNS = tuple(each.name for each in fields(Counts))


def recount(session: Session, ward_days: Iterable[WardDays], *, organisation_id: UUID) -> Mapping[WardAndDay, Counts]:
    """Count these days anew, in three statements for each 400 of them; all are of wards of one trust.

    The rows are written first, in the order of ward and day: that locks them, so that of two transactions that touch
    the same day the second counts what the first has kept, and no two wait for each other.
    """
    counted: dict[WardAndDay, Counts] = {}
    for some in _in_parts(sorted({day for run in ward_days for day in _days_of(run)})):
        _write(session, organisation_id, dict.fromkeys(some, Counts()), update=("organisation_id",))
        found = _count(session, some)
        _write(session, organisation_id, found, update=COLUMNS)
        counted |= found
    return counted


def _days_of(run: WardDays) -> Iterator[WardAndDay]:
    for number in range((run.last - run.first).days + 1):
        yield run.ward_id, run.first + timedelta(days=number)


def _in_parts(days: Sequence[WardAndDay]) -> Iterator[Sequence[WardAndDay]]:
    for start in range(0, len(days), AT_ONCE):
        yield days[start : start + AT_ONCE]


def _write(
    session: Session, organisation_id: UUID, counts: Mapping[WardAndDay, Counts], *, update: Sequence[str]
) -> None:
    rows = [
        {"id": uuid4(), "organisation_id": organisation_id, "ward_id": ward_id, "day": day, **each.columns()}
        for (ward_id, day), each in counts.items()
    ]
    upsert(session, WardDay, rows, key=["ward_id", "day"], update=update)


def _count(session: Session, days: Sequence[WardAndDay]) -> dict[WardAndDay, Counts]:
    found: defaultdict[WardAndDay, Counts] = defaultdict(Counts, {day: Counts() for day in days})
    for row in _found(session, days):
        counts = found[row.ward_id, row.day]
        counts.add(row.people, colour=row.colour, reason=row.reason, absence_kind=row.absence_kind)
        counts.ready += row.people * row.is_ready
        counts.planned_green_ended_red += row.people * row.is_planned_green_ended_red
    return dict(found)


def _found(session: Session, days: Sequence[WardAndDay]) -> Iterable[Row[Any]]:
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
