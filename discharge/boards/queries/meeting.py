"""What a meeting shows: its list, one person with all that is awaited, and what it came to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.blockers.models import Blocker, Meeting, MeetingAttendance, MeetingCount
from discharge.blockers.queries import meeting as meetings
from discharge.blockers.queries.meeting import OWED_BY_PARTNERS, Listed, MeetingLine, WardToMeet
from discharge.blockers.queries.meeting_actions import Agreed, agreed_about, agreed_at
from discharge.blockers.queries.owners import Choices, names_of_bodies, owner_choices
from discharge.blockers.queries.worklist import Worklist, owed_about
from discharge.blockers.rules.meetings import Body, Moment
from discharge.boards.queries.awaited import (
    FUNDING_STATES,
    IN_HOUSING,
    LAST_TURN,
    FundingStands,
    HousingStands,
    funding_stands,
)
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotFound
from discharge.housing.models import CaseState, HousingCase
from discharge.stays.models import Stay
from discharge.stays.queries.base import get_stay

MOST_MEETINGS = 30  # on the page where one is begun


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingsToHold:
    """The wards a meeting may be about, and the meetings there are: open first."""

    wards: Sequence[WardToMeet]
    meetings: Sequence[MeetingLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingCard:
    """One person at a meeting. owed: what is owed about them. agreed: at every meeting, the latest first.

    struck: at any meeting, and struck out.
    """

    meeting: Meeting
    people: Sequence[Listed]
    person: Listed
    stay: Stay
    owed: Worklist
    housing: HousingStands | None
    funding: tuple[FundingStands, ...]
    agreed: Sequence[Agreed]
    struck: Sequence[Agreed]
    choices: Choices


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingSheet:
    """The whole of a meeting. counts: as kept; of one that is open, as it stands now in place of the end.

    struck: what was agreed, and struck out. names: what this trust and those who were said to be there or not are
    called, by their key.
    """

    meeting: Meeting
    wards: tuple[str, ...]
    people: Sequence[Listed]
    counts: Mapping[Moment, MeetingCount]
    agreed: Sequence[Agreed]
    struck: Sequence[Agreed]
    attendance: Sequence[MeetingAttendance]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """expected: who owes something about somebody on the list, this trust, and who was said to be there or not."""

    meeting: Meeting
    expected: Sequence[tuple[Body, str]]
    said: Mapping[str, MeetingAttendance]
    choices: Choices


def meetings_to_hold(session: Session, actor: Actor) -> MeetingsToHold:
    return MeetingsToHold(
        wards=meetings.wards_to_meet(session, actor),
        meetings=meetings.meetings(session, actor, most=MOST_MEETINGS),
    )


def meeting_card(session: Session, actor: Actor, meeting_id: UUID, stay_id: UUID, *, now: datetime) -> MeetingCard:
    """Raises NotFound for somebody who is not on the list, or not to be seen. As many statements for any list."""
    meeting = meetings.get_meeting(session, actor, meeting_id)
    people = meetings.listed(session, actor, meeting_id, now=now)
    person = next((each for each in people if each.stay_id == stay_id), None)
    if person is None:
        raise NotFound
    housing, funding = _cases(session, stay_id)
    agreed, struck = _apart(agreed_about(session, actor, stay_id, now=now))
    return MeetingCard(
        meeting=meeting,
        people=people,
        person=person,
        stay=get_stay(session, actor, stay_id, now=now),
        owed=owed_about(session, actor, stay_id, now=now),
        housing=housing,
        funding=funding,
        agreed=agreed,
        struck=struck,
        choices=owner_choices(session, actor, meeting.organisation_id),
    )


def meeting_sheet(session: Session, actor: Actor, meeting_id: UUID, *, now: datetime) -> MeetingSheet:
    """Raises NotFound for a meeting that is not this actor's."""
    meeting = meetings.get_meeting(session, actor, meeting_id)
    counts = dict(meetings.kept_counts(session, meeting_id))
    if Moment.ENDED not in counts:
        counts[Moment.ENDED] = MeetingCount(**meetings.count_now(session, meeting_id, local_date(now)))
    said = meetings.attendance(session, meeting_id)
    agreed, struck = _apart(agreed_at(session, actor, meeting_id, now=now))
    return MeetingSheet(
        meeting=meeting,
        wards=meetings.ward_names(session, [meeting_id]).get(meeting_id, ()),
        people=meetings.listed(session, actor, meeting_id, now=now),
        counts=counts,
        agreed=agreed,
        struck=struck,
        attendance=said,
        names=names_of_bodies(session, [Body(meeting.organisation_id), *(_body(row) for row in said)]),
    )


def agreed_action(session: Session, actor: Actor, meeting_id: UUID, number: int, *, now: datetime) -> Agreed:
    """Raises NotFound for what was not agreed there, or is about somebody not to be seen."""
    found = next((each for each in agreed_at(session, actor, meeting_id, now=now) if each.number == number), None)
    if found is None:
        raise NotFound
    return found


def meeting_attendance(session: Session, actor: Actor, meeting_id: UUID, *, now: datetime) -> Attendance:
    """Raises NotFound for a meeting that is not this actor's."""
    meeting = meetings.get_meeting(session, actor, meeting_id)
    people = meetings.listed(session, actor, meeting_id, now=now)
    said = meetings.attendance(session, meeting_id)
    bodies = {Body(meeting.organisation_id), *(_body(row) for row in said)}
    owners = select(Blocker.owner_id, Blocker.joint_owner_id, Blocker.team_id, Blocker.contact_id).distinct()
    for row in session.execute(owners.where(Blocker.stay_id.in_([each.stay_id for each in people]), OWED_BY_PARTNERS)):
        if row.contact_id:
            bodies.add(Body(contact_id=row.contact_id))
        if row.owner_id:
            bodies.add(Body(row.owner_id, None if row.joint_owner_id else row.team_id))
        if row.joint_owner_id:
            bodies.add(Body(row.joint_owner_id))
    names = names_of_bodies(session, bodies)
    expected = [(body, names[body.key]) for body in bodies if body.key in names]
    return Attendance(
        meeting=meeting,
        expected=sorted(expected, key=lambda each: (each[1].casefold(), each[0].key)),
        said={row.body_key: row for row in said},
        choices=owner_choices(session, actor, meeting.organisation_id),
    )


def _apart(agreed: Sequence[Agreed]) -> tuple[Sequence[Agreed], Sequence[Agreed]]:
    """What stands, and what was struck out."""
    return [each for each in agreed if each.struck is None], [each for each in agreed if each.struck is not None]


def _body(row: MeetingAttendance) -> Body:
    return Body(row.body_id, row.team_id, row.contact_id)


def _cases(session: Session, stay_id: UUID) -> tuple[HousingStands | None, tuple[FundingStands, ...]]:
    """How far housing and funding are, as on the ward board. One statement. Scope is the caller's."""
    row = session.execute(
        select(HousingCase.state.label("housing"), LAST_TURN.label("turn"), FUNDING_STATES.label("funding"))
        .select_from(Stay)
        .outerjoin(HousingCase, IN_HOUSING)
        .where(Stay.id == stay_id)
    ).one()
    stands = None
    if row.housing is not None:
        stands = HousingStands(turn=row.turn, is_paused=row.housing is CaseState.PAUSED)
    return stands, funding_stands(row.funding)
