"""Shared by the tests of moves: who acts, how a command is carried out, and what it told the modules above."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from discharge.access.models import User
from discharge.access.queries import actor_of
from discharge.audit.commands import keep_record
from discharge.core.actor import Actor
from discharge.core.events import Event, Wiring, wiring_of
from discharge.core.transaction import carry_out
from discharge.days.events import DayMarked
from discharge.places.models import Ward
from discharge.stays.events import StayChanged, WardDays
from discharge.stays.models import Stay
from tests.factories import NOW, TODAY, World
from tests.shapes import Arrange, Do


def day(offset: int) -> date:
    """So many days from today."""
    return TODAY + timedelta(days=offset)


def carry(session: Session, act: Any, command: Any, actor: Actor) -> Any:
    """Carry out a command now, in a transaction of its own."""
    return carry_out(session, act, command, actor=actor, now=NOW)


@pytest.fixture
def stay(world: World, arrange: Arrange, ward: Ward) -> Stay:
    """Of somebody admitted ten days ago."""
    made: Stay = arrange(lambda: world.stay(ward))
    return made


@pytest.fixture
def actor(acting: Callable[[User], Actor], nurse: User) -> Actor:
    """The nurse of `ward`."""
    return acting(nurse)


@pytest.fixture
def acting(session: Session) -> Callable[[User], Actor]:
    return lambda user: actor_of(session, user, now=NOW, request_id="")


@pytest.fixture
def do(session: Session, nurse: User, acting: Callable[[User], Actor]) -> Do:
    """Carry out a command as the nurse of `ward`: `do(move, Move(...))`; `by=` is another actor, `at=` another time."""

    def carry(act: Any, command: Any, *, by: Actor | None = None, at: datetime = NOW) -> Any:
        return carry_out(session, act, command, actor=by or acting(nurse), now=at)

    return carry


@pytest.fixture
def told(session: Session) -> list[tuple[WardDays, ...]]:
    """The ward days that StayChanged named, one entry for each time it was told."""
    heard: list[tuple[WardDays, ...]] = []

    def hear(_session: Session, event: StayChanged, **_rest: object) -> None:
        heard.append(event.touched)

    table = dict.fromkeys(wiring_of(session).reactions, ()) | {StayChanged: (hear,)}
    session.info["wiring"] = Wiring(reactions=table, keep_record=keep_record)
    return heard


@pytest.fixture
def turns(session: Session) -> list[Event]:
    """What was told of people becoming ready or not, leaving, coming back or never having come; in order."""
    heard: list[Event] = []

    def hear(_session: Session, event: Event, **_rest: object) -> None:
        heard.append(event)

    deaf = (StayChanged, DayMarked)
    table = {event: () if event in deaf else (hear,) for event in wiring_of(session).reactions}
    session.info["wiring"] = Wiring(reactions=table, keep_record=keep_record)
    return heard
