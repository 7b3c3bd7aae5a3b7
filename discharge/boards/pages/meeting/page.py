"""The words of a meeting: where one is begun, who came, and what it came to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self
from uuid import UUID

from flask import url_for

from discharge.blockers.models import Meeting, MeetingCount
from discharge.blockers.queries.meeting import Listed, MeetingLine, left_to_say
from discharge.blockers.rules.meetings import Here, Moment, Said
from discharge.boards.forms.meeting import EndMeetingForm
from discharge.boards.pages.meeting.actions import Group, groups_of
from discharge.boards.pages.meeting.struck import StruckLine, struck_lines
from discharge.boards.pages.words import clock, long_day, named_day
from discharge.boards.queries.meeting import Attendance, MeetingSheet, MeetingsToHold
from discharge.core.clock import local_date
from discharge.core.forms import Form
from discharge.core.words import counted
from discharge.stays.pages.plan import Conflict
from discharge.stays.rules.names import NameLevel, shown_name

COUNTS: Final = (
    ("people", "People on the list, still in hospital"),
    ("owed", "Things that partners owe about them"),
    ("unnamed", "of these, nobody named"),
    ("late", "of these, late"),
    ("ready", "Clinically ready"),
    ("ready_days", "Clinically ready days so far, together"),
)
LOOKS: Final = {Said.NOT_YET: "·", Said.AGREED: "✓", Said.NOTHING: "–", Said.PASSED: "→"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRow:
    """A meeting in the list. state: that it is open, or when it ended."""

    title: str
    day: str
    href: str
    wards: str
    people: str
    actions: str
    state: str
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingsPage:
    """hints: of each ward that may be chosen, how many people on it wait for a partner."""

    form: Any
    hints: dict[str, str]
    open: tuple[MeetingRow, ...]
    ended: tuple[MeetingRow, ...]

    @classmethod
    def of(cls, found: MeetingsToHold, form: Form) -> Self:
        rows = [_row(line) for line in found.meetings]
        return cls(
            form=form,
            hints={
                str(ward.ward_id): f"{counted(ward.needing, 'person waits', 'people wait')} for a partner"
                for ward in found.wards
            },
            open=tuple(row for row in rows if row.is_open),
            ended=tuple(row for row in rows if not row.is_open),
        )


def _row(line: MeetingLine) -> MeetingRow:
    meeting = line.meeting
    return MeetingRow(
        title=meeting.kind.words,
        day=named_day(meeting.on),
        href=url_for("boards.meeting", meeting_id=meeting.id),
        wards=", ".join(line.wards),
        people=f"{line.said} of {counted(line.people, 'person', 'people')}",
        actions=counted(line.actions, "action"),
        state="Open" if meeting.ended_at is None else f"Ended {clock(meeting.ended_at)}",
        is_open=meeting.is_open,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMark:
    """One person of the strip across the top. look: a class. letter: of the mark. said: the same in words."""

    look: str
    letter: str
    said: str
    href: str
    current: bool


def person_marks(people: Sequence[Listed], meeting_id: UUID, at: UUID | None) -> tuple[PersonMark, ...]:
    return tuple(
        PersonMark(
            look=person.said.value.replace("_", "-"),
            letter=LOOKS[person.said],
            said=f"{person.number} {name_of(person)}: {said_words(person)}",
            href=card_href(meeting_id, person.stay_id),
            current=person.stay_id == at,
        )
        for person in people
    )


def name_of(person: Listed) -> str:
    return shown_name(NameLevel.FULL, family=person.surname, given=person.given_name, bed=person.bed)


def said_words(person: Listed) -> str:
    """`agreed`, and that they left meanwhile."""
    words = person.said.words.lower()
    return words if person.is_open else f"{words}, has left hospital"


def card_href(meeting_id: UUID, stay_id: UUID) -> str:
    return url_for("boards.meeting_card", meeting_id=meeting_id, stay_id=stay_id)


def next_href(people: Sequence[Listed], meeting_id: UUID, after: UUID | None = None) -> str:
    """The first person after this one of whom nothing was said, and round again; the meeting's page when all are."""
    place = next((number for number, person in enumerate(people) if person.stay_id == after), -1)
    turn = [*people[place + 1 :], *people[: max(place, 0)]]
    found = next((person for person in turn if person.said is Said.NOT_YET), None)
    return card_href(meeting_id, found.stay_id) if found else url_for("boards.meeting", meeting_id=meeting_id)


def meeting_words(meeting: Meeting) -> str:
    """`Weekly meeting, Mon 23 Nov`."""
    return f"{meeting.kind.words}, {named_day(meeting.on)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRow:
    words: str
    before: int
    after: int
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """Who came for one body."""

    name: str
    here: str
    people: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPage:
    """The whole of a meeting. after: what the second count is. go_on_href: "" when nothing is left to say.

    left: of whom nothing was said yet, where somebody has pressed to end it. end: the words of that button.
    """

    title: str
    day: str
    wards: str
    is_open: bool
    state: str
    form: Any
    left: tuple[PersonMark, ...]
    end: str
    end_href: str
    go_on_href: str
    go_on: str
    attendance_href: str
    sheet_href: str
    files: tuple[tuple[str, str], ...]
    after: str
    counts: tuple[CountRow, ...]
    totals: tuple[tuple[int, str], ...]
    came: tuple[Came, ...]
    groups: tuple[Group, ...]
    struck: tuple[StruckLine, ...]
    people: tuple[PersonMark, ...]

    @classmethod
    def of(cls, seen: MeetingSheet, form: EndMeetingForm, *, is_ending: bool, now: datetime) -> Self:
        """is_ending: it was asked to end. The form that ends it then carries how many people the page says are left."""
        meeting, people = seen.meeting, seen.people
        to_come = left_to_say(people)
        left = len(to_come)
        at: dict[str, Any] = {"meeting_id": meeting.id}
        is_told = is_ending and meeting.is_open and left > 0
        if is_told:
            form.warned.data = str(left)
        return cls(
            title=meeting.kind.words,
            day=long_day(meeting.on),
            wards=", ".join(seen.wards),
            is_open=meeting.is_open,
            state=_state(meeting),
            form=form,
            left=person_marks(to_come, meeting.id, None) if is_told else (),
            end="End it all the same" if is_told else "End the meeting",
            end_href=url_for("boards.meeting_end", **at),
            go_on_href=next_href(people, meeting.id) if meeting.is_open and left else "",
            go_on=f"Go on: {counted(left, 'person', 'people')} to come",
            attendance_href=url_for("boards.meeting_attendance", **at) if meeting.is_open else "",
            sheet_href=url_for("boards.meeting_sheet", **at),
            files=tuple((words, url_for("boards.meeting_file", ending=end, **at)) for words, end in FILES),
            after="Now" if meeting.is_open else "At the end",
            counts=_counts(seen.counts[Moment.BEGAN], seen.counts[Moment.ENDED]),
            totals=(
                (len(seen.agreed), "action" if len(seen.agreed) == 1 else "actions agreed"),
                *((sum(person.said is said for person in people), said.words.lower()) for said in _TOLD),
            ),
            came=_came(seen),
            groups=groups_of(seen.agreed, local_date(now)),
            struck=struck_lines(seen.struck),
            people=person_marks(people, meeting.id, None),
        )


FILES: Final = (("Excel", "xlsx"), ("CSV", "csv"))
_TOLD: Final = (Said.NOTHING, Said.PASSED, Said.NOT_YET)


def _state(meeting: Meeting) -> str:
    if meeting.ended_at is None:
        return f"Open since {clock(meeting.began_at)}. Begun by {meeting.began_by}."
    return f"{clock(meeting.began_at)} to {clock(meeting.ended_at)}. Ended by {meeting.ended_by}."


def _counts(before: MeetingCount, after: MeetingCount) -> tuple[CountRow, ...]:
    rows = []
    for column, words in COUNTS:
        first, last = getattr(before, column), getattr(after, column)
        change = f"{last - first:+d}".replace("-", "−") if last != first else "the same"
        rows.append(CountRow(words=words, before=first, after=last, change=change))
    return tuple(rows)


def _came(seen: MeetingSheet) -> tuple[Came, ...]:
    order = list(Here)
    rows = sorted(seen.attendance, key=lambda row: (order.index(row.here), seen.names.get(row.body_key, "")))
    return tuple(
        Came(name=seen.names.get(row.body_key, "Somebody"), here=row.here.words, people=row.people) for row in rows
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceLine:
    """One body of the form. here, people: as they stand, or as typed. seen: as stored, carried by the form."""

    id: str
    key: str
    name: str
    here: str
    people: str
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendancePage:
    """typed: who was said to be here in a form that came after the end, to be copied."""

    form: Any
    title: str
    back_href: str
    is_open: bool
    choices: tuple[tuple[str, str], ...]
    lines: tuple[AttendanceLine, ...]
    typed: tuple[str, ...]
    conflict: Conflict | None

    @classmethod
    def of(cls, found: Attendance, form: Any, conflict: Conflict | None) -> Self:
        lines = []
        for number, (body, name) in enumerate(found.expected, start=1):
            stored, typed = found.said.get(body.key), form.lines.data.get(body.key)
            here, people = (stored.here.value, stored.people) if stored else ("", "")
            shown = (typed.here.value if typed.here else "", typed.people) if typed else (here, people)
            line = AttendanceLine(
                id=f"body-{number}", key=body.key, name=name, here=shown[0], people=shown[1], seen=f"{here}|{people}"
            )
            lines.append(line)
        return cls(
            form=form,
            title=meeting_words(found.meeting),
            back_href=url_for("boards.meeting", meeting_id=found.meeting.id),
            is_open=found.meeting.is_open,
            choices=tuple((here.value, here.words) for here in Here),
            lines=tuple(lines),
            typed=() if found.meeting.is_open else _typed(lines, form),
            conflict=conflict,
        )


def _typed(lines: Sequence[AttendanceLine], form: Any) -> tuple[str, ...]:
    lines = [line for line in lines if line.people and f"{line.here}|{line.people}" != line.seen]
    others = (form.other_people.data,) if form.other_people.data else ()
    return (*(f"{line.name}: {line.people}" for line in lines), *others)
