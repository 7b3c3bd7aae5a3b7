"""The words of one person's card in the round."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import url_for

from discharge.boards.pages.rounds.ask import Ask, ask_about, standing_words
from discharge.boards.pages.rounds.choices import (
    Choice,
    Group,
    Reason,
    Same,
    absence_of,
    all_reasons,
    choices_of,
    ranked_reasons,
    same_of,
)
from discharge.boards.pages.rounds.page import Frame, Place, is_evening, namesakes_of, person_words
from discharge.boards.pages.rows import Days, MarkLook, StripDay, WardRow, look_of, row_of
from discharge.boards.queries.board import BoardRow
from discharge.boards.queries.rounds import RoundCard
from discharge.escalation.pages.receipts import ReceiptLook
from discharge.stays.models import Stay
from discharge.stays.rules.codes import ABSENCE_KINDS


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
    """One person. current: the mark that stands, or None. ask: what is asked before a press is carried out."""

    frame: Frame
    form: Any
    edd_form: Any
    action: str
    revision: int
    who: str
    bed: str
    name: str
    facts: tuple[str, ...]
    flags: tuple[str, ...]
    clocks: tuple[Clock, ...]
    why: tuple[tuple[str, str], ...]
    ask: Ask | None
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
    asked: tuple[ReceiptLook, ...]
    ask_href: str
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


def card_page(
    card: RoundCard, place: Place, frame: Frame, *, form: Any, edd_form: Any, asks: bool, now: datetime
) -> CardPage:
    """asks: the form's press was not carried out, because it has to be pressed again."""
    board, row, stay = card.round.board, card.row, card.stay
    shown = _shown(card, now)
    mark = row.mark_on(board.today)
    before, after = _neighbours(board.rows, row.stay_id)
    choices, more = choices_of(card, place, form)
    return CardPage(
        frame=frame,
        form=form,
        edd_form=edd_form,
        action=place.action("boards.round_mark", row.stay_id),
        revision=_seen(card, place),
        who=person_words(row),
        bed=row.bed,
        name=f"{row.given_name} {row.surname}",
        facts=tuple(words for words in _facts(row, stay, shown) if words),
        flags=tuple(flag.words for flag in shown.flags),
        clocks=_clocks(shown),
        why=tuple((label, words) for label, words in _why(stay) if words),
        ask=ask_about(card, place, form.press.data, has_single_keys=frame.has_single_keys) if asks else None,
        passed_edd=None if asks else _passed_edd(card, place, shown, edd_form, now),
        question="What would make today a green day?" if place.is_planning else _question(card),
        question_hint=_question_hint(card, place, frame),
        choices=choices,
        more_choices=more,
        current=look_of(mark) if mark else None,
        current_words=standing_words(card),
        same=same_of(card),
        reasons=ranked_reasons(card, now),
        groups=all_reasons(),
        absence=absence_of(card),
        absences=tuple(
            Reason(press=f"absent:{kind.code}", key=str(number), text=kind.description, hint="")
            for number, kind in enumerate(ABSENCE_KINDS, start=1)
        ),
        asked=shown.asked,
        ask_href=url_for("escalation.ask_for_stay", stay_id=row.stay_id) if card.may_raise else "",
        waiting=_waiting(shown, stay),
        strip=shown.strip,
        strip_said=shown.strip_said,
        first_cell=shown.first_cell,
        person_and_family=tuple(_family(stay)),
        is_detail_open=bool(set(form.errors) & {"next_step", "note"}),
        previous_href=place.href(at=before.stay_id) if before else "",
        previous_text=person_words(before) if before else "",
        next_href=place.href(at=after.stay_id) if after else place.href(end="yes"),
        next_text=person_words(after) if after else "End of the round",
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


def _neighbours(rows: Sequence[BoardRow], stay_id: UUID) -> tuple[BoardRow | None, BoardRow | None]:
    """The person before and after in bed order, None at an end: going on from the last never comes to the first."""
    here = next(number for number, row in enumerate(rows) if row.stay_id == stay_id)
    return rows[here - 1] if here else None, rows[here + 1] if here + 1 < len(rows) else None


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


def _passed_edd(card: RoundCard, place: Place, shown: WardRow, form: Any, now: datetime) -> PassedEdd | None:
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
        action=place.action("boards.round_edd", row.stay_id),
    )


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
