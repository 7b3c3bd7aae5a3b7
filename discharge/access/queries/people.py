"""Who has which role where, for those who give roles."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from discharge.access import policies
from discharge.access.models import Membership, Role, ScopeKind, User
from discharge.access.queries.standing import in_force
from discharge.access.rules import Permission
from discharge.core.actor import Actor
from discharge.core.errors import NotFound
from discharge.core.reach import one_of
from discharge.places.models import Organisation, System, Ward

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a role can be given. organisation_id: whose chain records it, None for a system."""

    kind: ScopeKind
    id: UUID
    name: str
    organisation_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleHeld:
    """may_end: whether this actor may take the role away."""

    membership_id: UUID
    role: Role
    place: str
    until_at: datetime | None
    may_end: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody with a role where this actor gives roles.

    roles: in force and in sight. may_manage: whether this actor may deactivate them or see their link.
    """

    user: User
    roles: tuple[RoleHeld, ...]
    may_manage: bool


def account_named(session: Session, email: str) -> User | None:
    """The account of this e-mail address, in whichever letters it is typed."""
    return session.scalars(select(User).where(func.lower(User.email) == email.strip().lower())).one_or_none()


def account(session: Session, user_id: UUID) -> User | None:
    """An account by its key, for a link that was signed for it."""
    return session.get(User, user_id)


def people(session: Session, actor: Actor, *, now: datetime, named: str = "") -> Sequence[Account]:
    """Accounts with a role at the actor's places now or before, by name; at most 200. named: part of name or e-mail."""
    sight = Membership.scope_id.in_(policies.places_managed(actor))
    statement = select(User).where(User.id.in_(select(Membership.user_id).where(sight)))
    for word in named.lower().split():
        statement = statement.where(
            or_(func.lower(User.name).contains(word, autoescape=True), User.email.contains(word, autoescape=True))
        )
    users = session.scalars(statement.order_by(User.name, User.id).limit(MOST_SHOWN)).all()
    return _accounts(session, actor, users, now=now)


def get_account(session: Session, actor: Actor, user_id: UUID, *, now: datetime) -> Account:
    """Raises NotFound for an account that is not there or has had no role at the actor's places."""
    sight = Membership.scope_id.in_(policies.places_in_sight(actor))
    found = session.scalars(
        select(User).where(User.id == user_id, User.id.in_(select(Membership.user_id).where(sight)))
    ).all()
    if not found:
        raise NotFound
    return _accounts(session, actor, found, now=now)[0]


def _accounts(session: Session, actor: Actor, users: Sequence[User], *, now: datetime) -> Sequence[Account]:
    ever, current = memberships_of(session, [user.id for user in users], now=now)
    sight = policies.places_in_sight(actor)
    names = names_of(session, {each.scope_id for held in current.values() for each in held if each.scope_id in sight})
    return [
        Account(
            user=user,
            roles=tuple(
                RoleHeld(
                    membership_id=each.id,
                    role=each.role,
                    place=names[each.scope_id],
                    until_at=each.until_at,
                    may_end=policies.may_end(actor, each) and not policies.is_oneself(actor, user.id),
                )
                for each in current[user.id]
                if each.scope_id in names
            ),
            may_manage=not policies.is_oneself(actor, user.id)
            and policies.may_manage_account(actor, policies.deciding(ever[user.id], current[user.id])),
        )
        for user in users
    ]


def memberships_of(
    session: Session, user_ids: Collection[UUID], *, now: datetime
) -> tuple[Mapping[UUID, list[Membership]], Mapping[UUID, list[Membership]]]:
    """By account: every membership it ever had, and those in force."""
    ever: defaultdict[UUID, list[Membership]] = defaultdict(list)
    current: defaultdict[UUID, list[Membership]] = defaultdict(list)
    rows = session.execute(
        select(Membership, in_force(now).label("now")).where(Membership.user_id.in_(user_ids)).order_by(Membership.id)
    )
    for membership, is_now in rows:
        ever[membership.user_id].append(membership)
        if is_now:
            current[membership.user_id].append(membership)
    return ever, current


def names_of(session: Session, place_ids: Collection[UUID]) -> dict[UUID, str]:
    """Names of wards (with their organisation), organisations and systems by key."""
    wards = session.execute(
        select(Ward.id, Ward.name, Organisation.name)
        .join(Organisation, Organisation.id == Ward.organisation_id)
        .where(Ward.id.in_(place_ids))
    )
    names = {key: f"{name}, {organisation}" for key, name, organisation in wards}
    trusts = session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(place_ids)))
    systems = session.execute(select(System.id, System.name).where(System.id.in_(place_ids)))
    return names | {row.id: row.name for row in (*trusts, *systems)}


def places_to_give(session: Session, actor: Actor) -> Sequence[Place]:
    """Where this actor may give roles: systems, then organisations, then open wards, each by name."""
    inside = policies.places_managed(actor)
    systems = session.scalars(select(System).where(System.id.in_(inside)).order_by(System.name))
    trusts = session.scalars(select(Organisation).where(Organisation.id.in_(inside)).order_by(Organisation.name))
    wards = session.scalars(
        select(Ward).where(Ward.id.in_(inside), Ward.closed_on.is_(None)).order_by(Ward.name, Ward.id)
    ).all()
    organisations = trusts.all()
    of = {each.id: each.name for each in organisations}
    return [
        *(Place(kind=ScopeKind.SYSTEM, id=each.id, name=each.name, organisation_id=None) for each in systems),
        *(Place(kind=ScopeKind.ORGANISATION, id=e.id, name=e.name, organisation_id=e.id) for e in organisations),
        *(
            Place(
                kind=ScopeKind.WARD,
                id=ward.id,
                name=f"{ward.name}, {of[ward.organisation_id]}" if ward.organisation_id in of else ward.name,
                organisation_id=ward.organisation_id,
            )
            for ward in wards
        ),
    ]


def place_of(session: Session, kind: ScopeKind, place_id: UUID) -> Place:
    """Raises NotFound for a place that is not there."""
    found: System | Organisation | Ward | None
    if kind == ScopeKind.SYSTEM:
        found = session.get(System, place_id)
    elif kind == ScopeKind.ORGANISATION:
        found = session.get(Organisation, place_id)
    else:
        found = session.get(Ward, place_id)
    if found is None:
        raise NotFound
    organisation_id = None if isinstance(found, System) else found.organisation_id
    return Place(kind=kind, id=found.id, name=found.name, organisation_id=organisation_id)


def wards_for_shifts(session: Session, actor: Actor) -> Sequence[tuple[UUID, str]]:
    """Open wards that this actor may give for a shift, by name."""
    rows = session.execute(
        select(Ward.id, Ward.name)
        .where(one_of(Ward.id, actor.places(Permission.GIVE_WARD_ACCESS)), Ward.closed_on.is_(None))
        .order_by(Ward.name, Ward.id)
    )
    return [(key, name) for key, name in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Somebody from the bank who has a ward now."""

    membership_id: UUID
    user_id: UUID
    name: str
    ward: str
    until_at: datetime | None


def shifts(session: Session, actor: Actor, *, now: datetime) -> Sequence[Shift]:
    """Who has one of the actor's wards for a shift now, the first to end first."""
    rows = session.execute(
        select(Membership.id, User.id, User.name, Ward.name, Membership.until_at)
        .join(User, User.id == Membership.user_id)
        .join(Ward, Ward.id == Membership.scope_id)
        .where(
            Membership.role == Role.BANK_WORKER,
            one_of(Membership.scope_id, actor.places(Permission.GIVE_WARD_ACCESS)),
            in_force(now),
        )
        .order_by(Membership.until_at, Membership.id)
    )
    return [
        Shift(membership_id=key, user_id=user_id, name=name, ward=ward, until_at=until)
        for key, user_id, name, ward, until in rows
    ]
