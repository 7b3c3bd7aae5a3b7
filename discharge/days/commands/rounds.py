"""Holding a board round: who leads, who is present, from when to when."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.access.rules import Permission
from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotAllowed, NotFound, RuleBroken
from discharge.days.models import Round
from discharge.days.policies import may_mark_at
from discharge.days.queries.rounds import open_round
from discharge.places.queries import get_ward

NAME_LONGEST = 200
MOST_PRESENT = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRound:
    """lead, present: names as people say them, or what they do."""

    ward_id: UUID
    lead: str
    present: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EndRound:
    round_id: UUID


def start_round(session: Session, command: StartRound, *, actor: Actor, now: datetime) -> Round:
    """Begin today's round of a ward. While one is open, a second start joins it and says anew who is there."""
    ward = get_ward(session, actor, command.ward_id, Permission.SEE_STAYS, lock=True)
    if not may_mark_at(actor, ward.id):
        raise NotAllowed
    if not command.lead:
        raise RuleBroken("lead", "Enter who leads the round")
    if len(command.present) > MOST_PRESENT:
        raise RuleBroken("present", f"Enter {MOST_PRESENT} names or fewer")
    if any(len(name) > NAME_LONGEST for name in (command.lead, *command.present)):
        raise RuleBroken("lead", f"Each name must be {NAME_LONGEST} characters or fewer")
    held = open_round(session, actor, ward.id, now=now)
    before = (held.lead, list(held.present)) if held else (None, None)
    if held is None:
        held = Round(organisation_id=ward.organisation_id, ward_id=ward.id, day=local_date(now), ended_at=None)
        held.started_by_id, held.started_at = actor.user_id, now
        session.add(held)
    held.lead, held.present = command.lead, list(command.present)
    session.flush()
    changes = {"lead": (before[0], held.lead), "present": (before[1], held.present)}
    record(session, "round.started" if before[0] is None else "round.joined", held, actor=actor, now=now, **changes)
    return held


def end_round(session: Session, command: EndRound, *, actor: Actor, now: datetime) -> Round:
    """End a round; ended twice, the first end stands. Its length is shown, never the time for one person."""
    held = session.get(Round, command.round_id, with_for_update=True)
    if held is None or not actor.may(Permission.SEE_STAYS, held.ward_id):
        raise NotFound
    if not may_mark_at(actor, held.ward_id):
        raise NotAllowed
    if held.ended_at is None:
        held.ended_at = now
        session.flush()
        record(session, "round.ended", held, actor=actor, now=now, ended_at=(None, now))
    return held
