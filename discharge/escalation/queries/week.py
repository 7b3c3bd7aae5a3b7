"""What was answered of late, and what rose without an answer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Final
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.escalation.models import Escalation, EscalationStep
from discharge.escalation.policies import visible_to
from discharge.escalation.rules.ladder import LEVELS
from discharge.escalation.rules.states import StepKind
from discharge.notices.models import ToldNotice
from discharge.notices.rules.kinds import Kind
from discharge.places.queries import holidays
from discharge.places.rules.calendar import working_days_between

WEEK: Final = timedelta(days=7)
ARRIVALS: Final = (
    StepKind.RAISED,
    StepKind.RETURNED,
    StepKind.RISEN,
    StepKind.PROMISE_MISSED,
    StepKind.UNANSWERED,
    StepKind.ASKED_EXECUTIVE,
)
SETTLED: Final = (StepKind.DECIDED, StepKind.TAKEN_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The last seven days. days: median working days from reaching the level to what was decided; None of nothing.

    risen: went up by the clock without an answer. unseen: answers that nobody who asked has looked at.
    """

    decided: int
    days: float | None
    returned: int
    asked_back: int
    asked_others: int
    risen: int
    unseen: int

    @property
    def answers(self) -> int:
        return self.decided + self.returned + self.asked_back + self.asked_others


def answered_lately(session: Session, actor: Actor, levels: frozenset[int], *, now: datetime) -> Answered:
    """What was answered and what rose in seven days at these levels, at all of them when none is named.

    An answer is unseen while none of those who were told of it has opened that. Two statements.
    """
    before = aliased(EscalationStep)
    reached = (
        select(func.max(before.at))
        .where(
            before.escalation_id == EscalationStep.escalation_id,
            before.number < EscalationStep.number,
            before.kind.in_(ARRIVALS),
        )
        .scalar_subquery()
    )
    kinds = [kind for kind in StepKind if kind.is_answer or kind is StepKind.RISEN]
    rows = session.execute(
        select(
            EscalationStep.id,
            EscalationStep.kind,
            EscalationStep.by_id,
            EscalationStep.at,
            reached.label("reached_at"),
            Escalation.raised_by_id,
            Escalation.named_person_id,
        )
        .join(Escalation, Escalation.id == EscalationStep.escalation_id)
        .where(
            EscalationStep.at > now - WEEK,
            EscalationStep.kind.in_(kinds),
            EscalationStep.level_before.in_(levels or LEVELS),
            visible_to(actor),
        )
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
        risen=sum(row.kind is StepKind.RISEN and row.by_id is None for row in rows),
        unseen=_unseen(
            session,
            [row.id for row in rows if row.kind.is_answer],
            {user_id for row in rows for user_id in (row.raised_by_id, row.named_person_id) if user_id},
        ),
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


def steps_of_week(session: Session, actor: Actor, *, now: datetime) -> Sequence[StepOfWeek]:
    """What `answered_lately` counts at every level, the newest first."""
    kinds = [kind for kind in StepKind if kind.is_answer or kind is StepKind.RISEN]
    rows = session.execute(
        select(Escalation, EscalationStep)
        .join(EscalationStep, EscalationStep.escalation_id == Escalation.id)
        .where(
            EscalationStep.at > now - WEEK,
            EscalationStep.kind.in_(kinds),
            or_(EscalationStep.kind != StepKind.RISEN, EscalationStep.by_id.is_(None)),
            visible_to(actor),
        )
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
