"""Who may see and who may work on housing."""

from uuid import UUID

from discharge.access.rules import Permission
from discharge.core.actor import Actor
from discharge.stays.models import Stay


def works_there(actor: Actor, stay: Stay) -> bool:
    """Needs, referrals and offers; of somebody in hospital, which is not asked here."""
    return actor.may(Permission.WORK_HOUSING, stay.last_ward_id)


def releases_there(actor: Actor, stay: Stay) -> bool:
    """What is needed to place somebody safely is a clinical fact; of somebody in hospital, which is not asked here."""
    return actor.may(Permission.SET_CLINICAL_FACTS, stay.last_ward_id)


def may_work(actor: Actor, stay: Stay) -> bool:
    return stay.is_open and works_there(actor, stay)


def may_release(actor: Actor, stay: Stay) -> bool:
    return stay.is_open and releases_there(actor, stay)


def may_post(actor: Actor, trust_id: UUID) -> bool:
    """Vacancies are kept for a whole trust."""
    return actor.may(Permission.POST_VACANCIES, trust_id)
