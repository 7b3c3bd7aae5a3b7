"""What became of a contact owed after leaving."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.core.errors import NotAllowed, RuleBroken
from discharge.core.versions import check_seen
from discharge.stays import policies
from discharge.stays.models import FollowUp
from discharge.stays.models.leaving import FollowUpState
from discharge.stays.queries.leaving import OwedFollowUp, follow_up_words, get_follow_up
from discharge.stays.rules.codes import CONTACT_MECHANISMS


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpDone:
    """The person was contacted. mechanism: one that counts as follow-up."""

    follow_up_id: UUID
    mechanism: str
    done_at: datetime
    seen: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseFollowUp:
    """Nobody will be contacted, and why."""

    follow_up_id: UUID
    because: str
    seen: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrangeFollowUp:
    """Who sees the person, and when that is booked for."""

    follow_up_id: UUID
    owner: str
    booked_at: datetime | None
    seen: Mapping[str, str] | None = None


def follow_up_done(session: Session, command: FollowUpDone, *, actor: Actor, now: datetime) -> FollowUp:
    """Keep the contact; the person leaves the list."""
    owed = _owed(session, actor, command.follow_up_id, now)
    mechanism = CONTACT_MECHANISMS.get(command.mechanism)
    yours = follow_up_words(
        owed.follow_up, state=FollowUpState.DONE, done_at=command.done_at, mechanism=command.mechanism
    )
    check_seen(command.seen, theirs=follow_up_words(owed.follow_up), yours=yours)
    if mechanism is None or not mechanism.counts_as_follow_up:
        raise RuleBroken("mechanism", "Select how the person was contacted")
    if command.done_at > now:
        raise RuleBroken("done_at", "Contact must be now or in the past")
    if command.done_at < owed.left_at:
        raise RuleBroken("done_at", "Contact must be after the discharge")
    follow_up = owed.follow_up
    _check_owed(follow_up)
    follow_up.state, follow_up.done_at = FollowUpState.DONE, command.done_at
    follow_up.contact_mechanism = command.mechanism
    record(
        session,
        "follow_up.done",
        follow_up,
        actor=actor,
        now=now,
        state=(FollowUpState.OWED, FollowUpState.DONE),
        done_at=(None, command.done_at),
        mechanism=(None, command.mechanism),
    )
    session.flush()
    return follow_up


def close_follow_up(session: Session, command: CloseFollowUp, *, actor: Actor, now: datetime) -> FollowUp:
    """Close without a contact, with a reason."""
    follow_up = _owed(session, actor, command.follow_up_id, now).follow_up
    yours = follow_up_words(follow_up, state=FollowUpState.CLOSED, because=command.because)
    check_seen(command.seen, theirs=follow_up_words(follow_up), yours=yours)
    if not command.because:
        raise RuleBroken("because", "Enter why nobody will contact the person")
    _check_owed(follow_up)
    follow_up.state, follow_up.closed_because = FollowUpState.CLOSED, command.because
    record(
        session,
        "follow_up.closed",
        follow_up,
        actor=actor,
        now=now,
        state=(FollowUpState.OWED, FollowUpState.CLOSED),
        because=(None, command.because),
    )
    session.flush()
    return follow_up


def arrange_follow_up(session: Session, command: ArrangeFollowUp, *, actor: Actor, now: datetime) -> FollowUp:
    """Change who sees the person and when."""
    owed = _owed(session, actor, command.follow_up_id, now)
    follow_up = owed.follow_up
    yours = follow_up_words(follow_up, owner=command.owner, booked_at=command.booked_at)
    check_seen(command.seen, theirs=follow_up_words(follow_up), yours=yours)
    if not command.owner:
        raise RuleBroken("owner", "Enter the name of the person who will see them")
    if command.booked_at is not None and command.booked_at < owed.left_at:
        raise RuleBroken("booked_at", "Booked contact must be after the discharge")
    _check_owed(follow_up)
    record(
        session,
        "follow_up.arranged",
        follow_up,
        actor=actor,
        now=now,
        owner=(follow_up.owner, command.owner),
        booked_at=(follow_up.booked_at, command.booked_at),
    )
    follow_up.owner, follow_up.booked_at = command.owner, command.booked_at
    session.flush()
    return follow_up


def note_follow_up_shown(session: Session, seen: OwedFollowUp, *, actor: Actor, now: datetime) -> None:
    record(session, "follow_up.shown", seen.stay, actor=actor, now=now)


def _owed(session: Session, actor: Actor, follow_up_id: UUID, now: datetime) -> OwedFollowUp:
    session.execute(select(FollowUp.id).where(FollowUp.id == follow_up_id).with_for_update())
    owed = get_follow_up(session, actor, follow_up_id, now=now)
    if not policies.may_follow_up(actor, owed.follow_up):
        raise NotAllowed
    return owed


def _check_owed(follow_up: FollowUp) -> None:
    if follow_up.state != FollowUpState.OWED:
        raise RuleBroken("", "This follow-up is not owed any more")
