"""The rows behind a number: stays by their reference, in pages, without a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Row, Select, and_, column, func, literal, or_, select, values
from sqlalchemy.orm import Session, aliased

from discharge.blockers.queries.owners import Names, names_of
from discharge.blockers.rules.owner import Owner
from discharge.core.clock import last_moment_of, local_date
from discharge.core.db import UtcDateTime
from discharge.days.models import DayMark
from discharge.days.rules.mark import Colour
from discharge.stays.models import ExpectedDischarge, ReadyPeriod, Stay, WardStay
from discharge.stays.models.stay import StayState
from discharge.summaries.models import WardDay
from discharge.summaries.queries.reach import Reach
from discharge.summaries.queries.rolled import LOOK_BACK, SEVEN
from discharge.summaries.queries.system import NOBODY, first_of_all

PER_PAGE: Final = 50
Statement = Select[*tuple[Any, ...]]


class Measure(StrEnum):
    """Which number is opened."""

    PEOPLE = "people"
    READY = "ready"
    PASSED = "edd-passed"
    RED = "red-days"  # of each ward's last seven days with a mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """cause and owner narrow clinically ready people; None: any. "" and NOBODY: nothing is written down."""

    measure: Measure
    trust_id: UUID | None = None
    ward_id: UUID | None = None
    cause: str | None = None
    owner: Owner | str | None = None
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """on: the day from which it counts: admission, ready, the EDD, the red day. days: from then until today; of
    ready people as every page says it, where the first day is 1.

    cause, owner: as in `system.Waiting`, of ready people; of a red day, as it was marked, when owner is None.
    """

    stay_id: UUID
    person_id: UUID
    trust_id: UUID
    ward_id: UUID
    on: date
    days: int
    cause: str
    owner: Owner | None
    is_ready: bool
    marked_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """One page. total: on all pages."""

    asked: Asked
    rows: Sequence[PersonRow]
    total: int
    names: Names

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))


def people(session: Session, reach: Reach, asked: Asked, *, now: datetime) -> People:
    """One page, the longest first; past the last page, none. One statement, and those that name owners."""
    today = local_date(now)
    found = session.execute(_statement(reach, asked, today)).all()
    rows = [_row(row, asked.measure, today) for row in found]
    total = found[0].total if found else 0
    return People(
        asked=asked, rows=rows, total=total, names=names_of(session, [row.owner for row in rows if row.owner])
    )


def _statement(reach: Reach, asked: Asked, today: date) -> Statement:
    main = first_of_all(reach).subquery()
    red = asked.measure is Measure.RED
    ward = WardStay.ward_id if red else Stay.last_ward_id
    since = {
        Measure.PEOPLE: Stay.admitted_on,
        Measure.READY: ReadyPeriod.started_on,
        Measure.PASSED: ExpectedDischarge.expected_on,
        Measure.RED: DayMark.day,
    }[asked.measure]
    statement: Statement = select(
        Stay.id.label("stay_id"),
        Stay.person_id,
        Stay.organisation_id,
        ward.label("ward_id"),
        since.label("on"),
        main.c.reason,
        main.c.owner_kind,
        main.c.owner_id,
        main.c.joint_owner_id,
        main.c.contact_id,
        ReadyPeriod.id.is_not(None).label("is_ready"),
        (DayMark.reason if red else literal("")).label("marked_reason"),
        func.count().over().label("total"),
    ).select_from(Stay)
    statement = (
        _of_red_days(statement, reach, today)
        if red
        else statement.where(Stay.state == StayState.OPEN, reach.covers(Stay.organisation_id, Stay.last_ward_id))
    )
    statement = statement.outerjoin(
        ReadyPeriod, and_(ReadyPeriod.stay_id == Stay.id, ReadyPeriod.ended_on.is_(None))
    ).outerjoin(main, and_(main.c.stay_id == Stay.id, main.c.place == 1))
    if asked.measure is Measure.PASSED:
        later = aliased(ExpectedDischarge)
        newest = select(func.max(later.number)).where(later.stay_id == Stay.id).scalar_subquery()
        statement = statement.join(
            ExpectedDischarge, and_(ExpectedDischarge.stay_id == Stay.id, ExpectedDischarge.number == newest)
        ).where(ExpectedDischarge.expected_on < today, ReadyPeriod.id.is_(None))
    if asked.measure is Measure.READY:
        statement = statement.where(ReadyPeriod.id.is_not(None), *((main.c.stay_id.is_not(None),) * bool(reach.owners)))
    if asked.trust_id is not None:
        statement = statement.where(Stay.organisation_id == asked.trust_id)
    if asked.ward_id is not None:
        statement = statement.where(ward == asked.ward_id)
    return (
        statement.where(*_narrowed(main, asked))
        .order_by(since, Stay.id)
        .limit(PER_PAGE)
        .offset((asked.page - 1) * PER_PAGE)
    )


def _narrowed(main: Any, asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.cause is not None:
        found.append(main.c.reason == asked.cause if asked.cause else main.c.reason.is_(None))
    if asked.owner == NOBODY:
        found.append(main.c.owner_kind.is_(None))
    elif isinstance(asked.owner, Owner):
        one, other = asked.owner.organisation_id, asked.owner.joint_id
        either = or_(
            and_(main.c.owner_id == one, main.c.joint_owner_id == other),
            and_(main.c.owner_id == other, main.c.joint_owner_id == one),
        )
        alone = and_(main.c.owner_id == one, main.c.joint_owner_id.is_(None))
        found += [
            main.c.owner_kind == asked.owner.kind if other is None else main.c.owner_kind.is_not(None),
            main.c.contact_id == asked.owner.contact_id,
            alone if other is None else either,
        ]
    return found


def _of_red_days(statement: Statement, reach: Reach, today: date) -> Statement:
    """From the red days of each ward's last seven days with a mark, where the person was at that midnight."""
    days = [today - timedelta(days=back) for back in range(1, LOOK_BACK + 1)]
    columns = (column("day", Date()), column("ends_at", UtcDateTime()))
    asked = values(*columns, name="asked_rows").data([(day, last_moment_of(day)) for day in days]).cte("asked")
    ranked = (
        select(
            WardDay.ward_id,
            WardDay.day,
            func.row_number().over(partition_by=WardDay.ward_id, order_by=WardDay.day.desc()).label("place"),
        )
        .where(
            reach.covers(WardDay.organisation_id, WardDay.ward_id),
            WardDay.day.between(min(days), max(days)),
            WardDay.red + WardDay.green > 0,
        )
        .subquery()
    )
    return (
        statement.join(WardStay, WardStay.stay_id == Stay.id)
        .join(ranked, and_(ranked.c.ward_id == WardStay.ward_id, ranked.c.place <= SEVEN))
        .join(
            asked,
            and_(
                asked.c.day == ranked.c.day,
                WardStay.started_at <= asked.c.ends_at,
                or_(WardStay.ended_at.is_(None), WardStay.ended_at > asked.c.ends_at),
            ),
        )
        .join(DayMark, and_(DayMark.stay_id == Stay.id, DayMark.day == ranked.c.day, DayMark.colour == Colour.RED))
        .where(Stay.state != StayState.CANCELLED)
    )


def _row(row: Row[*tuple[Any, ...]], measure: Measure, today: date) -> PersonRow:
    kind = row.owner_kind
    return PersonRow(
        stay_id=row.stay_id,
        person_id=row.person_id,
        trust_id=row.organisation_id,
        ward_id=row.ward_id,
        on=row.on,
        days=max(0, (today - row.on).days + (measure is Measure.READY)),
        cause=row.reason or "",
        owner=Owner(kind, row.owner_id, row.joint_owner_id, None, row.contact_id) if kind else None,
        is_ready=bool(row.is_ready),
        marked_reason=row.marked_reason or "",
    )
