"""What a ward asked of the levels above, and what became of it: looked at, decided, owed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from discharge.access.rules import Permission
from discharge.blockers.queries.owners import names_of
from discharge.core.actor import Actor
from discharge.core.clock import local_date, moment_of
from discharge.core.reach import one_of
from discharge.escalation.models import Escalation, EscalationLook, EscalationStep
from discharge.escalation.queries.ladder import ladders_of
from discharge.escalation.rules.ladder import Terms
from discharge.escalation.rules.receipts import Told, receipt_of
from discharge.escalation.rules.states import ANSWERS, WORDED, ClosedBy, State, Subject
from discharge.places.models import Organisation, OrganisationKind, Ward
from discharge.places.queries import get_ward
from discharge.stays.models import Person, Stay

ANSWERED_DAYS = 28  # closed ones stay on the list for so long

_ANSWER = aliased(EscalationStep)
_LAST_ANSWER = (
    select(func.max(EscalationStep.number))
    .where(EscalationStep.escalation_id == Escalation.id, EscalationStep.kind.in_(ANSWERS))
    .correlate(Escalation)
    .scalar_subquery()
)
_LOOKED_HERE = exists().where(EscalationLook.escalation_id == Escalation.id, EscalationLook.level == Escalation.level)


def _last_look(column: Any) -> Any:
    of_one = select(column).where(EscalationLook.escalation_id == Escalation.id).correlate(Escalation)
    return of_one.order_by(EscalationLook.at.desc(), EscalationLook.name).limit(1).scalar_subquery()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One open ask about a person, as the board and the round tell of it. level: where it stands."""

    escalation_id: UUID
    reference: str
    ask: str
    level: int
    told: Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """One escalation of a ward. steps: oldest first. surname "": no person."""

    escalation: Escalation
    told: Told
    person_id: UUID | None
    surname: str
    given_name: str
    bed: str
    owner: str
    steps: Sequence[EscalationStep]

    @property
    def escalation_id(self) -> UUID:
        return self.escalation.id

    @property
    def reference(self) -> str:
        return self.escalation.reference

    @property
    def ask(self) -> str:
        return self.escalation.ask


@dataclass(frozen=True, slots=True, kw_only=True)
class WardRaised:
    """open: the longest first. closed: the newest first. first, last: of the month, None for open and closed lately."""

    ward: Ward
    open: Sequence[Raised]
    closed: Sequence[Raised]
    today: date
    first: date | None = None
    last: date | None = None

    @property
    def person_ids(self) -> set[UUID]:
        return {each.person_id for each in (*self.open, *self.closed) if each.person_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemesRaised:
    """What was asked about no one person or ward. trusts: where this actor may ask so. ladders: of each, today."""

    trusts: Sequence[Organisation]
    raised: Sequence[Raised]
    ladders: Mapping[UUID, Mapping[int, Terms]]


def raised_about_themes(session: Session, actor: Actor, *, now: datetime) -> ThemesRaised:
    """Where this actor may ask at a trust: what is open there, the longest first, and what was closed in four weeks."""
    today = local_date(now)
    may_raise = one_of(Organisation.id, actor.places(Permission.RAISE_ESCALATIONS))
    theirs = select(Organisation).where(Organisation.kind == OrganisationKind.TRUST, may_raise)
    trusts = session.scalars(theirs.order_by(Organisation.name, Organisation.id)).all()
    which = and_(
        Escalation.subject == Subject.THEME,
        one_of(Escalation.organisation_id, {trust.id for trust in trusts}),
        or_(Escalation.state.in_(WORDED), Escalation.closed_at >= now - timedelta(days=ANSWERED_DAYS)),
    )
    return ThemesRaised(
        trusts=trusts,
        raised=_rows(session, which, today) if trusts else (),
        ladders=ladders_of(session, {trust.id: trust.system_id for trust in trusts}, today),
    )


def raised_by_ward(session: Session, actor: Actor, ward_id: UUID, *, now: datetime) -> WardRaised:
    """Everything open, and what was closed in the last four weeks. Raises NotFound for a ward out of sight."""
    ward = get_ward(session, actor, ward_id, Permission.SEE_STAYS)
    since = now - timedelta(days=ANSWERED_DAYS)
    found = _raised(session, ward.id, or_(Escalation.state.in_(WORDED), Escalation.closed_at >= since), local_date(now))
    return WardRaised(
        ward=ward,
        open=[each for each in found if each.escalation.state.is_open],
        closed=[each for each in reversed(found) if not each.escalation.state.is_open],
        today=local_date(now),
    )


def raised_in_month(session: Session, actor: Actor, ward_id: UUID, first: date, *, now: datetime) -> WardRaised:
    """What was open at any time of the month that begins on `first`: asked before its end, not closed before it."""
    ward = get_ward(session, actor, ward_id, Permission.SEE_STAYS)
    after = (first + timedelta(days=31)).replace(day=1)
    begin, end = moment_of(first, time()), moment_of(after, time())
    in_month = and_(Escalation.raised_at < end, or_(Escalation.closed_at.is_(None), Escalation.closed_at >= begin))
    found = _raised(session, ward.id, in_month, local_date(now))
    return WardRaised(
        ward=ward,
        open=[each for each in found if each.escalation.closed_at is None or each.escalation.closed_at >= end],
        closed=[each for each in found if each.escalation.closed_at is not None and each.escalation.closed_at < end],
        today=local_date(now),
        first=first,
        last=after - timedelta(days=1),
    )


def standing_about(stays: Select[Any] | Sequence[UUID]) -> Select[*tuple[Any, ...]]:
    """What is open and worded about these stays with the newest answer and look: one statement for a whole ward."""
    return (
        select(
            Escalation.id,
            Escalation.stay_id,
            Escalation.number,
            Escalation.ask,
            Escalation.state,
            Escalation.level,
            Escalation.asked_id,
            Escalation.answer_due_on,
            Escalation.promised_on,
            Escalation.paused_on,
            _LOOKED_HERE.label("has_looked"),
            _last_look(EscalationLook.name).label("looked_by"),
            _last_look(EscalationLook.at).label("looked_at"),
            _ANSWER.kind,
            _ANSWER.by,
            _ANSWER.at,
            _ANSWER.words,
            _ANSWER.done_by,
        )
        .outerjoin(_ANSWER, and_(_ANSWER.escalation_id == Escalation.id, _ANSWER.number == _LAST_ANSWER))
        .where(Escalation.stay_id.in_(stays), Escalation.state.in_(WORDED))
        .order_by(Escalation.raised_at.desc(), Escalation.id)
    )


def standing_by_stay(rows: Iterable[Row[*tuple[Any, ...]]], today: date) -> Mapping[UUID, tuple[Standing, ...]]:
    """What `standing_about` found, by stay, the newest first."""
    found: defaultdict[UUID, list[Standing]] = defaultdict(list)
    for row in rows:
        receipt = receipt_of(
            row.state,
            has_looked=row.has_looked,
            is_asked=row.asked_id is not None,
            answer=row.kind,
            answer_due_on=row.answer_due_on,
            promised_on=row.promised_on,
            is_paused=row.paused_on is not None,
            today=today,
        )
        told = Told(
            receipt=receipt,
            looked_by=row.looked_by or "",
            looked_on=local_date(row.looked_at) if row.looked_at else None,
            answer=row.kind,
            answered_by=row.by or "",
            answered_on=local_date(row.at) if row.at else None,
            words=row.words or "",
            done_by=row.done_by or "",
            promised_on=None if row.paused_on else row.promised_on,
            answer_due_on=None if row.paused_on else row.answer_due_on,
        )
        found[row.stay_id].append(
            Standing(escalation_id=row.id, reference=f"E-{row.number}", ask=row.ask, level=row.level, told=told)
        )
    return {stay_id: tuple(each) for stay_id, each in found.items()}


def _raised(session: Session, ward_id: UUID, which: ColumnElement[bool], today: date) -> Sequence[Raised]:
    return _rows(
        session,
        and_(
            Escalation.ward_id == ward_id,
            Escalation.state != State.TO_WORD,
            or_(Escalation.closed_by.is_(None), Escalation.closed_by.not_in([ClosedBy.NOT_RAISED, ClosedBy.LAPSED])),
            which,
        ),
        today,
    )


def _rows(session: Session, which: ColumnElement[bool], today: date) -> Sequence[Raised]:
    rows = session.execute(
        select(Escalation, Person.id, Person.surname, Person.given_name, Stay.bed)
        .outerjoin(Stay, Stay.id == Escalation.stay_id)
        .outerjoin(Person, Person.id == Stay.person_id)
        .where(which)
        .order_by(Escalation.raised_at, Escalation.id)
    ).all()
    keys = [row.Escalation.id for row in rows]
    steps: defaultdict[UUID, list[EscalationStep]] = defaultdict(list)
    looks: defaultdict[UUID, list[EscalationLook]] = defaultdict(list)
    if keys:
        for step in session.scalars(
            select(EscalationStep)
            .where(EscalationStep.escalation_id.in_(keys))
            .order_by(EscalationStep.escalation_id, EscalationStep.number)
        ):
            steps[step.escalation_id].append(step)
        for look in session.scalars(
            select(EscalationLook)
            .where(EscalationLook.escalation_id.in_(keys))
            .order_by(EscalationLook.at, EscalationLook.user_id, EscalationLook.level)
        ):
            looks[look.escalation_id].append(look)
    names = names_of(session, [row.Escalation.owner for row in rows])
    return [
        Raised(
            escalation=row.Escalation,
            person_id=row.id,
            surname=row.surname or "",
            given_name=row.given_name or "",
            bed=row.bed or "",
            owner=names.of(row.Escalation.owner),
            steps=steps[row.Escalation.id],
            told=_told_of(row.Escalation, steps[row.Escalation.id], looks[row.Escalation.id], today),
        )
        for row in rows
    ]


def _told_of(
    escalation: Escalation, steps: Sequence[EscalationStep], looks: Sequence[EscalationLook], today: date
) -> Told:
    """The same from rows that were loaded whole. looks: the first first."""
    answer = next((step for step in reversed(steps) if step.kind.is_answer), None)
    look = looks[-1] if looks else None
    return Told(
        receipt=receipt_of(
            escalation.state,
            has_looked=any(each.level == escalation.level for each in looks),
            is_asked=escalation.asked_id is not None,
            answer=answer.kind if answer else None,
            answer_due_on=escalation.answer_due_on,
            promised_on=escalation.promised_on,
            is_paused=escalation.paused_on is not None,
            today=today,
        ),
        looked_by=look.name if look else "",
        looked_on=local_date(look.at) if look else None,
        answer=answer.kind if answer else None,
        answered_by=answer.by if answer else "",
        answered_on=local_date(answer.at) if answer else None,
        words=answer.words if answer else "",
        done_by=answer.done_by if answer else "",
        promised_on=None if escalation.paused_on else escalation.promised_on,
        answer_due_on=None if escalation.paused_on else escalation.answer_due_on,
    )
