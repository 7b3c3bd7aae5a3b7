"""Everything a ward's board says, in five statements however many people there are; a sixth counts a crowd."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.orm import Session

from discharge.access.rules import Permission
from discharge.access.rules.visits import visited_before
from discharge.boards.queries import statements
from discharge.boards.queries.awaited import FundingStands, HousingStands, Waiting, by_stay, funding_stands
from discharge.boards.queries.crowd import Crowd, first_of
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotFound
from discharge.days.rules.mark import Colour
from discharge.escalation.queries.receipts import Standing, standing_by_stay
from discharge.housing.models import CaseState
from discharge.places.queries.calendar import holidays
from discharge.places.queries.dated import as_capacity, as_rounds
from discharge.places.rules.beds import Capacity
from discharge.places.rules.policy import KNOWN, Key
from discharge.places.rules.rounds import USUAL_ROUNDS, closes_at
from discharge.stays import policies as stay_policies
from discharge.stays.models.stay import StayState
from discharge.stays.queries.base import count_open
from discharge.stays.rules.edd import Drift, EddEntry, drift
from discharge.stays.rules.length import LongStay, LongStayLimits, length_so_far

STRIP_DAYS = 14

Found = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Marked:
    """One day's mark. steps: what was done on a green day, as kept. reason, owner: codes, for red alone."""

    day: date
    colour: Colour
    absence_kind: str
    steps: Sequence[dict[str, str]]
    reason: str
    owner: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """An absence that goes on. kind: a code."""

    kind: str
    since: datetime
    due_back_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Legal:
    """The authority begun last of those that hold today."""

    code: str
    kind: str
    started_on: date
    expires_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edd:
    """The estimated discharge date with what became of it. expected_on None: not set yet."""

    expected_on: date | None
    drift: Drift
    asked_whom: str
    asked_by: datetime | None
    awaits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """Clinically ready since a day. reason: a code, "" where none is given."""

    since: date
    reason: str
    planned_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """What the newest red mark waited for, unless a green one followed. run: marked days in a row with this reason."""

    reason: str
    owner: str
    next_step: str
    day: date
    run: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """One person on the ward. marks: of the last fourteen days, oldest first, days without one left out.

    awaited: what the newest red day waited for. waits: everything that is owed, the most urgent first. asked: of levels
    above, the newest first. changed_at: when anything that the row says was last entered, by whomever.
    """

    stay_id: UUID
    person_id: UUID
    bed: str
    surname: str
    given_name: str
    local_number: str
    is_address_protected: bool
    admitted_at: datetime
    admitted_on: date
    length: LongStay
    next_discharge_step: str
    legal: Legal | None
    edd: Edd
    ready: Ready | None
    away: Away | None
    plan: Sequence[dict[str, str]]
    marks: tuple[Marked, ...]
    awaited: Awaited | None
    waits: tuple[Waiting, ...]
    asked: tuple[Standing, ...]
    housing: HousingStands | None
    funding: tuple[FundingStands, ...]
    changed_at: datetime

    def mark_on(self, day: date) -> Marked | None:
        return next((mark for mark in reversed(self.marks) if mark.day == day), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """Contact owed to somebody who left this ward."""

    follow_up_id: UUID
    stay_id: UUID
    person_id: UUID
    surname: str
    given_name: str
    local_number: str
    left_on: date | None
    receiving_team: str
    owner: str
    due_at: datetime
    booked_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WardBoard:
    """The people of one ward in bed order, at one moment, and those who left it and are owed contact, soonest first.

    edd_hours: within how many hours of admission an EDD is due here. changed_since: when this actor's last visit ended,
    None on the first. shown_at: when they last opened it. may_edit: whether they may admit people and set them up.
    crowd: where there are more people than rows.
    """

    ward_id: UUID
    organisation_id: UUID
    ward_name: str
    bed_type: str
    capacity: Capacity | None
    today: date
    closes_at: datetime
    edd_hours: int
    changed_since: datetime | None
    shown_at: datetime | None
    may_edit: bool
    rows: tuple[BoardRow, ...]
    crowd: Crowd | None
    owed: tuple[Owed, ...]

    @property
    def people(self) -> int:
        """How many are on the ward, shown or not."""
        return self.crowd.people if self.crowd else len(self.rows)

    @property
    def person_ids(self) -> set[UUID]:
        """Everybody whose name is on it."""
        return {row.person_id for row in self.rows} | {owed.person_id for owed in self.owed}


def ward_board(session: Session, actor: Actor, ward_id: UUID, *, now: datetime) -> WardBoard:
    """Raises NotFound for a ward that is not there or not this actor's to see."""
    if not stay_policies.may_see_ward(actor, ward_id):
        raise NotFound
    today = local_date(now)
    first = today - timedelta(days=STRIP_DAYS - 1)
    values = {"ward_id": ward_id, "today": today, "first": first, "user_id": actor.user_id}
    ward = session.execute(statements.WARD, values).one_or_none()
    if ward is None:
        raise NotFound
    numbers = _numbers(ward)
    long_from = LongStayLimits.of(numbers)
    rounds = as_rounds(ward.RoundPattern) if ward.RoundPattern else USUAL_ROUNDS
    people = session.execute(statements.PEOPLE, values).all()
    here = [found for found in people if found.state == StayState.OPEN]
    shown, crowd = first_of(here, actor, ward_id, lambda: count_open(session, ward_id))
    marks, ledgers = _days(session.execute(statements.DAYS, values))
    waits = by_stay(session.execute(statements.STANDING, values), today)
    asked = standing_by_stay(session.execute(statements.ASKED, values), today)
    return WardBoard(
        ward_id=ward.id,
        organisation_id=ward.organisation_id,
        ward_name=ward.name,
        bed_type=ward.bed_type,
        capacity=as_capacity(ward.WardCapacity) if ward.WardCapacity else None,
        today=today,
        closes_at=closes_at(today, rounds.close_time, rounds.pattern, holidays()),
        edd_hours=numbers[Key.EDD_DUE_HOURS],
        changed_since=visited_before(ward.at, ward.previous_at, now=now),
        shown_at=ward.at,
        may_edit=actor.may(Permission.EDIT_STAYS, ward.id),
        rows=tuple(
            _row(
                found,
                length_so_far(ward.bed_type, found.birth_date, found.admitted_on, today, long_from),
                ledger=ledgers.get(found.stay_id, ()),
                marks=marks.get(found.stay_id, ()),
                waits=waits.get(found.stay_id, ()),
                asked=asked.get(found.stay_id, ()),
            )
            for found in shown
        ),
        crowd=crowd,
        owed=tuple(sorted(map(_owed, (f for f in people if f.follow_up_id)), key=lambda each: each.due_at)),
    )


def _numbers(ward: Found) -> Mapping[Key, int]:
    """The ward's own, else the trust's, else the default."""
    decided = ward._mapping  # noqa: SLF001 (public, named so that no column can hide it)
    found: dict[Key, int] = {}
    for key in statements.NUMBERS:
        own, trusts = decided[statements.OF_WARD + key.value], decided[statements.OF_TRUST + key.value]
        found[key] = own if own is not None else trusts if trusts is not None else KNOWN[key].default
    return found


def _days(rows: Iterable[Found]) -> tuple[Mapping[UUID, list[Marked]], Mapping[UUID, list[EddEntry]]]:
    """Marks and ledgers by stay, both oldest first."""
    marks: defaultdict[UUID, list[Marked]] = defaultdict(list)
    ledgers: defaultdict[UUID, list[EddEntry]] = defaultdict(list)
    for stay_id, number, day, colour, absence_kind, steps, reason, owner, note in rows:
        if number:
            ledgers[stay_id].append(EddEntry(day, reason))
        else:
            marks[stay_id].append(Marked(day, colour, absence_kind, steps, reason, owner, note))
    return marks, ledgers


def _row(
    found: Found,
    length: LongStay,
    *,
    ledger: Sequence[EddEntry],
    marks: Sequence[Marked],
    waits: tuple[Waiting, ...],
    asked: tuple[Standing, ...],
) -> BoardRow:
    said_at = [found.changed_at, found.planned_at, found.last_said_at]
    return BoardRow(
        stay_id=found.stay_id,
        person_id=found.person_id,
        bed=found.bed,
        surname=found.surname,
        given_name=found.given_name,
        local_number=found.local_number,
        is_address_protected=found.is_address_protected,
        admitted_at=found.admitted_at,
        admitted_on=found.admitted_on,
        length=length,
        next_discharge_step=found.next_discharge_step,
        legal=_legal(found),
        edd=Edd(
            expected_on=ledger[-1].expected_on if ledger else None,
            drift=drift(ledger),
            asked_whom=found.ask_whom or "",
            asked_by=found.ask_by,
            awaits=found.awaits or "",
        ),
        ready=Ready(since=found.ready_on, reason=found.ready_reason or "", planned_on=found.planned_discharge_on)
        if found.ready_on
        else None,
        away=Away(kind=found.away, since=found.away_since, due_back_at=found.due_back_at) if found.away else None,
        plan=found.plan or (),
        marks=tuple(marks),
        awaited=_awaited(found),
        waits=waits,
        asked=asked,
        housing=_housing(found),
        funding=funding_stands(found.funding),
        changed_at=max(moment for moment in said_at if moment is not None),
    )


def _legal(found: Found) -> Legal | None:
    if found.legal_kind is None:
        return None
    return Legal(
        code=found.legal_code, kind=found.legal_kind, started_on=found.legal_from, expires_on=found.legal_until
    )


def _awaited(found: Found) -> Awaited | None:
    if found.last_colour != Colour.RED:
        return None
    return Awaited(
        reason=found.last_reason,
        owner=found.last_owner,
        next_step=found.last_next_step,
        day=found.last_day,
        run=found.run,
    )


def _housing(found: Found) -> HousingStands | None:
    if found.housing is None:
        return None
    return HousingStands(turn=found.housing_turn, is_paused=found.housing is CaseState.PAUSED)


def _owed(found: Found) -> Owed:
    return Owed(
        follow_up_id=found.follow_up_id,
        stay_id=found.stay_id,
        person_id=found.person_id,
        surname=found.surname,
        given_name=found.given_name,
        local_number=found.local_number,
        left_on=found.left_on,
        receiving_team=found.receiving_team,
        owner=found.owner,
        due_at=found.due_at,
        booked_at=found.booked_at,
    )
