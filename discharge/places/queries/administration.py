"""What the administration screens show: every place one manages as it is today, and what was decided before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.places.models import Organisation, OutsideContact, PolicyValue, Site, System, Team, Ward, WardCapacity
from discharge.places.queries.dated import as_capacity, capacities_on, dated_rounds, rounds_on_wards
from discharge.places.queries.lists import get_organisation, get_ward, organisations, sites, systems, wards
from discharge.places.queries.numbers import InForce, numbers_in_force
from discharge.places.queries.teams import contacts, teams
from discharge.places.rules.beds import Capacity
from discharge.places.rules.dated import Dated
from discharge.places.rules.policy import Key
from discharge.places.rules.powers import Power
from discharge.places.rules.rounds import WardRounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Administration:
    """The places that somebody manages, with beds and rounds of today. addable: systems they may add to."""

    organisations: Sequence[Organisation]
    sites: Sequence[Site]
    wards: Sequence[Ward]
    capacities: Mapping[UUID, Capacity]
    rounds: Mapping[UUID, WardRounds]
    teams: Sequence[Team]
    contacts: Sequence[OutsideContact]
    addable: tuple[System, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WardHistory:
    """A ward with all its beds and rounds by day, oldest first."""

    ward: Ward
    beds: tuple[Capacity, ...]
    rounds: tuple[Dated[WardRounds], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The local numbers of a trust or of a ward on a day, and every decision made there, newest first.

    version: of the trust or the ward, for a form to carry.
    """

    organisation_id: UUID
    ward_id: UUID | None
    place_name: str
    version: int
    in_force: Mapping[Key, InForce]
    decisions: Sequence[PolicyValue]


def administration(session: Session, actor: Actor, *, today: date) -> Administration:
    """In a number of statements that does not grow with the places."""
    of_actor = wards(session, actor, is_open=False)
    keys = [ward.id for ward in of_actor]
    of_places = organisations(session, actor)
    owners = [each.id for each in of_places]
    return Administration(
        organisations=of_places,
        sites=sites(session, actor),
        wards=of_actor,
        capacities=capacities_on(session, keys, today),
        rounds=rounds_on_wards(session, keys, today),
        teams=teams(session, actor, of=owners, is_open=False),
        contacts=contacts(session, actor, owners),
        addable=tuple(each for each in systems(session, actor) if actor.may(Power.MANAGE_PLACES, each.id)),
    )


def ward_history(session: Session, actor: Actor, ward_id: UUID) -> WardHistory:
    """Raises NotFound for a ward that is not there or not the actor's to manage."""
    ward = get_ward(session, actor, ward_id)
    rows = session.scalars(
        select(WardCapacity).where(WardCapacity.ward_id == ward_id).order_by(WardCapacity.from_on, WardCapacity.id)
    )
    return WardHistory(
        ward=ward,
        beds=tuple(as_capacity(row) for row in rows),
        rounds=dated_rounds(session, [ward_id])[ward_id],
    )


def numbers_of(
    session: Session, actor: Actor, *, organisation_id: UUID | None = None, ward_id: UUID | None = None, day: date
) -> Numbers:
    """The numbers of a ward, or of a whole trust when no ward is named. NotFound where they are not one's own."""
    place: Organisation | Ward
    if ward_id is not None:
        place = get_ward(session, actor, ward_id)
    else:
        place = get_organisation(session, actor, organisation_id or UUID(int=0))
    decisions = session.scalars(
        select(PolicyValue)
        .where(PolicyValue.organisation_id == place.organisation_id, PolicyValue.ward_id == ward_id)
        .order_by(PolicyValue.from_on.desc(), PolicyValue.id)
    ).all()
    return Numbers(
        organisation_id=place.organisation_id,
        ward_id=ward_id,
        place_name=place.name,
        version=place.version,
        in_force=numbers_in_force(session, list(Key), organisation_id=place.organisation_id, ward_id=ward_id, day=day),
        decisions=decisions,
    )
