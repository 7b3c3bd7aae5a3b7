"""By when a level owes its answer, and what a pause does to that. Source: docs/sources.md#escalation"""

from dataclasses import dataclass
from datetime import date, timedelta

from discharge.blockers.rules.clocks import Clock, Due, moved_by_pause
from discharge.escalation.rules.ladder import Terms
from discharge.escalation.rules.states import State
from discharge.places.rules.calendar import Holidays, add_working_days

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AnswerDue:
    """on: the last day on which the answer is in time. is_sure False: holidays up to it are not known."""

    on: date
    is_sure: bool = True


def answer_due(terms: Terms, reached_on: date, holidays: Holidays, *, due_on: date | None = None) -> AnswerDue:
    """Working days from reaching the level, which itself counts 0; 0 days is the same or the next working day.

    due_on: the last day of what is asked. Where it comes before the level's day, the answer is due by it; one that had
    passed before the level was reached changes nothing.
    """
    clock = add_working_days(reached_on, terms.answer_days, holidays)
    if due_on is not None and reached_on <= due_on < clock.day:
        return AnswerDue(due_on, holidays.knows(due_on))
    return AnswerDue(clock.day, clock.is_sure)


def goes_on(due: AnswerDue, stood_on: date, on: date, holidays: Holidays) -> AnswerDue:
    """The same clock after it stood from one day to another: as many working days are left as there were.

    What was late stays as late. A clock that was set back moves nothing.
    """
    if on <= stood_on:
        return due
    moved = moved_by_pause(Due(due.on, due.on, due.is_sure), stood_on, on, holidays)
    return AnswerDue(moved.on, moved.is_sure)


def rises_on(
    state: State,
    *,
    answer_due_on: date | None,
    promised_on: date | None,
    paused_on: date | None,
    today: date,
) -> date | None:
    """The day from which it stands a level higher (or is late at its top); None while nothing is overdue.

    The day after the last day in time, however late anybody looks: a sweep after a week gives what seven would have.
    """
    if paused_on is not None:
        return None
    last = {State.WAITING: answer_due_on, State.DECIDED: promised_on}.get(state)
    return last + _DAY if last is not None and last < today else None


def clock_of(
    state: State, *, answer_due_on: date | None, promised_on: date | None, paused_on: date | None, today: date
) -> Clock:
    """How urgent it is, in the words of every other clock. Due soon on its last day; late from the day after.

    NONE while it waits to be worded, or for the reply to what was asked back.
    """
    if not state.is_open:
        return Clock.CLOSED
    if paused_on is not None:
        return Clock.PAUSED
    last = {State.WAITING: answer_due_on, State.DECIDED: promised_on}.get(state)
    if last is None:
        return Clock.NONE
    if last < today:
        return Clock.LATE
    return Clock.SOON if last == today else Clock.IN_TIME
