"""Which wards owe marks, and until when they have time."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Date, and_, column, func, or_, select, values
from sqlalchemy.orm import Session

from discharge.access.rules import Permission
from discharge.core.actor import Actor
from discharge.core.clock import last_moment_of, local_date
from discharge.core.db import UtcDateTime
from discharge.days.models import DayMark
from discharge.days.rules.counts import DayCounts
from discharge.days.rules.mark import Colour, is_late
from discharge.places.queries import dated_rounds, holidays, wards
from discharge.places.rules.dated import value_on
from discharge.places.rules.rounds import USUAL_ROUNDS, Pass, closes_at, passes_on
from discharge.stays.models import Stay, WardStay
from discharge.stays.models.stay import StayState

LOOK_BACK = 14  # days; older ones are in the counts of the ward's days


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedDay:
    """One day of one ward on which somebody is not marked yet. is_late: it has closed, each mark needs a reason.

    counts: everybody whose day it was, by what was said.
    """

    ward_id: UUID
    ward_name: str
    day: date
    counts: DayCounts
    closes_at: datetime
    is_late: bool


def wards_that_owe_marks(session: Session, actor: Actor, *, now: datetime) -> Sequence[OwedDay]:
    """The days of two weeks that this actor's wards have not wholly marked, the oldest first; in three statements.

    Today is owed from the start of a day with an afternoon round; a day without any round is owed too, and closes after
    the ward's next one.
    """
    reached = wards(session, actor, Permission.SEE_STAYS, Permission.SEE_COUNTS)
    rounds = dated_rounds(session, [ward.id for ward in reached])
    today = local_date(now)
    days = [today - timedelta(days=ago) for ago in range(LOOK_BACK, -1, -1)]
    counted = _counts(session, [ward.id for ward in reached], days)
    owed = []
    for day in days:
        for ward in reached:
            counts = counted.get((ward.id, day))
            held = value_on(day, rounds[ward.id], USUAL_ROUNDS)
            if counts is None or not counts.unmarked:
                continue
            if day == today and Pass.AFTERNOON not in passes_on(day, held.pattern, holidays()):
                continue
            closes = closes_at(day, held.close_time, held.pattern, holidays())
            owed.append(
                OwedDay(
                    ward_id=ward.id,
                    ward_name=ward.name,
                    day=day,
                    counts=counts,
                    closes_at=closes,
                    is_late=is_late(now, closes),
                )
            )
    return owed


def _counts(session: Session, ward_ids: Sequence[UUID], days: Sequence[date]) -> dict[tuple[UUID, date], DayCounts]:
    columns = (column("day", Date()), column("ends_at", UtcDateTime()))
    asked = values(*columns, name="asked_rows").data([(day, last_moment_of(day)) for day in days]).cte("asked")
    rows = session.execute(
        select(WardStay.ward_id, asked.c.day, DayMark.colour, func.count().label("people"))
        .select_from(asked)
        .join(
            WardStay,
            and_(
                WardStay.started_at <= asked.c.ends_at,
                or_(WardStay.ended_at.is_(None), WardStay.ended_at > asked.c.ends_at),
            ),
        )
        .join(Stay, and_(Stay.id == WardStay.stay_id, Stay.state != StayState.CANCELLED))
        .outerjoin(DayMark, and_(DayMark.stay_id == Stay.id, DayMark.day == asked.c.day))
        .where(WardStay.ward_id.in_(ward_ids))
        .group_by(WardStay.ward_id, asked.c.day, DayMark.colour)
    )
    by_colour: defaultdict[tuple[UUID, date], dict[Colour | None, int]] = defaultdict(dict)
    for row in rows:
        by_colour[row.ward_id, row.day][row.colour] = row.people
    return {
        key: DayCounts(
            bed_days=sum(people.values()),
            green=people.get(Colour.GREEN, 0),
            red=people.get(Colour.RED, 0),
            absent=people.get(Colour.ABSENT, 0),
        )
        for key, people in by_colour.items()
    }
