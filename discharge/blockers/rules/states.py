"""What can become of a blocker, and what is written down about it."""

from collections.abc import Iterable
from enum import StrEnum


class State(StrEnum):
    OPEN = "open"
    PAUSED = "paused"  # the person is not clinically ready any more; the place in the queue is kept
    DONE = "done"
    WITHDRAWN = "withdrawn"  # it should not have been raised

    @property
    def is_open(self) -> bool:
        """Still owed, now or when the person is ready again."""
        return self in STANDING


STANDING = (State.OPEN, State.PAUSED)


class Source(StrEnum):
    """From where it was raised."""

    MARK = "mark"
    HAND = "hand"
    HOUSING = "housing"
    FUNDING = "funding"


class ClosedBy(StrEnum):
    """What closed it. What a discharge closed, and nothing else, opens again when the discharge is undone."""

    FINISHED = "finished"
    WITHDRAWN = "withdrawn"
    MARK_UNDONE = "mark_undone"
    DISCHARGE = "discharge"
    CANCELLED = "cancelled"  # the admission was wrong


class StepKind(StrEnum):
    RAISED = "raised"
    EXTENDED = "extended"  # another red day, or somebody raised the same again
    HANDED_ON = "handed_on"
    TOLD_BY_TELEPHONE = "told_by_telephone"
    ANSWERED = "answered"
    NOTED = "noted"
    NAMED = "named"
    DUE_MOVED = "due_moved"
    PAUSED = "paused"
    RESUMED = "resumed"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"
    CONTESTED = "contested"
    AGREED = "agreed"
    REFUSED = "refused"
    MEETING = "meeting"  # what partners agreed to do, at a meeting of that day
    STRUCK_OUT = "struck_out"  # what a meeting agreed was entered wrongly; what it changed stands

    @property
    def words(self) -> str:
        """As it is shown in the history."""
        return _STEP_WORDS[self]


_STEP_WORDS = {
    StepKind.RAISED: "Raised",
    StepKind.EXTENDED: "Still waiting",
    StepKind.HANDED_ON: "Handed on",
    StepKind.TOLD_BY_TELEPHONE: "Told by telephone",
    StepKind.ANSWERED: "Answered",
    StepKind.NOTED: "Note",
    StepKind.NAMED: "Person named",
    StepKind.DUE_MOVED: "Due date moved",
    StepKind.PAUSED: "Paused",
    StepKind.RESUMED: "Resumed",
    StepKind.DONE: "Done",
    StepKind.WITHDRAWN: "Withdrawn",
    StepKind.REOPENED: "Open again",
    StepKind.CONTESTED: "Wait contested",
    StepKind.AGREED: "Wait agreed",
    StepKind.REFUSED: "Wait not agreed",
    StepKind.MEETING: "Agreed at a meeting",
    StepKind.STRUCK_OUT: "Struck out",
}


def state_before_close(kinds: Iterable[StepKind]) -> State:
    """Open or paused, as it was before the last close; kinds: of every step, the first first."""
    for kind in reversed(tuple(kinds)):
        if kind is StepKind.PAUSED:
            return State.PAUSED
        if kind in (StepKind.RESUMED, StepKind.RAISED):
            return State.OPEN
    return State.OPEN
