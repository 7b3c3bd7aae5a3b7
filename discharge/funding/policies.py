"""Who may work on a funding case. Whether the person is still in hospital does not matter: the duty goes on."""

from discharge.access.rules import Permission
from discharge.core.actor import Actor
from discharge.stays.models import Stay


def may_work(actor: Actor, stay: Stay) -> bool:
    return actor.may(Permission.WORK_FUNDING, stay.last_ward_id)


def may_confirm(actor: Actor, stay: Stay) -> bool:
    """That an entitlement exists, or does not, is said by a person with this permission and by nothing else."""
    return may_work(actor, stay) and actor.may(Permission.CONFIRM_FUNDING, stay.last_ward_id)
