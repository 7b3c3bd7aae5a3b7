"""The words of what somebody decided, or asked of another executive, and what became of it."""

from dataclasses import dataclass
from datetime import date

from flask import url_for

from discharge.boards.pages.words import named_day
from discharge.core.words import counted
from discharge.escalation.queries.promises import Promise
from discharge.escalation.rules.states import State, StepKind

MISSED = (StepKind.PROMISE_MISSED, StepKind.UNANSWERED, StepKind.RISEN)
BECAME = {
    StepKind.PROMISE_MISSED: "Not done by the day: it went up",
    StepKind.DECIDED: "Decided anew",
    StepKind.TAKEN_UP: "Taken up with their office",
    StepKind.ASKED_EXECUTIVE: "Asked of another executive",
    StepKind.RETURNED: "Returned",
    StepKind.ASKED_BACK: "A question was asked back",
}
THEY_DID = {
    StepKind.UNANSWERED: "Not answered in time: it came back",
    StepKind.RISEN: "Not answered in time: it went up",
    StepKind.DECIDED: "They decided",
    StepKind.TAKEN_UP: "They took it up with another office",
    StepKind.ASKED_EXECUTIVE: "Asked of another executive",
    StepKind.RETURNED: "They returned it",
    StepKind.ASKED_BACK: "They asked a question back",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseLine:
    reference: str
    href: str
    words: str
    became: str
    is_missed: bool


def promise_line(promise: Promise, today: date) -> PromiseLine:
    escalation = promise.escalation
    asked = f"Asked of {promise.asked}: " if promise.asked else ""
    who = f" ({promise.done_by})" if promise.done_by else ""
    by = f", by {named_day(promise.by_on)}" if promise.by_on else ""
    return PromiseLine(
        reference=escalation.reference,
        href=url_for("escalation.show", escalation_id=escalation.id),
        words=f"{asked}{promise.words}{who}{by}",
        became=became_words(promise, today),
        is_missed=promise.then in MISSED or _is_late(promise, today),
    )


def _due_on(promise: Promise) -> date | None:
    """By when it is owed, while nothing else has happened; None when nobody owes it now."""
    escalation = promise.escalation
    if promise.then is not None or not escalation.state.is_open or escalation.paused_on is not None:
        return None
    return escalation.answer_due_on if promise.asked else escalation.promised_on


def _is_late(promise: Promise, today: date) -> bool:
    due = _due_on(promise)
    return due is not None and due < today


def became_words(promise: Promise, today: date) -> str:
    """What happened to something decided, or asked of another executive."""
    escalation = promise.escalation
    if escalation.state is State.CLOSED:
        if promise.then is StepKind.PROMISE_MISSED:
            return "Done late"
        return f"Closed: {escalation.outcome}" if escalation.outcome else "Closed"
    if promise.then is not None:
        words = (THEY_DID if promise.asked else BECAME).get(promise.then, "Open again")
        is_owed = promise.asked and escalation.state is State.DECIDED and escalation.promised_on is not None
        return f"{words}, to be done by {named_day(escalation.promised_on)}" if is_owed else words
    due = _due_on(promise)
    if due is None:
        return "Paused" if escalation.paused_on else "Open again"
    what = "Their answer is due" if promise.asked else "Due"
    if due < today:
        return "Their day has passed" if promise.asked else "The day has passed"
    days = (due - today).days
    return f"{what} today" if days == 0 else f"{what} in {counted(days, 'day')}"


def forgotten_words(number: int) -> str:
    """`And 4 more that were closed.`"""
    return f"And {number} more of the last two months that {'was' if number == 1 else 'were'} closed." if number else ""
