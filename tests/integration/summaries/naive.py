"""The roll-up counted the slow way: row by row, from the rules, to hold the statement against."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.days.models import DayMark
from discharge.stays.models import ReadyPeriod, Stay, WardStay
from discharge.stays.models.stay import StayState
from discharge.stays.rules import ready
from discharge.stays.rules.spans import Span, ward_at_midnight
from discharge.summaries.models import WardDay


@dataclass
class Naive:
    occupied: int = 0
    green: int = 0
    red: int = 0
    absent: int = 0
    unmarked: int = 0
    ready: int = 0
    planned_green_ended_red: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    absences: Counter[str] = field(default_factory=Counter)


def counted(session: Session, ward_id: UUID, day: date) -> dict[str, Any]:
    """What the columns of a ward's day must hold."""
    total = Naive()
    for stay in session.scalars(select(Stay).where(Stay.state != StayState.CANCELLED)):
        legs = [
            Span(leg.ward_id, leg.started_at, leg.ended_at)
            for leg in session.scalars(select(WardStay).where(WardStay.stay_id == stay.id))
        ]
        if ward_at_midnight(day, legs) != ward_id:
            continue
        total.occupied += 1
        periods = session.scalars(select(ReadyPeriod).where(ReadyPeriod.stay_id == stay.id))
        total.ready += ready.is_ready_on(day, [ready.ReadyPeriod(each.started_on, each.ended_on) for each in periods])
        mark = session.scalars(select(DayMark).where(DayMark.stay_id == stay.id, DayMark.day == day)).one_or_none()
        if mark is None or mark.colour is None:
            total.unmarked += 1
        else:
            setattr(total, mark.colour, getattr(total, mark.colour) + 1)
            total.planned_green_ended_red += mark.colour == "red" and bool(mark.planned)
            total.reasons.update([mark.reason] if mark.reason else [])
            total.absences.update([mark.absence_kind] if mark.absence_kind else [])
    return {**asdict(total), "reasons": dict(total.reasons), "absences": dict(total.absences)}


def kept(row: WardDay) -> dict[str, Any]:
    return {name: getattr(row, name) for name in asdict(Naive())}


def check_all(session: Session) -> int:
    """Raises AssertionError where a kept row is not what the source says; returns how many rows there are."""
    session.rollback()
    session.expunge_all()
    rows = session.scalars(select(WardDay)).all()
    for row in rows:
        assert kept(row) == counted(session, row.ward_id, row.day), (row.ward_id, row.day)
    assert len({(row.ward_id, row.day) for row in rows}) == len(rows)
    return len(rows)
