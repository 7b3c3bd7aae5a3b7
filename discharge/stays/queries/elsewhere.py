"""People of ours in others' beds, and people of other areas in ours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, exists, or_, select, true
from sqlalchemy.orm import Session, aliased, joinedload

from discharge.access.rules import Permission
from discharge.core.actor import Actor
from discharge.core.errors import NotFound
from discharge.core.reach import one_of
from discharge.places.models import Organisation, Ward
from discharge.places.queries import policy
from discharge.places.rules.policy import Key
from discharge.stays import policies
from discharge.stays.models import FromElsewhere, Person, Placement, PlacementReview, Stay
from discharge.stays.models.stay import StayState
from discharge.stays.queries.base import get_stay
from discharge.stays.queries.finding import Known, known, known_in_trust
from discharge.stays.rules.elsewhere import Home, why_elsewhere

TRUST, ICB, COUNCIL = aliased(Organisation), aliased(Organisation), aliased(Organisation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Somebody in another provider's bed. here_since: their open stay on a ward of ours, which ends the placement."""

    placement: Placement
    here_ward: str
    here_since: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WholePlacement:
    """A placement with its reviews, latest first; person loaded. review_months: at least every so many, today."""

    placement: Placement
    trust: str
    reviews: tuple[PlacementReview, ...]
    review_months: int

    @property
    def id(self) -> UUID:
        return self.placement.id

    @property
    def reviewed_on(self) -> date:
        """The day of the last review, or when they went there."""
        return self.reviews[0].reviewed_on if self.reviews else self.placement.started_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody in our bed who belongs to another area, or may: said by a person, or why it seems so."""

    stay: Stay
    ward_name: str
    said: FromElsewhere | None
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToPlace:
    """What a number found on its way to another provider's bed."""

    organisation: Organisation
    number: str
    found: tuple[Known, ...]


def trusts_that_place(session: Session, actor: Actor) -> Sequence[Organisation]:
    """The trusts whose people this actor may place elsewhere, by name; only those that have wards."""
    has_wards = exists().where(Ward.organisation_id == Organisation.id)
    scope = true() if actor.everywhere else one_of(Organisation.id, actor.places(Permission.PLACE_ELSEWHERE))
    return session.scalars(
        select(Organisation).where(has_wards, scope).order_by(Organisation.name, Organisation.id)
    ).all()


def trust_to_place_from(session: Session, actor: Actor, organisation_id: UUID) -> Organisation:
    """Raises NotFound for an organisation that is not there or whose people this actor may not place."""
    found = session.get(Organisation, organisation_id)
    if found is None or not policies.may_place_elsewhere(actor, organisation_id):
        raise NotFound
    return found


def find_to_place(session: Session, actor: Actor, organisation_id: UUID, number: str) -> ToPlace:
    """Those of this trust whose number this is. Raises RuleBroken for no number."""
    trust = trust_to_place_from(session, actor, organisation_id)
    found = known_in_trust(session, actor, organisation_id, number)
    return ToPlace(organisation=trust, number=number, found=found)


def person_to_place(session: Session, actor: Actor, organisation_id: UUID, person_id: UUID) -> ToPlace:
    """The person found before, once more. Raises NotFound for nobody in this trust."""
    trust = trust_to_place_from(session, actor, organisation_id)
    person = session.get(Person, person_id)
    if person is None or person.organisation_id != organisation_id:
        raise NotFound
    return ToPlace(organisation=trust, number=person.local_number, found=(known(session, actor, person),))


def placed_elsewhere(session: Session, actor: Actor, *, since: date) -> Sequence[Placed]:
    """Placements open now or ended on a day from `since` on, the longest first; person loaded."""
    rows = session.execute(
        select(Placement, Stay.admitted_on, Ward.name)
        .outerjoin(Stay, and_(Stay.person_id == Placement.person_id, Stay.state == StayState.OPEN))
        .outerjoin(Ward, Ward.id == Stay.last_ward_id)
        .where(
            policies.placements_visible_to(actor),
            Placement.cancelled_at.is_(None),
            or_(Placement.ended_on.is_(None), Placement.ended_on >= since),
        )
        .options(joinedload(Placement.person))
        .order_by(Placement.started_on, Placement.id)
    )
    return [
        Placed(placement=placed, here_since=admitted_on, here_ward=name or "") for placed, admitted_on, name in rows
    ]


def get_placement(session: Session, actor: Actor, placement_id: UUID, *, day: date) -> WholePlacement:
    """Also a cancelled one. Raises NotFound when it is not there or not this actor's to see."""
    row = session.execute(
        select(Placement, Organisation.name)
        .join(Organisation, Organisation.id == Placement.organisation_id)
        .where(Placement.id == placement_id, policies.placements_visible_to(actor))
        .options(joinedload(Placement.person))
    ).one_or_none()
    if row is None:
        raise NotFound
    placement, trust = row
    reviews = session.scalars(
        select(PlacementReview)
        .where(PlacementReview.placement_id == placement_id)
        .order_by(PlacementReview.reviewed_on.desc(), PlacementReview.at.desc(), PlacementReview.id)
    )
    months = policy(session, Key.PLACEMENT_REVIEW_MONTHS, organisation_id=placement.organisation_id, day=day)
    return WholePlacement(placement=placement, trust=trust, reviews=tuple(reviews), review_months=months)


def seems_from_elsewhere() -> ColumnElement[bool]:
    """Part of a statement that joins TRUST, ICB, COUNCIL and FromElsewhere to stays: what a person said, else why it
    seems so. The same as `rules.elsewhere.why_elsewhere`.
    """
    another_icb = ICB.system_id != TRUST.system_id  # null where one of them is not known
    another_council = COUNCIL.system_id != TRUST.system_id
    seems = or_(another_icb, another_council, Stay.out_of_area_reason != "")
    return or_(FromElsewhere.is_elsewhere, and_(FromElsewhere.id.is_(None), seems))


def with_home(statement: Any) -> Any:
    """A statement over stays, joined to what `seems_from_elsewhere` asks."""
    return (
        statement.join(TRUST, TRUST.id == Stay.organisation_id)
        .outerjoin(ICB, ICB.id == Stay.responsible_icb_id)
        .outerjoin(COUNCIL, COUNCIL.id == Stay.responsible_council_id)
        .outerjoin(FromElsewhere, FromElsewhere.stay_id == Stay.id)
    )


def from_elsewhere(session: Session, actor: Actor) -> Sequence[Visitor]:
    """The people on this actor's wards who belong to another area or seem to, by ward, the longest first."""
    rows = session.execute(
        with_home(select(Stay, Ward.name, FromElsewhere, TRUST, ICB, COUNCIL).join(Ward, Ward.id == Stay.last_ward_id))
        .where(
            Stay.state == StayState.OPEN,
            true() if actor.everywhere else one_of(Stay.last_ward_id, actor.places(Permission.SEE_STAYS)),
            seems_from_elsewhere(),
        )
        .options(joinedload(Stay.person))
        .order_by(Ward.name, Ward.id, Stay.admitted_on, Stay.id)
    )
    return [_visitor(row) for row in rows]


def visitor(session: Session, actor: Actor, stay_id: UUID, *, now: datetime) -> Visitor:
    """One stay, whether anything says that the person is from elsewhere or not. Raises NotFound."""
    get_stay(session, actor, stay_id, now=now)
    return belonging(session, stay_id)


def belonging(session: Session, stay_id: UUID) -> Visitor:
    """The same for a stay that was loaded before."""
    row = session.execute(
        with_home(select(Stay, Ward.name, FromElsewhere, TRUST, ICB, COUNCIL).join(Ward, Ward.id == Stay.last_ward_id))
        .where(Stay.id == stay_id)
        .options(joinedload(Stay.person), joinedload(Stay.ward))
    ).one()
    return _visitor(row)


def _visitor(row: Row[*tuple[Any, ...]]) -> Visitor:
    stay, ward_name, said, trust, icb, council = row
    home = Home(
        trust_system=trust.system_id,
        icb=(icb.name, icb.system_id) if icb else None,
        council=(council.name, council.system_id) if council else None,
        out_of_area_reason=stay.out_of_area_reason,
    )
    return Visitor(stay=stay, ward_name=ward_name, said=said, why=why_elsewhere(home))
