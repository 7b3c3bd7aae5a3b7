"""Words that several pages about escalations share."""

from datetime import date

from discharge.blockers.pages.words import clock_words
from discharge.blockers.rules.clocks import Clock
from discharge.days.rules.codes import RED_REASONS
from discharge.escalation.models import Escalation
from discharge.escalation.rules.clocks import clock_of
from discharge.escalation.rules.states import State
from discharge.escalation.rules.triggers import REACH


def awaited_words(cause: str) -> str:
    """What is waited for, by its code."""
    reason = RED_REASONS.get(cause)
    return reason.short if reason else "No reason given yet"


def clock_in(escalation: Escalation, today: date) -> Clock:
    return clock_of(
        escalation.state,
        answer_due_on=escalation.answer_due_on,
        promised_on=escalation.promised_on,
        paused_on=escalation.paused_on,
        today=today,
    )


def running_words(escalation: Escalation, today: date) -> str:
    """What stands beside "Late" and "Due soon", or alone."""
    clock = clock_in(escalation, today)
    if clock is Clock.NONE:
        waits = {State.TO_WORD: "Waits to be worded", State.ASKED_BACK: "Waits for a reply: its clock stands"}
        return waits.get(escalation.state, clock.words)
    if clock in (Clock.CLOSED, Clock.PAUSED):
        return clock.words
    is_decided = escalation.state is State.DECIDED
    due_on = escalation.promised_on if is_decided else escalation.answer_due_on
    words = clock_words(clock, due_on, today, is_sure=is_decided or escalation.is_answer_due_sure)
    return f"Decided, {words}" if is_decided else f"Answer {words}"


def subject_words(escalation: Escalation) -> str:
    """What it asks; of one that waits for words, what raised it."""
    if escalation.ask:
        return escalation.ask
    return REACH[escalation.trigger].words if escalation.trigger else "To be worded"


def cause_words(escalation: Escalation) -> str:
    return RED_REASONS[escalation.cause].description if escalation.cause in RED_REASONS else ""
