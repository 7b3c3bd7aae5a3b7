"""Who a signed-in person is to the rest of the application."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Date, Select, Uuid, and_, bindparam, inspect, not_, or_, select
from sqlalchemy.orm import Session, aliased

from discharge.access import rules
from discharge.access.models import Membership, Role, ScopeKind, User, UserSession
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.db import UtcDateTime, connection_of
from discharge.places.models import Organisation, System, Ward
from discharge.places.queries import decided
from discharge.places.rules.policy import KNOWN, Key

OF_A_PERSON = (Key.PREVIOUS_WARD_SIGHT_DAYS, Key.IDLE_MINUTES, Key.ROUND_IDLE_MINUTES)
WIDEST_FIRST = {kind: number for number, kind in enumerate((ScopeKind.SYSTEM, ScopeKind.ORGANISATION, ScopeKind.WARD))}
IN_ORDER = {role: number for number, role in enumerate(Role)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The actor of a signed-in person, and the words about them that every page shows.

    roles: in force, the widest scope first. wards: key and name of those they may see, in order of names.
    place: the organisation they work for; their system when there are several; "" for no place.
    """

    actor: Actor
    roles: tuple[Role, ...]
    wards: tuple[tuple[UUID, str], ...]
    place: str


@dataclass(frozen=True, slots=True)
class _Held:
    """A membership in force and one place inside it: a ward of its organisation, if that has any."""

    role: Role
    scope_kind: ScopeKind
    scope_id: UUID
    ward_id: UUID | None
    ward_name: str | None
    organisation_id: UUID | None
    organisation_name: str | None
    system_id: UUID | None
    system_name: str | None
    numbers: Sequence[int | None]

    @property
    def reach(self) -> set[UUID]:
        """A role at an organisation holds in all its wards, one at a system in all its organisations and wards."""
        inside = (self.ward_id, None if self.scope_kind is ScopeKind.WARD else self.organisation_id)
        return {self.scope_id, *(key for key in inside if key)}


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whose session it is, and what they hold at this moment. user: to be read; a command loads its own to change."""

    user: User
    held: Sequence[_Held]


def signed_in(session: Session, session_id: UUID, uniquifier: str, *, now: datetime) -> SignedIn | None:
    """None once the session was ended, or the account is not active. The one statement a request asks about people."""
    asked = {"session_id": session_id, "uniquifier": uniquifier, "now": now, "today": local_date(now)}
    rows = connection_of(session).execute(SIGNED_IN, asked).all()
    if not rows:
        return None
    columns = User.__table__.columns.keys()
    user = User(**dict(zip(columns, rows[0], strict=False)))
    return SignedIn(user, _held(row[len(columns) :] for row in rows))


def actor_of(session: Session, user: User, *, now: datetime, request_id: str) -> Actor:
    """The actor for a person at this moment: what their memberships in force allow, and where."""
    asked = {"whose": user.id, "now": now, "today": local_date(now)}
    return standing_of(SignedIn(user, _held(connection_of(session).execute(HELD, asked))), request_id=request_id).actor


def standing_of(found: SignedIn, *, request_id: str) -> Standing:
    """Who somebody is by what they hold."""
    user, held = found.user, found.held
    in_order = sorted(held, key=lambda each: (WIDEST_FIRST[each.scope_kind], IN_ORDER[each.role]))
    places: defaultdict[tuple[Role, bool], set[UUID]] = defaultdict(set)  # somebody at a trust holds one row a ward
    for each in held:
        places[each.role, each.scope_kind is ScopeKind.SYSTEM] |= each.reach
    powers: defaultdict[StrEnum, set[UUID]] = defaultdict(set)
    for (role, is_of_system), reach in places.items():
        for permission in rules.held_by(role, is_of_system=is_of_system):
            powers[permission] |= reach
    seen = powers[rules.Permission.SEE_STAYS]
    wards = {each.ward_id: each.ward_name or "" for each in held if each.ward_id in seen}
    return Standing(
        actor=Actor(
            user_id=user.id,
            name=user.name,
            powers={power: frozenset(reach) for power, reach in powers.items() if reach},
            numbers=_numbers(held),
            request_id=request_id,
        ),
        roles=tuple(dict.fromkeys(each.role for each in in_order)),
        wards=tuple(sorted(((key, name) for key, name in wards.items() if key), key=lambda ward: (ward[1], ward[0]))),
        place=_common_name(held),
    )


def _numbers(held: Iterable[_Held]) -> dict[StrEnum, int]:
    """Where trusts differ, the lowest of their numbers holds for who belongs to both."""
    lowest: dict[StrEnum, int] = {}
    for each in held:
        for key, value in zip(OF_A_PERSON, each.numbers, strict=True):
            number = KNOWN[key].default if value is None else value
            lowest[key] = min(number, lowest.get(key, number))
    return lowest


def _common_name(held: Iterable[_Held]) -> str:
    organisations = {each.organisation_id: each.organisation_name for each in held}
    systems = {each.system_id: each.system_name for each in held}
    for names in (organisations, systems):
        if len(names) == 1:
            return next(iter(names.values())) or ""
    return ""


def in_force(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Memberships that have begun and have not ended."""
    return and_(Membership.from_at <= now, or_(Membership.until_at.is_(None), Membership.until_at > now))


def _statements() -> tuple[Select[*tuple[Any, ...]], Select[*tuple[Any, ...]]]:
    """The memberships in force of a person, and the places inside them: of an account, and of whoever a session is of.

    Somebody who holds nothing has one row of a session, with nothing in it.
    """
    own = aliased(Ward)  # of a role at one ward
    is_at_ward = Membership.scope_kind == ScopeKind.WARD
    of_organisation = or_(
        Organisation.id == own.organisation_id,
        Organisation.id == Membership.scope_id,
        Organisation.system_id == Membership.scope_id,
    )
    today = bindparam("today", type_=Date())
    columns = (
        Membership.role,
        Membership.scope_kind,
        Membership.scope_id,
        Ward.id,
        Ward.name,
        Organisation.id,
        Organisation.name,
        Organisation.system_id,
        System.name,
        *(decided(key, Organisation.id, None, today).label(key.value) for key in OF_A_PERSON),
    )
    is_in_force = in_force(bindparam("now", type_=UtcDateTime()))

    def with_places(memberships: Any) -> Select[*tuple[Any, ...]]:
        found: Select[*tuple[Any, ...]] = (
            memberships.outerjoin(own, and_(is_at_ward, own.id == Membership.scope_id))
            .outerjoin(Organisation, of_organisation)
            .outerjoin(Ward, and_(Ward.organisation_id == Organisation.id, or_(not_(is_at_ward), Ward.id == own.id)))
            .outerjoin(System, System.id == Organisation.system_id)
            .order_by(Membership.id, Ward.id)
        )
        return found

    of_account = select(*columns).select_from(Membership)
    of_session = (
        select(*User.__table__.columns, *columns)
        .select_from(UserSession)
        .join(User, User.id == UserSession.user_id)
        .outerjoin(Membership, and_(Membership.user_id == User.id, is_in_force))
    )
    return (
        with_places(of_account).where(Membership.user_id == bindparam("whose", type_=Uuid()), is_in_force),
        with_places(of_session).where(
            UserSession.id == bindparam("session_id", type_=Uuid()),
            User.fs_uniquifier == bindparam("uniquifier"),
            User.active,
        ),
    )


HELD, SIGNED_IN = _statements()  # built once: every request asks the second


def _held(rows: Iterable[Sequence[Any]]) -> Sequence[_Held]:
    first = -len(OF_A_PERSON)
    return [_Held(*(*row[:first], row[first:])) for row in rows if row[0] is not None]


def home_of(session: Session, user_id: UUID, *, now: datetime) -> UUID | None:
    """The organisation of a person's first membership in force that has one, the widest scope first."""
    found = session.execute(
        select(Membership.scope_kind, Membership.organisation_id)
        .where(Membership.user_id == user_id, Membership.organisation_id.is_not(None), in_force(now))
        .order_by(Membership.id)
    ).all()
    return min(found, key=lambda each: WIDEST_FIRST[each.scope_kind]).organisation_id if found else None


def has_new_hash(user: User) -> bool:
    """True where the library hashed this account's password anew while it looked at it; not written yet."""
    return bool(inspect(user).attrs.password.history.has_changes())
