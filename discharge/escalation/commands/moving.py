"""Going up a level by the clock. Twice is once: what is no longer overdue is left as it is."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.clock import local_date, moment_of
from discharge.escalation.commands.keeping import add_step, note_change, reach, tell_askers, tell_level
from discharge.escalation.models import Escalation
from discharge.escalation.queries.one import escalation_to_change
from discharge.escalation.rules.clocks import rises_on
from discharge.escalation.rules.states import State, StepKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Rise:
    """seen_on: the day on which it was seen to be overdue; on a clock that was set back before it, nothing rises."""

    escalation_id: UUID
    seen_on: date


def rise(session: Session, command: Rise, *, actor: Actor, now: datetime) -> bool:
    """One level up where its answer, or what was decided, is overdue; True where that changed anything.

    It reaches the next level on the day after the last day in time, however late anybody looks; so one that has stood
    overdue for long may be overdue at the next level too: call again until False. At its top it stays, and is late;
    what an executive of another organisation who was asked there did not answer, or not do, is back with who asked.
    """
    escalation = escalation_to_change(session, actor, command.escalation_id).escalation
    today = min(command.seen_on, local_date(now))
    on = rises_on(
        escalation.state,
        answer_due_on=escalation.answer_due_on,
        promised_on=escalation.promised_on,
        paused_on=escalation.paused_on,
        today=today,
    )
    if on is None:
        return False
    is_missed, is_top = escalation.state is State.DECIDED, escalation.level >= escalation.top
    if is_top and not is_missed and escalation.asked_id is None:
        return False
    before, due = escalation.level, escalation.promised_on if is_missed else escalation.answer_due_on
    if is_top and escalation.asked_id is None:
        _stay_late(escalation)
    else:
        reach(session, escalation, before if is_top else before + 1, moment_of(on, time()))
    kind = StepKind.PROMISE_MISSED if is_missed else StepKind.UNANSWERED if is_top else StepKind.RISEN
    step = add_step(session, escalation, kind, level_before=before, due_on=due, actor=actor, now=now)
    changes = {"level": (before, escalation.level), "answer_due_on": (due, escalation.answer_due_on)}
    note_change(session, kind.value, escalation, actor=actor, now=now, **changes)
    tell_level(session, escalation, step, actor=actor, now=now)
    if is_missed:
        tell_askers(session, escalation, step, actor=actor, now=now)
    return True


def _stay_late(escalation: Escalation) -> None:
    """At the top: what was decided was not done, and the same level owes an answer again since that day."""
    escalation.state, escalation.answer_due_on, escalation.promised_on = State.WAITING, escalation.promised_on, None
