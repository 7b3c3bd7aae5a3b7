"""What moved each of many escalations last."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.core.clock import local_date
from discharge.escalation.models import EscalationStep
from discharge.escalation.queries.one import QUIET
from discharge.escalation.rules.states import StepKind


@dataclass(frozen=True, slots=True, kw_only=True)
class LastStep:
    """The last thing that moved it. by: "" where nobody did and its time ran out."""

    kind: StepKind
    words: str
    by: str
    on: date
    due_on: date | None


def last_steps(session: Session, escalation_ids: Collection[UUID]) -> Mapping[UUID, LastStep]:
    """The last thing that moved each, in one statement. Scope is the caller's."""
    if not escalation_ids:
        return {}
    newest = (
        select(EscalationStep.escalation_id, func.max(EscalationStep.number).label("number"))
        .where(EscalationStep.escalation_id.in_(escalation_ids), EscalationStep.kind.not_in(QUIET))
        .group_by(EscalationStep.escalation_id)
        .subquery()
    )
    rows = session.scalars(
        select(EscalationStep).join(
            newest,
            (EscalationStep.escalation_id == newest.c.escalation_id) & (EscalationStep.number == newest.c.number),
        )
    )
    return {
        step.escalation_id: LastStep(
            kind=step.kind,
            words=step.words,
            by="" if step.is_by_clock else step.by,
            on=local_date(step.at),
            due_on=step.due_on,
        )
        for step in rows
    }
