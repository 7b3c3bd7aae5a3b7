"""Who may work on what stops somebody leaving."""

from uuid import UUID

from discharge.access.rules import Permission
from discharge.core.actor import Actor
from discharge.stays.models import Stay


def may_work(actor: Actor, stay: Stay) -> bool:
    """The permission at the ward where the person is, or from which they left."""
    return actor.may(Permission.WORK_BLOCKERS, stay.last_ward_id)


def may_set_protocols(actor: Actor, organisation_id: UUID) -> bool:
    """In the whole trust: a response time holds on every ward of it."""
    return actor.may(Permission.SET_PROTOCOLS, organisation_id)
