"""Editing who and what is around a stay: four groups of fields, each merged with what others wrote meanwhile."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.db import connection_of
from discharge.core.errors import NotAllowed, RuleBroken
from discharge.core.events import tell
from discharge.core.versions import merge
from discharge.places.models import Organisation, OrganisationKind
from discharge.stays import policies
from discharge.stays.events import ResponsibleBodiesChanged
from discharge.stays.models import Person, Stay
from discharge.stays.queries.base import get_stay
from discharge.stays.queries.bodies import bodies
from discharge.stays.rules.details import LABELS, Details, Home, check_bodies, check_details, words_for

_BODIES = {"responsible_icb_id": OrganisationKind.ICB, "responsible_council_id": OrganisationKind.COUNCIL}
LOCK_STAY_AND_PERSON = (
    select(Stay.id)
    .join(Person, Person.id == Stay.person_id)
    .where(Stay.id == bindparam("stay", type_=Uuid()))
    .with_for_update()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditDetails:
    """A group as the form began with it, and as it was typed; both of the same kind."""

    stay_id: UUID
    seen: Details
    typed: Details


def edit_details(session: Session, command: EditDetails, *, actor: Actor, now: datetime) -> Stay:
    """Write the fields that this person changed. Fields that only somebody else changed meanwhile stay as they are.

    Raises Superseded when both changed the same field.
    """
    _lock(session, command.stay_id)
    stay = get_stay(session, actor, command.stay_id, now=now)
    if not policies.may_edit(actor, stay):
        raise NotAllowed
    stored = type(command.typed).of(stay, stay.person)
    known = {body.id: body for body in bodies(session, actor)} if isinstance(command.typed, Home) else {}
    names = {key: body.name for key, body in known.items()}
    changes = merge(
        stored=stored.values(),
        seen=command.seen.values(),
        typed=command.typed.values(),
        words=lambda field, value: (LABELS[field], words_for(field, value, bodies=names)),
    )
    check_details(changes, admitted_on=stay.admitted_on, today=local_date(now))
    if isinstance(command.typed, Home):
        _check_home(changes, stored, known)
    written = {field: (getattr(stored, field), value) for field, value in changes.items()}
    for field, value in changes.items():
        setattr(stay if hasattr(stay, field) else stay.person, field, value)
    if written:
        stay.changed_at = now
        record(session, f"stay.{type(command.typed).__name__.lower()}_edited", stay, actor=actor, now=now, **written)
    session.flush()
    if written.keys() & _BODIES.keys():
        event = ResponsibleBodiesChanged(stay.id, stay.organisation_id, local_date(now))
        tell(session, event, actor=actor, now=now)
    return stay


def _lock(session: Session, stay_id: UUID) -> None:
    """Both rows that a group may touch, until the transaction ends."""
    connection_of(session).execute(LOCK_STAY_AND_PERSON, {"stay": stay_id})


def _check_home(changes: dict[str, Any], stored: Details, known: dict[UUID, Organisation]) -> None:
    for field, kind in _BODIES.items():
        chosen = changes.get(field)
        if chosen is not None and (chosen not in known or known[chosen].kind != kind):
            raise RuleBroken(field, f"{LABELS[field]} must be one of the list")
    check_bodies(Home(**(stored.values() | changes)))
