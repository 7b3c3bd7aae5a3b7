"""Who may work on what stops somebody leaving."""

from uuid import UUID

from sqlalchemy import ColumnElement, exists, true

from discharge.access.rules import Permission
from discharge.blockers.models import Meeting, MeetingWard
from discharge.core.actor import Actor
from discharge.stays.models import Stay


def may_work(actor: Actor, stay: Stay) -> bool:
    """The permission at the ward where the person is, or from which they left."""
    return actor.may(Permission.WORK_BLOCKERS, stay.last_ward_id)


def may_set_protocols(actor: Actor, organisation_id: UUID) -> bool:
    """In the whole trust: a response time holds on every ward of it."""
    return actor.may(Permission.SET_PROTOCOLS, organisation_id)


def may_run_meeting(actor: Actor, ward_id: UUID) -> bool:
    return actor.may(Permission.RUN_MEETING, ward_id)


def meetings_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Meetings about wards all of which are this actor's to meet about: one of other wards names their people."""
    if actor.everywhere:
        return true()
    wards = actor.places(Permission.RUN_MEETING)
    return ~exists().where(MeetingWard.meeting_id == Meeting.id, MeetingWard.ward_id.not_in(wards))
