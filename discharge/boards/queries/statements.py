"""The statements of a ward's board.

Built once: building them for each request would cost more than running them.
"""

from datetime import date
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Date,
    Select,
    Uuid,
    and_,
    bindparam,
    func,
    literal,
    null,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import aliased

from discharge.access.models import Visit
from discharge.blockers.models import Blocker, BlockerStep
from discharge.boards.queries.awaited import FUNDING_STATES, IN_HOUSING, LAST_TURN, standing_of
from discharge.boards.queries.crowd import MOST_READ
from discharge.days.models import DayMark, DayPlan
from discharge.days.rules.mark import Colour
from discharge.escalation.models import Escalation, EscalationStep
from discharge.escalation.queries.receipts import standing_about
from discharge.escalation.rules.states import ClosedBy
from discharge.escalation.rules.states import State as EscalationState
from discharge.funding.models import FundingCase, FundingStep
from discharge.housing.models import HousingCase, HousingStep
from discharge.places.models import RoundPattern, Ward, WardCapacity
from discharge.places.queries import decided
from discharge.places.rules.policy import Key
from discharge.stays.models import (
    AbsencePeriod,
    EddAsk,
    ExpectedDischarge,
    FollowUp,
    LegalPeriod,
    Person,
    ReadyPeriod,
    ReadyReason,
    Stay,
)
from discharge.stays.models.leaving import FollowUpState
from discharge.stays.models.stay import StayState
from discharge.stays.queries.base import in_bed_order
from discharge.stays.rules.length import LONG_STAY_NUMBERS

_WARD_ID = bindparam("ward_id", type_=Uuid())
_TODAY = bindparam("today", type_=Date())
_FIRST = bindparam("first", type_=Date())
_USER_ID = bindparam("user_id", type_=Uuid())


def _newest(table: Any) -> Any:
    """The day from which the row of a dated table holds that is in force today."""
    other = aliased(table)
    return select(func.max(other.from_on)).where(other.ward_id == Ward.id, other.from_on <= _TODAY).scalar_subquery()


NUMBERS = (Key.EDD_DUE_HOURS, *LONG_STAY_NUMBERS)
OF_WARD, OF_TRUST = "ward_", "trust_"

WARD: Select[*tuple[Any, ...]] = (
    select(
        Ward.id,
        Ward.organisation_id,
        Ward.name,
        Ward.bed_type,
        WardCapacity,
        RoundPattern,
        Visit.at,
        Visit.previous_at,
        *(decided(key, Ward.organisation_id, Ward.id, _TODAY).label(OF_WARD + key.value) for key in NUMBERS),
        *(decided(key, Ward.organisation_id, None, _TODAY).label(OF_TRUST + key.value) for key in NUMBERS),
    )
    .select_from(Ward)
    .outerjoin(WardCapacity, and_(WardCapacity.ward_id == Ward.id, WardCapacity.from_on == _newest(WardCapacity)))
    .outerjoin(RoundPattern, and_(RoundPattern.ward_id == Ward.id, RoundPattern.from_on == _newest(RoundPattern)))
    .outerjoin(Visit, and_(Visit.place_id == Ward.id, Visit.user_id == _USER_ID))
    .where(Ward.id == _WARD_ID)
)

_here = aliased(Stay)
_HERE = select(
    select(_here.id)
    .where(_here.last_ward_id == _WARD_ID, _here.state == StayState.OPEN)
    .order_by(*in_bed_order(_here.bed, _here))
    .limit(MOST_READ)
    .subquery()
    .c.id
)
_owing = aliased(FollowUp)
_OWING = select(_owing.stay_id).where(_owing.ward_id == _WARD_ID, _owing.state == FollowUpState.OWED)
# What is read begins with these few: asked for at the end, PostgreSQL would join all else to every stay of the trust.
_SHOWN = union(_HERE, _OWING).subquery()


def _last_step_of(told: Any, step: Any, key: Any) -> Select[*tuple[Any, ...]]:
    """When anything last happened to what is told of one person."""
    return select(func.max(step.at)).join(told, told.id == key).where(told.stay_id == Stay.id).correlate(Stay)


_reasons, _periods, _asks = aliased(ReadyReason), aliased(LegalPeriod), aliased(EddAsk)
_marks, _last, _broken, _run, _said = (aliased(DayMark) for _ in range(5))

_LAST_REASON = (
    select(_reasons.id)
    .where(_reasons.period_id == ReadyPeriod.id, _reasons.from_on <= _TODAY)
    .order_by(_reasons.from_on.desc())
    .limit(1)
    .scalar_subquery()
)
_HOLDING = (
    select(_periods.id)
    .where(
        _periods.person_id == Stay.person_id,
        _periods.started_on <= _TODAY,
        or_(_periods.ended_on.is_(None), _periods.ended_on > _TODAY),
        _periods.struck_out_because == "",
    )
    .order_by(_periods.started_on.desc(), _periods.entered_at.desc(), _periods.id)
    .limit(1)
    .scalar_subquery()
)
_OPEN_ASK = (
    select(_asks.id)
    .where(_asks.stay_id == Stay.id, _asks.answered_at.is_(None))
    .order_by(_asks.asked_at.desc(), _asks.id)
    .limit(1)
    .scalar_subquery()
)
_LAST_COUNTED = (
    select(_marks.id)
    .where(_marks.stay_id == Stay.id, _marks.colour.in_([Colour.GREEN, Colour.RED]))
    .order_by(_marks.day.desc())
    .limit(1)
    .scalar_subquery()
)
# The same count as days.rules.runs, from the newest mark back to the one that breaks the run, however long it is.
_BREAK = (
    select(_broken.day)
    .where(
        _broken.stay_id == Stay.id,
        or_(_broken.colour == Colour.GREEN, and_(_broken.colour == Colour.RED, _broken.reason != _last.reason)),
    )
    .order_by(_broken.day.desc())
    .limit(1)
    .correlate(Stay, _last)
    .scalar_subquery()
)
_RUN_LENGTH = (
    select(func.count())
    .select_from(_run)
    .where(
        _run.stay_id == Stay.id,
        _last.colour == Colour.RED,
        _run.colour == Colour.RED,
        _run.day > func.coalesce(_BREAK, date.min),
    )
    .correlate(Stay, _last)
    .scalar_subquery()
)

# When anything that a row says was last entered: the marks shown, and every step of what is awaited. Read here and not
# with each mark: on SQLite, reading a moment costs more than all else of the row.
_WORDED = and_(
    Escalation.state != EscalationState.TO_WORD,
    or_(Escalation.closed_by.is_(None), Escalation.closed_by.not_in([ClosedBy.NOT_RAISED, ClosedBy.LAPSED])),
)
_SAID = union_all(
    select(func.max(_said.marked_at).label("at"))
    .where(_said.stay_id == Stay.id, _said.day.between(_FIRST, _TODAY))
    .correlate(Stay),
    _last_step_of(Blocker, BlockerStep, BlockerStep.blocker_id),
    _last_step_of(aliased(HousingCase), HousingStep, HousingStep.case_id),
    _last_step_of(FundingCase, FundingStep, FundingStep.case_id),
    _last_step_of(Escalation, EscalationStep, EscalationStep.escalation_id).where(_WORDED),
).subquery()
_LAST_SAID_AT = select(func.max(_SAID.c.at)).scalar_subquery()

PEOPLE: Select[*tuple[Any, ...]] = (
    select(
        Stay.id.label("stay_id"),
        Stay.person_id,
        Stay.state,
        Stay.bed,
        Stay.admitted_at,
        Stay.admitted_on,
        Stay.left_on,
        Stay.planned_discharge_on,
        Stay.next_discharge_step,
        Stay.changed_at,
        Person.surname,
        Person.given_name,
        Person.local_number,
        Person.birth_date,
        Person.is_address_protected,
        ReadyPeriod.started_on.label("ready_on"),
        ReadyReason.reason.label("ready_reason"),
        AbsencePeriod.kind.label("away"),
        AbsencePeriod.from_at.label("away_since"),
        AbsencePeriod.due_back_at,
        LegalPeriod.code.label("legal_code"),
        LegalPeriod.kind.label("legal_kind"),
        LegalPeriod.started_on.label("legal_from"),
        LegalPeriod.expires_on.label("legal_until"),
        EddAsk.ask_whom,
        EddAsk.ask_by,
        EddAsk.awaits,
        DayPlan.steps.label("plan"),
        DayPlan.planned_at,
        _last.colour.label("last_colour"),
        _last.reason.label("last_reason"),
        _last.owner.label("last_owner"),
        _last.next_step.label("last_next_step"),
        _last.day.label("last_day"),
        _LAST_SAID_AT.label("last_said_at"),
        _RUN_LENGTH.label("run"),
        HousingCase.state.label("housing"),
        LAST_TURN.label("housing_turn"),
        FUNDING_STATES.label("funding"),
        FollowUp.id.label("follow_up_id"),
        FollowUp.receiving_team,
        FollowUp.owner,
        FollowUp.due_at,
        FollowUp.booked_at,
    )
    .select_from(_SHOWN)
    .join(Stay, Stay.id == _SHOWN.c.id)
    .join(Person, Person.id == Stay.person_id)
    .outerjoin(ReadyPeriod, and_(ReadyPeriod.stay_id == Stay.id, ReadyPeriod.ended_on.is_(None)))
    .outerjoin(ReadyReason, ReadyReason.id == _LAST_REASON)
    .outerjoin(
        AbsencePeriod,
        and_(
            AbsencePeriod.stay_id == Stay.id,
            AbsencePeriod.returned_at.is_(None),
            AbsencePeriod.cancelled_at.is_(None),
        ),
    )
    .outerjoin(LegalPeriod, LegalPeriod.id == _HOLDING)
    .outerjoin(EddAsk, EddAsk.id == _OPEN_ASK)
    .outerjoin(DayPlan, and_(DayPlan.stay_id == Stay.id, DayPlan.day == _TODAY))
    .outerjoin(_last, _last.id == _LAST_COUNTED)
    .outerjoin(HousingCase, IN_HOUSING)
    .outerjoin(
        FollowUp,
        and_(
            FollowUp.stay_id == Stay.id,
            FollowUp.ward_id == _WARD_ID,
            FollowUp.state == FollowUpState.OWED,
            Stay.state != StayState.OPEN,
        ),
    )
    .order_by(*in_bed_order(Stay.bed))
)

# Marks of the last days have number 0; versions of the EDD count from 1, with the date as day and their kind as reason.
DAYS: CompoundSelect[*tuple[Any, ...]] = union_all(
    select(
        DayMark.stay_id,
        literal(0).label("number"),
        DayMark.day,
        DayMark.colour,
        DayMark.absence_kind,
        DayMark.interventions,
        DayMark.reason,
        DayMark.owner,
        DayMark.note,
    ).where(DayMark.stay_id.in_(_HERE), DayMark.day.between(_FIRST, _TODAY), DayMark.colour.is_not(None)),
    select(
        ExpectedDischarge.stay_id,
        ExpectedDischarge.number,
        ExpectedDischarge.expected_on,
        *(null() for _ in range(3)),
        ExpectedDischarge.reason_kind,
        *(null() for _ in range(2)),
    ).where(ExpectedDischarge.stay_id.in_(_HERE)),
).order_by("stay_id", "number", "day")

STANDING = standing_of(_HERE)
ASKED = standing_about(_HERE)
