"""Striking out what was entered wrongly at a meeting: it stays, marked, and what it changed is not undone."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.blockers.commands.keeping import add_step, check_words
from discharge.blockers.models import Blocker, Meeting, MeetingAction, MeetingPerson
from discharge.blockers.queries.meeting import meeting_to_change
from discharge.blockers.rules.meetings import LONGEST_WHY, Said, check_strike, check_struck
from discharge.blockers.rules.states import StepKind
from discharge.core.actor import Actor
from discharge.core.errors import NotFound
from discharge.stays.queries.base import stay_to_change
from discharge.stays.rules.shown import shown_day


@dataclass(frozen=True, slots=True, kw_only=True)
class StrikeAction:
    """number: of the action at its meeting."""

    meeting_id: UUID
    number: int
    why: str


def strike_action(session: Session, command: StrikeAction, *, actor: Actor, now: datetime) -> MeetingAction:
    """Mark it struck out, also after the meeting; struck out twice, the first stands and is told to who says otherwise.

    The blocker keeps what the action made of it, and its history says that it was struck out. A person of whom nothing
    else was agreed is not said again. Raises RuleBroken without a reason, or for one that says who the person is.
    """
    meeting = meeting_to_change(session, actor, command.meeting_id)
    action = session.scalars(
        select(MeetingAction).where(MeetingAction.meeting_id == meeting.id, MeetingAction.number == command.number)
    ).one_or_none()
    if action is None:
        raise NotFound
    stay = stay_to_change(session, actor, action.stay_id, now=now)
    check_strike(command.why)
    check_words(command.why, stay.person, LONGEST_WHY, field="why")
    if action.struck_at is not None:
        check_struck(action.struck_by, action.struck_why, command.why)
        return action
    action.struck_at, action.struck_by, action.struck_by_id = now, actor.name, actor.user_id
    action.struck_why = command.why
    session.flush()
    blocker = session.get_one(Blocker, action.blocker_id)
    words = f"“{action.agreed}”, agreed at the meeting of {shown_day(meeting.on)}. Why: {command.why}"
    add_step(session, blocker, StepKind.STRUCK_OUT, words=words, actor=actor, now=now)
    record(session, "meeting.struck_out", action, actor=actor, now=now, struck_why=("", command.why))
    _take_back_said(session, meeting, action, actor=actor, now=now)
    return action


def _take_back_said(session: Session, meeting: Meeting, action: MeetingAction, *, actor: Actor, now: datetime) -> None:
    left = session.scalar(
        select(func.count()).where(
            MeetingAction.meeting_id == meeting.id,
            MeetingAction.stay_id == action.stay_id,
            MeetingAction.struck_at.is_(None),
        )
    )
    person = session.scalars(
        select(MeetingPerson).where(MeetingPerson.meeting_id == meeting.id, MeetingPerson.stay_id == action.stay_id)
    ).one()
    if left or person.said is not Said.AGREED:
        return
    person.said, person.said_at, person.said_by = Said.NOT_YET, now, actor.name
    session.flush()
    record(session, "meeting.said", person, actor=actor, now=now, said=(Said.AGREED, Said.NOT_YET))
