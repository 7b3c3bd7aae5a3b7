"""All that saying something about one person's day needs, in one statement after the lock."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Uuid, bindparam, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from discharge.core.actor import Actor
from discharge.core.clock import last_moment_of
from discharge.core.db import UtcDateTime, connection_of, has_one_writer
from discharge.core.errors import NotFound, RuleBroken
from discharge.days.models import DayMark, DayMarkRevision, DayPlan
from discharge.days.queries.views import MARK_COLUMNS, MarkView, PlanView, content_in, mark_in
from discharge.days.rules.content import UNMARKED, Content
from discharge.days.rules.mark import check_day
from discharge.days.rules.steps import Step, kept_steps
from discharge.stays.models import AbsencePeriod, ReadyPeriod, Stay, WardStay
from discharge.stays.models.stay import StayState
from discharge.stays.policies import may_see_ward, visible_to


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfStay:
    """One day of one stay. ward_id: where the person is at the midnight that ends it, None when nowhere.

    away: the kind of a recorded absence at that midnight, or "". mark, plan: None when there is none yet.
    """

    stay_id: UUID
    organisation_id: UUID
    person_id: UUID
    admitted_on: date
    left_on: date | None
    is_cancelled: bool
    last_ward_id: UUID
    day: date
    ward_id: UUID | None
    is_ready: bool
    away: str
    mark: MarkView | None
    plan: PlanView | None
    plan_id: UUID | None

    @property
    def said(self) -> Content:
        return self.mark.said if self.mark else UNMARKED

    @property
    def revision(self) -> int:
        return self.mark.revision if self.mark else 0

    @property
    def planned(self) -> tuple[Step, ...]:
        return self.plan.steps if self.plan else ()

    @property
    def place_id(self) -> UUID:
        """Whose day it is: the ward at that midnight, else the one the person is on or left from."""
        return self.ward_id or self.last_ward_id

    def check_can_be_marked(self, today: date) -> None:
        """Raises RuleBroken for a day that takes no mark, as `days.rules.mark.check_day`."""
        if self.is_cancelled:
            raise RuleBroken("day", "This admission was cancelled: its days take no mark")
        check_day(self.day, admitted_on=self.admitted_on, left_on=self.left_on, today=today)


def get_day(
    session: Session, actor: Actor, stay_id: UUID, day: date, *, now: datetime, lock: bool = False
) -> DayOfStay:
    """One day of a stay that this actor may see, marked or not.

    lock: nobody else moves the person or says anything about the stay's days until the transaction ends.
    Raises NotFound when the stay is not there or not the actor's to see.
    """
    asked = {"stay": stay_id, "on": day, "ends_at": last_moment_of(day)}
    connection = connection_of(session)
    if lock and not has_one_writer(session):
        # a statement of its own: after waiting for the lock the next one sees what others have committed
        connection.execute(LOCK_STAY, {"stay": stay_id})
    found = connection.execute(ABOUT, asked).one_or_none()
    if found is None or not (may_see_ward(actor, found.last_ward_id) or _left_lately(session, actor, stay_id, now)):
        raise NotFound
    plan = None
    if found.plan_id is not None:
        plan = PlanView(
            stay_id=stay_id,
            day=day,
            version=found.version,
            steps=kept_steps(found.steps),
            planned_by=found.planned_by,
            planned_at=found.planned_at,
        )
    return DayOfStay(
        stay_id=stay_id,
        organisation_id=found.of_trust,
        person_id=found.person_id,
        admitted_on=found.admitted_on,
        left_on=found.left_on,
        is_cancelled=found.state == StayState.CANCELLED,
        last_ward_id=found.last_ward_id,
        day=day,
        ward_id=found.ward_id,
        is_ready=found.is_ready,
        away=found.away or "",
        mark=None if found.id is None else mark_in(found, person_id=found.person_id),
        plan=plan,
        plan_id=found.plan_id,
    )


def _left_lately(session: Session, actor: Actor, stay_id: UUID, now: datetime) -> bool:
    seen = select(Stay.id).where(Stay.id == stay_id, visible_to(actor, now))
    return session.scalar(seen) is not None


# Every mark and plan of a round asks these two statements: they are built once.
STAY = bindparam("stay", type_=Uuid())
LOCK_STAY = select(Stay.id).where(Stay.id == STAY).with_for_update(key_share=True, of=Stay)


def _about() -> Any:
    """The stay, where the person is, what is planned and said; of one stay and day, which are given when it is sent."""
    stay_id, day = STAY, bindparam("on", type_=Date())
    ends_at = bindparam("ends_at", type_=UtcDateTime())
    ward = (
        select(WardStay.ward_id)
        .where(WardStay.stay_id == stay_id, _covers(WardStay.started_at, WardStay.ended_at, ends_at))
        .order_by(WardStay.started_at.desc(), WardStay.id)
        .limit(1)
        .scalar_subquery()
    )
    away = (
        select(AbsencePeriod.kind)
        .where(
            AbsencePeriod.stay_id == stay_id,
            AbsencePeriod.cancelled_at.is_(None),
            _covers(AbsencePeriod.from_at, AbsencePeriod.returned_at, ends_at),
        )
        .order_by(AbsencePeriod.from_at.desc(), AbsencePeriod.id)
        .limit(1)
        .scalar_subquery()
    )
    ready = exists().where(
        ReadyPeriod.stay_id == stay_id,
        ReadyPeriod.started_on <= day,
        or_(ReadyPeriod.ended_on.is_(None), ReadyPeriod.ended_on > day),
    )
    return (
        select(
            Stay.organisation_id.label("of_trust"),
            Stay.person_id,
            Stay.admitted_on,
            Stay.left_on,
            Stay.state,
            Stay.last_ward_id,
            ward.label("ward_id"),
            away.label("away"),
            ready.label("is_ready"),
            *MARK_COLUMNS,
            DayPlan.id.label("plan_id"),
            DayPlan.version,
            DayPlan.steps,
            DayPlan.planned_by,
            DayPlan.planned_at,
        )
        .select_from(Stay)
        .outerjoin(DayMark, (DayMark.stay_id == Stay.id) & (DayMark.day == day))
        .outerjoin(DayPlan, (DayPlan.stay_id == Stay.id) & (DayPlan.day == day))
        .where(Stay.id == stay_id)
    )


def _covers(
    from_at: InstrumentedAttribute[datetime],
    until_at: InstrumentedAttribute[datetime | None],
    moment: ColumnElement[datetime],
) -> ColumnElement[bool]:
    """As `stays.rules.spans.span_at`: there from from_at on, no longer there at until_at itself."""
    return (from_at <= moment) & or_(until_at.is_(None), until_at > moment)


ABOUT = _about()


@dataclass(frozen=True, slots=True)
class Revision:
    """One version of a mark, for its history. undoes: the number whose content it brought back; 0 for "not marked"."""

    number: int
    undoes: int | None
    said: Content
    late_reason: str
    marked_by: str
    marked_at: datetime


def revisions_of(session: Session, mark_id: UUID) -> tuple[Revision, ...]:
    """Every version of a mark, the first first. Scope is the caller's, who found the mark by `get_day`."""
    rows = session.execute(
        select(*DayMarkRevision.__table__.columns)
        .where(DayMarkRevision.mark_id == mark_id)
        .order_by(DayMarkRevision.number)
    )
    return tuple(
        Revision(row.number, row.undoes, content_in(row), row.late_reason, row.marked_by, row.marked_at) for row in rows
    )
