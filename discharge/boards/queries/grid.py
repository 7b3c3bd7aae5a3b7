"""The people of a ward with what its first day of use asks about each."""

from collections.abc import Collection
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
from discharge.stays.queries.base import count_open, open_stays, stays_among
from discharge.stays.queries.progress import Ledger, Ready, ledgers, open_ready, ready_periods


@dataclass(frozen=True, slots=True, kw_only=True)
class GridPerson:
    """One person. ready: the open period."""

    stay: Stay
    ledger: Ledger
    ready: Ready | None
    may_set_clinical_facts: bool

    def is_on(self, ward_id: UUID) -> bool:
        return self.stay.is_open and self.stay.last_ward_id == ward_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The people of a ward in bed order, at one moment. crowd: where there are more of them.

    gone: of those who were asked for beside them, the ones who are not on this ward any more.
    """

    ward: Ward
    people: tuple[GridPerson, ...]
    gone: tuple[GridPerson, ...]
    crowd: Crowd | None
    now: datetime


def ward_grid(session: Session, actor: Actor, ward_id: UUID, *, also: Collection[UUID] = (), now: datetime) -> Grid:
    """also: stays that stood on a grid which is sent back, whether the people are still on this ward or not.

    Raises NotFound for a ward that is not this actor's to see, NotAllowed where they may not edit.
    """
    ward = get_ward(session, actor, ward_id, Permission.SEE_STAYS)
    if not actor.may(Permission.EDIT_STAYS, ward_id):
        raise NotAllowed
    here = open_stays(session, actor, ward_id, now=now, most=MOST_READ)
    first, crowd = first_of(here, actor, ward_id, lambda: count_open(session, ward_id))
    others = set(also) - {stay.id for stay in first}
    stays = (*first, *stays_among(session, actor, others, now=now)) if others else first
    keys = [stay.id for stay in stays]
    known, periods = ledgers(session, actor, keys, now=now), ready_periods(session, actor, keys, now=now)
    people = [
        GridPerson(
            stay=stay,
            ledger=known.get(stay.id, Ledger()),
            ready=open_ready(periods.get(stay.id, ())),
            may_set_clinical_facts=policies.may_set_clinical_facts(actor, stay),
        )
        for stay in stays
    ]
    return Grid(
        ward=ward,
        people=tuple(person for person in people if person.is_on(ward_id)),
        gone=tuple(person for person in people if not person.is_on(ward_id)),
        crowd=crowd,
        now=now,
    )
