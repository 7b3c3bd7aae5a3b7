"""What the sweep saw last, what stands already, and whom it would ask. Scope is the caller's: it sees everything."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.orm import Session

from discharge.blockers.models import Blocker
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import State as BlockerState
from discharge.core.clock import local_date
from discharge.core.db import connection_of
from discharge.escalation.models import Escalation, Watch
from discharge.escalation.queries.triggers import Held
from discharge.escalation.rules.limits import CLOCK_SLACK
from discharge.escalation.rules.states import State
from discharge.escalation.rules.triggers import Trigger
from discharge.stays.models import Stay

_STAY_ID = bindparam("stay", type_=Uuid())
_WATCH = (Watch.stay_id, Watch.trigger, Watch.about, Watch.is_on, Watch.since_on, Watch.changed_at, Watch.escalation_id)
WATCHES = select(*_WATCH)
WATCHES_OF_STAY = WATCHES.where(Watch.stay_id == _STAY_ID)
WATCHES_ON = WATCHES.where(Watch.is_on)
LOCK_STAY = (
    select(Stay.id, Stay.organisation_id, Stay.person_id, Stay.last_ward_id, Stay.responsible_icb_id)
    .where(Stay.id == _STAY_ID)
    .with_for_update(key_share=True)
)
OPEN_OF_STAY = (
    select(Escalation.id, Escalation.blocker_id, Escalation.trigger, Escalation.cause, Escalation.state)
    .where(Escalation.stay_id == _STAY_ID, Escalation.state != State.CLOSED)
    .order_by(Escalation.raised_at, Escalation.id)
)
BLOCKERS_OF_STAY = (
    select(
        Blocker.id,
        Blocker.reason,
        Blocker.owner_kind,
        Blocker.owner_id,
        Blocker.joint_owner_id,
        Blocker.team_id,
        Blocker.contact_id,
        Blocker.named_person,
        Blocker.named_person_id,
        Blocker.due_on,
        Blocker.raised_on,
    )
    .where(Blocker.stay_id == _STAY_ID, Blocker.state == BlockerState.OPEN)
    .order_by(Blocker.raised_on, Blocker.id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A row of `Watch`."""

    trigger: Trigger
    about: str
    is_on: bool
    since_on: date
    changed_at: datetime
    escalation_id: UUID | None

    @property
    def key(self) -> tuple[Trigger, str]:
        return self.trigger, self.about

    def is_news(self, held: Held) -> bool:
        """Whether what holds now came back after it had lapsed: seen so, or a wait that began when this one was seen.

        So a week without a sweep ends in the same rows as a sweep each minute: what holds began before the day.
        """
        return not self.is_on or held.since >= local_date(self.changed_at)

    def may_lapse(self, now: datetime) -> bool:
        """False where a clock set back would undo what a later one showed."""
        return self.changed_at <= now or self.changed_at - now > CLOCK_SLACK


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An open escalation of a stay."""

    id: UUID
    blocker_id: UUID | None
    trigger: Trigger | None
    cause: str
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Owing:
    """An open blocker of a stay, as much as an escalation takes over from it."""

    id: UUID
    reason: str
    owner: Owner
    named_person: str
    named_person_id: UUID | None
    due_on: date | None
    raised_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a new escalation needs to know of its stay. owing: the longest first."""

    organisation_id: UUID
    stay_id: UUID
    person_id: UUID
    ward_id: UUID
    icb_id: UUID | None
    standing: Sequence[Standing]
    owing: Sequence[Owing]

    @property
    def foremost(self) -> Owing | None:
        """What the stay waits for first of all: the longest overdue, else the soonest due, else the longest open."""
        return min(self.owing, key=lambda each: (each.due_on or date.max, each.raised_on, each.id), default=None)

    def on_blocker(self, blocker_id: UUID | None) -> Owing | None:
        return next((each for each in self.owing if each.id == blocker_id), None)

    def for_reason(self, reason: str) -> Owing | None:
        return next((each for each in self.owing if each.reason == reason), None)


def watches_on(session: Session) -> Mapping[UUID, Sequence[Seen]]:
    """Every watch whose condition held when it was last seen, by stay, in one statement."""
    found: defaultdict[UUID, list[Seen]] = defaultdict(list)
    for row in connection_of(session).execute(WATCHES_ON):
        found[row.stay_id].append(_seen(row))
    return found


def watches_of(session: Session, stay_id: UUID) -> Mapping[tuple[Trigger, str], Seen]:
    """Every watch of a stay."""
    rows = connection_of(session).execute(WATCHES_OF_STAY, {"stay": stay_id})
    return {seen.key: seen for seen in map(_seen, rows)}


def lock_stay(session: Session, stay_id: UUID) -> Any:
    """The stay, kept as it is until the transaction ends: nobody leaves while their triggers are looked at."""
    return connection_of(session).execute(LOCK_STAY, {"stay": stay_id}).one()


def around(session: Session, stay: Any) -> Around:
    """stay: as `lock_stay` gave it."""
    asked = {"stay": stay.id}
    standing = connection_of(session).execute(OPEN_OF_STAY, asked)
    owing = connection_of(session).execute(BLOCKERS_OF_STAY, asked)
    return Around(
        organisation_id=stay.organisation_id,
        stay_id=stay.id,
        person_id=stay.person_id,
        ward_id=stay.last_ward_id,
        icb_id=stay.responsible_icb_id,
        standing=[Standing(**row._mapping) for row in standing],  # noqa: SLF001 (public)
        owing=[_owing(row) for row in owing],
    )


def _seen(row: Any) -> Seen:
    return Seen(
        trigger=row.trigger,
        about=row.about,
        is_on=row.is_on,
        since_on=row.since_on,
        changed_at=row.changed_at,
        escalation_id=row.escalation_id,
    )


def _owing(row: Any) -> Owing:
    return Owing(
        id=row.id,
        reason=row.reason,
        owner=Owner(row.owner_kind, row.owner_id, row.joint_owner_id, row.team_id, row.contact_id),
        named_person=row.named_person,
        named_person_id=row.named_person_id,
        due_on=row.due_on,
        raised_on=row.raised_on,
    )
