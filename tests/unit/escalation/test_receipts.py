"""What those who asked are told at a glance, and what is proposed to them."""

from datetime import date

import pytest

from discharge.blockers.rules.states import StepKind
from discharge.escalation.rules.proposing import proposed_ask, proposed_tried
from discharge.escalation.rules.receipts import Receipt, receipt_of
from discharge.escalation.rules.states import State
from discharge.escalation.rules.states import StepKind as Given

TODAY, YESTERDAY, TOMORROW = date(2026, 11, 23), date(2026, 11, 22), date(2026, 11, 24)
FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("state", "facts", "receipt"),
    [
        (State.WAITING, {}, Receipt.UNSEEN),
        (State.WAITING, {"has_looked": True}, Receipt.SEEN),
        (State.WAITING, {"answer_due_on": TODAY}, Receipt.UNSEEN),
        (State.WAITING, {"answer_due_on": YESTERDAY, "has_looked": True}, Receipt.LATE),
        (State.WAITING, {"is_asked": True, "has_looked": True}, Receipt.THEIR_EXECUTIVE),
        (State.WAITING, {"is_asked": True, "answer_due_on": YESTERDAY}, Receipt.LATE),
        (State.ASKED_BACK, {"answer_due_on": YESTERDAY}, Receipt.ASKED_BACK),
        (State.DECIDED, {"promised_on": TODAY}, Receipt.DECIDED),
        (State.DECIDED, {"promised_on": YESTERDAY}, Receipt.BROKEN),
        (State.DECIDED, {"promised_on": TODAY, "answer": Given.TAKEN_UP}, Receipt.TAKEN_UP),
        (State.DECIDED, {"promised_on": YESTERDAY, "answer": Given.TAKEN_UP}, Receipt.LATE),
        (State.DECIDED, {"promised_on": TODAY, "answer": Given.DECIDED}, Receipt.DECIDED),
        (State.WAITING, {"is_paused": True, "answer_due_on": YESTERDAY}, Receipt.PAUSED),
        (State.DECIDED, {"is_paused": True, "promised_on": YESTERDAY}, Receipt.PAUSED),
        (State.CLOSED, {"is_paused": True}, Receipt.CLOSED),
    ],
)
def test_what_those_who_asked_are_told(state: State, facts: dict[str, object], receipt: Receipt) -> None:
    nothing = {
        "has_looked": False,
        "is_asked": False,
        "answer": None,
        "answer_due_on": None,
        "promised_on": None,
        "is_paused": False,
    }
    assert receipt_of(state, **{**nothing, **facts}, today=TODAY) is receipt  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("next_step", "ask"),
    [
        ("Agree interim funding", "Agree interim funding, by Friday 27 November"),
        (" Agree interim funding. ", "Agree interim funding, by Friday 27 November"),
        ("", "Settle: panel decision, by Friday 27 November"),
    ],
)
def test_the_ask_is_proposed_from_what_is_awaited(next_step: str, ask: str) -> None:
    assert proposed_ask("Panel decision", next_step, FRIDAY) == ask


def test_what_was_tried_is_proposed_from_what_was_done() -> None:
    done = [
        (StepKind.RAISED, date(2026, 11, 2)),
        (StepKind.NOTED, date(2026, 11, 3)),
        (StepKind.HANDED_ON, date(2026, 11, 5)),
        (StepKind.EXTENDED, date(2026, 11, 6)),
        (StepKind.TOLD_BY_TELEPHONE, date(2026, 11, 9)),
        (StepKind.DUE_MOVED, date(2026, 11, 10)),
        (StepKind.ANSWERED, date(2026, 11, 12)),
    ]
    assert proposed_tried(date(2026, 11, 2), done) == (
        "Waiting since 2 November. "
        "Handed on 5 November, told by telephone 9 November, given more time 10 November, answered 12 November."
    )
    assert proposed_tried(date(2026, 11, 2), done[:1]) == "Waiting since 2 November."
