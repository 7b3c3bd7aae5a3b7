"""What was agreed at meetings, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import Session

from discharge.blockers.models import Blocker, Meeting, MeetingAction
from discharge.blockers.policies import meetings_visible_to
from discharge.blockers.queries.owners import OWNER_NAMES, name_of, with_owner
from discharge.blockers.rules.meetings import Came, MeetingKind, came_of
from discharge.blockers.rules.owner import Owner, in_whose_hands
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.places.models import Ward
from discharge.stays.models import Person, Stay
from discharge.stays.policies import visible_to

Found = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Struck:
    """When, by whom and why."""

    at: datetime
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class Owing:
    """What is owed, as it stands now. is_same_hands: who was to act by the action is to act."""

    is_same_hands: bool
    named_person: str
    next_step: str
    due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """One thing agreed. owner: who took it on. office, joint, team: names of its parts, None where it has none.

    came, closed_on: what became of it since, as it stands now. struck: that it was entered wrongly, or None.
    stood: how the blocker stood before, as `rules.meetings.stood` has it. now: how it stands now.
    """

    meeting_id: UUID
    kind: MeetingKind
    met_on: date
    number: int
    stay_id: UUID
    person_id: UUID
    organisation_id: UUID
    surname: str
    given_name: str
    bed: str
    ward_name: str
    blocker_id: UUID
    reason: str
    agreed: str
    owner: Owner
    office: str | None
    joint: str | None
    team: str | None
    named_person: str
    due_on: date | None
    came: Came
    closed_on: date | None
    struck: Struck | None
    stood: Mapping[str, str] | None
    now: Owing

    @property
    def owner_name(self) -> str:
        return name_of(self.owner.kind, self.office, self.joint, self.team)


def agreed_at(session: Session, actor: Actor, meeting_id: UUID, *, now: datetime) -> Sequence[Agreed]:
    """Everything agreed at a meeting about people this actor may see, in the order it was said, struck out or not.

    One statement.
    """
    return _read(session, _statement(actor, now, MeetingAction.meeting_id == meeting_id), now)


def agreed_about(session: Session, actor: Actor, stay_id: UUID, *, now: datetime) -> Sequence[Agreed]:
    """Everything agreed about one person at any meeting of this actor's, struck out or not, the latest meeting first.

    One statement.
    """
    return _read(session, _statement(actor, now, MeetingAction.stay_id == stay_id), now)


def _statement(actor: Actor, now: datetime, wanted: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    found = (
        select(
            MeetingAction,
            Meeting.kind,
            Meeting.on,
            Person.surname,
            Person.given_name,
            Stay.bed,
            Ward.name.label("ward_name"),
            Blocker,
            *OWNER_NAMES,
        )
        .join(Meeting, Meeting.id == MeetingAction.meeting_id)
        .join(Stay, Stay.id == MeetingAction.stay_id)
        .join(Person, Person.id == MeetingAction.person_id)
        .join(Ward, Ward.id == Stay.last_ward_id)
        .join(Blocker, Blocker.id == MeetingAction.blocker_id)
        .where(wanted, meetings_visible_to(actor), visible_to(actor, now))
        .order_by(Meeting.began_at.desc(), Meeting.id, MeetingAction.number)
    )
    return with_owner(found, MeetingAction)


def _read(session: Session, statement: Select[*tuple[Any, ...]], now: datetime) -> Sequence[Agreed]:
    today = local_date(now)
    return [_agreed(row, today) for row in session.execute(statement)]


def _agreed(row: Found, today: date) -> Agreed:
    action, blocker = row.MeetingAction, row.Blocker
    hands = in_whose_hands(blocker.owner, is_answered=blocker.is_answered)
    is_same_hands = hands.key == action.owner_key
    came = came_of(
        blocker.state,
        is_answered=blocker.is_answered,
        is_same_hands=is_same_hands,
        agreed_for=action.due_on,
        today=today,
    )
    return Agreed(
        meeting_id=action.meeting_id,
        kind=row.kind,
        met_on=row.on,
        number=action.number,
        stay_id=action.stay_id,
        person_id=action.person_id,
        organisation_id=action.organisation_id,
        surname=row.surname,
        given_name=row.given_name,
        bed=row.bed,
        ward_name=row.ward_name,
        blocker_id=blocker.id,
        reason=blocker.reason,
        agreed=action.agreed,
        owner=action.owner,
        office=row.office,
        joint=row.joint,
        team=row.team,
        named_person=action.named_person,
        due_on=action.due_on,
        came=came,
        closed_on=blocker.closed_on,
        struck=Struck(action.struck_at, action.struck_by, action.struck_why) if action.struck_at else None,
        stood=action.stood,
        now=Owing(is_same_hands, blocker.named_person, blocker.next_step, blocker.due_on),
    )
