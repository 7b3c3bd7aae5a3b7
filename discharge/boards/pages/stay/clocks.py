"""The clocks of one stay, and what is due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from flask import url_for

from discharge.boards.pages.words import moment_words, short_day
from discharge.boards.queries.stay import WholeStay
from discharge.core.words import counted
from discharge.stays.models.leaving import FollowUpState
from discharge.stays.models.stay import StayState
from discharge.stays.rules import edd
from discharge.stays.rules.codes import KEY_DATE_KINDS, READY_REASONS
from discharge.stays.rules.length import LongStay, day_of_stay, length_of_stay
from discharge.stays.rules.ready import REASON_NOT_KNOWN, days_shown

SOON = timedelta(hours=24)
KEY_DATE_AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One number with what it counts. alert: it needs somebody; the words say why."""

    number: str
    label: str
    note: str = ""
    alert: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something that is to be done. state: "", "soon" or "late". href: where to do it, "" without the permission."""

    text: str
    by: str
    state: str = ""
    href: str = ""


def state_words(whole: WholeStay) -> str:
    """ "" for somebody who is here."""
    stay = whole.stay
    if stay.state == StayState.CANCELLED:
        return f"This admission was cancelled: {stay.cancelled_because}"
    if stay.left_on is not None:
        return f"Left on {short_day(stay.left_on, whole.today)}"
    return ""


def clocks(whole: WholeStay) -> tuple[Clock, ...]:
    return tuple(_clocks(whole))


def _clocks(whole: WholeStay) -> Iterator[Clock]:
    stay, today = whole.stay, whole.today
    admitted = f"admitted {short_day(stay.admitted_on, today)}"
    if words := whole.length.words:
        admitted = f"{admitted}, {words.lower()}"
    is_long = whole.length is LongStay.LONG
    if stay.left_on is None:
        yield Clock(number=f"Day {day_of_stay(stay.admitted_on, today)}", label="of stay", note=admitted, alert=is_long)
    else:
        nights = length_of_stay(stay.admitted_on, stay.left_on)
        yield Clock(number=counted(nights, "day"), label="in hospital", note=admitted)
    ready = whole.ready_now
    if ready is not None:
        days = counted(days_shown(ready.dates, today), "day")
        reason = ready.reason_on(today)
        why = READY_REASONS[reason.reason].short if reason else "no reason given"
        since = short_day(ready.period.started_on, today)
        yield Clock(number=days, label="clinically ready", note=f"since {since}: {why}")
        planned = stay.planned_discharge_on
        is_over = planned is not None and planned < today
        words = short_day(planned, today) if planned else "Not set"
        note = "passed" if is_over else ""
        yield Clock(number=words, label="planned discharge date", note=note, alert=planned is None or is_over)
    yield _edd_clock(whole)
    if ready is None and stay.planned_discharge_on is not None:
        yield Clock(number=short_day(stay.planned_discharge_on, today), label="planned discharge date")
    for owed in whole.follow_ups:
        if owed.state == FollowUpState.OWED:
            late = owed.due_at < whole.now
            note = f"{'late: ' if late else ''}{owed.owner}, {owed.receiving_team}".removesuffix(", ")
            yield Clock(number=moment_words(owed.due_at, today), label="follow-up due by", note=note, alert=late)


def _edd_clock(whole: WholeStay) -> Clock:
    current, today = whole.ledger.current, whole.today
    if current is None:
        return Clock(number="Not set", label="estimated discharge date")
    moved = whole.ledger.drift
    days = counted(abs(moved.days), "day")
    sign = "+" if moved.days > 0 else "−" if moved.days < 0 else ""
    times = "once" if moved.moves == 1 else f"{moved.moves} times"
    note = f"moved {times}, {sign}{days}" if moved.moves else "first date"
    is_here = whole.stay.is_open
    if is_here and edd.has_passed(current, today=today, is_ready=whole.is_ready):
        passed = counted((today - current).days, "day")
        note = f"EDD passed {passed} ago, {note}"
        return Clock(number=short_day(current, today), label="estimated discharge date", note=note, alert=True)
    frozen = ", stays while clinically ready" if whole.is_ready else ""
    return Clock(number=short_day(current, today), label="estimated discharge date", note=note + frozen)


def dues(whole: WholeStay) -> tuple[Due, ...]:
    """What is to be done about somebody who is here, late first."""
    if not whole.stay.is_open:
        return ()
    found = [*_first_days(whole), *_dates(whole), *_questions(whole)]
    order = {"late": 0, "soon": 1, "": 2}
    return tuple(sorted(found, key=lambda due: order[due.state]))


def _first_days(whole: WholeStay) -> Iterator[Due]:
    stay, at = whole.stay, edd.due_at(whole.stay.admitted_at, whole.edd_hours)
    state = "late" if at < whole.now else "soon" if at - whole.now < SOON else ""
    by = f"{'was due' if state == 'late' else 'by'} {moment_words(at, whole.today)}"
    missing = (
        (whole.ledger.current is None and not whole.is_ready, "Set the estimated discharge date", "stays.edd"),
        (not stay.purpose, "Write the purpose of admission", "stays.purpose"),
        (not stay.discharge_criteria, "Write the discharge criteria", "stays.purpose"),
        (stay.formulation_done_on is None, "Do the formulation", "stays.purpose"),
    )
    for is_missing, text, endpoint in missing:
        if is_missing:
            yield Due(text=text, by=by, state=state, href=_edit(whole, endpoint))


def _dates(whole: WholeStay) -> Iterator[Due]:
    stay, today = whole.stay, whole.today
    current = whole.ledger.current
    if current is not None and edd.has_passed(current, today=today, is_ready=whole.is_ready):
        ask = whole.ask
        if ask is None:
            yield Due(
                text="Give a new estimated discharge date, or say who will",
                by=f"passed on {short_day(current, today)}",
                state="late",
                href=_edit(whole, "stays.ask_edd"),
            )
        elif ask.ask_whom:
            late = ask.ask_by is not None and ask.ask_by < whole.now
            by = f"by {moment_words(ask.ask_by, today)}" if ask.ask_by else ""
            text = f"Ask {ask.ask_whom} for a new estimated discharge date"
            yield Due(text=text, by=by, state="late" if late else "", href=_edit(whole, "stays.edd"))
        else:
            yield Due(text=f"New estimated discharge date awaits {ask.awaits}", by="", href=_edit(whole, "stays.edd"))
    if whole.is_ready and stay.planned_discharge_on is None:
        href = _edit(whole, "stays.planned_date")
        yield Due(text="Set the planned discharge date", by="", href=href)
    for key in whole.key_dates:
        if key.done_on is None and key.on <= today + KEY_DATE_AHEAD:
            past = key.on < today
            state = "late" if past else "soon" if key.on <= today + timedelta(days=2) else ""
            words = f"{KEY_DATE_KINDS[key.kind].short}{': ' + key.words if key.words else ''}"
            text = f"{words}: say what became of it" if past else words
            href = url_for("stays.key_date_outcome", stay_id=stay.id, key_date_id=key.id) if whole.may_edit else ""
            yield Due(text=text, by=f"{'was ' if past else ''}on {short_day(key.on, today)}", state=state, href=href)


def _questions(whole: WholeStay) -> Iterator[Due]:
    stay, person = whole.stay, whole.stay.person
    ready = whole.ready_now
    reason = ready.reason_on(whole.today) if ready else None
    if reason is not None and reason.reason == REASON_NOT_KNOWN:
        href = url_for("stays.ready_reason", stay_id=stay.id) if whole.may_set_clinical_facts else ""
        yield Due(text=f"Find out why the person is still here: {reason.note}", by="", href=href)
    if stay.is_home_at_risk is None:
        yield Due(text="Ask whether the person's home is at risk", by="", href=_edit(whole, "stays.money"))
    needs_review = person.has_learning_disability or person.is_autistic
    if needs_review and not any(key.kind == "cetr" for key in whole.key_dates):
        yield Due(text="Enter the date of the C(E)TR", by="", href=_edit(whole, "stays.key_date"))


def _edit(whole: WholeStay, endpoint: str) -> str:
    return url_for(endpoint, stay_id=whole.stay.id) if whole.may_edit else ""
