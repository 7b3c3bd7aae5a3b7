"""Who may give roles to whom, and where."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from discharge.access.models import Membership, Role
from discharge.access.rules import Permission
from discharge.core.actor import Actor


def may_give_roles(actor: Actor, scope_id: UUID) -> bool:
    """An administrator there. A scope wider than the administrator's own is none of their places."""
    return actor.may(Permission.MANAGE_PEOPLE, scope_id)


def may_give_ward_for_a_shift(actor: Actor, ward_id: UUID) -> bool:
    return actor.may(Permission.GIVE_WARD_ACCESS, ward_id)


def may_end(actor: Actor, membership: Membership) -> bool:
    """An administrator there; a ward manager for what the bank was given on the ward."""
    if may_give_roles(actor, membership.scope_id):
        return True
    return membership.role == Role.BANK_WORKER and may_give_ward_for_a_shift(actor, membership.scope_id)


def may_manage_account(actor: Actor, memberships: Sequence[Membership]) -> bool:
    """Deactivate, or see the link that sets a password: only who could have given every role the person has.

    Without "every", an administrator of one trust could take over an account that reaches further than their own.
    """
    return bool(memberships) and all(may_end(actor, membership) for membership in memberships)


def is_oneself(actor: Actor, user_id: UUID) -> bool:
    """Nobody gives roles to themselves or deactivates themselves."""
    return actor.user_id == user_id


def places_managed(actor: Actor) -> frozenset[UUID]:
    return actor.places(Permission.MANAGE_PEOPLE)


def places_in_sight(actor: Actor) -> frozenset[UUID]:
    """Where this actor sees who has a role."""
    return actor.places(Permission.MANAGE_PEOPLE) | actor.places(Permission.GIVE_WARD_ACCESS)


def deciding(memberships: Iterable[Membership], in_force: Iterable[Membership]) -> Sequence[Membership]:
    """The roles by which an account is managed: those in force, or, when none is, all it ever had."""
    return tuple(in_force) or tuple(memberships)
