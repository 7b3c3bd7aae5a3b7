"""What can become of an escalation, and what is written down about it. Source: docs/sources.md#escalation"""

from enum import StrEnum
from typing import Final


class State(StrEnum):
    TO_WORD = "to_word"  # a trigger raised it: it waits with the coordinator for a one-sentence ask
    WAITING = "waiting"  # the level where it stands owes an answer
    ASKED_BACK = "asked_back"  # the level asked something: who raised it owes the reply, and the level's clock stands
    DECIDED = "decided"  # somebody said what will be done by when; it is still to be done
    CLOSED = "closed"

    @property
    def is_open(self) -> bool:
        return self is not State.CLOSED

    @property
    def has_been_worded(self) -> bool:
        """Anybody above the coordinator may see it from here on."""
        return self is not State.TO_WORD


FIRST_NUMBER: Final = 1001  # of the escalations of each trust: E-1001
WORDED = (State.WAITING, State.ASKED_BACK, State.DECIDED)


class ClosedBy(StrEnum):
    """What closed it. What a discharge or a finished blocker closed opens again when that is undone."""

    PERSON = "person"
    NOT_RAISED = "not_raised"  # a coordinator said why a trigger needs no ask
    LAPSED = "lapsed"  # a trigger's condition passed before anybody worded it
    BLOCKER = "blocker"  # what stopped the person is done
    DISCHARGE = "discharge"
    CANCELLED = "cancelled"  # the admission was wrong


class Subject(StrEnum):
    """What an escalation is about."""

    STAY = "stay"
    WARD = "ward"
    THEME = "theme"


class StepKind(StrEnum):
    TRIGGERED = "triggered"
    RAISED = "raised"  # with its ask, by a person
    ACKNOWLEDGED = "acknowledged"
    ASKED_BACK = "asked_back"
    REPLIED = "replied"  # the answer to what was asked back
    DECIDED = "decided"
    RETURNED = "returned"
    RISEN = "risen"
    PROMISE_MISSED = "promise_missed"  # the day of the decision passed and it was not done
    UNANSWERED = "unanswered"  # by the executive who was asked, at its top: it is back with the level that asked
    ASKED_EXECUTIVE = "asked_executive"  # of the organisation that owes it
    TAKEN_UP = "taken_up"  # with an office outside the system
    ASSIGNED = "assigned"
    DUE_MOVED = "due_moved"
    NOTED = "noted"
    PAUSED = "paused"
    RESUMED = "resumed"
    CLOSED = "closed"
    REOPENED = "reopened"

    @property
    def words(self) -> str:
        """As it is shown in the history."""
        return _STEP_WORDS[self]

    @property
    def is_answer(self) -> bool:
        """A step by which a level gave what it owed, or said what it needs."""
        return self in ANSWERS

    @property
    def is_of_clock(self) -> bool:
        """A step that nobody has to take: time takes it."""
        return self in (StepKind.TRIGGERED, StepKind.RISEN, StepKind.PROMISE_MISSED, StepKind.UNANSWERED)


_STEP_WORDS = {
    StepKind.TRIGGERED: "Raised by itself",
    StepKind.RAISED: "Raised",
    StepKind.ACKNOWLEDGED: "Acknowledged",
    StepKind.ASKED_BACK: "Question asked back",
    StepKind.REPLIED: "Question answered",
    StepKind.DECIDED: "Decided",
    StepKind.RETURNED: "Returned",
    StepKind.RISEN: "Went up a level",
    StepKind.PROMISE_MISSED: "Not done by the day decided",
    StepKind.UNANSWERED: "Not answered in time by the executive who was asked",
    StepKind.ASKED_EXECUTIVE: "Their executive was asked",
    StepKind.TAKEN_UP: "Taken up with the office that owes it",
    StepKind.ASSIGNED: "Given to somebody",
    StepKind.DUE_MOVED: "Due date moved",
    StepKind.NOTED: "Note",
    StepKind.PAUSED: "Paused",
    StepKind.RESUMED: "Goes on",
    StepKind.CLOSED: "Closed",
    StepKind.REOPENED: "Open again",
}
ANSWERS = frozenset(
    {
        StepKind.ASKED_BACK,
        StepKind.DECIDED,
        StepKind.RETURNED,
        StepKind.ASKED_EXECUTIVE,
        StepKind.TAKEN_UP,
    }
)
