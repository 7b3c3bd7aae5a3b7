"""What was answered of late, and what rose without an answer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.escalation.models import Escalation, EscalationStep, LadderPost
from discharge.escalation.policies import visible_to
from discharge.escalation.queries.waiting import stood_at
from discharge.escalation.rules.states import ANSWERS, StepKind
from discharge.notices.models import ToldNotice
from discharge.notices.rules.kinds import Kind
from discharge.places.queries import holidays
from discharge.places.rules.calendar import working_days_between
from discharge.stays.models import Stay

WEEK: Final = timedelta(days=7)
ARRIVALS: Final = (
    StepKind.RAISED,
    StepKind.RETURNED,
    StepKind.RISEN,
    StepKind.PROMISE_MISSED,
    StepKind.UNANSWERED,
    StepKind.ASKED_EXECUTIVE,
)
BY_CLOCK: Final = (StepKind.RISEN, StepKind.UNANSWERED)
SETTLED: Final = (StepKind.DECIDED, StepKind.TAKEN_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The last seven days. days: median working days from reaching the level to what was decided; None of nothing.

    risen: went up by the clock without an answer. lapsed: an executive who was asked gave none, and it went back to who
    asked. unseen: answers that nobody who asked has looked at.
    """

    decided: int
    days: float | None
    returned: int
    asked_back: int
    asked_others: int
    risen: int
    lapsed: int
    unseen: int

    @property
    def answers(self) -> int:
        return self.decided + self.returned + self.asked_back + self.asked_others

    @property
    def has_any(self) -> bool:
        return bool(self.answers or self.risen or self.lapsed)


def answered_lately(session: Session, actor: Actor, posts: Sequence[LadderPost], *, now: datetime) -> Answered:
    """What was answered and what rose in seven days where it stood with these posts; all in sight when there are none.

    An answer is unseen while none of those who were told of it has opened that. Two statements.
    """
    rows = session.execute(
        select(
            EscalationStep.id,
            EscalationStep.kind,
            EscalationStep.by_id,
            EscalationStep.at,
            _before(EscalationStep.at).label("reached_at"),
            Escalation.raised_by_id,
            Escalation.named_person_id,
        )
        .join(Escalation, Escalation.id == EscalationStep.escalation_id)
        .outerjoin(Stay, Stay.id == Escalation.stay_id)
        .where(*_of_week(actor, posts, now))
        .order_by(EscalationStep.at, EscalationStep.id)
    ).all()
    known = holidays()
    decided = [row for row in rows if row.kind in SETTLED]
    took = [
        working_days_between(local_date(row.reached_at), local_date(row.at), known).count
        for row in decided
        if row.reached_at is not None
    ]
    return Answered(
        decided=len(decided),
        days=median(took) if took else None,
        returned=sum(row.kind is StepKind.RETURNED for row in rows),
        asked_back=sum(row.kind is StepKind.ASKED_BACK for row in rows),
        asked_others=sum(row.kind is StepKind.ASKED_EXECUTIVE for row in rows),
        risen=sum(row.kind is StepKind.RISEN for row in rows),
        lapsed=sum(row.kind is StepKind.UNANSWERED for row in rows),
        unseen=_unseen(
            session,
            [row.id for row in rows if row.kind.is_answer],
            {user_id for row in rows for user_id in (row.raised_by_id, row.named_person_id) if user_id},
        ),
    )


def _of_week(actor: Actor, posts: Sequence[LadderPost], now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Answers, and what the clock took from a level, of seven days. A statement that joins the stay."""
    stood_with = _before(EscalationStep.with_id)  # None where it came to a level of the trust
    by_clock = and_(EscalationStep.kind.in_(BY_CLOCK), EscalationStep.by_id.is_(None))
    return (
        EscalationStep.at > now - WEEK,
        or_(EscalationStep.kind.in_(ANSWERS), by_clock),
        or_(*(stood_at(post, EscalationStep.level_before, stood_with) for post in posts)) if posts else true(),
        visible_to(actor),
    )


def _before(column: InstrumentedAttribute[Any]) -> ScalarSelect[Any]:
    """Of the step by which it came to where it stood before this one."""
    before = aliased(EscalationStep)
    return (
        select(getattr(before, column.key))
        .where(
            before.escalation_id == EscalationStep.escalation_id,
            before.number < EscalationStep.number,
            before.kind.in_(ARRIVALS),
        )
        .order_by(before.number.desc())
        .limit(1)
        .scalar_subquery()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOfWeek:
    """One answer, or one rise by the clock. by "": the clock."""

    escalation_id: UUID
    reference: str
    ask: str
    kind: StepKind
    by: str
    at: datetime


def steps_of_week(
    session: Session, actor: Actor, posts: Sequence[LadderPost], *, now: datetime
) -> Sequence[StepOfWeek]:
    """What `answered_lately` counts for the same posts, the newest first."""
    rows = session.execute(
        select(Escalation, EscalationStep)
        .join(EscalationStep, EscalationStep.escalation_id == Escalation.id)
        .outerjoin(Stay, Stay.id == Escalation.stay_id)
        .where(*_of_week(actor, posts, now))
        .order_by(EscalationStep.at.desc(), EscalationStep.id)
    )
    return [
        StepOfWeek(
            escalation_id=escalation.id,
            reference=escalation.reference,
            ask=escalation.ask,
            kind=step.kind,
            by=step.by if step.by_id else "",
            at=step.at,
        )
        for escalation, step in rows
    ]


def _unseen(session: Session, step_ids: Sequence[UUID], told: Collection[UUID]) -> int:
    read = session.execute(
        select(ToldNotice.key, func.count(ToldNotice.read_at))
        .where(
            ToldNotice.user_id.in_(told),
            ToldNotice.kind == Kind.ESCALATION_ANSWERED,
            ToldNotice.key.in_([str(key) for key in step_ids]),
        )
        .group_by(ToldNotice.key)
    )
    return sum(not number for _, number in read)
