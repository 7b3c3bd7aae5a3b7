"""Clinically ready for discharge: a period with three decisions, its reasons by date, and its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotAllowed, NotFound, RuleBroken
from discharge.core.events import tell
from discharge.core.versions import check_version
from discharge.stays import policies
from discharge.stays.commands.edd import SHORT_LONGEST, shown_day
from discharge.stays.commands.telling import tell_changed
from discharge.stays.events import BecameReady, NoLongerReady
from discharge.stays.models import ReadyPeriod, ReadyReason, Stay
from discharge.stays.queries.base import stay_to_change
from discharge.stays.queries.progress import Ready, open_ready, ready_periods
from discharge.stays.rules import ready
from discharge.stays.rules.codes import ATTRIBUTABLE_TO, NO_LONGER_READY_REASONS, READY_REASONS

ENDED_BY_DISCHARGE = "discharged"


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeReady:
    """Rule 11 as it was answered. were_carer_views_heard None: no carer, or no permission to involve them.

    reason, attributable_to: codes of crfd-delay-reasons and crfd-attributable-to. note: who will find the reason out,
    for 98 (not known).
    """

    stay_id: UUID
    started_on: date
    is_clinical_decision: bool
    is_team_decision: bool
    is_safe: bool
    were_person_views_heard: bool
    were_carer_views_heard: bool | None
    decided_by: str
    reason: str
    attributable_to: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeReason:
    """Why the person is still here from a day on. version: of the period, as it was shown."""

    stay_id: UUID
    version: int
    from_on: date
    reason: str
    attributable_to: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndReady:
    """No longer ready from a day on. because: a code of no-longer-ready-reasons. period_id: the period as shown."""

    stay_id: UUID
    period_id: UUID
    ended_on: date
    because: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectReadyDates:
    """The dates of a period as they should have been written. ended_on None for a period that is open."""

    stay_id: UUID
    period_id: UUID
    version: int
    started_on: date
    ended_on: date | None


def make_ready(session: Session, command: MakeReady, *, actor: Actor, now: datetime) -> ReadyPeriod:
    """Begin a period. Only a person with the permission does; all three decisions of rule 11 are needed."""
    stay, periods = _stay_and_periods(session, actor, command.stay_id, now)
    if not stay.is_open:
        raise RuleBroken("", "The person has left: correct the discharge first")
    ready.check(
        ready.faults_of_decision(
            is_clinical_decision=command.is_clinical_decision,
            is_team_decision=command.is_team_decision,
            is_safe=command.is_safe,
            decided_by=command.decided_by,
        )
    )
    today = local_date(now)
    ready.check_period(
        ready.ReadyPeriod(command.started_on),
        [each.dates for each in periods],
        admitted_on=stay.admitted_on,
        left_on=stay.left_on,
        today=today,
    )
    _check_reason(command)
    period = ReadyPeriod(
        organisation_id=stay.organisation_id,
        stay_id=stay.id,
        started_on=command.started_on,
        is_clinical_decision=command.is_clinical_decision,
        is_team_decision=command.is_team_decision,
        is_safe=command.is_safe,
        were_person_views_heard=command.were_person_views_heard,
        were_carer_views_heard=command.were_carer_views_heard,
        decided_by=command.decided_by,
        entered_at=now,
    )
    session.add(period)
    session.flush()
    _add_reason(session, period, command.started_on, command, now=now)
    stay.changed_at = now
    record(
        session,
        "stay.made_ready",
        stay,
        actor=actor,
        now=now,
        started_on=(None, command.started_on),
        decided_by=(None, command.decided_by),
        were_person_views_heard=(None, command.were_person_views_heard),
        were_carer_views_heard=(None, command.were_carer_views_heard),
        reason=(None, command.reason),
        attributable_to=(None, command.attributable_to),
        note=(None, command.note),
    )
    tell_changed(session, stay, command.started_on, actor=actor, now=now)
    tell(session, BecameReady(stay.id, stay.organisation_id, command.started_on), actor=actor, now=now)
    return period


def change_reason(session: Session, command: ChangeReason, *, actor: Actor, now: datetime) -> ReadyPeriod:
    """Say why the person is still here from a day inside the open period; "ready N days" goes on counting.

    A day that already has a reason of its own gets the new one in its place; the record keeps both.
    """
    stay, periods = _stay_and_periods(session, actor, command.stay_id, now)
    current = _open(periods)
    period, today = current.period, local_date(now)
    yours = _reason_words(command.from_on, command.reason, command.attributable_to, command.note)
    check_version(period.version, command.version, before={}, theirs=_last_reason_words(current), yours=yours)
    if period.version != command.version:
        return period  # the same words twice
    if not period.started_on <= command.from_on <= today:
        raise RuleBroken("from_on", "Enter a day from the clinically ready date to today")
    _check_reason(command)
    there = next((reason for reason in current.reasons if reason.from_on == command.from_on), None)
    before = current.reason_on(command.from_on)
    was = (before.reason, before.attributable_to) if before else (None, None)
    if there is None:
        _add_reason(session, period, command.from_on, command, now=now)
    else:
        there.reason, there.attributable_to, there.note = command.reason, command.attributable_to, command.note
        there.entered_at = now
    flag_modified(period, "started_on")  # nothing in it changes but its version
    stay.changed_at = now
    record(
        session,
        "stay.ready_reason_changed",
        stay,
        actor=actor,
        now=now,
        from_on=(None, command.from_on),
        reason=(was[0], command.reason),
        attributable_to=(was[1], command.attributable_to),
        note=(None, command.note),
    )
    session.flush()
    return period


def end_ready(session: Session, command: EndReady, *, actor: Actor, now: datetime) -> ReadyPeriod:
    """The team says that the person is no longer ready. The planned discharge date goes; the EDD moves again."""
    stay, periods = _stay_and_periods(session, actor, command.stay_id, now)
    current = _open(periods)
    if current.period.id != command.period_id:
        raise RuleBroken("", "The person has become clinically ready again since: look at their page again")
    if command.because not in NO_LONGER_READY_REASONS:
        raise RuleBroken("because", "Select why the person is no longer clinically ready")
    if command.because == NO_LONGER_READY_REASONS["other"].code and not command.words:
        raise RuleBroken("words", "Enter why the person is no longer clinically ready")
    _check_length("words", command.words)
    planned, stay.planned_discharge_on = stay.planned_discharge_on, None
    _end(session, stay, periods, command.ended_on, because=command.because, words=command.words, now=now)
    record(
        session,
        "stay.ready_ended",
        stay,
        actor=actor,
        now=now,
        ended_on=(None, command.ended_on),
        because=(None, command.because),
        words=(None, command.words),
        planned_on=(planned, None),
    )
    tell_changed(session, stay, command.ended_on, actor=actor, now=now)
    tell(session, NoLongerReady(stay.id, stay.organisation_id, command.ended_on), actor=actor, now=now)
    return current.period


def correct_ready_dates(session: Session, command: CorrectReadyDates, *, actor: Actor, now: datetime) -> ReadyPeriod:
    """Write the dates of a period as they should have been. Its first reason begins with it."""
    stay, periods = _stay_and_periods(session, actor, command.stay_id, now)
    found = next((each for each in periods if each.period.id == command.period_id), None)
    if found is None:
        raise NotFound
    period = found.period
    check_version(
        period.version,
        command.version,
        before={},
        theirs=_dates_words(period.started_on, period.ended_on),
        yours=_dates_words(command.started_on, command.ended_on),
    )
    if (command.ended_on is None) != (period.ended_on is None):
        raise RuleBroken("ended_on", "Enter the end date of a period that has ended, and of no other")
    today = local_date(now)
    dates = ready.ReadyPeriod(command.started_on, command.ended_on)
    others = [each.dates for each in periods if each is not found]
    ready.check_period(dates, others, admitted_on=stay.admitted_on, left_on=stay.left_on, today=today)
    if period.ended_because == ENDED_BY_DISCHARGE and command.ended_on != period.ended_on:
        raise RuleBroken("ended_on", "The period ended with the discharge: change the discharge date instead")
    if len(found.reasons) > 1 and command.started_on >= found.reasons[1].from_on:
        first_change = shown_day(found.reasons[1].from_on)
        raise RuleBroken("started_on", f"Enter a day before the first change of reason on {first_change}")
    if command.ended_on is not None and found.reasons[-1].from_on > command.ended_on:
        raise RuleBroken("ended_on", "Enter a day on or after the last change of reason")
    before = (period.started_on, period.ended_on)
    period.started_on, period.ended_on = command.started_on, command.ended_on
    found.reasons[0].from_on = command.started_on
    stay.changed_at = now
    record(
        session,
        "stay.ready_corrected",
        stay,
        actor=actor,
        now=now,
        started_on=(before[0], command.started_on),
        ended_on=(before[1], command.ended_on),
    )
    first = min(before[0], command.started_on)
    tell_changed(session, stay, first, max(before[1] or today, command.ended_on or today), actor=actor, now=now)
    return period


def _stay_and_periods(session: Session, actor: Actor, stay_id: UUID, now: datetime) -> tuple[Stay, Sequence[Ready]]:
    stay = stay_to_change(session, actor, stay_id, now=now)
    if not policies.may_set_clinical_facts(actor, stay):
        raise NotAllowed
    return stay, ready_periods(session, actor, [stay.id], now=now).get(stay.id, ())


def _open(periods: Sequence[Ready]) -> Ready:
    current = open_ready(periods)
    if current is None:
        raise RuleBroken("", "The person is not clinically ready now: look at their page again")
    return current


def _end(
    session: Session,
    stay: Stay,
    periods: Sequence[Ready],
    ended_on: date,
    *,
    because: str,
    words: str = "",
    now: datetime,
) -> None:
    current = _open(periods)
    period = current.period
    others = [each.dates for each in periods if each is not current]
    ready.check_period(
        ready.ReadyPeriod(period.started_on, ended_on),
        others,
        admitted_on=stay.admitted_on,
        left_on=stay.left_on,
        today=local_date(now),
    )
    if current.reasons and current.reasons[-1].from_on > ended_on:
        raise RuleBroken(
            "ended_on", f"Enter a day from the last change of reason on, {shown_day(current.reasons[-1].from_on)}"
        )
    period.ended_on, period.ended_because, period.ended_words = ended_on, because, words
    stay.changed_at = now
    session.flush()


def _check_reason(said: MakeReady | ChangeReason) -> None:
    ready.check(ready.faults_of_reason(reason=said.reason, attributable_to=said.attributable_to, note=said.note))


def _add_reason(
    session: Session, period: ReadyPeriod, from_on: date, said: MakeReady | ChangeReason, *, now: datetime
) -> None:
    session.add(
        ReadyReason(
            organisation_id=period.organisation_id,
            period_id=period.id,
            from_on=from_on,
            reason=said.reason,
            attributable_to=said.attributable_to,
            note=said.note,
            entered_at=now,
        )
    )
    session.flush()


def _last_reason_words(current: Ready) -> dict[str, str]:
    if not current.reasons:
        return {}
    last = current.reasons[-1]
    return _reason_words(last.from_on, last.reason, last.attributable_to, last.note)


def _reason_words(from_on: date, reason: str, attributable_to: str, note: str) -> dict[str, str]:
    why, whom = READY_REASONS.get(reason), ATTRIBUTABLE_TO.get(attributable_to)
    return {
        "From": shown_day(from_on),
        "Main reason": why.description if why else "",
        "Attributable to": whom.description if whom else "",
        "Note": note,
    }


def _dates_words(started_on: date, ended_on: date | None) -> dict[str, str]:
    return {"Clinically ready from": shown_day(started_on), "Until": shown_day(ended_on)}


def _check_length(field: str, words: str) -> None:
    if len(words) > SHORT_LONGEST:
        raise RuleBroken(field, f"This must be {SHORT_LONGEST} characters or fewer")
