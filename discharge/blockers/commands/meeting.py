"""Beginning and ending a meeting with partners. Its list of people and its counts are fixed as it begins."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.blockers.models import Meeting, MeetingCount, MeetingPerson, MeetingWard
from discharge.blockers.policies import may_run_meeting
from discharge.blockers.queries.meeting import count_now, left_to_say, listed, meeting_to_change, people_to_meet
from discharge.blockers.rules.meetings import MeetingKind, Moment, Said, check_left, in_order
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.db import insert_rows
from discharge.core.errors import NotAllowed, RuleBroken
from discharge.places.models import Organisation, Ward
from discharge.stays.rules.shown import shown_day

HAS_ENDED = RuleBroken("", "This meeting has ended: what it agreed stays as it was. Start another one")


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginMeeting:
    """ward_ids: whose people it goes through, all of one trust."""

    kind: MeetingKind
    ward_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndMeeting:
    """left_seen: of how many people this person was told that nothing was said yet, when they pressed again."""

    meeting_id: UUID
    left_seen: int = 0


def begin_meeting(session: Session, command: BeginMeeting, *, actor: Actor, now: datetime) -> Meeting:
    """Fix the list and the counts. Begun a second time for the same wards while it is open, it is the same meeting.

    Raises RuleBroken where one is open already for some of them, or nobody waits for a partner.
    """
    wards = _wards(session, command.ward_ids, actor)
    trust_id = next(iter(wards.values())).organisation_id
    session.execute(select(Organisation.id).where(Organisation.id == trust_id).with_for_update())
    if (held := _open_already(session, wards)) is not None:
        return held
    people = in_order(people_to_meet(session, wards))
    if not people:
        raise RuleBroken(
            "wards", "Nobody on these wards waits for anybody outside the ward: there is nothing to meet about"
        )
    meeting = Meeting(organisation_id=trust_id, kind=command.kind, on=local_date(now), began_at=now, ended_at=None)
    meeting.began_by, meeting.began_by_id = actor.name, actor.user_id
    session.add(meeting)
    session.flush()
    of_meeting = {"organisation_id": trust_id, "meeting_id": meeting.id}
    insert_rows(session, MeetingWard, [{"id": uuid4(), **of_meeting, "ward_id": key} for key in wards])
    nothing_yet = {"said": Said.NOT_YET, "said_at": None, "said_by": ""}
    rows = [
        {
            "id": uuid4(),
            **of_meeting,
            "number": number,
            "stay_id": each.stay_id,
            "person_id": each.person_id,
            **nothing_yet,
        }
        for number, each in enumerate(people, start=1)
    ]
    insert_rows(session, MeetingPerson, rows)
    _count(session, meeting, Moment.BEGAN, now)
    names = sorted(ward.name for ward in wards.values())
    record(
        session,
        "meeting.began",
        meeting,
        actor=actor,
        now=now,
        kind=(None, meeting.kind),
        wards=(None, names),
        people=(None, len(people)),
    )
    return meeting


def end_meeting(session: Session, command: EndMeeting, *, actor: Actor, now: datetime) -> Meeting:
    """Count again and close it; ended twice, the first end stands.

    Raises RuleBroken while nothing was said of more people than they were told of.
    """
    meeting = meeting_to_change(session, actor, command.meeting_id)
    if meeting.is_open:
        check_left(len(left_to_say(listed(session, actor, meeting.id, now=now))), command.left_seen)
        meeting.ended_at, meeting.ended_by, meeting.ended_by_id = now, actor.name, actor.user_id
        session.flush()
        _count(session, meeting, Moment.ENDED, now)
        record(session, "meeting.ended", meeting, actor=actor, now=now, ended_at=(None, now))
    return meeting


def open_meeting(session: Session, actor: Actor, meeting_id: UUID) -> Meeting:
    """The meeting, locked. Raises RuleBroken for one that has ended."""
    meeting = meeting_to_change(session, actor, meeting_id)
    if not meeting.is_open:
        raise HAS_ENDED
    return meeting


def _wards(session: Session, ward_ids: Collection[UUID], actor: Actor) -> Mapping[UUID, Ward]:
    found = session.scalars(select(Ward).where(Ward.id.in_(ward_ids), Ward.closed_on.is_(None)).order_by(Ward.id)).all()
    if not found:
        raise RuleBroken("wards", "Select at least one ward")
    if not all(may_run_meeting(actor, ward.id) for ward in found):
        raise NotAllowed
    if len({ward.organisation_id for ward in found}) > 1:
        raise RuleBroken("wards", "Select wards of one trust: another trust holds its own meeting")
    return {ward.id: ward for ward in found}


def _open_already(session: Session, wards: Mapping[UUID, Ward]) -> Meeting | None:
    """The open meeting about just these wards. Raises RuleBroken for one about some of them."""
    about_them = select(MeetingWard.meeting_id).where(MeetingWard.ward_id.in_(wards))
    rows = session.execute(
        select(Meeting, MeetingWard.ward_id)
        .join(MeetingWard, MeetingWard.meeting_id == Meeting.id)
        .where(Meeting.ended_at.is_(None), Meeting.id.in_(about_them))
        .order_by(Meeting.began_at, Meeting.id)
    ).all()
    held: dict[UUID, Meeting] = {meeting.id: meeting for meeting, _ in rows}
    for meeting in held.values():
        of_it = {ward_id for other, ward_id in rows if other is meeting}
        if of_it == set(wards):
            return meeting
        names = ", ".join(sorted(wards[key].name for key in of_it & set(wards)))
        message = f"The meeting of {shown_day(meeting.on)} about {names} has not ended: go on with it, or end it first"
        raise RuleBroken("wards", message)
    return None


def _count(session: Session, meeting: Meeting, moment: Moment, now: datetime) -> None:
    counts = count_now(session, meeting.id, local_date(now))
    of_meeting = {"organisation_id": meeting.organisation_id, "meeting_id": meeting.id}
    insert_rows(session, MeetingCount, {"id": uuid4(), **of_meeting, "moment": moment, **counts})
