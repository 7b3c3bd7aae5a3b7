"""Why a day might be red, from what is recorded. A prompt puts a reason first; only a person marks.

Source: docs/sources.md#prompts
"""

from collections.abc import Iterator
from dataclasses import dataclass

from discharge.days.rules.codes import GREEN_INTERVENTIONS, RED_REASONS

NO_SENIOR_REVIEW = "INT-01"
NOT_SET_UP = "INT-03"
RESULT_NOT_ACTED_ON = "INT-11"
DISCHARGE_NOT_PREPARED = "INT-19"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFacts:
    """What is known about one person's day.

    is_set_up_due: the 72 hours for EDD, purpose and criteria are over. is_edd_passed: as stays say, so never while
    clinically ready. missed_steps: planned interventions that did not happen. had_senior_review: None when it is not
    recorded. is_ready, ready_reason: clinically ready, and the national code of what is awaited.
    is_planned_discharge_reached: the planned discharge date is today or passed, and the person is still here.
    """

    is_weekday: bool
    is_set_up_due: bool
    has_edd: bool
    has_purpose: bool
    has_criteria: bool
    is_edd_passed: bool = False
    missed_steps: tuple[str, ...] = ()
    had_senior_review: bool | None = None
    has_result_waiting: bool = False
    is_ready: bool = False
    ready_reason: str | None = None
    is_planned_discharge_reached: bool = False


@dataclass(frozen=True, slots=True)
class Prompt:
    """A red reason to offer first, and why, in words for the round."""

    reason_code: str
    words: str


def prompts(facts: DayFacts) -> tuple[Prompt, ...]:
    """What to offer, the strongest first, no reason twice.

    Clinically ready; planned discharge reached; planned steps that did not happen; no senior review on a weekday; a
    result that waits; EDD, purpose or criteria missing once due; EDD passed. No EDD is asked for while the person is
    clinically ready. Nothing is offered about a fact that is not recorded. Codes not in the lists are passed over.
    """
    found: dict[str, Prompt] = {}
    for prompt in _all(facts):
        found.setdefault(prompt.reason_code, prompt)
    return tuple(found.values())


def _all(facts: DayFacts) -> Iterator[Prompt]:
    if facts.is_ready and (reason := red_reason_for(facts.ready_reason)):
        yield Prompt(reason, "Clinically ready and still here")
    if facts.is_planned_discharge_reached:
        yield Prompt(DISCHARGE_NOT_PREPARED, "Discharge was planned by now")
    for step in facts.missed_steps:
        planned = GREEN_INTERVENTIONS.get(step)
        if planned is not None and planned.red_reason_if_missed:
            yield Prompt(planned.red_reason_if_missed, f"Planned and not done: {planned.short}")
    if facts.is_weekday and facts.had_senior_review is False:
        yield Prompt(NO_SENIOR_REVIEW, "No senior review today")
    if facts.has_result_waiting:
        yield Prompt(RESULT_NOT_ACTED_ON, "A result is back and waits to be acted on")
    if facts.is_set_up_due and (missing := _missing(facts)):
        yield Prompt(NOT_SET_UP, f"Not recorded yet: {', '.join(missing)}")
    if facts.is_edd_passed:
        yield Prompt(NOT_SET_UP, "EDD passed")


def _missing(facts: DayFacts) -> list[str]:
    present = {
        "EDD": facts.has_edd or facts.is_ready,
        "purpose of admission": facts.has_purpose,
        "discharge criteria": facts.has_criteria,
    }
    return [name for name, is_there in present.items() if not is_there]


def red_reason_for(mhsds_delay_reason: str | None) -> str | None:
    """The first red reason, in the order of the list, that matches a national delay reason; None where none does."""
    if not mhsds_delay_reason:
        return None
    return next((r.code for r in RED_REASONS if r.mhsds_delay_reason == mhsds_delay_reason), None)
