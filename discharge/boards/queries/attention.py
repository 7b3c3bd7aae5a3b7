"""What a coordinator looks at first: how much of each there is, in one statement, and the people behind a number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, null, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from discharge.access.rules import Permission
from discharge.blockers.models import Blocker
from discharge.blockers.rules.states import STANDING, State
from discharge.core.actor import Actor
from discharge.core.clock import local_date, moment_of
from discharge.core.reach import one_of
from discharge.days.models import DayMark
from discharge.escalation.models import Escalation
from discharge.escalation.rules.states import State as EscalationState
from discharge.housing.models import CaseState, ConsentSubject, DutyConsent, DutyReferral, HousingCase
from discharge.housing.rules.case import HomeNeed
from discharge.housing.rules.codes import CONSENT_STATES
from discharge.housing.rules.duty import NOT_ASKED, STOPPED
from discharge.places.models import Ward
from discharge.stays.models import ExpectedDischarge, FollowUp, Person, ReadyPeriod, Stay
from discharge.stays.models.leaving import FollowUpState
from discharge.stays.models.stay import StayState

Statement = Select[*tuple[Any, ...]]


class Look(StrEnum):
    """What there is to look at, in the order in which it is shown."""

    NEW = "new"
    LATE = "late"
    UNNAMED = "unnamed"
    EDD_PASSED = "edd-passed"
    NOT_MARKED = "not-marked"
    DUTY_UNSENT = "duty-unsent"
    FOLLOW_UP = "follow-up"
    TO_WORD = "to-word"


ON_WORKLIST = frozenset({Look.LATE, Look.UNNAMED})  # their rows are lines of the worklist
ON_DESK = frozenset({Look.TO_WORD})  # theirs are lines of the list of what waits to be worded


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One person behind a number. about_id: of the blocker or the follow-up. reason: a code.

    on, at: the day or the moment that it is about.
    """

    stay_id: UUID
    organisation_id: UUID
    person_id: UUID
    surname: str
    given_name: str
    local_number: str
    bed: str
    ward_name: str
    about_id: UUID | None
    reason: str | None
    on: date | None
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """Everybody behind one number."""

    look: Look
    now: datetime
    rows: Sequence[Found]


def attention_counts(session: Session, actor: Actor, *, now: datetime) -> Mapping[Look, int]:
    """How much of each there is on the wards where this actor works on blockers, in one statement."""
    found = ((look, _found(look, actor, now).order_by(None).subquery()) for look in Look)
    each = (select(func.count()).select_from(rows).scalar_subquery().label(look.name) for look, rows in found)
    counts = session.execute(select(*each)).one()
    return {look: getattr(counts, look.name) for look in Look}


def attention(session: Session, actor: Actor, look: Look, *, now: datetime) -> Attention:
    """The people behind one number, in one statement."""
    rows = session.execute(_found(look, actor, now)).all()
    return Attention(look=look, now=now, rows=[Found(**row._mapping) for row in rows])  # noqa: SLF001 (public)


def _found(look: Look, actor: Actor, now: datetime) -> Statement:
    today = local_date(now)
    if look is Look.FOLLOW_UP:
        return _follow_ups(actor)
    if look is Look.EDD_PASSED:
        return _edd_passed(actor, today)
    if look is Look.DUTY_UNSENT:
        return _duty_unsent(actor)
    if look is Look.TO_WORD:
        about = and_(Escalation.stay_id == Stay.id, Escalation.state == EscalationState.TO_WORD)
        return _here(actor, _people(about=Escalation.id, on=Escalation.raised_on)).join(Escalation, about)
    if look is Look.NOT_MARKED:
        marked = exists().where(DayMark.stay_id == Stay.id, DayMark.day == today, DayMark.colour.is_not(None))
        return _here(actor, _people()).where(~marked)
    owed = _here(actor, _people(about=Blocker.id, reason=Blocker.reason, on=Blocker.raised_on)).join(
        Blocker, and_(Blocker.stay_id == Stay.id, Blocker.state.in_(STANDING))
    )
    runs = and_(Blocker.state == State.OPEN, Blocker.is_answered.is_(False))
    since = moment_of(today - timedelta(days=1), time())
    return owed.where(
        {
            Look.NEW: Blocker.raised_at >= since,
            Look.LATE: and_(runs, Blocker.due_on < today),
            Look.UNNAMED: Blocker.named_person == "",
        }[look]
    )


def _edd_passed(actor: Actor, today: date) -> Statement:
    later = aliased(ExpectedDischarge)
    newest = select(func.max(later.number)).where(later.stay_id == Stay.id).scalar_subquery()
    ready = exists().where(ReadyPeriod.stay_id == Stay.id, ReadyPeriod.ended_on.is_(None))
    current = and_(ExpectedDischarge.stay_id == Stay.id, ExpectedDischarge.number == newest)
    return (
        _here(actor, _people(on=ExpectedDischarge.expected_on))
        .join(ExpectedDischarge, current)
        .where(ExpectedDischarge.expected_on < today, ~ready)
    )


def _duty_unsent(actor: Actor) -> Statement:
    """A home at risk, no referral to a council, and nobody who said no to one.

    Any referral of this stay counts as one, waiting or answered, also to children's services or where the council could
    not reach the person; only one that was stopped does not.
    """
    later = aliased(DutyConsent)
    newest = select(func.max(later.number)).where(
        later.case_id == DutyConsent.case_id, later.subject == ConsentSubject.REFER
    )
    said_no = exists().where(
        DutyConsent.case_id == HousingCase.id,
        DutyConsent.subject == ConsentSubject.REFER,
        DutyConsent.number == newest.scalar_subquery(),
        DutyConsent.state.in_([each.code for each in CONSENT_STATES if not each.allows and each.code != NOT_ASKED]),
    )
    sent = exists().where(DutyReferral.stay_id == Stay.id, DutyReferral.outcome != STOPPED)
    at_risk = case(
        (HousingCase.id.is_(None), Stay.is_home_at_risk.is_(True)),
        (HousingCase.state == CaseState.CLOSED, false()),
        else_=HousingCase.need == HomeNeed.AT_RISK,
    )
    return (
        _here(actor, _people(on=Stay.admitted_on))
        .outerjoin(HousingCase, HousingCase.stay_id == Stay.id)
        .where(at_risk, ~sent, ~said_no)
    )


def _follow_ups(actor: Actor) -> Statement:
    return (
        _people(about=FollowUp.id, on=Stay.left_on, at=FollowUp.due_at)
        .join(FollowUp, FollowUp.stay_id == Stay.id)
        .join(Ward, Ward.id == FollowUp.ward_id)
        .where(_reach(actor, FollowUp.ward_id), FollowUp.state == FollowUpState.OWED)
        .order_by(FollowUp.due_at, FollowUp.id)
    )


def _people(*, about: Any = None, reason: Any = None, on: Any = None, at: Any = None) -> Statement:
    return (
        select(
            Stay.id.label("stay_id"),
            Stay.organisation_id,
            Stay.person_id,
            Person.surname,
            Person.given_name,
            Person.local_number,
            Stay.bed,
            Ward.name.label("ward_name"),
            (null() if about is None else about).label("about_id"),
            (null() if reason is None else reason).label("reason"),
            (null() if on is None else on).label("on"),
            (null() if at is None else at).label("at"),
        )
        .select_from(Stay)
        .join(Person, Person.id == Stay.person_id)
    )


def _here(actor: Actor, people: Statement) -> Statement:
    """Of people in hospital now, ward by ward."""
    return (
        people.join(Ward, Ward.id == Stay.last_ward_id)
        .where(_reach(actor, Stay.last_ward_id), Stay.state == StayState.OPEN)
        .order_by(Ward.name, Person.surname, Person.given_name, Stay.id)
    )


def _reach(actor: Actor, ward_id: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    return true() if actor.everywhere else one_of(ward_id, actor.places(Permission.WORK_BLOCKERS))
