"""Of which wards somebody reads the numbers, or which organisations' debts when they work outside a trust."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from discharge.access.rules import Permission
from discharge.core.actor import Actor
from discharge.places.models import Organisation, OrganisationKind, Ward
from discharge.places.queries import capacities_on
from discharge.summaries import policies


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An open ward. beds: those that somebody can lie in today."""

    ward_id: UUID
    name: str
    bed_type: str
    trust_id: UUID
    trust: str
    system_id: UUID | None
    beds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """owners: the organisations outside a trust for which somebody reads what is owed by them; empty inside one.

    is_inside: they may know who is behind a reference in every one of these wards, so that nothing is hidden.
    """

    places: Mapping[UUID, Place]
    owners: frozenset[UUID]
    is_inside: bool
    _trust_ids: frozenset[UUID]
    _ward_ids: frozenset[UUID]
    _is_everywhere: bool

    def covers(
        self, organisation: InstrumentedAttribute[UUID], ward: InstrumentedAttribute[UUID]
    ) -> ColumnElement[bool]:
        """Rows of these wards: by their trust where all of it is in reach, which an index finds sooner."""
        if self._is_everywhere:
            return true()
        whole = organisation.in_(self._trust_ids)
        return or_(whole, ward.in_(self._ward_ids)) if self._ward_ids else whole

    @property
    def trusts(self) -> Mapping[UUID, str]:
        return {place.trust_id: place.trust for place in self.places.values()}


def reach_of(session: Session, actor: Actor, *, today: date) -> Reach:
    """In two statements; one more for somebody who works outside a trust. Wards by trust and name."""
    seen = actor.places(Permission.SEE_COUNTS)
    scope = true() if actor.everywhere else or_(Ward.organisation_id.in_(seen), Ward.id.in_(seen))
    found = _wards(session, scope)
    owners: frozenset[UUID] = frozenset()
    if not found:
        owners = actor.places(Permission.ANSWER_ESCALATIONS)
        systems = select(Organisation.system_id).where(Organisation.id.in_(owners))
        found = _wards(session, Organisation.system_id.in_(systems))
    beds = capacities_on(session, [ward.id for ward, _ in found], today)
    places = {
        ward.id: Place(
            ward_id=ward.id,
            name=ward.name,
            bed_type=ward.bed_type,
            trust_id=ward.organisation_id,
            trust=trust.name,
            system_id=trust.system_id,
            beds=capacity.open_beds if (capacity := beds.get(ward.id)) else 0,
        )
        for ward, trust in found
    }
    trust_ids = frozenset(place.trust_id for place in places.values())
    return Reach(
        places=places,
        owners=owners,
        is_inside=not owners and all(policies.may_know(actor, place.trust_id, key) for key, place in places.items()),
        _trust_ids=trust_ids if owners else trust_ids & seen,
        _ward_ids=frozenset() if owners else frozenset(k for k, each in places.items() if each.trust_id not in seen),
        _is_everywhere=actor.everywhere,
    )


def _wards(session: Session, scope: ColumnElement[bool]) -> Sequence[tuple[Ward, Organisation]]:
    rows = session.execute(
        select(Ward, Organisation)
        .join(Organisation, Organisation.id == Ward.organisation_id)
        .where(scope, Ward.closed_on.is_(None), Organisation.kind == OrganisationKind.TRUST)
        .order_by(Organisation.name, Ward.name, Ward.id)
    )
    return [(ward, trust) for ward, trust in rows]
