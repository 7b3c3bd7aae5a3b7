"""One person's row on a ward's board, in words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from discharge.boards.pages.awaited import CaseLook, WaitLook, cases_of, wait_look
from discharge.boards.pages.words import (
    age_words,
    days_ready,
    listed,
    moment_words,
    named_day,
    short_day,
    step_words,
)
from discharge.boards.queries.board import STRIP_DAYS, Away, BoardRow, Marked
from discharge.core.clock import local_date
from discharge.core.words import counted
from discharge.days.rules.codes import RED_REASONS, OwnerKind
from discharge.days.rules.mark import Colour
from discharge.escalation.pages.receipts import ReceiptLook
from discharge.stays.rules import edd
from discharge.stays.rules.codes import ABSENCE_KINDS, LEGAL_AUTHORITIES, READY_REASONS
from discharge.stays.rules.length import day_of_stay
from discharge.stays.rules.names import NameLevel, shown_name, surname_key

SATURDAY = 5
AWOL = "awol"
EDD_SOON = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class MarkLook:
    """As components/mark.html wants it."""

    kind: str
    letter: str
    word: str


NOT_MARKED = MarkLook("none", "", "Not marked")
_LOOKS: Mapping[tuple[Colour, str], MarkLook] = {
    (Colour.GREEN, ""): MarkLook("green", "G", Colour.GREEN.words),
    (Colour.RED, ""): MarkLook("red", "R", Colour.RED.words),
    **{
        (Colour.ABSENT, kind.code): MarkLook(kind.code, kind.letter, kind.description.removesuffix(" (AWOL)"))
        for kind in ABSENCE_KINDS
    },
}


def dot_of(mark: Marked | None) -> MarkLook:
    """The smallest look of a mark. G and R are kept for green and red days: no kind of absence borrows a letter."""
    if mark is not None and mark.colour is Colour.ABSENT:
        return MarkLook("awol", "A", "") if mark.absence_kind == AWOL else MarkLook("absent", "", "")
    return look_of(mark)


def look_of(mark: Marked | None) -> MarkLook:
    return NOT_MARKED if mark is None else _LOOKS[mark.colour, mark.absence_kind]


@dataclass(frozen=True, slots=True)
class StripDay:
    """One cell of the strip. look: classes of the mark. said: everything it stands for, in words."""

    look: str
    letter: str
    weekend: bool
    said: str


@dataclass(frozen=True, slots=True)
class Flag:
    """Words that must not be missed. look: "" or "awol"."""

    words: str
    look: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WardRow:
    """What the row says, ready to be placed. Each pair lead and note is one cell's two lines.

    first_cell: from which of the fourteen columns the strip begins, later than 1 for somebody new.
    edd_state: "", "soon", "late" or "passed". stale: nothing was said about this person today. wait: the most urgent
    thing that is owed, of waits; awaited: the same, or where nothing is owed what the newest red day waited for.
    """

    href: str
    bed: str
    name: str
    number: str
    flags: tuple[Flag, ...]
    day: int
    legal: str
    legal_note: str
    is_legal_alert: bool
    edd: str
    edd_note: str
    edd_state: str
    ready: str
    ready_note: str
    strip: tuple[StripDay, ...]
    strip_said: str
    first_cell: int
    today: MarkLook
    today_words: str
    awaited: str
    awaited_note: str
    wait: WaitLook | None
    more_waits: str
    waits: tuple[WaitLook, ...]
    cases: tuple[CaseLook, ...]
    asked: tuple[ReceiptLook, ...]
    as_of: str
    as_of_said: str
    stale: bool
    is_next: bool


class Days:
    """The fourteen days of a strip, worded once for everybody."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.days = [today - timedelta(days=STRIP_DAYS - 1 - place) for place in range(STRIP_DAYS)]
        self.heads = [(day, named_day(day), day.weekday() >= SATURDAY) for day in self.days]
        self._cells: dict[tuple[object, ...], StripDay] = {}

    def strip(self, row: BoardRow) -> tuple[StripDay, ...]:
        """From the day of admission on."""
        by_day = {mark.day: mark for mark in row.marks}
        return tuple(
            self._cell(day, words, weekend, by_day.get(day))
            for day, words, weekend in self.heads
            if day >= row.admitted_on
        )

    def _cell(self, day: date, words: str, weekend: bool, mark: Marked | None) -> StripDay:  # noqa: FBT001 (a fact of the day)
        detail = _detail(mark)
        look = look_of(mark)
        key = (day, look.kind, detail)
        if key not in self._cells:
            absent = " discharge-mark--absent" if mark is not None and mark.colour is Colour.ABSENT else ""
            said = f"{words}: {look.word}" + (f", {detail}" if detail else "")
            self._cells[key] = StripDay(f"{look.kind}{absent}", look.letter or "·", weekend, said)
        return self._cells[key]


def _detail(mark: Marked | None) -> str:
    if mark is None or mark.colour is Colour.ABSENT:
        return ""
    if mark.colour is Colour.RED:
        return reason_words(mark.reason)
    return listed(step_words(mark.steps))


def reason_words(code: str) -> str:
    reason = RED_REASONS.get(code)
    return reason.short if reason else "Reason not known"


def owner_words(code: str) -> str:
    return OwnerKind(code).words if code in OwnerKind.__members__.values() else code


def row_of(
    row: BoardRow,
    days: Days,
    *,
    href: str,
    namesakes: Mapping[str, Sequence[str]],
    owed_people: frozenset[UUID],
    is_next: bool,
    edd_hours: int,
    now: datetime,
) -> WardRow:
    """namesakes: beds by surname key. owed_people: keys of people owed contact after an earlier stay."""
    today = days.today
    mark = row.mark_on(today)
    strip = days.strip(row)
    legal, legal_note, is_legal_alert = _legal(row, today)
    edd_lead, edd_note, edd_state = _edd(row, today, hours=edd_hours, now=now)
    ready, ready_note = _ready(row, today)
    waits = tuple(wait_look(wait, today) for wait in row.waits)
    awaited, awaited_note = (waits[0].what, waits[0].said) if waits else _awaited(row, today)
    return WardRow(
        href=href,
        bed=row.bed,
        name=shown_name(NameLevel.FULL, family=row.surname, given=row.given_name, bed=row.bed),
        number=row.local_number,
        flags=_flags(row, today, namesakes, owed_people),
        day=day_of_stay(row.admitted_on, today),
        legal=legal,
        legal_note=legal_note,
        is_legal_alert=is_legal_alert,
        edd=edd_lead,
        edd_note=edd_note,
        edd_state=edd_state,
        ready=ready,
        ready_note=ready_note,
        strip=strip,
        strip_said=_summary(strip, row),
        first_cell=STRIP_DAYS - len(strip) + 1,
        today=look_of(mark),
        today_words=_today_words(row, mark),
        awaited=awaited,
        awaited_note=awaited_note,
        wait=waits[0] if waits else None,
        more_waits=f"+{len(waits) - 1} more" if len(waits) > 1 else "",
        waits=waits,
        cases=cases_of(row),
        asked=tuple(map(ReceiptLook.of, row.asked)),
        as_of=age_words(row.changed_at, today),
        as_of_said=moment_words(row.changed_at, today),
        stale=local_date(row.changed_at) < today,
        is_next=is_next,
    )


def _flags(
    row: BoardRow, today: date, namesakes: Mapping[str, Sequence[str]], owed_people: frozenset[UUID]
) -> tuple[Flag, ...]:
    flags = []
    if row.away is not None:
        flags.append(away_flag(row.away, today))
    others = list(namesakes.get(surname_key(row.surname), ()))
    if len(others) > 1:
        others.remove(row.bed)
        known = [f"bed {bed}" for bed in others if bed]
        flags.append(Flag(f"Same surname: {' and '.join(known[:2]) or 'no bed'}"))
    if row.is_address_protected:
        flags.append(Flag("Do not contact, address protected"))
    if row.person_id in owed_people:
        flags.append(Flag("Follow-up owed from an earlier stay"))
    if row.length.words:
        flags.append(Flag(row.length.words))
    return tuple(flags)


def away_flag(away: Away, today: date) -> Flag:
    """Where somebody is instead. Absent without leave is told from when, and looks like nothing else."""
    if away.kind == AWOL:
        return Flag(f"AWOL since {moment_words(away.since, today)}", AWOL)
    kind = ABSENCE_KINDS[away.kind].description
    return Flag(f"{kind}, back {moment_words(away.due_back_at, today)}" if away.due_back_at else kind)


def _legal(row: BoardRow, today: date) -> tuple[str, str, bool]:
    if row.legal is None:
        return "Legal status", "not recorded", False
    known = LEGAL_AUTHORITIES.get(row.legal.code or row.legal.kind)
    words = known.short if known else row.legal.code
    if row.legal.expires_on is None:
        since = "" if words == "Informal" else f"since {short_day(row.legal.started_on, today)}"
        return words, since, False
    if row.legal.expires_on < today:
        return words, f"ended {short_day(row.legal.expires_on, today)} as typed: check the papers", True
    return words, f"ends {short_day(row.legal.expires_on, today)} as typed", False


def _edd(row: BoardRow, today: date, *, hours: int, now: datetime) -> tuple[str, str, str]:
    if row.ready is not None:
        planned = row.ready.planned_on
        if planned is None:
            return "No planned date", "EDD frozen", ""
        return f"Planned {short_day(planned, today)}", "EDD frozen", "late" if planned < today else ""
    if row.edd.expected_on is None:
        due_at = edd.due_at(row.admitted_at, hours)
        if due_at < now:
            return "Not set", f"since {moment_words(due_at, today)}", "late"
        return "Not set", f"by {moment_words(due_at, today)}", "soon" if due_at - now < EDD_SOON else ""
    if edd.has_passed(row.edd.expected_on, today=today, is_ready=False):
        passed = counted((today - row.edd.expected_on).days, "day")
        return f"Passed {passed}", _asked(row, today) or _drift(row), "passed"
    return short_day(row.edd.expected_on, today), _drift(row), ""


def _asked(row: BoardRow, today: date) -> str:
    if row.edd.asked_whom:
        by = f" by {moment_words(row.edd.asked_by, today)}" if row.edd.asked_by else ""
        return f"asked {row.edd.asked_whom}{by}"
    return f"awaits {row.edd.awaits}" if row.edd.awaits else ""


def _drift(row: BoardRow) -> str:
    moved = row.edd.drift
    if not moved.moves:
        return "first date"
    days = counted(abs(moved.days), "day")
    sign = "+" if moved.days > 0 else "−" if moved.days < 0 else ""
    return f"{counted(moved.moves, 'move')}, {sign}{days}"


def _ready(row: BoardRow, today: date) -> tuple[str, str]:
    if row.ready is None:
        return "", ""
    reason = READY_REASONS.get(row.ready.reason)
    return days_ready(row.ready.since, today), reason.short if reason else "no reason given"


def _awaited(row: BoardRow, today: date) -> tuple[str, str]:
    if row.awaited is None:
        return "", ""
    parts = [owner_words(row.awaited.owner), f"day {row.awaited.run}"]
    if row.awaited.day < today - timedelta(days=STRIP_DAYS):
        parts.append(f"last said {short_day(row.awaited.day, today)}")
    if row.awaited.next_step:
        parts.append(f"next: {row.awaited.next_step}")
    return reason_words(row.awaited.reason), " · ".join(parts)


def _today_words(row: BoardRow, mark: Marked | None) -> str:
    if mark is None:
        planned = step_words(row.plan)
        if planned:
            return f"Plan: {listed(planned)}"
        return f"Next step: {row.next_discharge_step}" if row.ready and row.next_discharge_step else "Nothing planned"
    if mark.colour is Colour.GREEN:
        return listed(step_words(mark.steps))
    if mark.colour is Colour.RED and row.waits and row.waits[0].reason != mark.reason:
        return ": ".join(part for part in (reason_words(mark.reason), mark.note) if part)
    return mark.note


def _summary(strip: Sequence[StripDay], row: BoardRow) -> str:
    colours = Counter(mark.colour for mark in row.marks)
    parts = [
        counted(colours[Colour.GREEN], "green day"),
        counted(colours[Colour.RED], "red day"),
        f"{colours[Colour.ABSENT]} away" if colours[Colour.ABSENT] else "",
        f"{len(strip) - len(row.marks)} not marked",
    ]
    return f"Last {counted(len(strip), 'day')}: {', '.join(part for part in parts if part)}"
