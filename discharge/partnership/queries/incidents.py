"""Incidents: the list, one of them, and the wards somebody may tell of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from discharge.access.rules import Permission
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotAllowed, NotFound
from discharge.partnership import policies
from discharge.partnership.models import Incident
from discharge.partnership.rules.incidents import Stage
from discharge.places.models import Organisation, Ward
from discharge.stays.models import Person, Stay
from discharge.stays.queries.base import get_stay

MOST_CLOSED = 50  # closed ones, the latest first; every open one is shown


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentList:
    """is_open ones longest first; closed ones latest first, at most MOST_CLOSED."""

    open: Sequence[Incident]
    closed: Sequence[Incident]
    may_tell: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OneIncident:
    """may_open_stay: the person is still within this actor's sight."""

    incident: Incident
    may_look_into: bool
    may_open_stay: bool
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ToTell:
    """Where an incident can be told of. stay: whom it is about, None for nobody in particular."""

    wards: Mapping[UUID, str]
    stay: Stay | None
    today: date


def incidents(session: Session, actor: Actor) -> IncidentList:
    """Two statements, however many there are."""
    here = select(Incident).where(policies.visible_to(actor)).options(joinedload(Incident.ward))
    is_closed = Incident.stage == Stage.CLOSED
    return IncidentList(
        open=session.scalars(here.where(~is_closed).order_by(Incident.happened_on, Incident.id)).all(),
        closed=session.scalars(
            here.where(is_closed).order_by(Incident.closed_on.desc(), Incident.id).limit(MOST_CLOSED)
        ).all(),
        may_tell=actor.may_somewhere(Permission.TELL_INCIDENTS),
    )


def one_incident(session: Session, actor: Actor, incident_id: UUID, *, now: datetime) -> OneIncident:
    """Ward, stay and person loaded. Raises NotFound for one that is not this actor's to see."""
    incident = session.scalars(
        select(Incident)
        .where(Incident.id == incident_id, policies.visible_to(actor))
        .options(joinedload(Incident.ward), joinedload(Incident.stay).joinedload(Stay.person))
    ).one_or_none()
    if incident is None:
        raise NotFound
    return OneIncident(
        incident=incident,
        may_look_into=policies.may_look_into(actor, incident),
        may_open_stay=incident.stay is not None and actor.may(Permission.SEE_STAYS, incident.stay.last_ward_id),
        today=local_date(now),
    )


def incident_to_change(session: Session, actor: Actor, incident_id: UUID, *, now: datetime) -> Incident:
    """Nobody else changes it until the transaction ends. Raises NotAllowed for somebody who only told of it."""
    session.execute(select(Incident.id).where(Incident.id == incident_id).with_for_update())
    seen = one_incident(session, actor, incident_id, now=now)
    if not seen.may_look_into:
        raise NotAllowed
    return seen.incident


def to_tell(session: Session, actor: Actor, stay_id: UUID | None, *, now: datetime) -> ToTell:
    """Raises NotFound for a stay out of sight."""
    stay = get_stay(session, actor, stay_id, now=now) if stay_id else None
    if stay is not None:
        wards = {stay.last_ward_id: stay.ward.name}
    else:
        here = actor.places(Permission.TELL_INCIDENTS)
        found = session.execute(
            select(Ward.id, Ward.name).where(Ward.id.in_(here), Ward.closed_on.is_(None)).order_by(Ward.name, Ward.id)
        )
        wards = {row.id: row.name for row in found}
    return ToTell(wards=wards, stay=stay, today=local_date(now))


def person_of(session: Session, incident: Incident) -> Person | None:
    return session.get(Person, incident.person_id) if incident.person_id else None


def next_number(session: Session, organisation_id: UUID) -> int:
    """Counted up in the trust; two at once wait for each other."""
    session.execute(select(Organisation.id).where(Organisation.id == organisation_id).with_for_update(key_share=True))
    last = session.scalar(select(func.max(Incident.number)).where(Incident.organisation_id == organisation_id))
    return (last or 0) + 1
