"""Adding to the story of a case, and that somebody saw it."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.housing.models import HousingCase, HousingStep
from discharge.housing.queries.case import WholeCase
from discharge.housing.rules.steps import StepKind


def add_step(
    session: Session, case: HousingCase, kind: StepKind, words: str, *, on: date, actor: Actor, now: datetime
) -> HousingStep:  # fmt: skip
    """One line more. The case is locked by whoever calls, so that no two lines get one number."""
    session.flush()
    last = session.scalar(select(func.max(HousingStep.number)).where(HousingStep.case_id == case.id)) or 0
    step = HousingStep(
        organisation_id=case.organisation_id,
        case_id=case.id,
        number=last + 1,
        kind=kind,
        on=on,
        words=words,
        by=actor.name,
        by_id=actor.user_id,
        at=now,
    )
    session.add(step)
    case.changed_at = now
    session.flush()
    return step


def note_case_shown(session: Session, whole: WholeCase, *, actor: Actor, now: datetime) -> None:
    """One line for each opening of a person's housing."""
    record(session, "housing.shown", whole.stay, actor=actor, now=now)
