"""What can be pressed on a card of the round: steps of a plan, what was awaited, where somebody is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from discharge.boards.pages.rounds.page import Place
from discharge.boards.pages.rows import owner_words
from discharge.boards.pages.words import moment_words
from discharge.boards.queries.rounds import RoundCard
from discharge.days.rules.chips import rank_reasons
from discharge.days.rules.codes import GREEN_INTERVENTIONS, RED_REASONS, OwnerKind
from discharge.days.rules.mark import Colour
from discharge.days.rules.prompts import DayFacts, Prompt, prompts
from discharge.days.rules.steps import Step, steps_of
from discharge.stays.rules import edd
from discharge.stays.rules.codes import ABSENCE_KINDS

SATURDAY = 5
DIGITS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A step of the plan, or one that may be added. name: "planned" or "also". key: a digit, or ""."""

    name: str
    value: str
    text: str
    id: str
    key: str
    checked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A button that says what was awaited, or where somebody is. key: a digit, or "" for one of the whole list."""

    press: str
    key: str
    text: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    name: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """The last mark, to be said again. needs_step: five days of one reason, so a fresh next step is asked for."""

    text: str
    hint: str
    needs_step: bool


def choices_of(card: RoundCard, place: Place, form: Any) -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
    """The steps with a digit, and the rest of the list. What was planned comes first and stays ticked.

    form: as it was sent, when its press was not carried out; what was ticked on it is ticked still.
    """
    mark = card.day.said
    planned = card.day.planned
    ticked = mark.steps if mark.colour is Colour.GREEN and not place.is_planning else planned
    if form.press.data:
        ticked = steps_of([*(form.planned.data or ()), *(form.also.data or ())])
    listed = [Step(code=entry.code) for entry in GREEN_INTERVENTIONS if entry.is_current]
    if card.day.is_ready:
        listed.sort(key=lambda step: not step.is_discharge_step)
    steps = list(dict.fromkeys([*planned, *ticked, *listed]))
    made = [
        Choice(
            name="planned" if step in planned or place.is_planning else "also",
            value=step.value,
            text=step.short,
            id=f"step-{number}",
            key=str(number) if number <= DIGITS else "",
            checked=step in ticked,
        )
        for number, step in enumerate(steps, start=1)
    ]
    first = DIGITS if place.is_planning or not planned else max(len(planned), min(len(planned) + 3, DIGITS))
    return tuple(made[:first]), tuple(made[first:])


def same_of(card: RoundCard) -> Same | None:
    before = card.before
    if before is None:
        return None
    if before.colour is Colour.GREEN:
        return Same(text=Colour.GREEN.words, hint=", ".join(step.short for step in before.said.steps), needs_step=False)
    reason = RED_REASONS.get(before.said.reason)
    words = reason.short if reason else before.said.reason
    hint = f"{owner_words(before.said.owner)} · would be day {before.run + 1}"
    return Same(text=words, hint=hint, needs_step=card.needs_fresh_step)


def _prompts(card: RoundCard, now: datetime) -> tuple[Prompt, ...]:
    row, stay = card.row, card.stay
    today = card.round.board.today
    return prompts(
        DayFacts(
            is_weekday=today.weekday() < SATURDAY,
            is_set_up_due=edd.due_at(row.admitted_at, card.round.board.edd_hours) < now,
            has_edd=row.edd.expected_on is not None,
            has_purpose=bool(stay.purpose),
            has_criteria=bool(stay.discharge_criteria),
            is_edd_passed=edd.has_passed(row.edd.expected_on, today=today, is_ready=row.ready is not None),
            is_ready=row.ready is not None,
            ready_reason=row.ready.reason if row.ready else None,
            is_planned_discharge_reached=stay.planned_discharge_on is not None and stay.planned_discharge_on <= today,
        )
    )


def ranked_reasons(card: RoundCard, now: datetime) -> tuple[Reason, ...]:
    prompted = {prompt.reason_code: prompt.words for prompt in _prompts(card, now)}
    mine = card.reasons.by_stay.get(card.row.stay_id, ())
    codes = rank_reasons(mine, card.reasons.ward, tuple(prompted))
    return tuple(_reason(code, str(number), prompted.get(code, "")) for number, code in enumerate(codes, start=1))


def _reason(code: str, key: str, why: str = "") -> Reason:
    entry = RED_REASONS[code]
    hint = f"{entry.owner.words} · {why}" if why else entry.owner.words
    return Reason(press=f"red:{code}", key=key, text=entry.short, hint=hint)


def all_reasons() -> tuple[Group, ...]:
    return tuple(
        Group(
            name=owner.words,
            reasons=tuple(
                Reason(press=f"red:{r.code}", key="", text=r.description, hint="")
                for r in RED_REASONS
                if r.owner is owner and r.is_current
            ),
        )
        for owner in OwnerKind
        if any(r.owner is owner and r.is_current for r in RED_REASONS)
    )


def absence_of(card: RoundCard) -> Reason | None:
    """The absence on record, offered as it is."""
    kind = ABSENCE_KINDS.get(card.day.away)
    if kind is None:
        return None
    back = card.row.away.due_back_at if card.row.away else None
    hint = f"back {moment_words(back, card.round.board.today)}" if back else ""
    return Reason(press=f"absent:{kind.code}", key="A", text=kind.description, hint=hint)
