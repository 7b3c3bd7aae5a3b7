"""Last week's meeting with partners: who came, what was agreed, one action struck out, and the counts at its end."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from random import Random
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.blockers import commands as blockers
from discharge.blockers.models import Blocker
from discharge.blockers.queries.meeting import OWED_BY_PARTNERS, listed, people_to_meet
from discharge.blockers.rules.meetings import Body, Here, MeetingKind, Said
from discharge.core.actor import Actor
from discharge.core.clock import local_date, moment_of
from discharge.days.rules.codes import OwnerKind
from discharge.demo import partners
from discharge.demo.bodies import FENSHIRE, HARBOUR, ICB, WESTMERE
from discharge.demo.people import Places
from discharge.demo.telling import Step, Told
from discharge.demo.tidying import who_answers
from discharge.demo.wards import NORTHMOOR

THURSDAY: Final = 3
AT: Final = time(14)
AGREED, NOTHING = 9, 3  # of its people, the longest waiting first; the rest were passed over
ACTIONS: Final = (
    "Allocate a worker by Monday and tell the ward who",
    "Take the case to the next panel, papers by the day before",
    "Offer a viewing this week",
    "Send the decision in writing",
    "Visit on the ward with the care coordinator",
    "Say which papers are missing",
)
BY_A_COURT: Final = "Send the hearing date in writing"
CAME: Final = ((ICB, Here.PRESENT), (WESTMERE, Here.PRESENT), (HARBOUR, Here.PRESENT), (FENSHIRE, Here.APOLOGIES))
STRUCK: Final = 4
WRONG: Final = "Said of the person before on the list"


def meetings(told: Sequence[Told], now: datetime) -> Iterator[Step]:
    """The last Thursday before today, in an hour."""
    if not told:
        return
    on = local_date(now) - timedelta(days=1)
    on -= timedelta(days=(on.weekday() - THURSDAY) % 7)
    held = _Held(told[0].places)
    by, at = partners.COORDINATORS[NORTHMOOR][0], moment_of(on, AT)
    yield Step(at, by, held.begin)
    yield Step(at + timedelta(minutes=30), by, held.go_through)
    yield Step(at + timedelta(hours=1), by, held.end)


class _Held:
    """One meeting from its beginning to its end; nothing of it where nobody waited for a partner."""

    def __init__(self, places: Places) -> None:
        self.places, self.chance = places, Random("meeting")
        self.names = {key: name for name, key in places.bodies.items()}
        self.meeting_id: UUID | None = None
        self.agreed = 0

    def begin(self, session: Session, actor: Actor, now: datetime) -> None:
        trust = self.places.trusts[NORTHMOOR]
        wards = tuple(ward.id for ward in self.places.wards.values() if ward.organisation_id == trust)
        if not people_to_meet(session, wards):
            return
        command = blockers.BeginMeeting(kind=MeetingKind.WEEKLY, ward_ids=wards)
        self.meeting_id = blockers.begin_meeting(session, command, actor=actor, now=now).id
        bodies = {Body(self.places.bodies[name]).key: (name, here) for name, here in CAME}
        attended = blockers.SetAttendance(
            meeting_id=self.meeting_id,
            seen=dict.fromkeys(bodies, blockers.Attended()),
            typed={
                key: blockers.Attended(here, ", ".join(partners.ANSWERS_FOR[name]))
                for key, (name, here) in bodies.items()
            },
        )
        blockers.set_attendance(session, attended, actor=actor, now=now)

    def go_through(self, session: Session, actor: Actor, now: datetime) -> None:
        if self.meeting_id is None:
            return
        for place, person in enumerate(listed(session, actor, self.meeting_id, now=now)):
            of = {"meeting_id": self.meeting_id, "stay_id": person.stay_id}
            owed = select(Blocker).where(Blocker.stay_id == person.stay_id, OWED_BY_PARTNERS)
            blocker = session.scalars(owed.order_by(Blocker.raised_on, Blocker.id).limit(1)).first()
            if person.is_open and blocker is not None and place < AGREED:
                action = blockers.agree_action(session, self._agreed(blocker, now), actor=actor, now=now)
                self.agreed = action.number
            else:
                said = Said.NOTHING if place < AGREED + NOTHING else Said.PASSED
                blockers.say_of_person(session, blockers.SayOfPerson(**of, said=said), actor=actor, now=now)

    def end(self, session: Session, actor: Actor, now: datetime) -> None:
        if self.meeting_id is None:
            return
        if self.agreed >= STRUCK:
            strike = blockers.StrikeAction(meeting_id=self.meeting_id, number=STRUCK, why=WRONG)
            blockers.strike_action(session, strike, actor=actor, now=now)
        ended = blockers.EndMeeting(meeting_id=self.meeting_id, left_seen=1)  # of whom what was agreed was struck out
        blockers.end_meeting(session, ended, actor=actor, now=now)

    def _agreed(self, blocker: Blocker, now: datetime) -> blockers.AgreeAction:
        assert self.meeting_id is not None  # noqa: S101 (begun before)
        due_on = local_date(now) + timedelta(days=self.chance.randint(4, 12))
        return blockers.AgreeAction(
            meeting_id=self.meeting_id,
            stay_id=blocker.stay_id,
            agreed=BY_A_COURT if blocker.owner_kind is OwnerKind.COURTS else self.chance.choice(ACTIONS),
            blocker_id=blocker.id,
            version=blocker.version,
            named_person=blocker.named_person or who_answers(self.chance, blocker, NORTHMOOR, self.names),
            due_on=due_on if blocker.owner.has_clock else None,
        )
