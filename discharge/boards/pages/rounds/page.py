"""The words of round mode: one person at a time, and what a key does."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import url_for

from discharge.access.rules.keys import ROUND, KeyGroup
from discharge.boards.pages.crowd import CrowdNote, note_of
from discharge.boards.pages.rounds.after import Owed, owed_after
from discharge.boards.pages.rows import MarkLook, look_of
from discharge.boards.queries.board import BoardRow
from discharge.boards.queries.rounds import WardRound
from discharge.core.clock import local_time
from discharge.core.words import counted, lasted
from discharge.days.rules.mark import Colour
from discharge.stays.rules.names import surname_key

PLANNING_ENDS = 13  # o'clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the round is: planning or marking, and whom the last key was about."""

    ward_id: UUID
    is_planning: bool
    last_id: UUID | None = None

    def href(self, **where: Any) -> str:
        """at: the person to show; after: the first still to be said after this one; end: the end of the round.

        last: another person for the bar of the last mark, which stays as it is otherwise.
        """
        where.setdefault("last", self.last_id)
        return url_for("boards.round_card", ward_id=self.ward_id, do=self.doing, **where)

    def action(self, endpoint: str, stay_id: UUID) -> str:
        """Where a form about this person is sent, so that the answer comes from the same place."""
        return url_for(endpoint, ward_id=self.ward_id, stay_id=stay_id, do=self.doing, last=self.last_id)

    @property
    def doing(self) -> str:
        return "plan" if self.is_planning else "mark"

    def is_said(self, row: BoardRow, today: date) -> bool:
        """Whether this person needs nothing more of this pass."""
        marked = row.mark_on(today) is not None
        return marked or bool(row.plan) if self.is_planning else marked

    def next_after(self, rows: Sequence[BoardRow], today: date, after: UUID | None) -> UUID | None:
        """The first person still to be said after this one, in bed order and round again; None when all are said."""
        place = next((number for number, row in enumerate(rows) if row.stay_id == after), -1)
        turn = [*rows[place + 1 :], *rows[: place + 1]]
        return next((row.stay_id for row in turn if not self.is_said(row, today)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One mark of the strip across the top; opens that person."""

    look: MarkLook
    said: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LastMark:
    """What the last key did: "Bed 14 Khan: green day". undo: the button's words, "" where there is nothing to undo.

    owed: what somebody owes after it, None for nothing.
    """

    words: str
    owed: Owed | None
    undo: str
    undo_action: str
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What every page of a round shares. started_at: seconds since 1970, for the clock of the whole round; 0: none.

    day: the day that is shown, as the forms carry it.
    """

    ward_name: str
    day: str
    title: str
    progress: str
    people: tuple[Person, ...]
    crowd: CrowdNote | None
    led: str
    started_at: int
    leave_href: str
    plan_href: str
    mark_href: str
    is_planning: bool
    has_single_keys: bool
    keys: KeyGroup
    last: LastMark | None
    undo_form: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPage:
    form: Any
    action: str
    ward_name: str
    people: str
    back_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    number: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DonePage:
    """The end of a round: what it came to, and who is still to be said."""

    frame: Frame
    form: Any
    heading: str
    totals: tuple[Total, ...]
    missing: tuple[Person, ...]
    took: str
    is_open: bool
    previous_href: str
    previous_text: str
    end_action: str
    board_href: str


def person_words(row: BoardRow) -> str:
    """`Bed 14 Khan`, as the bar and the strip say it."""
    return f"Bed {row.bed} {row.surname}" if row.bed else f"{row.given_name} {row.surname}"


def frame_of(
    found: WardRound,
    place: Place,
    *,
    at: UUID | None,
    has_single_keys: bool,
    undo_form: Any,
    may_work: bool,
) -> Frame:
    """may_work: whether this person may change what others owe."""
    board, held = found.board, found.held
    said = sum(place.is_said(row, board.today) for row in board.rows)
    doing = "planned" if place.is_planning else "marked"
    return Frame(
        ward_name=board.ward_name,
        day=board.today.isoformat(),
        title=f"{board.ward_name} round",
        progress=f"{said} of {len(board.rows)} {doing}",
        people=tuple(_person(row, found, place, at) for row in board.rows),
        crowd=note_of(board.crowd),
        led=f"lead {held.lead} · {len(held.present) + 1} present" if held else "",
        started_at=int(held.started_at.timestamp()) if held else 0,
        leave_href=url_for("boards.ward", ward_id=board.ward_id),
        plan_href=url_for("boards.round_card", ward_id=board.ward_id, do="plan", at=at),
        mark_href=url_for("boards.round_card", ward_id=board.ward_id, do="mark", at=at),
        is_planning=place.is_planning,
        has_single_keys=has_single_keys,
        keys=ROUND,
        last=_last(found, place, may_work=may_work),
        undo_form=undo_form,
    )


def _person(row: BoardRow, found: WardRound, place: Place, at: UUID | None) -> Person:
    mark = row.mark_on(found.board.today)
    look = look_of(mark)
    word = "Planned" if mark is None and place.is_planning and row.plan else look.word
    if word == "Planned":
        look = MarkLook("none", "P", word)
    return Person(
        look=look,
        said=f"{person_words(row)}: {word.lower()}",
        href=place.href(at=row.stay_id),
        current=row.stay_id == at,
    )


def _last(found: WardRound, place: Place, *, may_work: bool) -> LastMark | None:
    row, day = found.last, found.last_day
    if row is None or day is None:
        return None
    who = person_words(row)
    if place.is_planning:
        words = f"{who}: {counted(len(day.planned), 'step')} planned"
        return LastMark(words=words, owed=None, undo="", undo_action="", revision=0)
    mark = row.mark_on(found.board.today)
    return LastMark(
        words=f"{who}: {look_of(mark).word.lower()}",
        owed=owed_after(row, day, found.board.today, ward_id=found.board.ward_id, may_work=may_work),
        undo=f"undoes {row.surname}" if mark else "",
        undo_action=url_for("boards.round_undo", ward_id=found.board.ward_id, stay_id=row.stay_id),
        revision=day.revision,
    )


def namesakes_of(rows: Sequence[BoardRow]) -> Mapping[str, Sequence[str]]:
    """The beds of everybody, by surname."""
    beds: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        beds[surname_key(row.surname)].append(row.bed)
    return beds


def done_page(found: WardRound, place: Place, frame: Frame, form: Any, *, now: datetime) -> DonePage:
    board = found.board
    marks = [row.mark_on(board.today) for row in board.rows]
    missing = [row for row in board.rows if not place.is_said(row, board.today)]
    colours = {colour: sum(mark is not None and mark.colour is colour for mark in marks) for colour in Colour}
    totals = (
        Total(number=str(colours[Colour.GREEN]), label="green days"),
        Total(number=str(colours[Colour.RED]), label="red days"),
        Total(number=str(colours[Colour.ABSENT]), label="away"),
        Total(number=str(len([mark for mark in marks if mark is None])), label="not marked"),
    )
    minutes = int((now - found.held.started_at).total_seconds() // 60) if found.held else 0
    return DonePage(
        frame=frame,
        form=form,
        heading=_heading(place, missing),
        totals=totals,
        missing=tuple(_person(row, found, place, None) for row in missing),
        took=f"The round has taken {lasted(minutes)}." if found.held else "",
        is_open=found.held is not None,
        previous_href=place.href(at=board.rows[-1].stay_id) if board.rows else "",
        previous_text=person_words(board.rows[-1]) if board.rows else "",
        end_action=url_for("boards.round_end", ward_id=board.ward_id),
        board_href=frame.leave_href,
    )


def _heading(place: Place, missing: Sequence[BoardRow]) -> str:
    doing = "planned" if place.is_planning else "marked"
    return f"{counted(len(missing), 'person', 'people')} not {doing} yet" if missing else f"Everybody is {doing}"


def start_page(found: WardRound, form: Any) -> StartPage:
    return StartPage(
        form=form,
        action=url_for("boards.round_start", ward_id=found.board.ward_id),
        ward_name=found.board.ward_name,
        people=counted(found.board.people, "person", "people"),
        back_href=url_for("boards.ward", ward_id=found.board.ward_id),
    )


def is_planning_time(now: datetime) -> bool:
    """Whether a round that opens now begins by planning; the other pass can be chosen at any time."""
    return local_time(now).hour < PLANNING_ENDS


def is_evening(now: datetime) -> bool:
    """Whether 16:00 has passed, so that "by 16:00" is no longer an answer."""
    return local_time(now).hour >= 16
