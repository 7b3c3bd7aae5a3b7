"""A ward's board, in words: who is shown, in which order, and what stands above and below."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Self

from flask import url_for

from discharge.boards.pages.awaited import awaits_others
from discharge.boards.pages.crowd import CrowdNote, note_of
from discharge.boards.pages.rounds.page import Place, is_planning_time
from discharge.boards.pages.rows import AWOL, Days, MarkLook, WardRow, dot_of, row_of
from discharge.boards.pages.words import clock_with_seconds, long_day, moment_words, named_day
from discharge.boards.queries.board import BoardRow, Owed, WardBoard
from discharge.core.clock import local_time
from discharge.core.web import addresses
from discharge.core.words import counted
from discharge.days.rules.mark import Colour
from discharge.places.rules.codes import BED_TYPES
from discharge.stays.rules import edd
from discharge.stays.rules.codes import ABSENCE_KINDS, RECEIVING_TEAMS
from discharge.stays.rules.names import surname_key

FOLLOW_UP_SOON = timedelta(hours=24)  # ours: due within a day
FAR = date.max


def _is_passed(row: BoardRow, board: WardBoard) -> bool:
    return edd.has_passed(row.edd.expected_on, today=board.today, is_ready=row.ready is not None)


def _is_red_today(row: BoardRow, board: WardBoard) -> bool:
    mark = row.mark_on(board.today)
    return mark is not None and mark.colour is Colour.RED


def _has_changed(row: BoardRow, board: WardBoard) -> bool:
    return board.changed_since is not None and row.changed_at > board.changed_since


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Some of the people. empty: what is said when there is nobody."""

    key: str
    words: str
    shows: Callable[[BoardRow, WardBoard], bool]
    empty: str = "Nobody is on this ward"


FILTERS: Final = (
    Filter(key="everyone", words="Everyone", shows=lambda _row, _board: True),
    Filter(
        key="not-marked",
        words="Not marked",
        shows=lambda row, board: row.mark_on(board.today) is None,
        empty="Everybody is marked today",
    ),
    Filter(key="red-day", words="Red day today", shows=_is_red_today, empty="No red day so far today"),
    Filter(
        key="ready",
        words="Clinically ready",
        shows=lambda row, _board: row.ready is not None,
        empty="Nobody is clinically ready",
    ),
    Filter(key="edd-passed", words="EDD passed", shows=_is_passed, empty="No EDD has passed"),
    Filter(
        key="edd-not-set",
        words="EDD not set",
        shows=lambda row, _board: row.ready is None and row.edd.expected_on is None,
        empty="Everybody has an EDD",
    ),
    Filter(
        key="awaiting",
        words="Awaiting others",
        shows=lambda row, _board: awaits_others(row),
        empty="Nobody is waiting for anyone else",
    ),
    Filter(key="away", words="Away", shows=lambda row, _board: row.away is not None, empty="Everybody is here"),
    Filter(
        key="changed",
        words="Changed since my last visit",
        shows=_has_changed,
        empty="Nothing has changed since your last visit",
    ),
)


def _leaves_on(row: BoardRow) -> date | None:
    """The date that the row shows: once somebody is clinically ready it is the planned one, and the EDD is frozen."""
    return row.ready.planned_on if row.ready else row.edd.expected_on


SORTS: Final[Mapping[str, tuple[str, Callable[[BoardRow], Any]]]] = {
    "bed": ("Bed", lambda _row: 0),
    "name": ("Person", lambda row: (surname_key(row.surname), row.given_name.casefold())),
    "longest": ("Stay", lambda row: row.admitted_at),
    "edd": ("EDD", lambda row: _leaves_on(row) or FAR),
    "ready": ("Clinically ready", lambda row: row.ready.since if row.ready else FAR),
    "oldest": ("As of", lambda row: row.changed_at),
}
HEADS: Final = (
    ("Bed", "bed"),
    ("Person", "name"),
    ("Stay", "longest"),
    ("EDD", "edd"),
    ("Clinically ready", "ready"),
    ("Last 14 days", ""),
    ("Today", ""),
    ("Waiting for", ""),
    ("As of", "oldest"),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter or an order as a link."""

    words: str
    href: str
    current: bool
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedRow:
    """Contact owed to somebody who left. due_state: "", "soon" or "late"."""

    href: str
    name: str
    number: str
    left: str
    owner: str
    due: str
    due_state: str
    booked: str
    follow_up_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WardPage:
    """links: tools of the board as (words, address). heard_at: as a clock and as an ISO moment."""

    name: str
    facts: tuple[str, ...]
    crowd: CrowdNote | None
    day: str
    here: str
    heard_at: str
    marked: str
    marked_note: str
    dots: tuple[MarkLook, ...]
    round_words: str
    round_href: str
    links: tuple[tuple[str, str], ...]
    filters: tuple[Choice, ...]
    sorts: tuple[Choice, ...]
    heads: tuple[tuple[str, str, bool], ...]
    rows: tuple[WardRow, ...]
    empty: str
    empty_href: str
    owed: tuple[OwedRow, ...]

    @classmethod
    def of(cls, board: WardBoard, *, show: str, sort: str, now: datetime) -> Self:
        """show, sort: keys of FILTERS and SORTS; anything else is taken for the first."""
        chosen = next((each for each in FILTERS if each.key == show), FILTERS[0])
        sort = sort if sort in SORTS else "bed"
        following = _following(board, now)
        return cls(
            name=board.ward_name,
            facts=_facts(board),
            crowd=note_of(board.crowd),
            day=long_day(board.today),
            here=_address(board, chosen.key, sort),
            heard_at=clock_with_seconds(now),
            marked=f"{sum(row.mark_on(board.today) is not None for row in board.rows)} of {len(board.rows)} marked",
            marked_note=_marked_note(board),
            dots=tuple(dot_of(row.mark_on(board.today)) for row in board.rows),
            round_words=_round_words(
                following, has_begun=any(row.plan or row.mark_on(board.today) for row in board.rows)
            ),
            round_href=url_for("boards.round_card", ward_id=board.ward_id),
            links=_links(board),
            filters=tuple(
                Choice(
                    each.words,
                    _address(board, each.key, sort),
                    each is chosen,
                    sum(each.shows(row, board) for row in board.rows),
                )
                for each in FILTERS
            ),
            sorts=tuple(
                Choice(words, _address(board, chosen.key, key), key == sort) for key, (words, _) in SORTS.items()
            ),
            heads=tuple(
                (words, _address(board, chosen.key, key) if key else "", bool(key) and key == sort)
                for words, key in HEADS
            ),
            rows=_rows(board, chosen, sort, following, now),
            empty=chosen.empty,
            empty_href=url_for("stays.admit", ward_id=board.ward_id) if board.may_edit and not board.rows else "",
            owed=tuple(_owed_row(owed, board, now) for owed in board.owed),
        )


def _rows(
    board: WardBoard, chosen: Filter, sort: str, following: BoardRow | None, now: datetime
) -> tuple[WardRow, ...]:
    beds: defaultdict[str, list[str]] = defaultdict(list)
    for row in board.rows:
        if key := surname_key(row.surname):
            beds[key].append(row.bed)
    days = Days(board.today)
    owed_people = frozenset(owed.person_id for owed in board.owed)
    address = addresses("boards.stay", "stay_id")
    shown = [row for row in board.rows if chosen.shows(row, board)]
    return tuple(
        row_of(
            row,
            days,
            href=address(row.stay_id),
            namesakes=beds,
            owed_people=owed_people,
            is_next=row is following,
            edd_hours=board.edd_hours,
            now=now,
        )
        for row in sorted(shown, key=SORTS[sort][1])
    )


def _address(board: WardBoard, show: str, sort: str) -> str:
    chosen: dict[str, Any] = {"show": show if show != FILTERS[0].key else None, "sort": sort if sort != "bed" else None}
    return url_for("boards.ward", ward_id=board.ward_id, **chosen)


def _facts(board: WardBoard) -> tuple[str, ...]:
    kind = BED_TYPES.get(board.bed_type)
    facts = [kind.description] if kind else []
    if board.capacity is not None:
        beds = counted(board.capacity.beds, "bed")
        closed = f", {board.capacity.closed_beds} of them closed" if board.capacity.closed_beds else ""
        facts.append("Ward shut" if board.capacity.is_shut else beds + closed)
    facts.append(counted(board.people, "person", "people"))
    away = Counter(row.away.kind for row in board.rows if row.away)
    facts += [
        f"{away[kind.code]} absent without leave (AWOL)"
        if kind.code == AWOL
        else f"{away[kind.code]} on {kind.description[0].lower()}{kind.description[1:]}"
        if kind.counts_as_leave
        else f"{away[kind.code]} {kind.description[0].lower()}{kind.description[1:]}"
        for kind in ABSENCE_KINDS
        if away[kind.code]
    ]
    facts.append(f"{sum(row.ready is not None for row in board.rows)} clinically ready")
    return tuple(facts)


def _marked_note(board: WardBoard) -> str:
    colours = Counter(mark.colour for row in board.rows if (mark := row.mark_on(board.today)))
    parts = [counted(colours[Colour.GREEN], "green day"), counted(colours[Colour.RED], "red day")]
    if colours[Colour.ABSENT]:
        parts.append(f"{colours[Colour.ABSENT]} away")
    return f"{', '.join(parts)} · closes {_closes(board.closes_at, board.today)}"


def _closes(moment: datetime, today: date) -> str:
    at = "noon" if f"{local_time(moment):%H:%M}" == "12:00" else f"{local_time(moment):%H:%M}"
    day = local_time(moment).date()
    return f"tomorrow at {at}" if (day - today).days == 1 else f"{named_day(day)} at {at}"


def _following(board: WardBoard, now: datetime) -> BoardRow | None:
    """Whom the round would open at: the first not yet planned in the morning, the first not marked later."""
    place = Place(ward_id=board.ward_id, is_planning=is_planning_time(now))
    stay_id = place.next_after(board.rows, board.today, None)
    return next((row for row in board.rows if row.stay_id == stay_id), None)


def _round_words(following: BoardRow | None, *, has_begun: bool) -> str:
    if following is None:
        return "Go through the round again"
    words = "Go on with the round" if has_begun else "Start the round"
    return f"{words}: bed {following.bed}" if following.bed else words


def _links(board: WardBoard) -> tuple[tuple[str, str], ...]:
    ward_id = board.ward_id
    editing = (
        ("Set up people", url_for("boards.grid", ward_id=ward_id)),
        ("Admit", url_for("stays.admit", ward_id=ward_id)),
        ("What is owed", url_for("boards.worklist", ward=ward_id)),
    )
    return (
        ("End of day", url_for("boards.end_of_day", ward_id=ward_id, date=board.today)),
        *(editing if board.may_edit else ()),
        ("What we raised", url_for("escalation.raised", ward_id=ward_id)),
        ("Near misses", url_for("partnership.incidents")),
        ("Print round sheet", url_for("boards.round_sheet", ward_id=ward_id)),
        ("Print blank sheet", url_for("boards.blank_sheet", ward_id=ward_id)),
    )


def _owed_row(owed: Owed, board: WardBoard, now: datetime) -> OwedRow:
    state = "late" if owed.due_at < now else "soon" if owed.due_at - now < FOLLOW_UP_SOON else ""
    team = RECEIVING_TEAMS.get(owed.receiving_team)
    who = [owed.owner or "nobody named", team.description if team else owed.receiving_team]
    booked = f"booked {moment_words(owed.booked_at, board.today)}" if owed.booked_at else "nothing booked"
    return OwedRow(
        href=url_for("boards.stay", stay_id=owed.stay_id),
        name=", ".join(part for part in (owed.surname, owed.given_name) if part),
        number=owed.local_number,
        left=f"left {named_day(owed.left_on)}" if owed.left_on else "",
        owner=" · ".join(part for part in who if part),
        due=f"{'since' if state == 'late' else 'by'} {moment_words(owed.due_at, board.today)}",
        due_state=state,
        booked=booked,
        follow_up_href=url_for("stays.follow_up", follow_up_id=owed.follow_up_id),
    )
