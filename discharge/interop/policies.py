"""Who may bring in a list."""

from collections.abc import Iterable
from uuid import UUID

from discharge.access.rules import Permission
from discharge.core.actor import Actor
from discharge.interop.models import ListProfile, StoredList


def may_import(actor: Actor, ward_ids: Iterable[UUID]) -> bool:
    """Every one of these wards, and at least one: a list changes all the wards that it covers."""
    wards = list(ward_ids)
    return bool(wards) and all(actor.may(Permission.IMPORT_LISTS, ward_id) for ward_id in wards)


def may_use(actor: Actor, profile: ListProfile) -> bool:
    return may_import(actor, profile.covered)


def may_open(actor: Actor, stored: StoredList, profile: ListProfile | None) -> bool:
    """A list is for those who may use its profile; before it has one, for whoever brought it."""
    if profile is not None:
        return may_use(actor, profile)
    return actor.everywhere or (stored.received_by_id is not None and stored.received_by_id == actor.user_id)
