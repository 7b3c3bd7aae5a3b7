"""By when a level owes its answer, what a pause does to it, and when it is overdue."""

from datetime import date

import pytest

from discharge.escalation.rules.clocks import AnswerDue, answer_due, goes_on, rises_on
from discharge.escalation.rules.ladder import Terms
from discharge.escalation.rules.states import State
from discharge.places.rules.calendar import Holidays

CHRISTMAS = Holidays(frozenset({date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)}), date(2026, 12, 31))


def terms(days: int) -> Terms:
    return Terms(level=2, name="Service", role="Matron", answer_days=days, meets="Daily")


@pytest.mark.parametrize(
    ("reached", "days", "due_on", "answer"),
    [
        (date(2026, 11, 23), 0, None, AnswerDue(date(2026, 11, 23))),
        (date(2026, 11, 28), 0, None, AnswerDue(date(2026, 11, 30))),  # a Saturday: the next working day
        (date(2026, 11, 27), 1, None, AnswerDue(date(2026, 11, 30))),
        (date(2026, 12, 24), 1, None, AnswerDue(date(2026, 12, 29))),
        (date(2026, 12, 31), 1, None, AnswerDue(date(2027, 1, 4), is_sure=False)),  # next year is not known yet
        (date(2026, 11, 23), 5, date(2026, 11, 27), AnswerDue(date(2026, 11, 27))),  # the ask's own day comes first
        (date(2026, 11, 23), 5, date(2026, 12, 27), AnswerDue(date(2026, 11, 30))),
        (date(2026, 11, 23), 5, date(2026, 11, 22), AnswerDue(date(2026, 11, 30))),  # it had passed before
        (date(2026, 11, 23), 5, date(2026, 11, 23), AnswerDue(date(2026, 11, 23))),
    ],
)
def test_an_answer_is_due_in_working_days_or_by_the_day_of_the_ask(
    reached: date, days: int, due_on: date | None, answer: AnswerDue
) -> None:
    assert answer_due(terms(days), reached, CHRISTMAS, due_on=due_on) == answer


@pytest.mark.parametrize(
    ("due", "stood", "on", "after"),
    [
        (date(2026, 11, 27), date(2026, 11, 25), date(2026, 11, 30), date(2026, 12, 2)),  # two working days were left
        (date(2026, 11, 25), date(2026, 11, 25), date(2026, 11, 30), date(2026, 11, 30)),  # its last day
        (date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 30), date(2026, 11, 29)),  # late stays as late
        (date(2026, 11, 27), date(2026, 11, 25), date(2026, 11, 25), date(2026, 11, 27)),
        (date(2026, 11, 27), date(2026, 11, 25), date(2026, 11, 20), date(2026, 11, 27)),  # the clock was set back
    ],
)
def test_a_clock_that_stood_goes_on_with_as_many_working_days(due: date, stood: date, on: date, after: date) -> None:
    assert goes_on(AnswerDue(due), stood, on, CHRISTMAS) == AnswerDue(after)


DUE = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("state", "answer", "promised", "paused", "today", "on"),
    [
        (State.WAITING, DUE, None, None, DUE, None),
        (State.WAITING, DUE, None, None, date(2026, 11, 25), date(2026, 11, 25)),
        (State.WAITING, DUE, None, None, date(2026, 12, 25), date(2026, 11, 25)),  # however late anybody looks
        (State.WAITING, DUE, None, DUE, date(2026, 12, 25), None),
        (State.ASKED_BACK, DUE, None, None, date(2026, 12, 25), None),
        (State.TO_WORD, None, None, None, date(2026, 12, 25), None),
        (State.DECIDED, None, DUE, None, DUE, None),
        (State.DECIDED, None, DUE, None, date(2026, 11, 26), date(2026, 11, 25)),
        (State.CLOSED, DUE, DUE, None, date(2026, 12, 25), None),
    ],
)
def test_what_is_overdue_rises_from_the_day_after(
    state: State, answer: date | None, promised: date | None, paused: date | None, today: date, on: date | None
) -> None:
    found = rises_on(state, answer_due_on=answer, promised_on=promised, paused_on=paused, today=today)
    assert found == on
