"""Escalations that are open, a line each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.blockers.queries.owners import names_of
from discharge.blockers.rules.clocks import Clock
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.escalation.models import Escalation, EscalationStep
from discharge.escalation.policies import visible_to
from discharge.escalation.queries.one import QUIET
from discharge.escalation.rules.clocks import clock_of
from discharge.escalation.rules.states import OPEN, State, StepKind
from discharge.places.models import Ward
from discharge.stays.models import Stay


@dataclass(frozen=True, slots=True, kw_only=True)
class LastStep:
    """The last thing that moved it. by: "" where nobody did and its time ran out."""

    kind: StepKind
    words: str
    by: str
    on: date
    due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One open escalation. ward: where the person is now; "" for a theme. owner: whom it waits for, by name.

    age: days since it was raised. due_on: of the clock that runs now, None where none does.
    """

    escalation: Escalation
    ward_id: UUID | None
    ward: str
    owner: str
    age: int
    clock: Clock
    due_on: date | None
    last: LastStep | None

    @property
    def reference(self) -> str:
        return self.escalation.reference


def open_escalations(
    session: Session,
    actor: Actor,
    *,
    today: date,
    states: Collection[State] = OPEN,
    stay_ids: Collection[UUID] | None = None,
    ward_ids: Collection[UUID] | None = None,
    organisation_ids: Collection[UUID] | None = None,
    levels: Collection[int] | None = None,
) -> Sequence[Line]:
    """Those this actor may see, the highest level first, then the longest open. None: not narrowed by it.

    ward_ids: where the person is now, or what it is about.
    """
    ward_id = func.coalesce(Stay.last_ward_id, Escalation.ward_id)
    asked = (
        select(Escalation, Ward.id, Ward.name)
        .outerjoin(Stay, Stay.id == Escalation.stay_id)
        .outerjoin(Ward, Ward.id == ward_id)
        .where(visible_to(actor), Escalation.state.in_(states))
    )
    for column, wanted in (
        (Escalation.stay_id, stay_ids),
        (ward_id, ward_ids),
        (Escalation.organisation_id, organisation_ids),
        (Escalation.level, levels),
    ):
        if wanted is not None:
            asked = asked.where(column.in_(wanted))
    rows = session.execute(
        asked.order_by(Escalation.level.desc(), Escalation.raised_at, Escalation.number, Escalation.id)
    ).all()
    names = names_of(session, [escalation.owner for escalation, *_ in rows])
    last = last_steps(session, [escalation.id for escalation, *_ in rows])
    return [
        Line(
            escalation=escalation,
            ward_id=key,
            ward=ward or "",
            owner=names.of(escalation.owner),
            age=max(0, (today - escalation.raised_on).days),
            clock=clock_of(
                escalation.state,
                answer_due_on=escalation.answer_due_on,
                promised_on=escalation.promised_on,
                paused_on=escalation.paused_on,
                today=today,
            ),
            due_on=escalation.promised_on if escalation.state is State.DECIDED else escalation.answer_due_on,
            last=last.get(escalation.id),
        )
        for escalation, key, ward in rows
    ]


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
