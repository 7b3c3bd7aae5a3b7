"""What tests of days share: people on a ward, and commands carried out as somebody."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from discharge.access.models import User
from discharge.access.queries import actor_of
from discharge.core.actor import Actor
from discharge.core.transaction import carry_out
from discharge.days import commands
from discharge.days.queries.views import MarkView
from discharge.days.rules.mark import Colour
from discharge.days.rules.steps import steps_of
from discharge.places.models import Ward
from discharge.stays.models import Stay
from tests.factories import NOW, TODAY, World
from tests.shapes import Arrange


@pytest.fixture
def stay(world: World, arrange: Arrange, ward: Ward) -> Stay:
    """Somebody ten days on the ward, in bed 3."""
    made: Stay = arrange(lambda: world.stay(ward, bed="3"))
    return made


@pytest.fixture
def days(session: Session, nurse: User) -> "Days":
    return Days(session, actor_of(session, nurse, now=NOW, request_id=""))


class Days:
    """Marks days as one person."""

    def __init__(self, session: Session, actor: Actor) -> None:
        self.session, self.actor = session, actor

    def as_user(self, user: User) -> "Days":
        return Days(self.session, actor_of(self.session, user, now=NOW, request_id=""))

    def do(self, act: Callable[..., Any], command: object, *, now: datetime = NOW) -> Any:
        return carry_out(self.session, act, command, actor=self.actor, now=now)

    def red(self, stay: Stay, reason: str = "EXT-22", *, day: date = TODAY, **said: Any) -> MarkView:
        return self.mark(stay, Colour.RED, day=day, reason=reason, **said)

    def green(self, stay: Stay, *steps: str, day: date = TODAY, **said: Any) -> MarkView:
        return self.mark(stay, Colour.GREEN, day=day, steps=steps_of(steps or ["GRN-01"]), **said)

    def mark(self, stay: Stay, colour: Colour, *, day: date = TODAY, now: datetime = NOW, **said: Any) -> MarkView:
        values = {"seen": 0, "late_reason": "", **said}
        command = commands.MarkDay(stay_id=stay.id, day=day, colour=colour, **values)
        made: MarkView = self.do(commands.mark_day, command, now=now)
        return made

    def plan(self, stay: Stay, *steps: str, day: date = TODAY, seen: int = 0) -> Any:
        command = commands.PlanDay(stay_id=stay.id, day=day, seen=seen, steps=steps_of(steps))
        return self.do(commands.plan_day, command)

    def same(self, stay: Stay, *, day: date = TODAY, seen: int = 0, **said: Any) -> MarkView:
        made: MarkView = self.do(commands.same_again, commands.SameAgain(stay_id=stay.id, day=day, seen=seen, **said))
        return made

    def undo(self, stay: Stay, *, seen: int, day: date = TODAY, **said: Any) -> MarkView:
        made: MarkView = self.do(commands.undo_mark, commands.UndoMark(stay_id=stay.id, day=day, seen=seen, **said))
        return made
