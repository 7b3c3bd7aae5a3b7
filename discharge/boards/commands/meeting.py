"""What showing a meeting leaves behind: a line for each card, one for a list, a sheet or a file with all its people."""

from datetime import datetime

from sqlalchemy.orm import Session

from discharge.audit import commands as audit
from discharge.blockers.queries.meeting_actions import Agreed
from discharge.boards.queries.meeting import MeetingCard, MeetingSheet
from discharge.core.actor import Actor


def note_meeting_card_shown(session: Session, card: MeetingCard, *, actor: Actor, now: datetime) -> None:
    """One line for the person whose card it is."""
    audit.record(session, "meeting.card_shown", card.stay, actor=actor, now=now)


def note_action_shown(session: Session, action: Agreed, *, actor: Actor, now: datetime) -> None:
    """One line for the person it is about."""
    about = [action.person_id]
    audit.record_shown(session, "meeting.action_shown", action.organisation_id, about, actor=actor, now=now)


def note_meeting_shown(session: Session, seen: MeetingSheet, *, actor: Actor, now: datetime) -> None:
    _note(session, "meeting.shown", seen, actor=actor, now=now)


def note_actions_printed(session: Session, seen: MeetingSheet, *, actor: Actor, now: datetime) -> None:
    """Paper for partners: without names, but about people."""
    _note(session, "meeting.printed", seen, actor=actor, now=now)


def note_actions_exported(session: Session, seen: MeetingSheet, *, actor: Actor, now: datetime) -> None:
    """A file for partners: without names, but about people."""
    _note(session, "meeting.exported", seen, actor=actor, now=now)


def _note(session: Session, action: str, seen: MeetingSheet, *, actor: Actor, now: datetime) -> None:
    audit.record_shown(
        session,
        action,
        seen.meeting.organisation_id,
        [person.person_id for person in seen.people],
        actor=actor,
        now=now,
        subject_kind="meeting",
        subject_id=seen.meeting.id,
    )
