"""Leaving, dying, and coming back into the record when either was wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotAllowed, RuleBroken
from discharge.core.events import tell
from discharge.core.versions import check_seen
from discharge.places.queries import policy
from discharge.places.rules.policy import Key
from discharge.stays import policies
from discharge.stays.commands.consent import consent_asked
from discharge.stays.commands.telling import legs_of, tell_changed
from discharge.stays.events import DeathUndone, Died, Discharged, DischargeUndone
from discharge.stays.models import AbsencePeriod, Discharge, FollowUp, Person, ReadyPeriod, Stay, WardStay
from discharge.stays.models.leaving import FollowUpState
from discharge.stays.models.stay import StayState
from discharge.stays.queries.base import stay_to_change
from discharge.stays.queries.leaving import (
    NOT_LEFT,
    died_after_leaving,
    discharge_words,
    follow_up_of,
    standing_discharge,
    was_admitted_again,
)
from discharge.stays.queries.moves import absences_of, open_leg
from discharge.stays.rules.admitting import check_moment
from discharge.stays.rules.codes import RECEIVING_TEAMS
from discharge.stays.rules.follow_up import follow_up_due_at, owes_follow_up
from discharge.stays.rules.leaving import DIED_DESTINATION, DIED_METHOD, check_leaving, is_death

DISCHARGED = "discharged"  # why a ready period ended
DIED = "The person died"  # why a follow-up is not owed; undoing the death finds them by it
UNDONE = "The discharge was undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveHospital:
    """A discharge. method and destination: codes of the lists, death apart.

    is_risk_identified: a suicide risk was identified in preparing for discharge, which shortens the follow-up.
    due_hours: another time for the follow-up, None for the setting. consent: asked under a restricted section.
    seen: the words of the discharge when the form was opened, all "" while the person was here.
    """

    stay_id: UUID
    left_at: datetime
    method: str
    destination: str
    receiving_team_kind: str = ""
    receiving_team: str = ""
    follow_up_owner: str = ""
    is_risk_identified: bool = False
    due_hours: int | None = None
    booked_at: datetime | None = None
    consent: bool | None = None
    seen: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDeath:
    """Of somebody in hospital, or of somebody who left and may be owed a follow-up."""

    stay_id: UUID
    died_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoDeath:
    """because: what was wrong with the death that was recorded after the discharge."""

    stay_id: UUID
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenStay:
    """because: what was wrong with the discharge."""

    stay_id: UUID
    because: str


def leave_hospital(session: Session, command: LeaveHospital, *, actor: Actor, now: datetime) -> Stay:
    """Close the stay and owe a follow-up. Raises Superseded when somebody else has just discharged them differently."""
    stay = _stay(session, actor, command.stay_id, now)
    standing = standing_discharge(session, stay.id)
    yours = discharge_words(command.left_at, command.method, command.destination)
    theirs = discharge_words(standing.left_at, standing.method, standing.destination) if standing else NOT_LEFT
    check_seen(command.seen, theirs=theirs, yours=yours)
    if standing is not None and theirs == yours:
        return stay  # two people said the same
    if not stay.is_open:
        raise RuleBroken("", "This person has left already: reopen the stay if that was wrong")
    check_leaving(command.method, command.destination)
    if is_death(command.method):
        raise RuleBroken("method", "Record a death on its own page")
    _check_owner(command, actor)
    consent = consent_asked(session, stay, command.consent, command.left_at, actor=actor)
    before = legs_of(session, stay.id)
    _close(
        session,
        stay,
        command.left_at,
        method=command.method,
        destination=command.destination,
        consent=consent,
        now=now,
    )
    record(
        session,
        "stay.discharged",
        stay,
        actor=actor,
        now=now,
        left_at=(None, command.left_at),
        method=(None, command.method),
        destination=(None, command.destination),
        is_ministry_consent_recorded=(None, consent),
    )
    if owes_follow_up(command.method):
        _owe(session, stay, command, actor, now)
    left_on = local_date(command.left_at)
    tell_changed(session, stay, left_on, before=before, actor=actor, now=now)
    tell(session, Discharged(stay.id, stay.organisation_id, left_on), actor=actor, now=now)
    return stay


def record_death(session: Session, command: RecordDeath, *, actor: Actor, now: datetime) -> Stay:
    """Everything that asks something of this person or about them ends, in one step. Twice is once."""
    stay = _stay(session, actor, command.stay_id, now)
    died_on = local_date(command.died_at)
    if stay.person.died_on is not None:
        return stay
    if command.died_at > now:
        raise RuleBroken("died_at", "Time of death must be now or in the past")
    before = legs_of(session, stay.id)
    was_here = stay.is_open
    if was_here:
        _close(
            session,
            stay,
            command.died_at,
            method=DIED_METHOD,
            destination=DIED_DESTINATION,
            now=now,
            field="died_at",
        )
    elif stay.state == StayState.CANCELLED or (stay.left_on is not None and died_on < stay.left_on):
        raise RuleBroken("died_at", "Time of death must be after the discharge; reopen the stay if that was wrong")
    elif was_admitted_again(session, stay):
        raise RuleBroken("died_at", "This person has been admitted again since: record the death on that stay")
    stay.person.died_on = died_on
    for owed in _owed_to(session, stay.person_id, FollowUpState.OWED):
        owed.state, owed.closed_because = FollowUpState.CANCELLED, DIED
        record(session, "follow_up.cancelled", owed, actor=actor, now=now, because=(None, DIED))
    record(session, "stay.death_recorded", stay, actor=actor, now=now, died_on=(None, died_on))
    session.flush()
    if stay.left_on is not None:
        tell_changed(session, stay, stay.left_on, before=before, actor=actor, now=now)
    if was_here:
        tell(session, Discharged(stay.id, stay.organisation_id, died_on), actor=actor, now=now)
    tell(session, Died(stay.id, stay.organisation_id, died_on, stay.person_id), actor=actor, now=now)
    return stay


def undo_death(session: Session, command: UndoDeath, *, actor: Actor, now: datetime) -> Stay:
    """A death recorded after the discharge was wrong: what it closed is owed again, and the discharge stands.

    Raises RuleBroken for a death in hospital, which is undone with the discharge that it was.
    """
    stay = _stay(session, actor, command.stay_id, now)
    died_on = stay.person.died_on
    if died_on is None or not died_after_leaving(session, stay):
        raise RuleBroken("", "No death was recorded after this discharge")
    if not command.because:
        raise RuleBroken("because", "Enter what was wrong")
    _alive_again(session, stay, actor=actor, now=now)
    because = {"died_on": (died_on, None), "because": (None, command.because)}
    record(session, "stay.death_undone", stay, actor=actor, now=now, **because)
    session.flush()
    tell(session, DeathUndone(stay.id, stay.organisation_id, died_on, stay.person_id), actor=actor, now=now)
    return stay


def reopen_stay(session: Session, command: ReopenStay, *, actor: Actor, now: datetime) -> Stay:
    """Undo a discharge or death that was wrong: exactly what it closed is open again, and no follow-up is owed.

    Raises RuleBroken for somebody who has been in hospital again since.
    """
    stay = _stay(session, actor, command.stay_id, now)
    undone = standing_discharge(session, stay.id)
    if undone is None:
        raise RuleBroken("", "This stay has no discharge to undo")
    if not command.because:
        raise RuleBroken("because", "Enter what was wrong with the discharge")
    if died_after_leaving(session, stay):
        raise RuleBroken("", "This person is recorded as having died since: undo that first")
    _check_not_back(session, stay)
    died_on = stay.person.died_on
    left_on = local_date(undone.left_at)
    undone.undone_at, undone.undone_because = now, command.because
    leg = session.scalars(
        select(WardStay).where(WardStay.stay_id == stay.id).order_by(WardStay.started_at.desc(), WardStay.id).limit(1)
    ).one()
    leg.ended_at = None
    if undone.closed_absence_id is not None:
        session.get_one(AbsencePeriod, undone.closed_absence_id).returned_at = None
    if undone.closed_ready_period_id is not None:
        ready = session.get_one(ReadyPeriod, undone.closed_ready_period_id)
        ready.ended_on, ready.ended_because = None, ""
    if is_death(undone.method):
        _alive_again(session, stay, actor=actor, now=now)
    else:
        owed = follow_up_of(session, stay.id)
        if owed is not None and owed.state == FollowUpState.OWED:
            owed.state, owed.closed_because = FollowUpState.CANCELLED, UNDONE
            record(session, "follow_up.cancelled", owed, actor=actor, now=now, because=(None, UNDONE))
    stay.state, stay.left_on, stay.changed_at = StayState.OPEN, None, now
    record(
        session, "stay.reopened", stay, actor=actor, now=now, left_on=(left_on, None), because=(None, command.because)
    )
    tell_changed(session, stay, left_on, actor=actor, now=now)
    tell(session, DischargeUndone(stay.id, stay.organisation_id, left_on), actor=actor, now=now)
    if died_on is not None:
        tell(session, DeathUndone(stay.id, stay.organisation_id, died_on, stay.person_id), actor=actor, now=now)
    return stay


def _alive_again(session: Session, stay: Stay, *, actor: Actor, now: datetime) -> None:
    stay.person.died_on = None
    for cancelled in _owed_to(session, stay.person_id, FollowUpState.CANCELLED, because=DIED):
        cancelled.state, cancelled.closed_because = FollowUpState.OWED, ""
        record(session, "follow_up.owed_again", cancelled, actor=actor, now=now, because=(DIED, None))


def _stay(session: Session, actor: Actor, stay_id: UUID, now: datetime) -> Stay:
    stay = stay_to_change(session, actor, stay_id, now=now)
    if not policies.may_set_clinical_facts(actor, stay):
        raise NotAllowed
    return stay


def _check_owner(command: LeaveHospital, actor: Actor) -> None:
    """A person names who sees the one who left; a list or feed cannot, and the board says that nobody is named."""
    if command.receiving_team_kind and command.receiving_team_kind not in RECEIVING_TEAMS:
        raise RuleBroken("receiving_team_kind", "Select who takes over")
    if actor.everywhere:
        return
    if not command.receiving_team_kind:
        raise RuleBroken("receiving_team_kind", "Select who takes over")
    if not command.follow_up_owner:
        raise RuleBroken("follow_up_owner", "Enter the name of the person who will see them")
    if command.booked_at is not None and command.booked_at < command.left_at:
        raise RuleBroken("booked_at", "Booked contact must be after the discharge")


def _close(
    session: Session,
    stay: Stay,
    left_at: datetime,
    *,
    method: str,
    destination: str,
    consent: bool | None = None,
    now: datetime,
    field: str = "left_at",
) -> None:
    """End leg, absence and ready period at this moment. Raises RuleBroken at `field` where one began later."""
    what = "Time of death" if field == "died_at" else "Discharge"
    left_on = local_date(left_at)
    leg = open_leg(session, stay)
    check_moment(field, what, left_at, after=leg.started_at, now=now)
    away = None
    for absence in absences_of(session, stay.id):
        if absence.from_at > left_at or (absence.returned_at is not None and absence.returned_at > left_at):
            raise RuleBroken(field, f"{what} must be after the last absence; correct or cancel that absence first")
        away = absence if absence.returned_at is None else away
    ready = session.scalars(
        select(ReadyPeriod).where(ReadyPeriod.stay_id == stay.id, ReadyPeriod.ended_on.is_(None))
    ).one_or_none()
    if ready is not None and ready.started_on > left_on:
        raise RuleBroken(field, f"{what} must be after the person was clinically ready; correct that date first")
    leg.ended_at = left_at
    if away is not None:
        away.returned_at = left_at
    if ready is not None:
        ready.ended_on, ready.ended_because = left_on, DISCHARGED
    session.add(
        Discharge(
            organisation_id=stay.organisation_id,
            stay_id=stay.id,
            left_at=left_at,
            method=method,
            destination=destination,
            is_ministry_consent_recorded=consent,
            entered_at=now,
            closed_absence_id=away.id if away else None,
            closed_ready_period_id=ready.id if ready else None,
        )
    )
    stay.state, stay.left_on, stay.changed_at = StayState.LEFT, left_on, now
    session.flush()


def _owe(session: Session, stay: Stay, command: LeaveHospital, actor: Actor, now: datetime) -> FollowUp:
    key = Key.FOLLOW_UP_RISK_HOURS if command.is_risk_identified else Key.FOLLOW_UP_HOURS
    usual = policy(
        session,
        key,
        organisation_id=stay.organisation_id,
        ward_id=stay.last_ward_id,
        day=local_date(command.left_at),
    )
    hours = command.due_hours or usual
    if not 1 <= hours <= usual:
        raise RuleBroken("due_hours", f"Follow-up must be due within {usual} hours")
    kind = RECEIVING_TEAMS.get(command.receiving_team_kind)
    owed = FollowUp(
        organisation_id=stay.organisation_id,
        stay_id=stay.id,
        ward_id=stay.last_ward_id,
        receiving_team=command.receiving_team or (kind.description if kind else ""),
        owner=command.follow_up_owner,
        due_at=follow_up_due_at(command.left_at, hours),
        due_hours=hours,
        booked_at=command.booked_at,
    )
    session.add(owed)
    session.flush()
    record(session, "follow_up.owed", owed, actor=actor, now=now, owner=(None, owed.owner), due_at=(None, owed.due_at))
    return owed


def _owed_to(session: Session, person_id: UUID, state: FollowUpState, *, because: str = "") -> list[FollowUp]:
    return list(
        session.scalars(
            select(FollowUp)
            .join(Stay, Stay.id == FollowUp.stay_id)
            .where(Stay.person_id == person_id, FollowUp.state == state, FollowUp.closed_because == because)
            .order_by(FollowUp.id)
            .with_for_update(of=FollowUp)
        )
    )


def _check_not_back(session: Session, stay: Stay) -> None:
    session.execute(select(Person.id).where(Person.id == stay.person_id).with_for_update())  # nobody admits meanwhile
    if was_admitted_again(session, stay):
        raise RuleBroken("", "This person has been admitted again since: that stay must be cancelled first")
