"""What moves care on, planned or done: a line of the green-day list, or somebody's own words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from discharge.core.errors import RuleBroken
from discharge.days.rules.codes import GREEN_INTERVENTIONS

STEP_LONGEST = 100
MOST_STEPS = 12  # more than anybody does in a day: a slip, or a machine


@dataclass(frozen=True, slots=True)
class Step:
    """code: of the green-day list, "" for own words. words: as somebody wrote them, "" for a code."""

    code: str = ""
    words: str = ""

    @property
    def value(self) -> str:
        """What a form posts for this step; `step_of` reads it back."""
        return self.code or self.words

    @property
    def short(self) -> str:
        """For a board, a chip or a sentence."""
        listed = GREEN_INTERVENTIONS.get(self.code)
        return listed.short if listed else self.words or self.code

    @property
    def is_discharge_step(self) -> bool:
        """Own words count as one: whoever writes them knows what they mean."""
        listed = GREEN_INTERVENTIONS.get(self.code)
        return listed.is_discharge_step if listed else True

    def stored(self) -> dict[str, str]:
        """As a row keeps it."""
        return {"code": self.code} if self.code else {"words": self.words}


_BY_SHORT = {entry.short.casefold(): entry.code for entry in GREEN_INTERVENTIONS}


def step_of(value: str) -> Step:
    """A code of the list, or its short words as a person types them, is that line; anything else is own words."""
    value = " ".join(value.split())
    code = value if value in GREEN_INTERVENTIONS else _BY_SHORT.get(value.casefold(), "")
    return Step(code=code) if code else Step(words=value)


def steps_of(values: Iterable[str]) -> tuple[Step, ...]:
    """The steps that a form posted, in order, each once; empty ones are left out."""
    return tuple(dict.fromkeys(step_of(value) for value in values if value.strip()))


def kept_steps(rows: Iterable[Mapping[str, str]] | None) -> tuple[Step, ...]:
    """The steps as a row keeps them."""
    return tuple(Step(code=row.get("code", ""), words=row.get("words", "")) for row in rows or ())


def check_steps(steps: tuple[Step, ...]) -> None:
    """Raises RuleBroken when there are too many or one's words are too long."""
    if len(steps) > MOST_STEPS:
        raise RuleBroken("interventions", f"Select {MOST_STEPS} or fewer")
    if any(len(step.words) > STEP_LONGEST for step in steps):
        raise RuleBroken("interventions", f"Each step in your own words must be {STEP_LONGEST} characters or fewer")
