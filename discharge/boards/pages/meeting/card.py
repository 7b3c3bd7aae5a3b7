"""The words of one person's card at a meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Self

from flask import url_for

from discharge.access.rules.keys import MEETING, KeyGroup
from discharge.blockers.queries.meeting_actions import Agreed
from discharge.blockers.queries.worklist import Item
from discharge.blockers.rules.clocks import Clock
from discharge.blockers.rules.meetings import Came, Said
from discharge.boards.forms.meeting import NEW
from discharge.boards.pages.awaited import CaseLook, funding_looks, housing_look
from discharge.boards.pages.meeting.actions import by_when, came_words
from discharge.boards.pages.meeting.page import PersonMark, card_href, meeting_words, name_of, person_marks, said_words
from discharge.boards.pages.meeting.struck import StruckLine, struck_lines
from discharge.boards.pages.words import days_ready, named_day
from discharge.boards.pages.worklist.words import clock_words
from discharge.boards.queries.meeting import MeetingCard
from discharge.core.clock import local_date
from discharge.core.words import counted
from discharge.days.rules.codes import RED_REASONS
from discharge.stays.pages.plan import Conflict
from discharge.stays.rules.names import shared_surnames

_ELSEWHERE = {"owner", "joint", "team", "reason", "on"}  # fields that stand folded away


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedLine:
    """One thing owed, to choose from. value: what choosing it posts. key: the digit that chooses it, "" past nine."""

    id: str
    value: str
    key: str
    what: str
    who: str
    named: str
    clock: str
    state: str
    red: str
    next_step: str
    href: str
    checked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedLine:
    """came: what became of it, "" for what was agreed just now. look: "late" where it was not done, or "".

    strike_href: where it is struck out, "" for what an earlier meeting agreed.
    """

    agreed: str
    who: str
    came: str
    look: str
    strike_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierMeeting:
    title: str
    lines: tuple[AgreedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stat:
    number: str
    label: str
    note: str = ""
    alert: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingCardPage:
    """One person at a meeting. gone: that they left hospital, or "". is_open: whether the meeting is.

    typed: what was written, where nothing can be agreed about them any more, to be copied.
    """

    form: Any
    say_form: Any
    conflict: Conflict | None
    title: str
    progress: str
    people: tuple[PersonMark, ...]
    has_single_keys: bool
    keys: KeyGroup
    meeting_href: str
    attendance_href: str
    action: str
    say_action: str
    who: str
    bed: str
    name: str
    facts: tuple[str, ...]
    flags: tuple[str, ...]
    clocks: tuple[Stat, ...]
    is_open: bool
    gone: str
    said: str
    owed: tuple[OwedLine, ...]
    new_value: str
    new_key: str
    is_new: bool
    is_elsewhere_open: bool
    typed: tuple[str, ...]
    now_agreed: tuple[AgreedLine, ...]
    now_struck: tuple[StruckLine, ...]
    earlier: tuple[EarlierMeeting, ...]
    cases: tuple[CaseLook, ...]
    home_when: str
    previous_href: str
    previous_text: str
    next_href: str
    next_text: str
    stay_href: str
    ask_href: str

    @classmethod
    def of(
        cls,
        card: MeetingCard,
        form: Any,
        say_form: Any,
        conflict: Conflict | None,
        *,
        has_single_keys: bool,
        now: datetime,
    ) -> Self:
        today, person, meeting = local_date(now), card.person, card.meeting
        here = card.people.index(person)
        before = card.people[here - 1] if here else None
        after = card.people[here + 1] if here + 1 < len(card.people) else None
        chosen = (form.about.data or "").partition(":")[0]
        owed = _owed(card.owed.items, chosen, today)
        said = sum(each.said is not Said.NOT_YET for each in card.people)
        at: dict[str, Any] = {"meeting_id": meeting.id, "stay_id": person.stay_id}
        return cls(
            form=form,
            say_form=say_form,
            conflict=conflict,
            title=meeting_words(meeting),
            progress=f"{said} of {len(card.people)} said",
            people=person_marks(card.people, meeting.id, person.stay_id),
            has_single_keys=has_single_keys,
            keys=MEETING,
            meeting_href=url_for("boards.meeting", meeting_id=meeting.id),
            attendance_href=url_for("boards.meeting_attendance", meeting_id=meeting.id) if meeting.is_open else "",
            action=url_for("boards.meeting_card", **at),
            say_action=url_for("boards.meeting_said", **at),
            who=name_of(person),
            bed=person.bed,
            name=f"{person.given_name} {person.surname}",
            facts=tuple(
                words for words in (person.local_number, f"{person.ward_name} ward", card.stay.community_team) if words
            ),
            flags=tuple(_flags(card)),
            clocks=_clocks(card, today),
            is_open=meeting.is_open,
            gone="" if person.is_open else _gone(card),
            said="" if person.said is Said.NOT_YET else said_words(person).capitalize(),
            owed=owed,
            new_value=NEW,
            new_key=str(len(owed) + 1) if len(owed) < 9 else "",
            is_new=chosen == NEW or not owed,
            is_elsewhere_open=chosen == NEW or not owed or bool(set(form.errors) & _ELSEWHERE) or bool(form.owner.data),
            typed=() if meeting.is_open and person.is_open else form.typed,
            now_agreed=tuple(_agreed(each, is_now=True) for each in card.agreed if each.meeting_id == meeting.id),
            now_struck=struck_lines([each for each in card.struck if each.meeting_id == meeting.id]),
            earlier=_earlier(card),
            cases=_cases(card),
            home_when=card.stay.discharge_criteria,
            previous_href=card_href(meeting.id, before.stay_id) if before else "",
            previous_text=name_of(before) if before else "",
            next_href=card_href(meeting.id, after.stay_id)
            if after
            else url_for("boards.meeting", meeting_id=meeting.id),
            next_text=name_of(after) if after else "What was agreed",
            stay_href=url_for("boards.stay", stay_id=person.stay_id),
            ask_href=url_for("escalation.ask_for_stay", stay_id=person.stay_id) if person.is_open else "",
        )


def _flags(card: MeetingCard) -> Sequence[str]:
    shared = shared_surnames([each.surname for each in card.people])
    flags = ["Same surname as another on this list"] if shared[card.people.index(card.person)] else []
    if card.stay.person.is_address_protected:
        flags.append("Address protected")
    return flags


def _gone(card: MeetingCard) -> str:
    on = f" on {named_day(card.person.left_on)}" if card.person.left_on else ""
    return f"Has left hospital{on}, after this list was made. Nothing more can be agreed here"


def _clocks(card: MeetingCard, today: date) -> tuple[Stat, ...]:
    person, items = card.person, card.owed.items
    late = sum(item.clock is Clock.LATE for item in items)
    oldest = max(((today - item.raised_on).days for item in items), default=0)
    return (
        Stat(
            number=days_ready(person.ready_on, today) if person.ready_on else "Not yet",
            label="clinically ready",
            note=f"since {named_day(person.ready_on)}" if person.ready_on else "what is owed will delay",
        ),
        Stat(number=str(len(items)), label="owed", note=f"{late} late" if late else "", alert=late > 0),
        Stat(number=counted(oldest, "day"), label="longest wait"),
        Stat(number=str(sum(item.red_days for item in items)), label="red days for what is owed"),
    )


def _owed(items: Sequence[Item], chosen: str, today: date) -> tuple[OwedLine, ...]:
    lines = []
    for number, item in enumerate(items, start=1):
        clock, state = clock_words(item, today)
        reason = RED_REASONS[item.reason]
        is_first = not chosen and number == 1
        line = OwedLine(
            id=f"about-{number}",
            value=f"{item.blocker_id}:{item.version}",
            key=str(number) if number < 10 else "",
            what=reason.description,
            who=item.owner_name,
            named=item.named_person,
            clock=clock if item.due_on is None or state == "late" else f"due {clock}",
            state=state,
            red=counted(item.red_days, "red day") if item.red_days else "",
            next_step=item.next_step,
            href=url_for("blockers.show", blocker_id=item.blocker_id),
            checked=is_first or chosen == str(item.blocker_id),
        )
        lines.append(line)
    return tuple(lines)


def _earlier(card: MeetingCard) -> tuple[EarlierMeeting, ...]:
    """What the meeting before agreed about this person; older ones stand on the person's page."""
    others = [each for each in card.agreed if each.meeting_id != card.meeting.id and each.met_on <= card.meeting.on]
    found = [
        EarlierMeeting(
            title=f"Agreed on {named_day(some[0].met_on)}", lines=tuple(_agreed(each, is_now=False) for each in some)
        )
        for some in (list(group) for _, group in groupby(others, key=lambda each: each.meeting_id))
    ]
    return tuple(found[:1])


def _agreed(action: Agreed, *, is_now: bool) -> AgreedLine:
    who = f"{action.owner_name}, {action.named_person or 'nobody named'}"
    return AgreedLine(
        agreed=action.agreed,
        who=f"{who}, by {by_when(action.due_on)}" if action.due_on else who,
        came="" if is_now else came_words(action),
        look="late" if not is_now and action.came is Came.LATE else "",
        strike_href=url_for("boards.meeting_strike", meeting_id=action.meeting_id, number=action.number)
        if is_now
        else "",
    )


def _cases(card: MeetingCard) -> tuple[CaseLook, ...]:
    home = (housing_look(card.housing),) if card.housing else ()
    return home + funding_looks(card.funding)
