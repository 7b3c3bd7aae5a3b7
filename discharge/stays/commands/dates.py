"""Dates that matter in a stay: tribunal, managers' hearing, section expiry, reviews."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotAllowed, NotFound, RuleBroken
from discharge.stays import policies
from discharge.stays.models import KeyDate, Stay
from discharge.stays.queries.base import stay_to_change
from discharge.stays.rules.codes import KEY_DATE_KINDS
from discharge.stays.rules.details import SHORT_LONGEST
from discharge.stays.rules.edd import FARTHEST


@dataclass(frozen=True, slots=True, kw_only=True)
class AddKeyDate:
    """kind: a code of key-date-kinds. The date is as somebody typed it from a letter or the papers."""

    stay_id: UUID
    kind: str
    on: date
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishKeyDate:
    """It took place on this day."""

    stay_id: UUID
    key_date_id: UUID
    done_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelKeyDate:
    """It will not take place, or was written by mistake."""

    stay_id: UUID
    key_date_id: UUID


def add_key_date(session: Session, command: AddKeyDate, *, actor: Actor, now: datetime) -> KeyDate:
    """A date may lie in the past: a review that took place before anybody wrote it down."""
    stay = _stay_to_edit(session, command.stay_id, actor, now)
    if command.kind not in KEY_DATE_KINDS:
        raise RuleBroken("kind", "Select what takes place")
    if command.on < stay.admitted_on:
        raise RuleBroken("on", "Date must be the same as or after the admission date")
    if command.on > local_date(now) + FARTHEST:
        raise RuleBroken("on", "Date must be within two years from today")
    if len(command.words) > SHORT_LONGEST:
        raise RuleBroken("words", f"This must be {SHORT_LONGEST} characters or fewer")
    added = KeyDate(
        organisation_id=stay.organisation_id, stay_id=stay.id, kind=command.kind, on=command.on, words=command.words
    )
    session.add(added)
    stay.changed_at = now
    facts = {"kind": (None, command.kind), "on": (None, command.on), "words": (None, command.words)}
    record(session, "stay.key_date_added", stay, actor=actor, now=now, **facts)
    session.flush()
    return added


def finish_key_date(session: Session, command: FinishKeyDate, *, actor: Actor, now: datetime) -> KeyDate:
    stay = _stay_to_edit(session, command.stay_id, actor, now)
    found = _key_date(session, stay, command.key_date_id)
    if not stay.admitted_on <= command.done_on <= local_date(now):
        raise RuleBroken("done_on", "Enter a day from the admission date to today")
    before, found.done_on = found.done_on, command.done_on
    stay.changed_at = now
    record(
        session,
        "stay.key_date_done",
        stay,
        actor=actor,
        now=now,
        kind=(found.kind, found.kind),
        done_on=(before, command.done_on),
    )
    session.flush()
    return found


def cancel_key_date(session: Session, command: CancelKeyDate, *, actor: Actor, now: datetime) -> KeyDate:
    stay = _stay_to_edit(session, command.stay_id, actor, now)
    found = _key_date(session, stay, command.key_date_id)
    found.cancelled_at = now
    stay.changed_at = now
    facts = {"kind": (found.kind, None), "on": (found.on, None)}
    record(session, "stay.key_date_cancelled", stay, actor=actor, now=now, **facts)
    session.flush()
    return found


def _stay_to_edit(session: Session, stay_id: UUID, actor: Actor, now: datetime) -> Stay:
    stay = stay_to_change(session, actor, stay_id, now=now)
    if not policies.may_edit(actor, stay):
        raise NotAllowed
    return stay


def _key_date(session: Session, stay: Stay, key_date_id: UUID) -> KeyDate:
    found = session.scalars(
        select(KeyDate).where(KeyDate.id == key_date_id, KeyDate.stay_id == stay.id, KeyDate.cancelled_at.is_(None))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found
