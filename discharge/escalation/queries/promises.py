"""What somebody decided, or asked of another executive, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.escalation.models import Escalation, EscalationStep
from discharge.escalation.policies import visible_to
from discharge.escalation.rules.states import StepKind
from discharge.places.models import Organisation

REMEMBERED: Final = timedelta(days=60)  # for how long after it was said, where it is closed
MOST_CLOSED: Final = 10
SAID: Final = (StepKind.DECIDED, StepKind.TAKEN_UP, StepKind.ASKED_EXECUTIVE)
TURNS: Final = (
    *SAID,
    StepKind.ASKED_BACK,
    StepKind.RETURNED,
    StepKind.RISEN,
    StepKind.PROMISE_MISSED,
    StepKind.UNANSWERED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Something the reader decided or asked, and how it stands.

    asked: the organisation whose executive was asked, "" for what they decided themselves. then: what moved it next,
    None while nothing has.
    """

    escalation: Escalation
    words: str
    done_by: str
    on: date
    by_on: date | None
    asked: str
    then: StepKind | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """All about what is still open, then of what is closed what was said last, each the newest first.

    left_out: how many more were closed of those said in sixty days.
    """

    said: Sequence[Promise]
    left_out: int


def promised_by(session: Session, actor: Actor, *, now: datetime) -> Promises:
    """What this actor decided or asked of an executive, in one statement. What is open stays until it is closed."""
    later = aliased(EscalationStep)
    then = (
        select(later.kind)
        .where(
            later.escalation_id == EscalationStep.escalation_id,
            later.number > EscalationStep.number,
            later.kind.in_(TURNS),
        )
        .order_by(later.number)
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Escalation, EscalationStep, Organisation.name, then)
        .join(EscalationStep, EscalationStep.escalation_id == Escalation.id)
        .outerjoin(Organisation, Organisation.id == EscalationStep.with_id)
        .where(
            EscalationStep.by_id == actor.user_id,
            EscalationStep.kind.in_(SAID),
            or_(Escalation.closed_at.is_(None), EscalationStep.at > now - REMEMBERED),
            visible_to(actor),
        )
        .order_by(EscalationStep.at.desc(), EscalationStep.id)
    )
    said = [
        Promise(
            escalation=escalation,
            words=step.words,
            done_by=step.done_by,
            on=local_date(step.at),
            by_on=step.due_on,
            asked=asked or "",
            then=then,
        )
        for escalation, step, asked, then in rows
    ]
    still, closed = ([each for each in said if each.escalation.state.is_open is it] for it in (True, False))
    return Promises(said=[*still, *closed[:MOST_CLOSED]], left_out=len(closed[MOST_CLOSED:]))
