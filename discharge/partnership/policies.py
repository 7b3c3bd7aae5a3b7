"""Who may tell of an incident, see it, and look into it."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, or_, true

from discharge.access.rules import Permission
from discharge.core.actor import Actor
from discharge.core.reach import one_of
from discharge.partnership.models import Incident


def may_tell(actor: Actor, ward_ids: Collection[UUID]) -> bool:
    """Anybody who works on one of these wards: who saw it tells it."""
    return any(actor.may(Permission.TELL_INCIDENTS, ward_id) for ward_id in ward_ids)


def may_look_into(actor: Actor, incident: Incident) -> bool:
    return actor.may(Permission.HANDLE_INCIDENTS, incident.ward_id)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Those who look into incidents of the ward, and whoever told of it; not the whole ward."""
    if actor.everywhere:
        return true()
    handled = one_of(Incident.ward_id, actor.places(Permission.HANDLE_INCIDENTS))
    return or_(handled, Incident.told_by_id == actor.user_id)
