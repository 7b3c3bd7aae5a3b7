"""Who may say something about a person's day."""

from uuid import UUID

from discharge.access.rules import Permission
from discharge.core.actor import Actor


def may_mark_at(actor: Actor, ward_id: UUID) -> bool:
    """The permission at the ward whose day it is: where the person is at the midnight that ends it."""
    return actor.may(Permission.MARK_DAYS, ward_id)
