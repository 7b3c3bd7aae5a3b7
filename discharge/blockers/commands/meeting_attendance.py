"""Who came to a meeting, by organisation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.blockers.commands.meeting import open_meeting
from discharge.blockers.models import Meeting, MeetingAttendance
from discharge.blockers.queries.meeting import attendance
from discharge.blockers.queries.owners import names_of_bodies
from discharge.blockers.rules.meetings import Body, Here, check_people
from discharge.core.actor import Actor
from discharge.core.db import upsert
from discharge.core.errors import RuleBroken
from discharge.core.versions import merge
from discharge.places.models import Organisation, OrganisationKind, OutsideContact, Team


@dataclass(frozen=True, slots=True)
class Attended:
    """here None: nothing was said yet. people: names, as they were said."""

    here: Here | None = None
    people: str = ""

    @property
    def words(self) -> str:
        """`Present: Ann Reed, Bo Lind`, or "" while nothing is said."""
        if self.here is None:
            return self.people
        return f"{self.here.words}: {self.people}" if self.people else self.here.words


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAttendance:
    """By `Body.key`. seen: as the form began, for the same bodies as typed."""

    meeting_id: UUID
    seen: Mapping[str, Attended]
    typed: Mapping[str, Attended]


def set_attendance(session: Session, command: SetAttendance, *, actor: Actor, now: datetime) -> Meeting:
    """Write what this person changed. Raises Superseded where somebody else has said otherwise about the same body."""
    meeting = open_meeting(session, actor, command.meeting_id)
    stored = {key: Attended() for key in command.typed}
    stored |= {row.body_key: Attended(row.here, row.people) for row in attendance(session, meeting.id)}
    bodies = {key: Body.of_key(key) for key in command.typed}
    names = names_of_bodies(session, bodies.values())
    changed = merge(
        stored=stored,
        seen=command.seen,
        typed=command.typed,
        words=lambda key, said: (names.get(key, "Somebody"), said.words),
    )
    for key, said in changed.items():
        check_people(said.people)
        if said.here is None:
            raise RuleBroken("", f"Select whether {names.get(key, 'this body')} was present")
        _check_body(session, meeting, bodies[key])
        body = bodies[key]
        row = {
            "id": uuid4(),
            "organisation_id": meeting.organisation_id,
            "meeting_id": meeting.id,
            "body_key": key,
            "body_id": body.organisation_id,
            "team_id": body.team_id,
            "contact_id": body.contact_id,
            "here": said.here,
            "people": said.people,
            "said_at": now,
            "said_by": actor.name,
        }
        update = ("here", "people", "said_at", "said_by")
        upsert(session, MeetingAttendance, row, key=["meeting_id", "body_key"], update=update)
        who = {"body": (None, names.get(key, key)), "here": (stored[key].words, said.words)}
        record(session, "meeting.attendance_set", meeting, actor=actor, now=now, **who)
    return meeting


def _check_body(session: Session, meeting: Meeting, body: Body) -> None:
    """Raises RuleBroken for somebody else's contact, another trust, or a team of another organisation."""
    contact = session.get(OutsideContact, body.contact_id) if body.contact_id else None
    if body.contact_id and (contact is None or contact.organisation_id != meeting.organisation_id):
        raise RuleBroken("body", "Select an outside contact of this trust")
    office = session.get(Organisation, body.organisation_id) if body.organisation_id else None
    if body.organisation_id and office is None:
        raise RuleBroken("body", "Select an organisation of the list")
    if office and office.kind is OrganisationKind.TRUST and office.id != meeting.organisation_id:
        raise RuleBroken("body", "Select this trust: another trust is an outside contact")
    team = session.get(Team, body.team_id) if body.team_id else None
    if body.team_id and (team is None or team.organisation_id != body.organisation_id):
        raise RuleBroken("body", "Select a team of the organisation chosen")
