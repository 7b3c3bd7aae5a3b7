"""Accounts and roles: added, given, ended."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access import policies
from discharge.access.commands.sessions import end_all
from discharge.access.models import Membership, Role, ScopeKind, User
from discharge.access.queries.people import account_named, get_account, memberships_of, place_of
from discharge.access.rules import cover
from discharge.audit.commands import NO_ORGANISATION, record_apart
from discharge.core.actor import Actor
from discharge.core.errors import NotAllowed, NotFound, RuleBroken
from discharge.places.commands import AddSystem, add_system
from discharge.places.models import System


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleAt:
    """A role at a place. until_at None: until it is ended."""

    role: Role
    scope_kind: ScopeKind
    scope_id: UUID
    until_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPerson:
    """An account with its first role. An account of this e-mail address that is there already gets the role."""

    name: str
    email: str
    first: RoleAt


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveRole:
    user_id: UUID
    given: RoleAt


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverWard:
    """A ward for a shift, for somebody from the bank. name: needed when there is no account of this e-mail address."""

    ward_id: UUID
    email: str
    name: str
    until_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeAdministrator:
    """The first administrator, over a whole system; made from the command line. system: made when it is not there."""

    name: str
    email: str
    password_hash: str
    system: str


def add_person(session: Session, command: AddPerson, *, actor: Actor, now: datetime) -> User:
    """Raises NotAllowed for a place where the actor does not manage people."""
    if not policies.may_give_roles(actor, command.first.scope_id):
        raise NotAllowed
    user = account_named(session, command.email) or _add_account(
        session, command.name, command.email, command.first, actor=actor, now=now
    )
    _give(session, user, command.first, actor=actor, now=now)
    return user


def give_role(session: Session, command: GiveRole, *, actor: Actor, now: datetime) -> User:
    user = get_account(session, actor, command.user_id, now=now).user
    if not policies.may_give_roles(actor, command.given.scope_id):
        raise NotAllowed
    _give(session, user, command.given, actor=actor, now=now)
    return user


def cover_ward(session: Session, command: CoverWard, *, actor: Actor, now: datetime) -> User:
    """Give a ward until a time within a day and a half; it ends by itself."""
    if not policies.may_give_ward_for_a_shift(actor, command.ward_id):
        raise NotFound
    cover.check_end(command.until_at, now=now)
    given = RoleAt(
        role=Role.BANK_WORKER, scope_kind=ScopeKind.WARD, scope_id=command.ward_id, until_at=command.until_at
    )
    user = account_named(session, command.email)
    if user is None:
        if not command.name:
            raise RuleBroken("name", "Enter their name: there is no account of this e-mail address yet")
        user = _add_account(session, command.name, command.email, given, actor=actor, now=now)
    _give(session, user, given, actor=actor, now=now)
    return user


def end_role(session: Session, membership_id: UUID, *, actor: Actor, now: datetime) -> User:
    """From now on the role holds no more. Raises NotFound for one that is not the actor's to end."""
    membership = session.get(Membership, membership_id, with_for_update=True)
    if membership is None or not policies.may_end(actor, membership):
        raise NotFound
    if policies.is_oneself(actor, membership.user_id):
        raise RuleBroken("", "Ask another administrator to end your own role")
    if membership.until_at is None or membership.until_at > now:
        before, membership.until_at = membership.until_at, now
        home = membership.organisation_id or NO_ORGANISATION
        facts = {"account": membership.user_id, "role": membership.role, "before": before}
        record_apart(session, "role.ended", home, actor=actor, now=now, scope=membership.scope_id, **facts)
    session.flush()
    return session.get_one(User, membership.user_id)


def deactivate(session: Session, user_id: UUID, *, actor: Actor, now: datetime) -> User:
    """Nobody signs in with this account any more, and whoever is signed in with it is out at the next request."""
    return _set_active(session, user_id, to=False, actor=actor, now=now)


def reactivate(session: Session, user_id: UUID, *, actor: Actor, now: datetime) -> User:
    return _set_active(session, user_id, to=True, actor=actor, now=now)


def ask_for_password(session: Session, user_id: UUID, *, actor: Actor, now: datetime) -> User:
    """Take the password away: the account is used again through the link that sets a new one."""
    user = _managed(session, user_id, actor=actor, now=now)
    user.password = None
    end_all(session, user)
    record_apart(session, "account.password_asked", _home(session, user_id, now), actor=actor, now=now, account=user_id)
    session.flush()
    return user


def end_sessions(session: Session, user_id: UUID, *, actor: Actor, now: datetime) -> User:
    """Sign somebody out everywhere."""
    user = _managed(session, user_id, actor=actor, now=now)
    end_all(session, user)
    record_apart(session, "account.sessions_ended", _home(session, user_id, now), actor=actor, now=now, account=user_id)
    session.flush()
    return user


def make_administrator(session: Session, command: MakeAdministrator, *, actor: Actor, now: datetime) -> User:
    """Raises RuleBroken when the e-mail address has an account already."""
    if not actor.everywhere:
        raise NotAllowed
    if account_named(session, command.email) is not None:
        raise RuleBroken("email", "There is already an account of this e-mail address")
    system = _system(session, command.system, actor=actor, now=now)
    over = RoleAt(role=Role.ADMINISTRATOR, scope_kind=ScopeKind.SYSTEM, scope_id=system.id)
    user = _add_account(session, command.name, command.email, over, actor=actor, now=now)
    user.password = command.password_hash
    _give(session, user, over, actor=actor, now=now)
    return user


def _system(session: Session, name: str, *, actor: Actor, now: datetime) -> System:
    known = session.scalars(select(System).order_by(System.name)).all()
    for system in known:
        if name in (system.name, ""):
            if not name and len(known) > 1:
                raise RuleBroken("system", f"Name one of the systems: {', '.join(each.name for each in known)}")
            return system
    return add_system(session, AddSystem(name=name or "Health and care system"), actor=actor, now=now)


def _add_account(session: Session, name: str, email: str, first: RoleAt, *, actor: Actor, now: datetime) -> User:
    user = User(email=email.strip().lower(), name=name, password=None, fs_uniquifier=uuid4().hex, made_at=now)
    session.add(user)
    session.flush()
    home = place_of(session, first.scope_kind, first.scope_id).organisation_id or NO_ORGANISATION
    facts = {"account": user.id, "name": user.name, "email": user.email}
    record_apart(session, "account.added", home, actor=actor, now=now, **facts)
    return user


def _give(session: Session, user: User, given: RoleAt, *, actor: Actor, now: datetime) -> None:
    if policies.is_oneself(actor, user.id):
        raise RuleBroken("", "Ask another administrator: nobody gives a role to themselves")
    if not user.active:
        raise RuleBroken("email", "This account is not active. Ask an administrator to make it active first")
    if given.until_at is not None and given.until_at <= now:
        raise RuleBroken("until_on", "Date must be in the future")
    place = place_of(session, given.scope_kind, given.scope_id)
    _, current = memberships_of(session, [user.id], now=now)
    for held in current[user.id]:
        if (held.role, held.scope_id) == (given.role, given.scope_id):
            before, held.until_at = held.until_at, given.until_at
            _record_role(session, "role.extended", held, before, actor=actor, now=now)
            return
    membership = Membership(
        user_id=user.id,
        organisation_id=place.organisation_id,
        role=given.role,
        scope_kind=given.scope_kind,
        scope_id=given.scope_id,
        from_at=now,
        until_at=given.until_at,
        given_by_id=actor.user_id,
        reason=given.reason,
    )
    session.add(membership)
    session.flush()
    _record_role(session, "role.given", membership, None, actor=actor, now=now)


def _record_role(
    session: Session, action: str, held: Membership, before: datetime | None, *, actor: Actor, now: datetime
) -> None:
    facts = {"account": held.user_id, "role": held.role, "scope": held.scope_id, "until": held.until_at, "was": before}
    record_apart(session, action, held.organisation_id or NO_ORGANISATION, actor=actor, now=now, **facts)
    session.flush()


def _set_active(session: Session, user_id: UUID, *, to: bool, actor: Actor, now: datetime) -> User:
    user = _managed(session, user_id, actor=actor, now=now)
    user.active = to
    end_all(session, user)
    action = "account.reactivated" if to else "account.deactivated"
    record_apart(session, action, _home(session, user_id, now), actor=actor, now=now, account=user_id)
    session.flush()
    return user


def _managed(session: Session, user_id: UUID, *, actor: Actor, now: datetime) -> User:
    if actor.everywhere:
        found = session.get(User, user_id)
        if found is None:
            raise NotFound
        return found
    account = get_account(session, actor, user_id, now=now)
    if not account.may_manage:
        raise NotAllowed
    return account.user


def _home(session: Session, user_id: UUID, now: datetime) -> UUID:
    ever, current = memberships_of(session, [user_id], now=now)
    homes = (each.organisation_id for each in policies.deciding(ever[user_id], current[user_id]))
    return next((home for home in homes if home), NO_ORGANISATION)
