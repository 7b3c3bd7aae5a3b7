"""Who sees frozen counts, and who freezes them."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, true

from discharge.access.rules import Permission
from discharge.core.actor import Actor
from discharge.core.reach import one_of
from discharge.summaries.models import ReturnLine


def lines_visible_to(actor: Actor) -> ColumnElement[bool]:
    """A ward's line for who may see its counts; the people in others' beds for who may see the whole trust's."""
    if actor.everywhere:
        return true()
    places = actor.places(Permission.SEE_COUNTS)
    of_the_trust = and_(ReturnLine.ward_id.is_(None), one_of(ReturnLine.organisation_id, places))
    return or_(one_of(ReturnLine.ward_id, places), of_the_trust)


def may_freeze(actor: Actor, organisation_id: UUID) -> bool:
    return actor.may(Permission.FREEZE_RETURNS, organisation_id)


def may_know(actor: Actor, organisation_id: UUID, ward_id: UUID) -> bool:
    """Whether this actor may learn who is behind a reference of this ward: then no number is too small to be shown."""
    return actor.may(Permission.OPEN_RECORDS, organisation_id) or actor.may(Permission.SEE_STAYS, ward_id)
