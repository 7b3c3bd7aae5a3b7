"""Everything a ward's board says, in a number of statements that does not grow with its people."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotFound
from discharge.places.models import Ward
from discharge.stays import policies as stay_policies
from discharge.stays.queries.base import open_stays


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """One person on the ward."""

    stay_id: UUID
    person_id: UUID
    bed: str
    surname: str
    given_name: str
    local_number: str
    admitted_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class WardBoard:
    """The people of one ward in bed order, at one moment."""

    ward_id: UUID
    organisation_id: UUID
    ward_name: str
    today: date
    rows: tuple[BoardRow, ...]


def ward_board(session: Session, actor: Actor, ward_id: UUID, *, now: datetime) -> WardBoard:
    """Raises NotFound for a ward that is not there or not this actor's to see."""
    if not stay_policies.may_see_ward(actor, ward_id):
        raise NotFound
    ward = session.scalars(select(Ward).where(Ward.id == ward_id)).one_or_none()
    if ward is None:
        raise NotFound
    rows = tuple(
        BoardRow(
            stay_id=stay.id,
            person_id=stay.person_id,
            bed=stay.bed,
            surname=stay.person.surname,
            given_name=stay.person.given_name,
            local_number=stay.person.local_number,
            admitted_on=stay.admitted_on,
        )
        for stay in open_stays(session, actor, ward_id, now=now)
    )
    return WardBoard(
        ward_id=ward.id,
        organisation_id=ward.organisation_id,
        ward_name=ward.name,
        today=local_date(now),
        rows=rows,
    )
