"""When the ICB received a checklist, and the clock of its decision standing still."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.errors import RuleBroken
from discharge.funding.commands.keeping import Held, hold, write_step
from discharge.funding.commands.steps import check_received
from discharge.funding.models import FundingCase, FundingPause, FundingStep, StepKind
from discharge.funding.queries.cases import steps_of
from discharge.funding.rules.clocks import Pause, is_pause_known
from discharge.funding.rules.codes import PAUSE_REASONS, STATUSES, Ask, FundingKind, Stage
from discharge.stays.rules.shown import shown_day


@dataclass(frozen=True, slots=True, kw_only=True)
class SetReceived:
    """The day on which the ICB received the checklist: the 28 days begin."""

    stay_id: UUID
    version: int
    received_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseClock:
    """reason: a code of the list; there is no other reason for which the clock may stand still."""

    stay_id: UUID
    version: int
    reason: str
    from_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeClock:
    stay_id: UUID
    version: int
    until_on: date


def set_received(session: Session, command: SetReceived, *, actor: Actor, now: datetime) -> FundingCase:
    """Say, or put right, when the checklist arrived; not before it was sent."""
    held = _held(session, actor, command, "Received by the ICB", now)
    sent = _sent(session, held)
    check_received(command.received_on, sent_on=sent.on, today=held.today)
    held.case.received_on = command.received_on
    what, facts = "Checklist received by the ICB", {"Received on": shown_day(command.received_on)}
    write_step(session, held.case, StepKind.NOTED, on=held.today, what=what, facts=facts, actor=actor, now=now)
    session.flush()
    return held.case


def pause_clock(session: Session, command: PauseClock, *, actor: Actor, now: datetime) -> FundingCase:
    held = _held(session, actor, command, "Clock stands still", now)
    reason = PAUSE_REASONS.get(command.reason)
    if reason is None or "chc" not in reason.clocks.split():
        raise RuleBroken("reason", "Select why the clock stands still")
    if held.pause is not None:
        raise RuleBroken("", f"The clock has stood still since {shown_day(held.pause.from_on)}: start it again first")
    if STATUSES[held.case.state].stage is Stage.CLOSED:
        raise RuleBroken("", "This case is decided: its clock has stopped")
    if command.from_on > held.today:
        raise RuleBroken("from_on", "Enter today or a day in the past")
    known = [Pause(pause.from_on, pause.until_on) for pause in held.pauses]
    if not is_pause_known(command.from_on, held.case.received_on, known):
        raise RuleBroken("from_on", "Enter a day after the ICB received the checklist and outside other pauses")
    session.add(
        FundingPause(
            organisation_id=held.case.organisation_id,
            case_id=held.case.id,
            reason=command.reason,
            from_on=command.from_on,
        )
    )
    facts = {"Why": reason.description}
    what = "Clock stands still"
    write_step(session, held.case, StepKind.NOTED, on=command.from_on, what=what, facts=facts, actor=actor, now=now)
    session.flush()
    return held.case


def resume_clock(session: Session, command: ResumeClock, *, actor: Actor, now: datetime) -> FundingCase:
    held = _held(session, actor, command, "Clock runs again", now)
    if held.pause is None:
        raise RuleBroken("", "The clock is running")
    if not held.pause.from_on <= command.until_on <= held.today:
        raise RuleBroken("until_on", f"Enter a day from {shown_day(held.pause.from_on)} to today")
    held.pause.until_on = command.until_on
    what = "Clock runs again"
    write_step(session, held.case, StepKind.NOTED, on=command.until_on, what=what, actor=actor, now=now)
    session.flush()
    return held.case


def _held(
    session: Session, actor: Actor, command: SetReceived | PauseClock | ResumeClock, yours: str, now: datetime
) -> Held:
    return hold(session, actor, command.stay_id, FundingKind.CHC, now=now, seen=command.version, yours=yours)


def _sent(session: Session, held: Held) -> FundingStep:
    """The latest step with which a checklist was sent. Raises RuleBroken where none was."""
    for step in reversed(steps_of(session, held.case.id)):
        if step.kind == StepKind.MOVED and Ask.RECEIVED in STATUSES[step.code].asked:
            return step
    raise RuleBroken("", "Record first that the checklist was positive and sent to the ICB")
