"""Deciding a local number from a day on, for a trust or for one ward."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import RuleBroken
from discharge.places import queries
from discharge.places.commands.keeping import compare, keep, move_on
from discharge.places.models import Organisation, PolicyValue, Ward
from discharge.places.rules.entries import LONGEST_WORDS, check_decision_day
from discharge.places.rules.policy import KNOWN, Key, check_value


@dataclass(frozen=True, slots=True, kw_only=True)
class SetNumber:
    """ward_id None: for the whole trust; otherwise that ward's own trust is meant, whatever organisation_id says.

    value None: from this day as the trust has it, or as the default is. source: who decided, and where it is written.
    """

    organisation_id: UUID
    ward_id: UUID | None = None
    key: Key
    value: int | None
    from_on: date
    source: str
    version: int | None = None


def set_number(session: Session, command: SetNumber, *, actor: Actor, now: datetime) -> PolicyValue:
    """Decide a number from today or a later day on; days gone by keep the number that was in force.

    It must fit the other numbers in force on its first day at the same place. Later decisions stay as they are.
    """
    place = _place(session, actor, command)
    known = KNOWN[command.key]
    stored = queries.policies(
        session, list(Key), organisation_id=place.organisation_id, ward_id=command.ward_id, day=command.from_on
    )
    compare(
        place,
        command.version,
        theirs={known.words: f"{stored[command.key]} {known.unit}"},
        yours={known.words: _in_words(command)},
    )
    if command.ward_id is not None and not known.is_by_ward:
        raise RuleBroken("", "This number is decided for the whole trust")
    check_decision_day(command.from_on, local_date(now))
    if not command.source.strip():
        raise RuleBroken("source", "Enter who decided this and where it is written")
    if len(command.source) > LONGEST_WORDS:
        raise RuleBroken("source", f"Who decided this must be {LONGEST_WORDS} letters or fewer")
    check_value(command.key, _would_be(session, command, place.organisation_id), in_force=stored)
    row = _row(session, command, place.organisation_id)
    row.value, row.source = command.value, command.source
    session.add(row)
    move_on(place)
    keep(session)
    record(
        session,
        "policy.set",
        place,
        actor=actor,
        now=now,
        key=(None, command.key),
        from_on=(None, command.from_on),
        value=(stored[command.key], command.value),
        source=(None, command.source),
    )
    return row


def _place(session: Session, actor: Actor, command: SetNumber) -> Organisation | Ward:
    """Where the number is decided, held until the transaction ends. Raises NotFound where it is not the actor's."""
    if command.ward_id is None:
        return queries.get_organisation(session, actor, command.organisation_id, lock=True)
    return queries.get_ward(session, actor, command.ward_id, lock=True)


def _would_be(session: Session, command: SetNumber, organisation_id: UUID) -> int:
    if command.value is not None:
        return command.value
    if command.ward_id is None:
        return KNOWN[command.key].default
    return queries.policy(session, command.key, organisation_id=organisation_id, day=command.from_on)


def _row(session: Session, command: SetNumber, organisation_id: UUID) -> PolicyValue:
    of_day = select(PolicyValue).where(
        PolicyValue.organisation_id == organisation_id,
        PolicyValue.ward_id == command.ward_id,
        PolicyValue.key == command.key.value,
        PolicyValue.from_on == command.from_on,
    )
    return session.scalars(of_day).one_or_none() or PolicyValue(
        organisation_id=organisation_id,
        ward_id=command.ward_id,
        key=command.key.value,
        from_on=command.from_on,
    )


def _in_words(command: SetNumber) -> str:
    wider = "as the trust has it" if command.ward_id else "the default"
    return wider if command.value is None else f"{command.value} {KNOWN[command.key].unit}"
