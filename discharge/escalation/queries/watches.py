"""What the sweep saw last, what stands already, and whom it would ask. Scope is the caller's: it sees everything."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, select
from sqlalchemy.orm import Session

from discharge.blockers.models import OWNER_KEYS, Blocker, owner_in
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import State as BlockerState
from discharge.core.clock import local_date
from discharge.core.db import connection_of, spelt
from discharge.escalation.models import Escalation, Watch
from discharge.escalation.queries.side_by_side import SideBySide, Statement
from discharge.escalation.queries.triggers import Held, asked_on, held_by, of_stay
from discharge.escalation.rules.limits import CLOCK_SLACK, Limits
from discharge.escalation.rules.states import FIRST_NUMBER, State
from discharge.escalation.rules.triggers import Trigger
from discharge.places.models import Organisation
from discharge.stays.models import Stay

_STAY_ID = bindparam("stay", type_=Uuid())
_WATCH = (Watch.trigger, Watch.about, Watch.is_on, Watch.since_on, Watch.changed_at, Watch.escalation_id)
WATCHES_ON = select(Watch.stay_id, *_WATCH).where(Watch.is_on)
# The trust is held too: nobody else takes a number of it while one is taken here.
LOCK_STAY = (
    select(Stay.id, Stay.organisation_id, Stay.person_id, Stay.last_ward_id, Stay.responsible_icb_id)
    .join(Organisation, Organisation.id == Stay.organisation_id)
    .where(Stay.id == _STAY_ID)
    .with_for_update(key_share=True, of=(Stay, Organisation))
)
LAST_OF_TRUST = select(func.max(Escalation.number).label("last_number")).where(
    Escalation.organisation_id == bindparam("trust", type_=Uuid())
)
_SEEN, _STANDING, _OWING, _HELD, _TRUST = "seen", "standing", "owing", "held", "trust"
_PARTS: Final[Mapping[str, Statement]] = {
    _SEEN: select(*_WATCH).where(Watch.stay_id == _STAY_ID),
    _STANDING: select(
        Escalation.id,
        Escalation.blocker_id,
        Escalation.trigger,
        Escalation.cause,
        Escalation.state,
        Escalation.raised_at,
    ).where(Escalation.stay_id == _STAY_ID, Escalation.state != spelt(State.CLOSED)),
    _OWING: select(
        Blocker.id,
        Blocker.reason,
        *OWNER_KEYS,
        Blocker.named_person,
        Blocker.named_person_id,
        Blocker.due_on,
        Blocker.raised_on,
    ).where(Blocker.stay_id == _STAY_ID, Blocker.state == BlockerState.OPEN),
    _TRUST: LAST_OF_TRUST,
}


@cache
def _around(only: frozenset[Trigger]) -> SideBySide:
    """Each set of triggers is asked for thousands of stays."""
    return SideBySide({**_PARTS, _HELD: of_stay(_STAY_ID, only)})


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
    """What is known of a stay. seen: its watches. owing: the longest first. last_number: the newest of its trust.

    holds: of the triggers that were asked about, with the limits of the ward it is on; none of a stay that has ended.
    """

    organisation_id: UUID
    stay_id: UUID
    person_id: UUID
    ward_id: UUID
    icb_id: UUID | None
    last_number: int
    seen: Mapping[tuple[Trigger, str], Seen]
    standing: Sequence[Standing]
    owing: Sequence[Owing]
    holds: Sequence[Held]

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


def lock_stay(session: Session, stay_id: UUID) -> Any:
    """The stay, kept as it is until the transaction ends: nobody leaves while their triggers are looked at.

    The stay before its trust, as everybody holds them who raises by hand.
    """
    return connection_of(session).execute(LOCK_STAY, {"stay": stay_id}).one()


def around(
    session: Session,
    stay: Any,
    limits: Mapping[UUID, Limits],
    day: date,
    *,
    only: frozenset[Trigger] = frozenset(Trigger),
) -> Around:
    """stay: as `lock_stay` gave it. limits: by ward. only: look at these triggers."""
    here = {stay.last_ward_id: limits.get(stay.last_ward_id) or Limits.of({})}
    asked = {"stay": stay.id, "trust": stay.organisation_id, **asked_on(day, here.values())}
    rows = _around(only).ask(connection_of(session), asked)
    standing = sorted(rows[_STANDING], key=lambda row: (row.raised_at, row.id))
    owing = sorted(rows[_OWING], key=lambda row: (row.raised_on, row.id))
    return Around(
        organisation_id=stay.organisation_id,
        stay_id=stay.id,
        person_id=stay.person_id,
        ward_id=stay.last_ward_id,
        icb_id=stay.responsible_icb_id,
        last_number=rows[_TRUST][0].last_number or FIRST_NUMBER - 1,
        seen={seen.key: seen for seen in map(_seen, rows[_SEEN])},
        standing=[*map(_standing, standing)],
        owing=[*map(_owing, owing)],
        holds=[each for each in held_by(session, rows[_HELD], here, day) if each.trigger in only],
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


def _standing(row: Any) -> Standing:
    return Standing(id=row.id, blocker_id=row.blocker_id, trigger=row.trigger, cause=row.cause, state=row.state)


def _owing(row: Any) -> Owing:
    return Owing(
        id=row.id,
        reason=row.reason,
        owner=owner_in(row),
        named_person=row.named_person,
        named_person_id=row.named_person_id,
        due_on=row.due_on,
        raised_on=row.raised_on,
    )
