"""The day before: a coordinator goes through what is open, names who does it and asks for dates that hold."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.blockers import commands as blockers
from discharge.blockers.models import Blocker
from discharge.blockers.rules.states import State
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.days.rules.codes import OwnerKind
from discharge.demo import partners
from discharge.demo.telling import Step, Told

BEFORE: Final = timedelta(hours=20)
NAMED, MOVED = 0.9, 0.55  # shares of what nobody is named for, and of what is late


def tidying(told: Sequence[Told], now: datetime) -> Iterator[Step]:
    """About a fifth stays without a name and a quarter late: who owes it is not known, or nobody came to it."""
    for each in told:
        if each.life.left is None and each.life.admitted_at < now - BEFORE:
            by = partners.COORDINATORS[each.life.someone.trust][0]
            yield Step(now - BEFORE, by, _GoingThrough(each, local_date(now)))


class _GoingThrough:
    """What is open for one stay, in the order in which it was raised."""

    def __init__(self, told: Told, today: date) -> None:
        self.told, self.today = told, today
        self.chance = Random(f"{told.life.spell_number}-tidied")
        self.names: Mapping[UUID, str] = {key: name for name, key in told.places.bodies.items()}

    def __call__(self, session: Session, actor: Actor, now: datetime) -> None:
        found = select(Blocker).where(Blocker.stay_id == self.told.stay_id, Blocker.state == State.OPEN)
        for blocker in session.scalars(found.order_by(Blocker.raised_at, Blocker.reason, Blocker.owner_key)).all():
            is_named, is_moved = self.chance.random() < NAMED, self.chance.random() < MOVED
            if is_named and not blocker.named_person and (person := self._who(blocker)):
                naming = blockers.NamePerson(blocker_id=blocker.id, version=blocker.version, named_person=person)
                blockers.name_person(session, naming, actor=actor, now=now)
            if is_moved and blocker.due_on is not None and blocker.due_on < self.today:
                moving = blockers.MoveDue(
                    blocker_id=blocker.id,
                    version=blocker.version,
                    due_on=self.today + timedelta(days=self.chance.randint(1, 9)),
                    because=partners.DATE_MOVED,
                    next_step=blocker.next_step or self.chance.choice(partners.NEXT),
                )
                blockers.move_due(session, moving, actor=actor, now=now)

    def _who(self, blocker: Blocker) -> str:
        return who_answers(self.chance, blocker, self.told.life.someone.trust, self.names)


def who_answers(chance: Random, blocker: Blocker, trust: str, names: Mapping[UUID, str]) -> str:
    """Somebody of the body that owes it; "" where it is not known which. trust: whose person it is about."""
    if blocker.owner_kind is OwnerKind.COURTS:
        return chance.choice(partners.AT_THE_COURT)
    body = trust if blocker.owner_kind is OwnerKind.TRUST else names.get(blocker.owner_id or UUID(int=0), "")
    return chance.choice(partners.ANSWERS_FOR[body]) if body else ""
