"""The words of one person's card in the round."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import url_for

from discharge.boards.pages.rounds import Frame, Place, is_evening, namesakes_of, person_words
from discharge.boards.pages.rows import Days, MarkLook, StripDay, WardRow, look_of, owner_words, row_of
from discharge.boards.pages.words import moment_words
from discharge.boards.queries.board import BoardRow
from discharge.boards.queries.rounds import RoundCard
from discharge.days.rules.chips import rank_reasons
from discharge.days.rules.codes import GREEN_INTERVENTIONS, RED_REASONS, OwnerKind
from discharge.days.rules.mark import Colour
from discharge.days.rules.prompts import DayFacts, Prompt, prompts
from discharge.days.rules.steps import Step
from discharge.stays.models import Stay
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedEdd:
    """An EDD that has passed, met before the mark. ask: "ask Dr Osei by 16:00", "" where no consultant is known."""

    words: str
    note: str
    is_met: bool
    ask: str
    ask_whom: str
    suggestion: str
    errors: tuple[str, ...]
    number: int
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One thing in the quiet column beside the card."""

    text: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    number: str
    label: str
    note: str = ""
    alert: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPage:
    """One person. current: the mark that stands, or None. errors: field to message, after a refused press."""

    frame: Frame
    form: Any
    edd_form: Any
    action: str
    revision: int
    bed: str
    name: str
    facts: tuple[str, ...]
    flags: tuple[str, ...]
    clocks: tuple[Clock, ...]
    why: tuple[tuple[str, str], ...]
    passed_edd: PassedEdd | None
    question: str
    question_hint: str
    choices: tuple[Choice, ...]
    more_choices: tuple[Choice, ...]
    current: MarkLook | None
    current_words: str
    same: Same | None
    reasons: tuple[Reason, ...]
    groups: tuple[Group, ...]
    absence: Reason | None
    absences: tuple[Reason, ...]
    waiting: tuple[Note, ...]
    strip: tuple[StripDay, ...]
    strip_said: str
    first_cell: int
    person_and_family: tuple[Note, ...]
    is_detail_open: bool
    previous_href: str
    previous_text: str
    next_href: str
    next_text: str
    full_href: str
    stay_href: str


def card_page(card: RoundCard, place: Place, frame: Frame, *, form: Any, edd_form: Any, now: datetime) -> CardPage:
    board, row, stay = card.round.board, card.row, card.stay
    shown = _shown(card, now)
    mark = row.mark_on(board.today)
    before, after = _neighbours(board.rows, row.stay_id)
    choices, more = _choices(card, place)
    return CardPage(
        frame=frame,
        form=form,
        edd_form=edd_form,
        action=url_for("boards.round_mark", ward_id=board.ward_id, stay_id=row.stay_id, do=place.doing),
        revision=_seen(card, place),
        bed=row.bed,
        name=f"{row.given_name} {row.surname}",
        facts=tuple(words for words in _facts(row, stay, shown) if words),
        flags=tuple(flag.words for flag in shown.flags),
        clocks=_clocks(shown),
        why=tuple((label, words) for label, words in _why(stay) if words),
        passed_edd=_passed_edd(card, shown, edd_form, now),
        question="What would make today a green day?" if place.is_planning else _question(card),
        question_hint=_question_hint(card, place, frame),
        choices=choices,
        more_choices=more,
        current=look_of(mark) if mark else None,
        current_words=shown.today_words if mark else "",
        same=_same(card),
        reasons=_ranked(card, now),
        groups=_groups(),
        absence=_absence(card),
        absences=tuple(
            Reason(press=f"absent:{kind.code}", key=str(number), text=kind.description, hint="")
            for number, kind in enumerate(ABSENCE_KINDS, start=1)
        ),
        waiting=_waiting(shown, stay),
        strip=shown.strip,
        strip_said=shown.strip_said,
        first_cell=shown.first_cell,
        person_and_family=tuple(_family(stay)),
        is_detail_open=bool(set(form.errors) & {"next_step", "note"}),
        previous_href=place.href(at=before.stay_id),
        previous_text=person_words(before),
        next_href=place.href(at=after.stay_id),
        next_text=person_words(after),
        full_href=url_for("days.mark", stay_id=row.stay_id, date=board.today),
        stay_href=url_for("boards.stay", stay_id=row.stay_id),
    )


def _shown(card: RoundCard, now: datetime) -> WardRow:
    """The person's row of the board: the same words here as there."""
    board = card.round.board
    return row_of(
        card.row,
        Days(board.today),
        href="",
        namesakes=namesakes_of(board.rows),
        owed_people=frozenset(owed.person_id for owed in board.owed),
        is_next=False,
        edd_hours=board.edd_hours,
        now=now,
    )


def _neighbours(rows: Sequence[BoardRow], stay_id: UUID) -> tuple[BoardRow, BoardRow]:
    here = next(number for number, row in enumerate(rows) if row.stay_id == stay_id)
    return rows[here - 1], rows[(here + 1) % len(rows)]


def _seen(card: RoundCard, place: Place) -> int:
    if place.is_planning:
        return card.day.plan.version if card.day.plan else 0
    return card.day.revision


def _facts(row: BoardRow, stay: Stay, shown: WardRow) -> tuple[str, ...]:
    legal = f"{shown.legal} {shown.legal_note}".strip()
    return (row.local_number, legal, stay.consultant, stay.community_team)


def _clocks(shown: WardRow) -> tuple[Clock, ...]:
    late = shown.edd_state in {"passed", "late"}
    edd_words, edd_label = shown.edd, "estimated discharge date"
    if shown.ready:  # then it is the planned date that counts
        edd_words, edd_label = shown.edd.removeprefix("Planned "), "planned discharge date"
    return (
        Clock(number=str(shown.day), label="day of stay"),
        Clock(number=edd_words, label=edd_label, note=shown.edd_note, alert=late),
        Clock(number=shown.ready or "Not yet", label="clinically ready", note=shown.ready_note),
    )


def _why(stay: Stay) -> tuple[tuple[str, str], ...]:
    receives = stay.receiving_team
    if receives:
        accepted = {True: "accepted", False: "not accepted", None: "not asked yet"}
        receives = f"{receives}, {accepted[stay.has_receiving_team_accepted]}."
    return (
        ("Why here:", _sentence(stay.purpose)),
        ("Home when:", _sentence(stay.discharge_criteria)),
        ("Receives:", receives),
    )


def _sentence(words: str) -> str:
    return words if not words or words[-1] in ".!?" else f"{words}."


def _question(card: RoundCard) -> str:
    return "Which of today’s plan happened?" if card.day.planned else "What moved care on today?"


def _question_hint(card: RoundCard, place: Place, frame: Frame) -> str:
    """What to do first: a green day needs a step, and where nothing was planned it has to be picked."""
    first = "Discharge steps come first." if card.day.is_ready else ""
    if place.is_planning or card.day.planned:
        return first
    pick = "For a green day press its digit, then G." if frame.has_single_keys else "For a green day pick one first."
    return f"{first} {pick}".strip()


def _passed_edd(card: RoundCard, shown: WardRow, form: Any, now: datetime) -> PassedEdd | None:
    if shown.edd_state != "passed":
        return None
    row = card.row
    whom = card.stay.consultant
    by = "by midnight" if is_evening(now) else "by 16:00"
    is_met = bool(row.edd.asked_whom or row.edd.awaits)
    return PassedEdd(
        words=shown.edd,
        note=f"{shown.edd_note}." if is_met else "Say what is being done about it before the day is marked.",
        is_met=is_met,
        ask=f"Ask {whom} {by}" if whom else "",
        ask_whom=whom,
        suggestion=shown.awaited,
        errors=tuple(message for messages in form.errors.values() for message in messages),
        number=card.edd_number,
        action=url_for("boards.round_edd", ward_id=card.round.board.ward_id, stay_id=row.stay_id),
    )


def _choices(card: RoundCard, place: Place) -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
    """The steps with a digit, and the rest of the list. What was planned comes first and stays ticked."""
    mark = card.day.said
    planned = card.day.planned
    ticked = mark.steps if mark.colour is Colour.GREEN and not place.is_planning else planned
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


def _same(card: RoundCard) -> Same | None:
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


def _ranked(card: RoundCard, now: datetime) -> tuple[Reason, ...]:
    prompted = {prompt.reason_code: prompt.words for prompt in _prompts(card, now)}
    mine = card.reasons.by_stay.get(card.row.stay_id, ())
    codes = rank_reasons(mine, card.reasons.ward, tuple(prompted))
    return tuple(_reason(code, str(number), prompted.get(code, "")) for number, code in enumerate(codes, start=1))


def _reason(code: str, key: str, why: str = "") -> Reason:
    entry = RED_REASONS[code]
    hint = f"{entry.owner.words} · {why}" if why else entry.owner.words
    return Reason(press=f"red:{code}", key=key, text=entry.short, hint=hint)


def _groups() -> tuple[Group, ...]:
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


def _absence(card: RoundCard) -> Reason | None:
    """The absence on record, offered as it is."""
    kind = ABSENCE_KINDS.get(card.day.away)
    if kind is None:
        return None
    back = card.row.away.due_back_at if card.row.away else None
    hint = f"back {moment_words(back, card.round.board.today)}" if back else ""
    return Reason(press=f"absent:{kind.code}", key="A", text=kind.description, hint=hint)


def _waiting(shown: WardRow, stay: Stay) -> tuple[Note, ...]:
    notes = [Note(text=shown.awaited, detail=shown.awaited_note)] if shown.awaited else []
    if stay.next_discharge_step:
        notes.append(Note(text=stay.next_discharge_step, detail="next discharge step"))
    return tuple(notes)


def _family(stay: Stay) -> list[Note]:
    notes = []
    asked = [
        f"{label}: {said}"
        for label, said in (("Knows the date", stay.knows_date), ("agrees", stay.agrees_date))
        if said
    ]
    if asked:
        notes.append(Note(text=" · ".join(asked)))
    if stay.carer:
        permission = {"yes": "may be involved", "limited": "may be involved in part", "no": "is not to be involved"}
        notes.append(Note(text=stay.carer, detail=permission.get(stay.carer_permission, "permission not asked yet")))
    if stay.advocate:
        notes.append(Note(text=f"Advocate: {stay.advocate}"))
    return notes or [Note(text="Nothing recorded yet")]
