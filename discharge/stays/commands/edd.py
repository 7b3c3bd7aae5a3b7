"""The estimated discharge date: a ledger that is only added to, and what is done when a date has passed."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotAllowed, RuleBroken
from discharge.core.versions import check_version
from discharge.stays import policies
from discharge.stays.models import EddAsk, ExpectedDischarge, Stay
from discharge.stays.queries.base import stay_to_change
from discharge.stays.queries.progress import Ledger, Ready, ledgers, open_asks, open_ready, ready_periods
from discharge.stays.rules import edd
from discharge.stays.rules.codes import EDD_REASONS
from discharge.stays.rules.edd import FARTHEST

WORDS_LONGEST = 300
SHORT_LONGEST = 200  # what one line of a board or of the round holds


@dataclass(frozen=True, slots=True, kw_only=True)
class SetEdd:
    """number_seen: of the version that was shown when this was begun, 0 for none. reason: a code of edd-reasons."""

    stay_id: UUID
    number_seen: int
    expected_on: date
    reason: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPassedEdd:
    """Who will give a new date and by when, or what is awaited when nobody can be asked."""

    stay_id: UUID
    ask_whom: str = ""
    ask_by: datetime | None = None
    awaits: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPlannedDate:
    """seen: the date that was shown when this was begun. planned_on None takes the date away."""

    stay_id: UUID
    seen: date | None
    planned_on: date | None


def set_edd(session: Session, command: SetEdd, *, actor: Actor, now: datetime) -> ExpectedDischarge:
    """Add a version to the ledger, and end what was asked about the one before.

    Raises Superseded when somebody added another version meanwhile; the same date and reason again changes nothing.
    """
    stay = _stay_to_edit(session, actor, command.stay_id, now)
    ledger, ready = _progress(session, actor, stay, now)
    check_version(
        ledger.number,
        command.number_seen,
        before=_as_words(_numbered(ledger, command.number_seen)),
        theirs=_as_words(ledger.last),
        yours=_shown(command.expected_on, command.reason, command.words),
    )
    if ledger.last is not None and ledger.number != command.number_seen:
        return ledger.last  # the same words twice
    today = local_date(now)
    edd.check_entry(
        command.expected_on,
        command.reason,
        current=ledger.current,
        admitted_on=stay.admitted_on,
        today=today,
        is_ready=ready is not None,
    )
    _check_length("words", command.words, WORDS_LONGEST)
    added = add_version(session, stay, command, ledger, actor=actor, now=now)
    _end_asks(session, actor, stay, now)
    stay.changed_at = now
    session.flush()
    return added


def add_version(
    session: Session, stay: Stay, command: SetEdd, ledger: Ledger, *, actor: Actor, now: datetime
) -> ExpectedDischarge:
    """Add a version that was checked and allowed before, not yet flushed. ledger: as it stands."""
    added = ExpectedDischarge(
        organisation_id=stay.organisation_id,
        stay_id=stay.id,
        number=ledger.number + 1,
        expected_on=command.expected_on,
        reason_kind=command.reason,
        words=command.words,
        set_by=actor.name,
        set_by_id=actor.user_id,
        set_at=now,
    )
    session.add(added)
    record(
        session,
        "stay.edd_set",
        stay,
        actor=actor,
        now=now,
        expected_on=(ledger.current, command.expected_on),
        reason=(None, command.reason),
        words=(None, command.words),
    )
    return added


def answer_passed_edd(session: Session, command: AnswerPassedEdd, *, actor: Actor, now: datetime) -> EddAsk:
    """Keep who is to give a new date, or what is awaited, for a passed EDD. Takes the place of an earlier answer."""
    stay = _stay_to_edit(session, actor, command.stay_id, now)
    ledger, ready = _progress(session, actor, stay, now)
    if not edd.has_passed(ledger.current, today=local_date(now), is_ready=ready is not None):
        raise RuleBroken("", "The estimated discharge date has not passed: there is nothing to ask")
    if not command.ask_whom and not command.awaits:
        raise RuleBroken("ask_whom", "Enter who will give a new date, or what is awaited")
    if command.ask_whom and command.ask_by is None:
        raise RuleBroken("ask_by", "Enter the time by which they will be asked")
    if command.ask_by is not None and command.ask_by < now:
        raise RuleBroken("ask_by", "Enter a time that is still to come")
    _check_length("ask_whom", command.ask_whom, SHORT_LONGEST)
    _check_length("awaits", command.awaits, SHORT_LONGEST)
    _end_asks(session, actor, stay, now)
    asked = EddAsk(
        organisation_id=stay.organisation_id,
        stay_id=stay.id,
        ask_whom=command.ask_whom,
        ask_by=command.ask_by if command.ask_whom else None,
        awaits=command.awaits,
        asked_by=actor.name,
        asked_at=now,
    )
    session.add(asked)
    stay.changed_at = now
    record(
        session,
        "stay.edd_asked",
        stay,
        actor=actor,
        now=now,
        ask_whom=(None, command.ask_whom),
        ask_by=(None, asked.ask_by),
        awaits=(None, command.awaits),
    )
    session.flush()
    return asked


def set_planned_date(session: Session, command: SetPlannedDate, *, actor: Actor, now: datetime) -> Stay:
    """Set, change or take away the day on which discharge is planned. The EDD stays as it is."""
    stay = _stay_to_edit(session, actor, command.stay_id, now)
    if stay.planned_discharge_on not in {command.seen, command.planned_on}:
        check_version(
            1,
            0,
            before={"Planned discharge date": shown_day(command.seen)},
            theirs={"Planned discharge date": shown_day(stay.planned_discharge_on)},
            yours={"Planned discharge date": shown_day(command.planned_on)},
        )
    if command.planned_on is None and stay.planned_discharge_on is None and command.seen is None:
        raise RuleBroken("planned_on", "Enter the planned discharge date")
    today = local_date(now)
    if command.planned_on is not None and command.planned_on < today:
        raise RuleBroken("planned_on", "Planned discharge date must be today or later")
    if command.planned_on is not None and command.planned_on > today + FARTHEST:
        raise RuleBroken("planned_on", "Planned discharge date must be within two years from today")
    before, stay.planned_discharge_on = stay.planned_discharge_on, command.planned_on
    stay.changed_at = now
    record(session, "stay.planned_date_set", stay, actor=actor, now=now, planned_on=(before, command.planned_on))
    session.flush()
    return stay


def shown_day(day: date | None) -> str:
    """`14 March 2026`, or "" for none: how the page of two editors writes a date."""
    return f"{day.day} {day:%B %Y}" if day else ""


def _stay_to_edit(session: Session, actor: Actor, stay_id: UUID, now: datetime) -> Stay:
    stay = stay_to_change(session, actor, stay_id, now=now)
    if not policies.may_edit(actor, stay):
        raise NotAllowed
    return stay


def _progress(session: Session, actor: Actor, stay: Stay, now: datetime) -> tuple[Ledger, Ready | None]:
    ledger = ledgers(session, actor, [stay.id], now=now).get(stay.id, Ledger())
    return ledger, open_ready(ready_periods(session, actor, [stay.id], now=now).get(stay.id, ()))


def _end_asks(session: Session, actor: Actor, stay: Stay, now: datetime) -> None:
    ask = open_asks(session, actor, [stay.id], now=now).get(stay.id)
    if ask is not None:
        ask.answered_at = now


def _numbered(ledger: Ledger, number: int) -> ExpectedDischarge | None:
    return next((version for version in ledger.versions if version.number == number), None)


def _as_words(version: ExpectedDischarge | None) -> dict[str, str]:
    if version is None:
        return dict.fromkeys(("Estimated discharge date", "Why", "Words"), "")
    return _shown(version.expected_on, version.reason_kind, version.words)


def _shown(expected_on: date, reason: str, words: str) -> dict[str, str]:
    kind = EDD_REASONS.get(reason)
    return {
        "Estimated discharge date": shown_day(expected_on),
        "Why": kind.description if kind else "",
        "Words": words,
    }


def _check_length(field: str, words: str, longest: int) -> None:
    if len(words) > longest:
        raise RuleBroken(field, f"This must be {longest} characters or fewer")
