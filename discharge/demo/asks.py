"""What was escalated in the demonstration: asks at every level, answered, asked back, risen, decided, done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from discharge.access.models import User
from discharge.blockers.models import Blocker
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import State as BlockerState
from discharge.core.actor import Actor, process
from discharge.core.clock import local_date, moment_of
from discharge.days.rules.codes import OwnerKind
from discharge.demo import ladder
from discharge.demo.ask_stories import STORIES, THEME, Answer, Story
from discharge.demo.bodies import ICB
from discharge.demo.people import Places
from discharge.demo.telling import Step, Told
from discharge.demo.wards import NORTHMOOR
from discharge.escalation import commands
from discharge.escalation.commands.triggering import RaiseTriggered, raise_triggered
from discharge.escalation.models import Escalation
from discharge.escalation.queries.limits import limits_by_ward
from discharge.escalation.queries.overdue import overdue
from discharge.escalation.queries.triggers import held_everywhere
from discharge.escalation.rules.ladder import SRO
from discharge.escalation.rules.states import Subject
from discharge.stays.models import ReadyPeriod, Stay
from discharge.stays.models.stay import StayState

FIRST_DAYS_AGO: Final = 18
TO_WORD: Final = 6
SWEEP: Final = process("Sweep", source="demo")


@dataclass(slots=True)
class _Asked:
    """A story, and the escalation it became. None where nobody in the demonstration waits for that."""

    story: Story
    places: Places
    staying: Sequence[Told]
    taken: set[UUID]
    key: UUID | None = field(default=None)

    def steps(self, today: date) -> Iterator[Step]:
        story = self.story
        yield Step(_moment(today, story.days_ago, 10), story.who, self._raise)
        for answer in story.answers:
            yield Step(_moment(today, answer.days_ago, answer.hour), answer.who, partial(self._answer, answer))

    def _raise(self, session: Session, _actor: Actor, now: datetime) -> None:
        story, blocker = self.story, self._blocker(session)
        if blocker is None:
            return
        self.taken.add(blocker.stay_id)
        asking = commands.RaiseEscalation(
            subject=Subject.STAY,
            stay_id=blocker.stay_id,
            blocker_id=blocker.id,
            ask=story.ask,
            owner=blocker.owner,
            due_on=local_date(now) + timedelta(days=story.needed_in),
            why_now=story.why_now,
            tried=story.tried,
            named_person=story.named or blocker.named_person,
            level=story.level,
        )
        self.key = commands.raise_escalation(session, asking, actor=person(session, story.who), now=now).id

    def _blocker(self, session: Session) -> Blocker | None:
        """Of somebody in the trust about whom nothing was asked yet: of the clinically ready first, the longest."""
        owner_id = self.places.bodies[self.story.owner] if self.story.owner else None
        here = {key for each in self.staying if (key := getattr(each, "stay_id", None))} - self.taken
        found = (
            select(Blocker)
            .join(Stay, Stay.id == Blocker.stay_id)
            .outerjoin(ReadyPeriod, and_(ReadyPeriod.stay_id == Stay.id, ReadyPeriod.ended_on.is_(None)))
            .where(
                Blocker.organisation_id == self.places.bodies[NORTHMOOR],
                Blocker.state == BlockerState.OPEN,
                Blocker.owner_kind.in_(self.story.kinds),
                Stay.state == StayState.OPEN,
                Stay.id.in_(here),
            )
            .order_by(
                ReadyPeriod.id.is_(None), Blocker.raised_on, Blocker.raised_at, Blocker.owner_key, Stay.admitted_at
            )
            .limit(1)
        )
        return session.scalars(found.where(Blocker.owner_id == owner_id) if owner_id else found).one_or_none()

    def _answer(self, answer: Answer, session: Session, _actor: Actor, now: datetime) -> None:
        escalation = session.get(Escalation, self.key) if self.key else None
        if escalation is not None and escalation.state.is_open and escalation.paused_on is None:
            answer.do(session, escalation, person(session, answer.who), now)


def person(session: Session, email: str) -> Actor:
    """Somebody at their keyboard; told of what they do to nobody but others."""
    user = session.execute(select(User.id, User.name).where(User.email == email)).one()
    return Actor(user_id=user.id, name=user.name, everywhere=True, source="demo")


def asks(told: Sequence[Told], now: datetime) -> Iterator[Step]:
    """Of people of Northmoor who are still in hospital, from eighteen days ago on."""
    if not told:
        return
    today, taken, places = local_date(now), set[UUID](), told[0].places
    staying = [each for each in told if each.life.left is None]
    for story in STORIES:
        yield from _Asked(story, places, staying, taken).steps(today)
    yield Step(_moment(today, 4, 12), ladder.SERVICE_MANAGER, partial(_raise_theme, places))
    for days_ago in range(FIRST_DAYS_AGO, -1, -1):
        yield Step(moment_of(today - timedelta(days=days_ago), time(0, 5)), SWEEP.name, _rise)
    yield Step(now - timedelta(hours=2), SWEEP.name, partial(_find, places))


def _moment(today: date, days_ago: int, hour: int) -> datetime:
    return moment_of(today - timedelta(days=days_ago), time(hour, 15))


def _raise_theme(places: Places, session: Session, _actor: Actor, now: datetime) -> None:
    theme = commands.RaiseEscalation(
        subject=Subject.THEME,
        organisation_id=places.bodies[NORTHMOOR],
        ask=THEME,
        owner=Owner(OwnerKind.ICB, places.bodies[ICB]),
        due_on=local_date(now) + timedelta(days=30),
        cause="EXT-01",
        level=SRO,
    )
    commands.raise_escalation(session, theme, actor=person(session, ladder.SERVICE_MANAGER), now=now)


def _rise(session: Session, _actor: Actor, now: datetime) -> None:
    day = local_date(now)
    for key in overdue(session, day):
        while commands.rise(session, commands.Rise(escalation_id=key, seen_on=day), actor=SWEEP, now=now):
            pass


def _find(places: Places, session: Session, _actor: Actor, now: datetime) -> None:
    """A few that triggers raised and nobody has worded yet; the next sweep finds the others."""
    day = local_date(now)
    limits = limits_by_ward(session, day)
    held = held_everywhere(session, limits, day)
    here = select(Stay.id).where(Stay.id.in_(held), Stay.organisation_id == places.bodies[NORTHMOOR])
    for stay_id in session.scalars(here.order_by(Stay.admitted_at, Stay.id).limit(TO_WORD)).all():
        command = RaiseTriggered(stay_id=stay_id, limits=limits)
        raise_triggered(session, command, actor=SWEEP, now=now)
