"""How a module below lets the modules above know: it tells, they react, all in one transaction."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from sqlalchemy.orm import Session

from discharge.core.actor import Actor


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. Subclasses are frozen and carry keys and days, never loaded rows."""

    @classmethod
    def together(cls, events: Sequence[Self]) -> Sequence[Self]:
        """The same in as few events as it takes, where many are told at once; in the order of the first."""
        return events


Reaction = Callable[..., None]  # (session, event, *, actor, now); its event is one subclass, which no type here can say
Reactions = Mapping[type[Event], Sequence[Reaction]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """What a session needs before it may write: who reacts to what, and who keeps the record.

    keep_record: writes the audit lines collected on the session; called last in each write transaction.
    """

    reactions: Reactions
    keep_record: Callable[[Session], None]


def wiring_of(session: Session) -> Wiring:
    """The wiring given to this session. Raises RuntimeError when there is none: no door goes round the reactions."""
    wiring: Wiring | None = session.info.get("wiring")
    if wiring is None:
        raise RuntimeError("this session has no table of reactions; make it from the application's session factory")
    return wiring


def tell(session: Session, event: Event, *, actor: Actor, now: datetime) -> None:
    """Let every module above that answers to this event answer, in rank order, in this transaction.

    Raises RuntimeError for an event that the table does not name, so that none is forgotten.
    """
    reactions = wiring_of(session).reactions
    if type(event) not in reactions:
        raise RuntimeError(f"{type(event).__name__} is missing from the table of reactions")
    held: list[Held] | None = session.info.get("held")
    if held is not None:
        held.append(Held(event, actor, now))
        return
    session.flush()
    acting = actor.acting_for(type(event).__name__)
    for react in reactions[type(event)]:
        react(session, event, actor=acting, now=now)


@dataclass(frozen=True, slots=True)
class Held:
    """An event that waits to be told together with others."""

    event: Event
    actor: Actor
    now: datetime


@contextmanager
def told_together(session: Session) -> Iterator[None]:
    """Hold back what is told inside until the end, still in this transaction: for hundreds of changes at once.

    Events of one kind that can be said as one are told as one, by whoever told the last of them. A fault inside tells
    nothing.
    """
    held: list[Held] = []
    session.info["held"] = held
    try:
        yield
    finally:
        del session.info["held"]
    kinds: dict[type[Event], list[Held]] = {}
    for each in held:
        kinds.setdefault(type(each.event), []).append(each)
    for kind, several in kinds.items():
        for event in kind.together([each.event for each in several]):
            tell(session, event, actor=several[-1].actor, now=several[-1].now)
