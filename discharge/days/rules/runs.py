"""The same red reason, day after day. Source: docs/sources.md#runs"""

from collections.abc import Sequence
from dataclasses import dataclass

from discharge.core.errors import RuleBroken
from discharge.days.rules.mark import Colour

FRESH_STEP_AFTER = 5  # docs/sources.md#runs


@dataclass(frozen=True, slots=True)
class Marked:
    """As much of a mark as a run needs: its colour and, for a red day, the main reason."""

    colour: Colour
    reason: str | None = None


def run_of_same_reason(marks_newest_first: Sequence[Marked | None]) -> int:
    """On how many marked days in a row, up to the newest, the main reason was the same. None: not marked.

    Days away and unmarked days neither break nor add. A green day, or another main reason, ends the run; 0 when the
    newest red or green mark is green or there is none. The next mark with `S` is day N + 1. Boards and
    triggers count it in SQL; tests hold random histories against this, which says what is meant.
    """
    counted = [mark for mark in marks_newest_first if mark is not None and mark.colour is not Colour.ABSENT]
    run = 0
    for mark in counted:
        if mark.colour is not Colour.RED or mark.reason != counted[0].reason:
            break
        run += 1
    return run


def needs_fresh_step(run: int, *, run_at_last_step: int = 0, after: int = FRESH_STEP_AFTER) -> bool:
    """Whether marking the same reason once more asks for a fresh next step: after every `after` days of a run.

    run: days marked so far, without the one now marked. run_at_last_step: what the run was when a step was last given,
    0 if none was; so the 6th, 11th, 16th day ask.
    """
    return run - run_at_last_step >= after


def run_at_last_step(steps_newest_first: Sequence[str]) -> int:
    """What a run was when its standing next step was given: how many of its days came before that one. 0: none was.

    steps_newest_first: the next step kept with each day of the run, "" for none; "same again" copies it.
    """
    standing = steps_newest_first[0] if steps_newest_first else ""
    if not standing:
        return 0
    copies = next((n for n, step in enumerate(steps_newest_first) if step != standing), len(steps_newest_first))
    return len(steps_newest_first) - copies


def check_fresh_step(next_step: str, *, previous: str, after: int, is_needed: bool) -> None:
    """Whether "same again" carries the fresh next step that it needs. Raises RuleBroken."""
    if is_needed and (not next_step or next_step == previous):
        raise RuleBroken("next_step", f"The same for {after} marked days or more: enter a fresh next step")
