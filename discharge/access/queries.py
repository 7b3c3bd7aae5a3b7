"""Who a signed-in person is to the rest of the application."""

from collections import defaultdict
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from discharge.access import rules
from discharge.access.models import Membership, Role, ScopeKind, User
from discharge.core.actor import Actor
from discharge.places.models import Organisation, Ward


def actor_of(session: Session, user: User, *, now: datetime, request_id: str) -> Actor:
    """The actor for a person at this moment: what their memberships in force allow, and where.

    A role at an organisation holds in all its wards, one at a system in all its organisations and their wards.
    """
    memberships = session.scalars(
        select(Membership)
        .where(
            Membership.user_id == user.id,
            Membership.from_at <= now,
            or_(Membership.until_at.is_(None), Membership.until_at > now),
        )
        .order_by(Membership.id)
    ).all()
    powers: defaultdict[StrEnum, set[UUID]] = defaultdict(set)
    if memberships:
        reach = _reach(session, {membership.scope_id for membership in memberships})
        for membership in memberships:
            for permission in rules.MAY[membership.role]:
                powers[permission] |= reach.get(membership.scope_id, {membership.scope_id})
    return Actor(
        user_id=user.id,
        name=user.name,
        powers={power: frozenset(places) for power, places in powers.items()},
        request_id=request_id,
    )


def _reach(session: Session, scope_ids: set[UUID]) -> dict[UUID, set[UUID]]:
    """Each scope's own key and those of every place inside it, in one statement."""
    rows = session.execute(
        select(Ward.id, Organisation.id.label("organisation_id"), Organisation.system_id)
        .select_from(Organisation)
        .outerjoin(Ward, Ward.organisation_id == Organisation.id)
        .where(or_(Ward.id.in_(scope_ids), Organisation.id.in_(scope_ids), Organisation.system_id.in_(scope_ids)))
    )
    reach: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for ward_id, organisation_id, system_id in rows:
        inside = {ward_id} - {None}
        for scope_id, places in ((ward_id, inside), (organisation_id, inside | {organisation_id})):
            if scope_id in scope_ids:
                reach[scope_id] |= places
        if system_id in scope_ids:
            reach[system_id] |= inside | {organisation_id, system_id}
    return dict(reach)


def roles_of(session: Session, user_id: UUID, *, now: datetime) -> tuple[Membership, ...]:
    """A person's memberships in force, the widest scope first."""
    widest = {ScopeKind.SYSTEM: 0, ScopeKind.ORGANISATION: 1, ScopeKind.WARD: 2}
    found = session.scalars(
        select(Membership)
        .where(
            Membership.user_id == user_id,
            Membership.from_at <= now,
            or_(Membership.until_at.is_(None), Membership.until_at > now),
        )
        .order_by(Membership.id)
    ).all()
    return tuple(
        sorted(found, key=lambda membership: (widest[membership.scope_kind], list(Role).index(membership.role)))
    )
