"""Of which wards somebody reads the numbers, or which organisations' debts when they work outside a trust."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from discharge.access.rules import Permission
from discharge.core.actor import Actor
from discharge.core.reach import one_of
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
    """trusts: of these wards, with their names.

    owners: the organisations outside a trust for which somebody reads what is owed by them; empty inside one.
    is_inside: they may know who is behind a reference in every one of these wards, so that nothing is hidden.
    """

    places: Mapping[UUID, Place]
    trusts: Mapping[UUID, str]
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
        whole = one_of(organisation, self._trust_ids)
        return or_(whole, one_of(ward, self._ward_ids)) if self._ward_ids else whole


def reach_of(session: Session, actor: Actor, *, today: date) -> Reach:
    """In two statements; one more for somebody who works outside a trust. Wards by trust and name."""
    seen = actor.places(Permission.SEE_COUNTS)
    scope = true() if actor.everywhere else or_(one_of(Ward.organisation_id, seen), one_of(Ward.id, seen))
    found = _wards(session, scope)
    owners: frozenset[UUID] = frozenset()
    if not found:
        owners = actor.places(Permission.ANSWER_ESCALATIONS)
        systems = select(Organisation.system_id).where(one_of(Organisation.id, owners))
        found = _wards(session, Organisation.system_id.in_(systems))
    beds = capacities_on(session, [row.id for row in found], today)
    places = {
        row.id: Place(
            ward_id=row.id,
            name=row.name,
            bed_type=row.bed_type,
            trust_id=row.organisation_id,
            trust=row.trust,
            system_id=row.system_id,
            beds=capacity.open_beds if (capacity := beds.get(row.id)) else 0,
        )
        for row in found
    }
    trusts = {place.trust_id: place.trust for place in places.values()}
    trust_ids = frozenset(trusts)
    return Reach(
        places=places,
        trusts=trusts,
        owners=owners,
        is_inside=not owners and all(policies.may_know(actor, place.trust_id, key) for key, place in places.items()),
        _trust_ids=trust_ids if owners else trust_ids & seen,
        _ward_ids=frozenset() if owners else frozenset(k for k, each in places.items() if each.trust_id not in seen),
        _is_everywhere=actor.everywhere,
    )


def _wards(session: Session, scope: ColumnElement[bool]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Cells alone: there may be a thousand of them."""
    named = (Ward.id, Ward.name, Ward.bed_type, Ward.organisation_id)
    return session.execute(
        select(*named, Organisation.name.label("trust"), Organisation.system_id)
        .join(Organisation, Organisation.id == Ward.organisation_id)
        .where(scope, Ward.closed_on.is_(None), Organisation.kind == OrganisationKind.TRUST)
        .order_by(Organisation.name, Ward.name, Ward.id)
    ).all()
