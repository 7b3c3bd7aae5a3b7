"""Meetings with partners: which there are, whom one goes through, who came, and how its people stand."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, select, true
from sqlalchemy.orm import Session

from discharge.access.rules import Permission
from discharge.blockers.models import (
    Blocker,
    Meeting,
    MeetingAction,
    MeetingAttendance,
    MeetingCount,
    MeetingPerson,
    MeetingWard,
)
from discharge.blockers.policies import meetings_visible_to
from discharge.blockers.rules.meetings import NO_PARTNERS, Moment, Needing, Said
from discharge.blockers.rules.states import State
from discharge.core.actor import Actor
from discharge.core.errors import NotFound
from discharge.core.reach import one_of
from discharge.places.models import Organisation, Ward
from discharge.stays.models import Person, ReadyPeriod, Stay
from discharge.stays.models.stay import StayState
from discharge.stays.policies import visible_to
from discharge.stays.rules.ready import ReadyPeriod as Ready
from discharge.stays.rules.ready import days_shown

# What a partner owes now: not what is paused, nor what was answered, which this ward is to act on.
OWED_BY_PARTNERS: ColumnElement[bool] = and_(
    Blocker.state == State.OPEN,
    Blocker.is_answered.is_(False),
    Blocker.owner_kind.not_in(sorted(kind.value for kind in NO_PARTNERS)),
)
_READY = and_(ReadyPeriod.stay_id == Stay.id, ReadyPeriod.ended_on.is_(None))


@dataclass(frozen=True, slots=True, kw_only=True)
class WardToMeet:
    """A ward that may be chosen. needing: people on it who wait for a partner."""

    ward_id: UUID
    name: str
    trust_id: UUID
    trust: str
    needing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingLine:
    """A meeting in a list. said: of its people, how many something was said about. actions: that stand."""

    meeting: Meeting
    wards: tuple[str, ...]
    people: int
    said: int
    actions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Somebody on the list of a meeting, as they are now. left_on: they left hospital meanwhile."""

    number: int
    stay_id: UUID
    person_id: UUID
    organisation_id: UUID
    said: Said
    surname: str
    given_name: str
    local_number: str
    bed: str
    ward_name: str
    is_open: bool
    left_on: date | None
    ready_on: date | None


def wards_to_meet(session: Session, actor: Actor) -> Sequence[WardToMeet]:
    """The open wards about which this actor may hold a meeting, by trust and name. One statement."""
    scope = true() if actor.everywhere else one_of(Ward.id, actor.places(Permission.RUN_MEETING))
    needing = (
        select(func.count(Stay.id.distinct()))
        .join(Blocker, Blocker.stay_id == Stay.id)
        .where(Stay.last_ward_id == Ward.id, Stay.state == StayState.OPEN, OWED_BY_PARTNERS)
        .correlate(Ward)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Ward.id, Ward.name, Organisation.id, Organisation.name, needing)
        .join(Organisation, Organisation.id == Ward.organisation_id)
        .where(scope, Ward.closed_on.is_(None))
        .order_by(Organisation.name, Organisation.id, Ward.name, Ward.id)
    )
    return [WardToMeet(ward_id=row[0], name=row[1], trust_id=row[2], trust=row[3], needing=row[4]) for row in rows]


def people_to_meet(session: Session, ward_ids: Collection[UUID]) -> Sequence[Needing]:
    """Everybody on these wards who waits for a partner, in no order. Scope is the caller's, who chose the wards."""
    rows = session.execute(
        select(Stay.id, Stay.person_id, ReadyPeriod.started_on, func.min(Blocker.raised_on))
        .join(Blocker, Blocker.stay_id == Stay.id)
        .outerjoin(ReadyPeriod, _READY)
        .where(Stay.last_ward_id.in_(ward_ids), Stay.state == StayState.OPEN, OWED_BY_PARTNERS)
        .group_by(Stay.id, Stay.person_id, ReadyPeriod.started_on)
    )
    return [Needing(stay_id=row[0], person_id=row[1], ready_on=row[2], oldest_on=row[3]) for row in rows]


def get_meeting(session: Session, actor: Actor, meeting_id: UUID) -> Meeting:
    """Raises NotFound when it is not there, or is about a ward that is not this actor's to meet about."""
    found = session.scalars(select(Meeting).where(Meeting.id == meeting_id, meetings_visible_to(actor))).one_or_none()
    if found is None:
        raise NotFound
    return found


def meeting_to_change(session: Session, actor: Actor, meeting_id: UUID) -> Meeting:
    """As get_meeting, and nobody else writes about it until the transaction ends. Locked before any stay."""
    session.execute(select(Meeting.id).where(Meeting.id == meeting_id).with_for_update())
    return get_meeting(session, actor, meeting_id)


def meetings(session: Session, actor: Actor, *, most: int) -> Sequence[MeetingLine]:
    """Those that are open first, then the latest; at most so many. Two statements."""
    of_meeting = MeetingPerson.meeting_id == Meeting.id
    people = select(func.count()).where(of_meeting)
    actions = select(func.count()).where(MeetingAction.meeting_id == Meeting.id, MeetingAction.struck_at.is_(None))
    rows = session.execute(
        select(
            Meeting,
            people.scalar_subquery(),
            people.where(MeetingPerson.said != Said.NOT_YET).scalar_subquery(),
            actions.scalar_subquery(),
        )
        .where(meetings_visible_to(actor))
        .order_by(Meeting.ended_at.is_not(None), Meeting.began_at.desc(), Meeting.id)
        .limit(most)
    ).all()
    wards = ward_names(session, [row[0].id for row in rows])
    return [
        MeetingLine(meeting=meeting, wards=wards.get(meeting.id, ()), people=whole, said=said, actions=agreed)
        for meeting, whole, said, agreed in rows
    ]


def ward_names(session: Session, meeting_ids: Collection[UUID]) -> Mapping[UUID, tuple[str, ...]]:
    """The wards of each meeting, by name. Scope is the caller's, who found the meetings."""
    rows = session.execute(
        select(MeetingWard.meeting_id, Ward.name)
        .join(Ward, Ward.id == MeetingWard.ward_id)
        .where(MeetingWard.meeting_id.in_(meeting_ids))
        .order_by(Ward.name, Ward.id)
    )
    found: dict[UUID, tuple[str, ...]] = {}
    for meeting_id, name in rows:
        found[meeting_id] = (*found.get(meeting_id, ()), name)
    return found


def listed(session: Session, actor: Actor, meeting_id: UUID, *, now: datetime) -> Sequence[Listed]:
    """The people of a meeting that this actor may see, in its order. Scope of the meeting is the caller's."""
    rows = session.execute(
        select(
            MeetingPerson.number,
            MeetingPerson.stay_id,
            MeetingPerson.person_id,
            MeetingPerson.organisation_id,
            MeetingPerson.said,
            Person.surname,
            Person.given_name,
            Person.local_number,
            Stay.bed,
            Ward.name.label("ward_name"),
            (Stay.state == StayState.OPEN).label("is_open"),
            Stay.left_on,
            ReadyPeriod.started_on.label("ready_on"),
        )
        .join(Stay, Stay.id == MeetingPerson.stay_id)
        .join(Person, Person.id == MeetingPerson.person_id)
        .join(Ward, Ward.id == Stay.last_ward_id)
        .outerjoin(ReadyPeriod, _READY)
        .where(MeetingPerson.meeting_id == meeting_id, visible_to(actor, now))
        .order_by(MeetingPerson.number)
    )
    return [Listed(**row._mapping) for row in rows]  # noqa: SLF001 (public, named so that no column can hide it)


def left_to_say(people: Sequence[Listed]) -> Sequence[Listed]:
    """Those of whom the meeting has said nothing yet."""
    return [person for person in people if person.said is Said.NOT_YET]


def attendance(session: Session, meeting_id: UUID) -> Sequence[MeetingAttendance]:
    """What was said of each body. Scope is the caller's, who found the meeting."""
    return session.scalars(
        select(MeetingAttendance).where(MeetingAttendance.meeting_id == meeting_id).order_by(MeetingAttendance.body_key)
    ).all()


def kept_counts(session: Session, meeting_id: UUID) -> Mapping[Moment, MeetingCount]:
    """The counts at the beginning and, once it has ended, at the end. Scope is the caller's, who found the meeting."""
    rows = session.scalars(select(MeetingCount).where(MeetingCount.meeting_id == meeting_id))
    return {row.moment: row for row in rows}


def count_now(session: Session, meeting_id: UUID, today: date) -> dict[str, int]:
    """How the people of a meeting stand: the columns of a MeetingCount. Two statements. Scope is the caller's."""
    here = (
        select(Stay.id)
        .join(MeetingPerson, MeetingPerson.stay_id == Stay.id)
        .where(MeetingPerson.meeting_id == meeting_id, Stay.state == StayState.OPEN)
    )
    owed = session.execute(
        select(
            func.count(),
            func.count(case((Blocker.named_person == "", 1))),
            func.count(case((Blocker.due_on < today, 1))),
        ).where(Blocker.stay_id.in_(here), OWED_BY_PARTNERS)
    ).one()
    since = session.execute(
        select(Stay.id, ReadyPeriod.started_on).outerjoin(ReadyPeriod, _READY).where(Stay.id.in_(here))
    ).all()
    days = [days_shown(Ready(row.started_on), today) for row in since if row.started_on is not None]
    return {
        "people": len(since),
        "owed": owed[0],
        "unnamed": owed[1],
        "late": owed[2],
        "ready": len(days),
        "ready_days": sum(days),
    }
