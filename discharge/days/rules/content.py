"""What a mark says, apart from who said it and when."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from discharge.core.errors import RuleBroken
from discharge.days.rules.codes import RED_REASONS, OwnerKind
from discharge.days.rules.mark import Colour, Mark, check_mark
from discharge.days.rules.steps import Step, check_steps
from discharge.stays.rules.codes import ABSENCE_KINDS

NEXT_STEP_LONGEST = 200
LATE_REASON_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """colour None: not marked. planned: the plan as it stood when this was said, whatever the colour."""

    colour: Colour | None = None
    absence_kind: str = ""
    steps: tuple[Step, ...] = ()
    planned: tuple[Step, ...] = ()
    reason: str = ""
    owner: str = ""
    further_reasons: tuple[str, ...] = ()
    note: str = ""
    next_step: str = ""

    def says_the_same(self, other: "Content") -> bool:
        """Whether two people said the same about the day; the plan beside it is not their saying."""
        return replace(self, planned=()) == replace(other, planned=())


UNMARKED = Content()


def word_of(content: Content) -> str:
    """The mark in words: "Green day", "Red day", the kind of absence, or "Not marked"."""
    if content.colour is None:
        return "Not marked"
    absence = ABSENCE_KINDS.get(content.absence_kind)
    return absence.description if absence and content.colour is Colour.ABSENT else content.colour.words


def words_of(content: Content) -> Mapping[str, str]:
    """Label to words, for showing two texts beside each other."""
    reason = RED_REASONS.get(content.reason)
    further = (RED_REASONS.get(code) for code in content.further_reasons)
    return {
        "Mark": word_of(content),
        "What moved care on": ", ".join(step.short for step in content.steps),
        "What the person waited for": reason.description if reason else "",
        "Who could end the wait": OwnerKind(content.owner).words if content.owner else "",
        "Further reasons": ", ".join(entry.short for entry in further if entry),
        "Next step": content.next_step,
        "Note": content.note,
    }


def check_content(content: Content, *, is_ready: bool) -> None:
    """Whether the mark carries what its colour needs and nothing of another. Raises RuleBroken naming the field."""
    if content.colour is None:
        raise RuleBroken("colour", "Select green day, red day or away")
    check_steps(content.steps)
    if len(content.next_step) > NEXT_STEP_LONGEST:
        raise RuleBroken("next_step", f"Next step must be {NEXT_STEP_LONGEST} characters or fewer")
    check_mark(
        Mark(
            colour=content.colour,
            interventions=tuple(step.code for step in content.steps if step.code),
            own_words="; ".join(step.words for step in content.steps if step.words),
            reason=content.reason or None,
            owner=OwnerKind(content.owner) if content.owner else None,
            further_reasons=content.further_reasons,
            absence_kind=content.absence_kind or None,
            note=content.note,
        ),
        is_ready=is_ready,
    )
