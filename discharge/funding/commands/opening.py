"""A funding case is opened."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import RuleBroken
from discharge.funding.commands.awaiting import keep_blocker
from discharge.funding.commands.keeping import hold_stay, write_step
from discharge.funding.models import FundingCase, StepKind
from discharge.funding.rules.codes import FIRST_STEP, FundingKind
from discharge.stays.models.stay import StayState
from discharge.stays.rules.length import age_on
from discharge.stays.rules.shown import shown_day

ADULT = 18  # docs/sources.md#continuing-healthcare


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """on: since when the question has been open, not before the admission."""

    stay_id: UUID
    kind: FundingKind
    on: date


def open_case(session: Session, command: OpenCase, *, actor: Actor, now: datetime) -> FundingCase:
    """Begin at the first step of the kind. A case that somebody else has opened meanwhile is that case."""
    stay = hold_stay(session, actor, command.stay_id, now=now)
    known = session.scalars(
        select(FundingCase).where(FundingCase.stay_id == stay.id, FundingCase.kind == command.kind)
    ).one_or_none()
    if known is not None:
        return known
    if stay.state == StayState.CANCELLED:
        raise RuleBroken("", "This admission was entered wrongly: open the case in the right one")
    if not stay.admitted_on <= command.on <= local_date(now):
        raise RuleBroken("on", f"Enter a day from the admission on {shown_day(stay.admitted_on)} to today")
    if command.kind is FundingKind.CHC and age_on(command.on, stay.person.birth_date) < ADULT:
        raise RuleBroken("", "NHS Continuing Healthcare is for adults: ask for children’s continuing care instead")
    case = FundingCase(
        organisation_id=stay.organisation_id,
        stay_id=stay.id,
        person_id=stay.person_id,
        kind=command.kind,
        state=FIRST_STEP[command.kind],
        since=command.on,
        opened_on=command.on,
        opened_at=now,
        opened_by=actor.name,
        needs=[],
    )
    session.add(case)
    session.flush()
    write_step(session, case, StepKind.OPENED, on=command.on, actor=actor, now=now)
    keep_blocker(session, case, stay, on=command.on, actor=actor, now=now)
    return case
