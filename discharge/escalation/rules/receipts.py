"""What those who asked are told at a glance: whether somebody looked, what they said, what is owed. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from discharge.escalation.rules.states import State, StepKind


class Receipt(StrEnum):
    """How far an escalation is, as its ward sees it."""

    PAUSED = "paused"
    UNSEEN = "unseen"
    SEEN = "seen"
    LATE = "late"  # the level owes its answer since yesterday or longer
    ASKED_BACK = "asked_back"  # the ward owes a reply
    THEIR_EXECUTIVE = "their_executive"
    TAKEN_UP = "taken_up"  # with an office outside, whose answer is looked for
    DECIDED = "decided"
    BROKEN = "broken"  # decided, and not done by the day decided
    CLOSED = "closed"

    @property
    def words(self) -> str:
        return _WORDS[self]

    @property
    def is_ours(self) -> bool:
        """Whether those who asked are to act."""
        return self is Receipt.ASKED_BACK


_WORDS = {
    Receipt.PAUSED: "Paused",
    Receipt.UNSEEN: "Not opened yet",
    Receipt.SEEN: "Opened",
    Receipt.LATE: "No answer in time",
    Receipt.ASKED_BACK: "They ask you something",
    Receipt.THEIR_EXECUTIVE: "Their executive was asked",
    Receipt.TAKEN_UP: "Taken up outside",
    Receipt.DECIDED: "Decided",
    Receipt.BROKEN: "Decided, and not done in time",
    Receipt.CLOSED: "Closed",
}


def receipt_of(
    state: State,
    *,
    has_looked: bool,
    is_asked: bool,
    answer: StepKind | None,
    answer_due_on: date | None,
    promised_on: date | None,
    is_paused: bool,
    today: date,
) -> Receipt:
    """has_looked: somebody who answers at the level where it stands opened it. The due day itself is in time.

    is_asked: another organisation's executive was asked. answer: the newest that was given.
    """
    if is_paused and state.is_open:
        return Receipt.PAUSED
    is_late = promised_on is not None and promised_on < today
    if state is State.DECIDED and answer is StepKind.TAKEN_UP:
        return Receipt.LATE if is_late else Receipt.TAKEN_UP
    if state is State.DECIDED and is_late:
        return Receipt.BROKEN
    if state in _BY_STATE:
        return _BY_STATE[state]
    if answer_due_on is not None and answer_due_on < today:
        return Receipt.LATE
    return Receipt.THEIR_EXECUTIVE if is_asked else Receipt.SEEN if has_looked else Receipt.UNSEEN


_BY_STATE = {
    State.CLOSED: Receipt.CLOSED,
    State.ASKED_BACK: Receipt.ASKED_BACK,
    State.DECIDED: Receipt.DECIDED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of one ask so far. looked_by "": nobody who answers has opened it. answer: the newest, None for none.

    answer_due_on: the last day on which the level answers in time. promised_on: by when what was decided is to be done,
    by done_by.
    """

    receipt: Receipt
    looked_by: str
    looked_on: date | None
    answer: StepKind | None
    answered_by: str
    answered_on: date | None
    words: str
    done_by: str
    promised_on: date | None
    answer_due_on: date | None
