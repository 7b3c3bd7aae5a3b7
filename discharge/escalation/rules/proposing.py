"""What is proposed to whoever asks a level above: a sentence to start from, and what was tried. A person words it."""

from collections.abc import Iterable
from datetime import date

from discharge.blockers.rules.states import StepKind

# What somebody did about a blocker, as it is told upwards.
_TRIED = {
    StepKind.HANDED_ON: "handed on",
    StepKind.TOLD_BY_TELEPHONE: "told by telephone",
    StepKind.ANSWERED: "answered",
    StepKind.DUE_MOVED: "given more time",
    StepKind.NOTED: "noted",
}
MOST_TRIED = 4


def proposed_ask(what: str, next_step: str, due_on: date) -> str:
    """`Agree interim funding, by Friday 27 November`: the next step in somebody's words, else what is awaited."""
    begin = next_step.strip().rstrip(".") or f"Settle: {what[:1].lower()}{what[1:]}"
    return f"{begin}, by {due_on:%A} {due_on.day} {due_on:%B}"


def proposed_tried(raised_on: date, steps: Iterable[tuple[StepKind, date]]) -> str:
    """`Waiting since 2 November. Handed on 5 November, told by telephone 9 November.` The newest four."""
    done = [(_TRIED[kind], on) for kind, on in steps if kind in _TRIED][-MOST_TRIED:]
    told = ", ".join(f"{words} {_day(on)}" for words, on in done)
    return f"Waiting since {_day(raised_on)}." + (f" {told[0].upper()}{told[1:]}." if told else "")


def _day(day: date) -> str:
    return f"{day.day} {day:%B}"
