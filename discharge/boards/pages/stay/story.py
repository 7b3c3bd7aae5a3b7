"""Everything that happened in one stay, by month, the latest first."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from discharge.boards.pages.stay import awaited
from discharge.boards.pages.stay.happened import Happened
from discharge.boards.pages.stay.marks import reason_words
from discharge.boards.pages.words import clock, named_day
from discharge.boards.queries.stay import DayMarked, WholeStay
from discharge.core.clock import local_date
from discharge.core.words import counted
from discharge.days.rules.mark import Colour
from discharge.stays.models import FollowUp
from discharge.stays.models.leaving import FollowUpState
from discharge.stays.rules.codes import (
    ABSENCE_KINDS,
    DISCHARGE_DESTINATIONS,
    DISCHARGE_METHODS,
    EDD_REASONS,
    KEY_DATE_KINDS,
    LEGAL_AUTHORITIES,
    NO_LONGER_READY_REASONS,
    READY_REASONS,
)

MOST_REASONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    day: str
    time: str
    text: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month of the stay. marks: how its days were marked, in a sentence, "" for none."""

    id: str
    name: str
    marks: str
    lines: tuple[Line, ...]


def months(whole: WholeStay) -> tuple[Month, ...]:
    """Newest month first; in a month, what happened last first."""
    lines: defaultdict[tuple[int, int], list[Happened]] = defaultdict(list)
    for happened in _all(whole):
        lines[happened.on.year, happened.on.month].append(happened)
    marks: defaultdict[tuple[int, int], list[DayMarked]] = defaultdict(list)
    for mark in whole.marks:
        marks[mark.day.year, mark.day.month].append(mark)
    return tuple(_month(key, lines[key], marks[key]) for key in sorted(lines.keys() | marks.keys(), reverse=True))


def _month(key: tuple[int, int], happened: list[Happened], marks: list[DayMarked]) -> Month:
    year, month = key
    order = sorted(happened, key=lambda it: (it.on, it.at.timestamp() if it.at else 0), reverse=True)
    return Month(
        id=f"month-{year}-{month:02d}",
        name=f"{date(year, month, 1):%B %Y}",
        marks=_marks_words(marks),
        lines=tuple(
            Line(day=named_day(it.on), time=clock(it.at) if it.at else "", text=it.text, by=it.by) for it in order
        ),
    )


def _marks_words(marks: list[DayMarked]) -> str:
    """`8 green days, 5 red days (3 Funding panel, 2 Care package), 2 away`."""
    if not marks:
        return ""
    colours = Counter(mark.colour for mark in marks)
    reasons = Counter(reason_words(mark.reason) for mark in marks if mark.colour is Colour.RED)
    most = reasons.most_common(MOST_REASONS)
    others = colours[Colour.RED] - sum(number for _, number in most)
    named = [f"{number} {reason}" for reason, number in most] + ([f"{others} other"] if others else [])
    parts = (
        counted(colours[Colour.GREEN], "green day"),
        counted(colours[Colour.RED], "red day") + (f" ({', '.join(named)})" if named else ""),
        f"{colours[Colour.ABSENT]} away" if colours[Colour.ABSENT] else "",
    )
    return ", ".join(part for part in parts if part)


def _all(whole: WholeStay) -> Iterator[Happened]:
    yield from _moves(whole)
    yield from _edds(whole)
    yield from _readiness(whole)
    yield from _authorities(whole)
    yield from _leaving(whole)
    yield from awaited.happened(whole)
    for key in whole.key_dates:
        if key.done_on is not None:
            yield Happened(key.done_on, None, f"{KEY_DATE_KINDS[key.kind].short} took place")
    done_on = whole.stay.formulation_done_on
    if done_on is not None:
        yield Happened(done_on, None, "Formulation done")


def _moves(whole: WholeStay) -> Iterator[Happened]:
    stay = whole.stay
    for place, leg in enumerate(whole.legs):
        at = stay.admitted_at if place == 0 else leg.started_at
        is_known = stay.is_admission_time_known if place == 0 else not leg.is_time_assumed
        words = f"Admitted to {leg.ward}" if place == 0 else f"Moved to {leg.ward}"
        if place and leg.is_time_assumed:
            words += " (time assumed from a ward list)"
        yield Happened(local_date(at), at if is_known else None, words)
    for absence in whole.absences:
        kind = ABSENCE_KINDS[absence.kind].description
        yield Happened(local_date(absence.from_at), absence.from_at, f"{kind} began")
        if absence.returned_at is not None:
            yield Happened(local_date(absence.returned_at), absence.returned_at, f"Back from: {kind}")


def _edds(whole: WholeStay) -> Iterator[Happened]:
    before: date | None = None
    for version in whole.ledger.versions:
        day = f"{version.expected_on.day} {version.expected_on:%B %Y}"
        said = f": {version.words}" if version.words else ""
        if before is None:
            words = f"Estimated discharge date set to {day}{said}"
        else:
            why = EDD_REASONS[version.reason_kind].description
            was = f"{before.day} {before:%B %Y}"
            words = f"Estimated discharge date changed from {was} to {day} ({why}{said})"
        before = version.expected_on
        yield Happened(local_date(version.set_at), version.set_at, words, version.set_by)


def _readiness(whole: WholeStay) -> Iterator[Happened]:
    for each in whole.ready:
        period = each.period
        for place, reason in enumerate(each.reasons):
            why = READY_REASONS[reason.reason].description
            lead = "Clinically ready" if place == 0 else "Clinically ready, main reason changed"
            yield Happened(reason.from_on, None, f"{lead}: {why}", period.decided_by if place == 0 else "")
        if period.ended_on is not None:
            known = NO_LONGER_READY_REASONS.get(period.ended_because)
            if known is not None:
                words = period.ended_words or known.description
                yield Happened(period.ended_on, None, f"No longer clinically ready: {words}")


def _authorities(whole: WholeStay) -> Iterator[Happened]:
    for period in whole.legal:
        known = LEGAL_AUTHORITIES.get(period.code or period.kind)
        words = known.short if known else period.code
        if period.started_on >= whole.stay.admitted_on:
            yield Happened(period.started_on, None, f"{words} began")
        if period.ended_on is not None and period.ended_on >= whole.stay.admitted_on:
            yield Happened(period.ended_on, None, f"{words} ended")


def _leaving(whole: WholeStay) -> Iterator[Happened]:
    for left in whole.discharges:
        method, destination = DISCHARGE_METHODS.get(left.method), DISCHARGE_DESTINATIONS.get(left.destination)
        how = ", ".join(it.short for it in (method, destination) if it is not None)
        yield Happened(local_date(left.left_at), left.left_at, f"Left: {how}")
        if left.undone_at is not None:
            words = f"Discharge undone: {left.undone_because}".removesuffix(": ")
            yield Happened(local_date(left.undone_at), left.undone_at, words)
    for owed in whole.follow_ups:
        yield from _follow_up(owed)


def _follow_up(owed: FollowUp) -> Iterator[Happened]:
    if owed.state == FollowUpState.DONE and owed.done_at is not None:
        yield Happened(local_date(owed.done_at), owed.done_at, "Follow-up done", owed.owner)
    elif owed.state == FollowUpState.CLOSED:
        on = owed.done_at or owed.due_at
        yield Happened(local_date(on), None, f"Follow-up closed: {owed.closed_because}".removesuffix(": "))
