"""The people of a ward with what its first day of use asks about each."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.access.rules import Permission
from discharge.boards.queries.crowd import MOST_READ, Crowd, first_of
from discharge.core.actor import Actor
from discharge.core.errors import NotAllowed
from discharge.places.models import Ward
from discharge.places.queries import get_ward
from discharge.stays import policies
from discharge.stays.models import Stay
from discharge.stays.queries.base import count_open, open_stays
from discharge.stays.queries.progress import Ledger, Ready, ledgers, open_ready, ready_periods


@dataclass(frozen=True, slots=True, kw_only=True)
class GridPerson:
    """One person. ready: the open period."""

    stay: Stay
    ledger: Ledger
    ready: Ready | None
    may_set_clinical_facts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The people of a ward in bed order, at one moment. crowd: where there are more of them."""

    ward: Ward
    people: tuple[GridPerson, ...]
    crowd: Crowd | None
    now: datetime


def ward_grid(session: Session, actor: Actor, ward_id: UUID, *, now: datetime) -> Grid:
    """Raises NotFound for a ward that is not this actor's to see, NotAllowed where they may not edit."""
    ward = get_ward(session, actor, ward_id, Permission.SEE_STAYS)
    if not actor.may(Permission.EDIT_STAYS, ward_id):
        raise NotAllowed
    here = open_stays(session, actor, ward_id, now=now, most=MOST_READ)
    stays, crowd = first_of(here, actor, ward_id, lambda: count_open(session, ward_id))
    keys = [stay.id for stay in stays]
    known, periods = ledgers(session, actor, keys, now=now), ready_periods(session, actor, keys, now=now)
    return Grid(
        ward=ward,
        people=tuple(
            GridPerson(
                stay=stay,
                ledger=known.get(stay.id, Ledger()),
                ready=open_ready(periods.get(stay.id, ())),
                may_set_clinical_facts=policies.may_set_clinical_facts(actor, stay),
            )
            for stay in stays
        ),
        crowd=crowd,
        now=now,
    )
