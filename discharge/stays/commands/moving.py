"""From ward to ward and bed to bed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotAllowed, RuleBroken
from discharge.core.versions import check_seen
from discharge.places.models import Ward
from discharge.stays import policies
from discharge.stays.commands.consent import consent_asked
from discharge.stays.commands.telling import legs_of, tell_changed
from discharge.stays.models import Stay, WardStay
from discharge.stays.queries.base import stay_to_change
from discharge.stays.queries.moves import open_leg
from discharge.stays.rules.admitting import check_bed, check_moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """To a ward and bed of the same trust. The same ward and another bed is a change of bed, at no moment in time.

    consent: "Justice Secretary consent recorded?", asked under a restricted section for another hospital.
    seen: the words of ward and bed when the form was opened.
    """

    stay_id: UUID
    ward_id: UUID
    bed: str
    moved_at: datetime
    is_time_assumed: bool = False
    consent: bool | None = None
    seen: Mapping[str, str] | None = None


def move(session: Session, command: Move, *, actor: Actor, now: datetime) -> Stay:
    """Close the leg and open the next, or change the bed. The permission needed is that of the ward they leave."""
    stay = stay_to_change(session, actor, command.stay_id, now=now)
    if not policies.may_place(actor, stay):
        raise NotAllowed
    if not stay.is_open:
        raise RuleBroken("", "This person has left: they cannot be moved")
    ward = session.get(Ward, command.ward_id)
    if ward is None or ward.organisation_id != stay.organisation_id:
        raise RuleBroken("ward_id", "Select a ward of this trust; going to another trust is a discharge")
    check_seen(command.seen, theirs=place_words(stay.ward.name, stay.bed), yours=place_words(ward.name, command.bed))
    check_bed(command.bed)
    leg = open_leg(session, stay)
    if ward.id == stay.last_ward_id:
        return _change_bed(session, stay, leg, command.bed, actor=actor, now=now)
    if ward.closed_on is not None and ward.closed_on <= local_date(now):
        raise RuleBroken("ward_id", "This ward is closed: select another ward")
    check_moment("moved_at", "The move", command.moved_at, after=leg.started_at, now=now)
    consent = None
    if ward.site_id != stay.site_id:
        consent = consent_asked(session, stay, command.consent, command.moved_at, actor=actor)
    before = legs_of(session, stay.id)
    record(
        session,
        "stay.moved",
        stay,
        actor=actor,
        now=now,
        ward=(stay.last_ward_id, ward.id),
        bed=(stay.bed, command.bed),
        moved_at=(None, command.moved_at),
        is_ministry_consent_recorded=(None, consent),
    )
    leg.ended_at = command.moved_at
    session.flush()  # one open leg at any time
    session.add(
        WardStay(
            organisation_id=stay.organisation_id,
            stay_id=stay.id,
            ward_id=ward.id,
            bed=command.bed,
            started_at=command.moved_at,
            is_time_assumed=command.is_time_assumed,
        )
    )
    stay.last_ward_id, stay.site_id, stay.bed, stay.changed_at = ward.id, ward.site_id, command.bed, now
    tell_changed(session, stay, local_date(command.moved_at), before=before, actor=actor, now=now)
    return stay


def place_words(ward: str, bed: str) -> dict[str, str]:
    """Where somebody is, as the page of two editors writes it."""
    return {"Ward": ward, "Bed": bed}


def _change_bed(session: Session, stay: Stay, leg: WardStay, bed: str, *, actor: Actor, now: datetime) -> Stay:
    if bed == stay.bed:
        raise RuleBroken("ward_id", "Select another ward or enter another bed")
    record(session, "stay.bed_changed", stay, actor=actor, now=now, bed=(stay.bed, bed))
    stay.bed = leg.bed = bed
    stay.changed_at = now
    session.flush()
    return stay
