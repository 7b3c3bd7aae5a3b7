"""Legal authority: begun, ended, struck out. Nothing here says that a detention is lawful."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotAllowed, NotFound, RuleBroken
from discharge.core.versions import check_seen
from discharge.stays import policies
from discharge.stays.models import LegalPeriod, Stay
from discharge.stays.queries import moves
from discharge.stays.queries.base import stay_to_change
from discharge.stays.rules.codes import LEGAL_AUTHORITIES, MHA_LEGAL_STATUSES
from discharge.stays.rules.legal import AuthorityPeriod, check_period
from discharge.stays.rules.shown import shown_day

DETENTION = "detention"  # the kind of every code of the national list


@dataclass(frozen=True, slots=True, kw_only=True)
class StartAuthority:
    """code: of the national list or of ours. seen: the words of what was in force when the form was opened."""

    stay_id: UUID
    code: str
    started_on: date
    expires_on: date | None = None
    seen: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndAuthority:
    stay_id: UUID
    period_id: UUID
    ended_on: date
    seen: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StrikeOutAuthority:
    """because: what was wrong. The entry stays readable and counts for nothing; the right one is entered anew."""

    stay_id: UUID
    period_id: UUID
    because: str


def start_authority(session: Session, command: StartAuthority, *, actor: Actor, now: datetime) -> LegalPeriod:
    """Begin an authority. One of the national list takes the place of another, which ends that day."""
    stay = _stay(session, actor, command.stay_id, now)
    if command.code not in LEGAL_AUTHORITIES:
        raise RuleBroken("code", "Select the legal status")
    check_seen(
        command.seen,
        theirs={"Legal status": moves.in_force_words(moves.legal_periods_of(session, stay.person_id))},
        yours={"Legal status": moves.authority_words(command.code, command.started_on, command.expires_on)},
    )
    added = add_period(
        session,
        stay,
        code=command.code,
        started_on=command.started_on,
        expires_on=command.expires_on,
        actor=actor,
        now=now,
    )
    stay.changed_at = now
    session.flush()
    return added


def add_period(
    session: Session,
    stay: Stay,
    *,
    code: str,
    started_on: date,
    expires_on: date | None,
    actor: Actor,
    now: datetime,
) -> LegalPeriod:
    """The same for a stay that was loaded and allowed before, such as one just opened."""
    check_start(code, started_on, expires_on, now=now)
    is_national = code in MHA_LEGAL_STATUSES
    for other in moves.legal_periods_of(session, stay.person_id):
        is_open = other.ended_on is None and not other.struck_out_because
        if not is_open or (other.kind == DETENTION) != is_national or (not is_national and other.kind != code):
            continue
        if other.started_on > started_on:
            words = LEGAL_AUTHORITIES[other.code or other.kind].short
            raise RuleBroken(
                "started_on", f"{words} began on {shown_day(other.started_on)}: end or strike it out first"
            )
        other.ended_on = started_on
        record(
            session,
            "stay.authority_ended",
            stay,
            actor=actor,
            now=now,
            ended_on=(None, started_on),
            code=(other.code or other.kind,) * 2,
        )
    added = begin_period(session, stay, code=code, started_on=started_on, expires_on=expires_on, actor=actor, now=now)
    session.flush()
    return added


def check_start(code: str, started_on: date, expires_on: date | None, *, now: datetime) -> None:
    """Raises RuleBroken for a code of no list, a start to come, or an expiry before the start."""
    if started_on > local_date(now):
        raise RuleBroken("started_on", "Start date must be today or in the past")
    check_period(AuthorityPeriod(code, started_on, None, expires_on))


def begin_period(
    session: Session,
    stay: Stay,
    *,
    code: str,
    started_on: date,
    expires_on: date | None,
    actor: Actor,
    now: datetime,
) -> LegalPeriod:
    """Begin an authority that was checked before, where no other has to end for it; not yet flushed."""
    is_national = code in MHA_LEGAL_STATUSES
    added = LegalPeriod(
        organisation_id=stay.organisation_id,
        person_id=stay.person_id,
        stay_id=stay.id,
        kind=DETENTION if is_national else code,
        code=code if is_national else "",
        started_on=started_on,
        expires_on=expires_on,
        entered_at=now,
    )
    session.add(added)
    record(
        session,
        "stay.authority_started",
        stay,
        actor=actor,
        now=now,
        code=(None, code),
        started_on=(None, started_on),
        expires_on=(None, expires_on),
    )
    return added


def end_authority(session: Session, command: EndAuthority, *, actor: Actor, now: datetime) -> LegalPeriod:
    """End an authority on a day, which it no longer covers."""
    stay = _stay(session, actor, command.stay_id, now)
    period = _period(session, stay, command.period_id)
    check_seen(command.seen, theirs={"Ended": shown_day(period.ended_on)}, yours={"Ended": shown_day(command.ended_on)})
    if command.ended_on < period.started_on:
        raise RuleBroken("ended_on", "End date must be the same as or after the start date")
    if command.ended_on > local_date(now):
        raise RuleBroken("ended_on", "End date must be today or in the past")
    before, period.ended_on = period.ended_on, command.ended_on
    stay.changed_at = now
    record(
        session,
        "stay.authority_ended",
        stay,
        actor=actor,
        now=now,
        ended_on=(before, command.ended_on),
        code=(period.code or period.kind,) * 2,
    )
    session.flush()
    return period


def strike_out_authority(session: Session, command: StrikeOutAuthority, *, actor: Actor, now: datetime) -> LegalPeriod:
    """Say that an entry was wrong. Twice is once."""
    stay = _stay(session, actor, command.stay_id, now)
    period = _period(session, stay, command.period_id)
    if not command.because:
        raise RuleBroken("because", "Enter what was wrong")
    before, period.struck_out_because = period.struck_out_because, command.because
    stay.changed_at = now
    record(
        session,
        "stay.authority_struck_out",
        stay,
        actor=actor,
        now=now,
        because=(before, command.because),
        code=(period.code or period.kind,) * 2,
    )
    session.flush()
    return period


def _stay(session: Session, actor: Actor, stay_id: UUID, now: datetime) -> Stay:
    stay = stay_to_change(session, actor, stay_id, now=now)
    if not policies.may_set_clinical_facts(actor, stay):
        raise NotAllowed
    return stay


def _period(session: Session, stay: Stay, period_id: UUID) -> LegalPeriod:
    period = session.get(LegalPeriod, period_id, with_for_update=True)
    if period is None or period.person_id != stay.person_id:
        raise NotFound
    return period
