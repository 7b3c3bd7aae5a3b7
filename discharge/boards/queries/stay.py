"""Everything that is known about one stay, in a number of statements that does not grow with its length."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.boards.queries.stay_awaited import StayAwaited, stay_awaited
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.days.models import DayMark, DayPlan
from discharge.days.rules.mark import Colour
from discharge.days.rules.steps import Step, kept_steps
from discharge.interop.queries.differences import FieldDifference, differences_of_stay
from discharge.partnership.policies import may_tell
from discharge.places.models import Organisation, Ward
from discharge.places.queries.numbers import policies as numbers_in_force
from discharge.places.rules.policy import Key
from discharge.stays import policies
from discharge.stays.models import (
    AbsencePeriod,
    Discharge,
    EddAsk,
    FollowUp,
    KeyDate,
    LegalPeriod,
    Stay,
    WardStay,
)
from discharge.stays.queries.base import get_stay
from discharge.stays.queries.elsewhere import Visitor, belonging
from discharge.stays.queries.leaving import AfterLeaving, after_leaving
from discharge.stays.queries.progress import Ledger, Ready, key_dates, ledgers, open_asks, open_ready, ready_periods
from discharge.stays.rules.length import LONG_STAY_NUMBERS, LongStay, LongStayLimits, length_so_far

STRIP_DAYS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One leg of the stay. ward: its name."""

    ward: str
    bed: str
    started_at: datetime
    is_time_assumed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DayMarked:
    """What was said about one day. steps: of a green day. reason: a code of the red-day list."""

    day: date
    colour: Colour
    absence_kind: str
    reason: str
    owner: str
    note: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeStay:
    """A stay with its histories, each oldest first. plan: the steps planned for today.

    edd_hours: within how many hours EDD, purpose, criteria and formulation are due.
    long_from: days from which a stay is long in this ward. bodies: names of organisations.
    after: what can still be put right once it is over. differences: where the last ward lists say something else.
    belonging: whether they may be of another area.
    may_*: what this actor may do.
    """

    stay: Stay
    now: datetime
    edd_hours: int
    long_from: LongStayLimits
    ledger: Ledger
    ask: EddAsk | None
    ready: tuple[Ready, ...]
    key_dates: Sequence[KeyDate]
    legs: tuple[Leg, ...]
    absences: Sequence[AbsencePeriod]
    legal: Sequence[LegalPeriod]
    discharges: Sequence[Discharge]
    after: AfterLeaving
    follow_ups: Sequence[FollowUp]
    marks: tuple[DayMarked, ...]
    plan: tuple[Step, ...]
    bodies: Mapping[UUID, str]
    differences: tuple[FieldDifference, ...]
    awaited: StayAwaited
    belonging: Visitor
    may_edit: bool
    may_mark: bool
    may_set_clinical_facts: bool
    may_tell_incident: bool

    @property
    def today(self) -> date:
        return local_date(self.now)

    @property
    def length(self) -> LongStay:
        """Whether this stay is long, for somebody who is here or on the day they left."""
        stay = self.stay
        until = stay.left_on or self.today
        return length_so_far(stay.ward.bed_type, stay.person.birth_date, stay.admitted_on, until, self.long_from)

    @property
    def is_ready(self) -> bool:
        return open_ready(self.ready) is not None

    @property
    def ready_now(self) -> Ready | None:
        return open_ready(self.ready)

    @property
    def strip_from(self) -> date:
        """The first day of the strip: fourteen days to today, or to the last day of a stay that is over."""
        return self.strip_until - timedelta(days=STRIP_DAYS - 1)

    @property
    def strip_until(self) -> date:
        left_on = self.stay.left_on
        if left_on is None:
            return self.today
        return max(self.stay.admitted_on, left_on - timedelta(days=1))

    def mark_on(self, day: date) -> DayMarked | None:
        return next((mark for mark in reversed(self.marks) if mark.day == day), None)


def whole_stay(session: Session, actor: Actor, stay_id: UUID, *, now: datetime) -> WholeStay:
    """Raises NotFound when the stay is not there or not this actor's to see."""
    stay = get_stay(session, actor, stay_id, now=now)
    today = local_date(now)
    one = [stay_id]
    of_ward = {"organisation_id": stay.organisation_id, "ward_id": stay.last_ward_id}
    numbers = numbers_in_force(session, [Key.EDD_DUE_HOURS, *LONG_STAY_NUMBERS], **of_ward, day=today)
    return WholeStay(
        stay=stay,
        now=now,
        edd_hours=numbers[Key.EDD_DUE_HOURS],
        long_from=LongStayLimits.of(numbers),
        ledger=ledgers(session, actor, one, now=now).get(stay_id, Ledger()),
        ask=open_asks(session, actor, one, now=now).get(stay_id),
        ready=tuple(ready_periods(session, actor, one, now=now).get(stay_id, ())),
        key_dates=key_dates(session, actor, one, now=now).get(stay_id, ()),
        legs=_legs(session, stay_id),
        absences=session.scalars(
            select(AbsencePeriod)
            .where(AbsencePeriod.stay_id == stay_id, AbsencePeriod.cancelled_at.is_(None))
            .order_by(AbsencePeriod.from_at, AbsencePeriod.id)
        ).all(),
        legal=session.scalars(
            select(LegalPeriod)
            .where(LegalPeriod.person_id == stay.person_id, LegalPeriod.struck_out_because == "")
            .order_by(LegalPeriod.started_on, LegalPeriod.entered_at, LegalPeriod.id)
        ).all(),
        discharges=session.scalars(
            select(Discharge).where(Discharge.stay_id == stay_id).order_by(Discharge.entered_at, Discharge.id)
        ).all(),
        after=after_leaving(session, stay),
        follow_ups=session.scalars(
            select(FollowUp).where(FollowUp.stay_id == stay_id).order_by(FollowUp.due_at, FollowUp.id)
        ).all(),
        marks=_marks(session, stay_id),
        plan=_plan(session, stay_id, today),
        bodies=_bodies(session, stay),
        differences=differences_of_stay(session, stay_id, now=now),
        awaited=stay_awaited(session, actor, stay, today=today),
        belonging=belonging(session, stay_id),
        may_edit=policies.may_edit(actor, stay),
        may_mark=policies.may_mark(actor, stay),
        may_set_clinical_facts=policies.may_set_clinical_facts(actor, stay),
        may_tell_incident=may_tell(actor, [stay.last_ward_id]),
    )


def _legs(session: Session, stay_id: UUID) -> tuple[Leg, ...]:
    rows = session.execute(
        select(Ward.name, WardStay.bed, WardStay.started_at, WardStay.is_time_assumed)
        .join(Ward, Ward.id == WardStay.ward_id)
        .where(WardStay.stay_id == stay_id)
        .order_by(WardStay.started_at, WardStay.id)
    )
    return tuple(
        Leg(ward=row.name, bed=row.bed, started_at=row.started_at, is_time_assumed=row.is_time_assumed) for row in rows
    )


def _marks(session: Session, stay_id: UUID) -> tuple[DayMarked, ...]:
    rows: Sequence[Any] = session.execute(
        select(
            DayMark.day,
            DayMark.colour,
            DayMark.absence_kind,
            DayMark.reason,
            DayMark.owner,
            DayMark.note,
            DayMark.interventions,
        )
        .where(DayMark.stay_id == stay_id, DayMark.colour.is_not(None))
        .order_by(DayMark.day)
    ).all()
    return tuple(
        DayMarked(
            day=row.day,
            colour=row.colour,
            absence_kind=row.absence_kind,
            reason=row.reason,
            owner=row.owner,
            note=row.note,
            steps=kept_steps(row.interventions),
        )
        for row in rows
    )


def _plan(session: Session, stay_id: UUID, day: date) -> tuple[Step, ...]:
    return kept_steps(session.scalar(select(DayPlan.steps).where(DayPlan.stay_id == stay_id, DayPlan.day == day)))


def _bodies(session: Session, stay: Stay) -> Mapping[UUID, str]:
    keys = [stay.responsible_icb_id, stay.responsible_council_id]
    rows = session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(keys)))
    return {row.id: row.name for row in rows}
