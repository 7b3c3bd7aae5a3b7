"""Who may see a stay, and who may do what to it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, exists, or_, select, true

from discharge.access.rules import Permission
from discharge.core.actor import Actor
from discharge.core.db import UtcDateTime
from discharge.core.reach import PLACES, one_of
from discharge.places.rules.policy import KNOWN, Key
from discharge.stays.models import FollowUp, Placement, Stay, WardStay

_SIGHT = KNOWN[Key.PREVIOUS_WARD_SIGHT_DAYS]


def visible_to(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Stays whose current or last ward is the actor's, or whose previous ward is and they moved lately.

    How long a ward before still sees somebody is its trust's number. Source: docs/sources.md#sight
    """
    if actor.everywhere:
        return true()
    sight = sight_of(actor, now)
    return _in_sight(sight["places"], sight["moved_since"])


def sight_of(actor: Actor, now: datetime) -> dict[str, Any]:
    """What `IN_SIGHT` asks about."""
    days = actor.numbers.get(_SIGHT.key, _SIGHT.default)
    return {"places": actor.places(Permission.SEE_STAYS), "moved_since": now - timedelta(days=days)}


def _in_sight(wards: Any, moved_since: Any) -> ColumnElement[bool]:
    moved_lately = exists(
        select(WardStay.id)
        .where(WardStay.stay_id == Stay.id, one_of(WardStay.ward_id, wards), WardStay.ended_at > moved_since)
        .correlate(Stay)  # so that a query which joins legs itself does not lend its own to this one
    )
    return or_(one_of(Stay.last_ward_id, wards), moved_lately)


# As `visible_to` for who is not everywhere, in statements that are built once.
IN_SIGHT = _in_sight(PLACES, bindparam("moved_since", type_=UtcDateTime()))


def may_see_ward(actor: Actor, ward_id: UUID) -> bool:
    return actor.everywhere or ward_id in actor.places(Permission.SEE_STAYS)


def may_mark(actor: Actor, stay: Stay) -> bool:
    """The permission at the ward where the person is, or from which they left."""
    return actor.may(Permission.MARK_DAYS, stay.last_ward_id)


def may_edit(actor: Actor, stay: Stay) -> bool:
    return stay.is_open and actor.may(Permission.EDIT_STAYS, stay.last_ward_id)


def may_set_clinical_facts(actor: Actor, stay: Stay) -> bool:
    """Readiness, legal status and discharge; also after leaving, for what has to be put right."""
    return actor.may(Permission.SET_CLINICAL_FACTS, stay.last_ward_id)


def may_place(actor: Actor, stay: Stay) -> bool:
    """Move, send on leave, cancel the admission; whether the stay is still open is for the rules to say."""
    return actor.may(Permission.EDIT_STAYS, stay.last_ward_id)


def may_follow_up(actor: Actor, follow_up: FollowUp) -> bool:
    return actor.may(Permission.EDIT_STAYS, follow_up.ward_id)


def placements_visible_to(actor: Actor) -> ColumnElement[bool]:
    """People in others' beds are on no ward: who looks after the whole trust sees them."""
    return true() if actor.everywhere else one_of(Placement.organisation_id, actor.places(Permission.PLACE_ELSEWHERE))


def may_place_elsewhere(actor: Actor, organisation_id: UUID) -> bool:
    return actor.may(Permission.PLACE_ELSEWHERE, organisation_id)


def may_open_record(actor: Actor, organisation_id: UUID) -> bool:
    """An executive of the trust itself, for a reason. Source: docs/sources.md#pseudonymity"""
    return actor.may(Permission.OPEN_RECORDS, organisation_id)
