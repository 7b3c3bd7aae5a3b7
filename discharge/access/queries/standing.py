"""Who a signed-in person is to the rest of the application."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Select, Uuid, and_, bindparam, inspect, or_, select
from sqlalchemy.orm import Session

from discharge.access import rules
from discharge.access.models import Membership, Role, ScopeKind, User, UserSession
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.places.models import Organisation, System, Ward
from discharge.places.queries import decided
from discharge.places.rules.policy import KNOWN, Key

OF_A_PERSON = (Key.PREVIOUS_WARD_SIGHT_DAYS, Key.IDLE_MINUTES, Key.ROUND_IDLE_MINUTES)
USER_OF_SESSION: Select[User] = (
    select(User)
    .join(UserSession, UserSession.user_id == User.id)
    .where(
        UserSession.id == bindparam("session_id", type_=Uuid()),
        User.fs_uniquifier == bindparam("uniquifier"),
        User.active,
    )
)
WIDEST_FIRST = {ScopeKind.SYSTEM: 0, ScopeKind.ORGANISATION: 1, ScopeKind.WARD: 2}


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
class _Place:
    ward_id: UUID | None
    ward_name: str | None
    organisation_id: UUID
    organisation_name: str
    system_id: UUID | None
    system_name: str | None
    numbers: Sequence[int | None]


def user_of_session(session: Session, session_id: UUID, uniquifier: str) -> User | None:
    """Whose session this is: None once it was ended, or the account is not active. One statement a request."""
    return session.scalars(USER_OF_SESSION, {"session_id": session_id, "uniquifier": uniquifier}).one_or_none()


def actor_of(session: Session, user: User, *, now: datetime, request_id: str) -> Actor:
    """The actor for a person at this moment: what their memberships in force allow, and where."""
    return standing_of(session, user, now=now, request_id=request_id).actor


def standing_of(session: Session, user: User, *, now: datetime, request_id: str) -> Standing:
    """In two statements, whatever they may do: the memberships in force, and the places inside them.

    A role at an organisation holds in all its wards, one at a system in all its organisations and their wards.
    """
    memberships = roles_of(session, user.id, now=now)
    scopes = {membership.scope_id for membership in memberships}
    places = _places(session, scopes, local_date(now)) if memberships else ()
    reach = _reach(places, scopes)
    powers: defaultdict[StrEnum, set[UUID]] = defaultdict(set)
    for membership in memberships:
        for permission in rules.MAY[membership.role]:
            powers[permission] |= reach.get(membership.scope_id, {membership.scope_id})
    seen = powers[rules.Permission.SEE_STAYS]
    wards = {place.ward_id: place.ward_name or "" for place in places if place.ward_id in seen}
    return Standing(
        actor=Actor(
            user_id=user.id,
            name=user.name,
            powers={power: frozenset(places) for power, places in powers.items() if places},
            numbers=_numbers(places),
            request_id=request_id,
        ),
        roles=tuple(dict.fromkeys(membership.role for membership in memberships)),
        wards=tuple(sorted(((key, name) for key, name in wards.items() if key), key=lambda ward: (ward[1], ward[0]))),
        place=_common_name(places),
    )


_SCOPES = bindparam("scopes", type_=Uuid(), expanding=True)
_TODAY = bindparam("today", type_=Date())
PLACES: Select[*tuple[Any, ...]] = (
    select(
        Ward.id,
        Ward.name,
        Organisation.id,
        Organisation.name,
        Organisation.system_id,
        System.name,
        *(decided(key, Organisation.id, None, _TODAY).label(key.value) for key in OF_A_PERSON),
    )
    .select_from(Organisation)
    .outerjoin(Ward, Ward.organisation_id == Organisation.id)
    .outerjoin(System, System.id == Organisation.system_id)
    .where(or_(Ward.id.in_(_SCOPES), Organisation.id.in_(_SCOPES), Organisation.system_id.in_(_SCOPES)))
)


def _places(session: Session, scope_ids: set[UUID], today: date) -> Sequence[_Place]:
    rows: Sequence[Any] = session.execute(PLACES, {"scopes": list(scope_ids), "today": today}).all()
    first = -len(OF_A_PERSON)
    return [_Place(*(*row[:first], row[first:])) for row in rows]


def _numbers(places: Iterable[_Place]) -> dict[StrEnum, int]:
    """Where trusts differ, the lowest of their numbers holds for who belongs to both."""
    lowest: dict[StrEnum, int] = {}
    for place in places:
        for key, value in zip(OF_A_PERSON, place.numbers, strict=True):
            number = KNOWN[key].default if value is None else value
            lowest[key] = min(number, lowest.get(key, number))
    return lowest


def _reach(places: Iterable[_Place], scope_ids: set[UUID]) -> dict[UUID, set[UUID]]:
    """Each scope's own key and those of every place inside it."""
    reach: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for place in places:
        ward = {place.ward_id} if place.ward_id else set()
        if place.ward_id in scope_ids:
            reach[place.ward_id] |= ward
        if place.organisation_id in scope_ids:
            reach[place.organisation_id] |= ward | {place.organisation_id}
        if place.system_id in scope_ids:
            reach[place.system_id] |= ward | {place.organisation_id, place.system_id}
    return dict(reach)


def _common_name(places: Iterable[_Place]) -> str:
    organisations = {place.organisation_id: place.organisation_name for place in places}
    systems = {place.system_id: place.system_name for place in places}
    for names in (organisations, systems):
        if len(names) == 1:
            return next(iter(names.values())) or ""
    return ""


def in_force(now: datetime) -> ColumnElement[bool]:
    """Memberships that have begun and have not ended."""
    return and_(Membership.from_at <= now, or_(Membership.until_at.is_(None), Membership.until_at > now))


def roles_of(session: Session, user_id: UUID, *, now: datetime) -> tuple[Membership, ...]:
    """A person's memberships in force, the widest scope first."""
    found = session.scalars(
        select(Membership).where(Membership.user_id == user_id, in_force(now)).order_by(Membership.id)
    ).all()
    return tuple(
        sorted(found, key=lambda membership: (WIDEST_FIRST[membership.scope_kind], list(Role).index(membership.role)))
    )


def has_new_hash(user: User) -> bool:
    """True where the library hashed this account's password anew while it looked at it; not written yet."""
    return bool(inspect(user).attrs.password.history.has_changes())
