"""A meeting with partners: its order, what may be said about somebody, and what came of what was agreed.

Source: docs/sources.md#meetings
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from discharge.blockers.rules.states import State
from discharge.core.errors import RuleBroken
from discharge.core.words import counted
from discharge.days.rules.codes import OwnerKind

NO_PARTNERS = frozenset({OwnerKind.WARD, OwnerKind.FAMILY})  # nobody is invited who could answer for them
LONGEST_AGREED = 200
LONGEST_WHY = 200
LONGEST_PEOPLE = 200


class MeetingKind(StrEnum):
    WEEKLY = "weekly"
    EVENT = "event"  # a multi-agency discharge event

    @property
    def words(self) -> str:
        """As it is shown on a screen."""
        return {"weekly": "Weekly meeting", "event": "Multi-agency discharge event"}[self.value]


class Said(StrEnum):
    """What the meeting came to about one person."""

    NOT_YET = "not_yet"
    AGREED = "agreed"
    NOTHING = "nothing"  # there was nothing to agree
    PASSED = "passed"  # passed over

    @property
    def words(self) -> str:
        """As it is shown on a screen."""
        return _SAID_WORDS[self]


_SAID_WORDS = {
    Said.NOT_YET: "Not said yet",
    Said.AGREED: "Agreed",
    Said.NOTHING: "Nothing to agree",
    Said.PASSED: "Passed over",
}


def check_left(left: int, seen: int) -> None:
    """A meeting ends with people left only where whoever ends it was told of as many. Raises RuleBroken."""
    if left > seen:
        raise RuleBroken("", f"Not ended: nothing was said yet of {counted(left, 'person', 'people')}")


class Here(StrEnum):
    PRESENT = "present"
    APOLOGIES = "apologies"
    ABSENT = "absent"

    @property
    def words(self) -> str:
        """As it is shown on a screen."""
        return {"present": "Present", "apologies": "Apologies", "absent": "Not here"}[self.value]


class Moment(StrEnum):
    BEGAN = "began"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Body:
    """Who may be at a meeting: an organisation, one of its teams, or an outside contact of the trust."""

    organisation_id: UUID | None = None
    team_id: UUID | None = None
    contact_id: UUID | None = None

    @property
    def key(self) -> str:
        """Equal for equal bodies; what a form calls it."""
        parts = (self.organisation_id, self.team_id, self.contact_id)
        return ":".join(part.hex if part else "" for part in parts)

    @classmethod
    def of_key(cls, key: str) -> "Body":
        """Raises RuleBroken for what is no key of a body."""
        try:
            organisation, team, contact = (UUID(part) if part else None for part in key.split(":"))
        except ValueError:
            raise RuleBroken("body", "Select who it was") from None
        if (organisation is None) == (contact is None):
            raise RuleBroken("body", "Select who it was")
        return cls(organisation, team, contact)


@dataclass(frozen=True, slots=True, kw_only=True)
class Needing:
    """Somebody who waits for a partner. ready_on None: not clinically ready. oldest_on: since when the longest wait."""

    stay_id: UUID
    person_id: UUID
    ready_on: date | None
    oldest_on: date


def in_order(people: Iterable[Needing]) -> Sequence[Needing]:
    """Clinically ready longest first; then the others, whose partner has been waited for longest first."""
    return sorted(
        people,
        key=lambda each: (each.ready_on is None, each.ready_on or each.oldest_on, each.oldest_on, each.stay_id.int),
    )


def said_after(before: Said, pressed: Said) -> Said:
    """What stands when two people say something about the same person: what was agreed is never taken back.

    Nothing to agree outdoes passing over; nothing is ever not said again.
    """
    weight = (Said.NOT_YET, Said.PASSED, Said.NOTHING, Said.AGREED)
    return max(before, pressed, key=weight.index)


class Came(StrEnum):
    """What became of something agreed at a meeting."""

    DONE = "done"
    WITHDRAWN = "withdrawn"
    MOVED_ON = "moved_on"  # another owner has it by now
    ANSWERED = "answered"
    PAUSED = "paused"
    LATE = "late"  # the day that was agreed is over
    NOT_YET = "not_yet"


def came_of(state: State, *, is_answered: bool, is_same_hands: bool, agreed_for: date | None, today: date) -> Came:
    """agreed_for: the day by which it was agreed, itself in time. is_same_hands: who was to act then is to act now."""
    if not state.is_open:
        return Came.DONE if state is State.DONE else Came.WITHDRAWN
    if state is State.PAUSED:
        return Came.PAUSED
    if not is_same_hands:
        return Came.ANSWERED if is_answered else Came.MOVED_ON
    return Came.LATE if agreed_for is not None and agreed_for < today else Came.NOT_YET


def check_agreed(agreed: str) -> None:
    """Raises RuleBroken where nobody says what is to be done."""
    if not agreed:
        raise RuleBroken("agreed", "Enter what was agreed")


def stood(*, owner: str, named_person: str, next_step: str, due_on: date | None) -> dict[str, str]:
    """How something owed stood before a meeting agreed about it. owner: in words. The day in ISO form, "" for none."""
    day = due_on.isoformat() if due_on else ""
    return {"owner": owner, "named_person": named_person, "next_step": next_step, "due_on": day}


def check_strike(why: str) -> None:
    """Raises RuleBroken where nobody says why something agreed is struck out."""
    if not why:
        raise RuleBroken("why", "Enter why it is struck out")


def check_struck(by: str, why: str, yours: str) -> None:
    """Raises RuleBroken where somebody has struck it out for another reason, which stands."""
    if yours != why:
        raise RuleBroken("", f"{by} has struck this out already: {why}. It stands so")


def check_by_when(due_on: date | None, *, has_clock: bool, today: date) -> None:
    """Raises RuleBroken where something was agreed for no day, or for one gone by."""
    if has_clock and (due_on is None or due_on < today):
        raise RuleBroken("due_on", "Enter by when it will be done")


def check_people(people: str) -> None:
    """Raises RuleBroken for more names than there is room for."""
    if len(people) > LONGEST_PEOPLE:
        raise RuleBroken("people", f"Names must be {LONGEST_PEOPLE} letters or fewer for each")
