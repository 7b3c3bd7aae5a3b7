"""Whose notices and mails somebody sees."""

from sqlalchemy import ColumnElement, and_, or_, select, true

from discharge.access.models import Membership
from discharge.access.rules import Permission
from discharge.core.actor import Actor
from discharge.core.reach import one_of
from discharge.notices.models import ToldNotice


def own(actor: Actor) -> ColumnElement[bool]:
    """Nobody reads the notices of somebody else."""
    return ToldNotice.user_id == actor.user_id


def mail_in_sight(actor: Actor) -> ColumnElement[bool]:
    """Of the organisations that the actor administers; what is of a whole system, where it goes to their people."""
    if actor.everywhere:
        return true()
    places = actor.places(Permission.MANAGE_PLACES)
    of_system = select(Membership.user_id).where(one_of(Membership.scope_id, places))
    return or_(
        one_of(ToldNotice.organisation_id, places),
        and_(ToldNotice.organisation_id.is_(None), ToldNotice.user_id.in_(of_system)),
    )
