"""How the wards of somebody stand today: people, waits, marks and money, without a name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from discharge.blockers.models import Blocker
from discharge.blockers.queries.owners import Names, names_of
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import STANDING
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.reach import one_of
from discharge.places.queries import InForce, numbers_of_trusts
from discharge.places.rules.policy import Key
from discharge.stays.models import ExpectedDischarge, ReadyPeriod, Stay
from discharge.stays.models.stay import StayState
from discharge.summaries.queries.reach import Place, Reach, reach_of
from discharge.summaries.queries.rolled import Rolled, rolled

NOBODY = "nobody"  # the owner of people about whom nothing is written down


@dataclass(frozen=True, slots=True, kw_only=True)
class WardToday:
    """One ward. edd_passed: people, not clinically ready, whose newest EDD lies before today."""

    place: Place
    people: int
    edd_passed: int
    counted: Rolled


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Clinically ready people of one ward who wait for the same cause and owner, and their days so far.

    Each person counts once, with what was raised first of all that still stands. cause "" and owner None: nothing is
    written down as awaited. days: the day of becoming ready counts 0.
    """

    ward_id: UUID
    cause: str
    owner: Owner | None
    people: int
    days: int

    @property
    def owner_key(self) -> str:
        return self.owner.key if self.owner else NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemToday:
    """wards: none for somebody outside a trust, who reads what is owed by their organisation. costs: by trust."""

    today: date
    reach: Reach
    wards: Sequence[WardToday]
    waiting: Sequence[Waiting]
    names: Names
    costs: Mapping[UUID, InForce]


def system_today(session: Session, actor: Actor, *, now: datetime) -> SystemToday:
    """In as many statements whatever there is to count: wards, beds, people, waits, roll-up, names, costs."""
    today = local_date(now)
    reach = reach_of(session, actor, today=today)
    waiting = _waiting(session, reach, today)
    return SystemToday(
        today=today,
        reach=reach,
        wards=[] if reach.owners else _wards(session, reach, today),
        waiting=waiting,
        names=names_of(session, [each.owner for each in waiting if each.owner]),
        costs=numbers_of_trusts(session, Key.BED_DAY_COST, reach.trusts, day=today),
    )


def _wards(session: Session, reach: Reach, today: date) -> Sequence[WardToday]:
    later = aliased(ExpectedDischarge)
    newest = select(func.max(later.number)).where(later.stay_id == Stay.id).scalar_subquery()
    passed = and_(ExpectedDischarge.expected_on < today, ReadyPeriod.id.is_(None))
    rows = session.execute(
        select(Stay.last_ward_id, func.count(), func.count(case((passed, 1))))
        .outerjoin(ReadyPeriod, and_(ReadyPeriod.stay_id == Stay.id, ReadyPeriod.ended_on.is_(None)))
        .outerjoin(ExpectedDischarge, and_(ExpectedDischarge.stay_id == Stay.id, ExpectedDischarge.number == newest))
        .where(Stay.state == StayState.OPEN, reach.covers(Stay.organisation_id, Stay.last_ward_id))
        .group_by(Stay.last_ward_id)
    )
    people = {ward_id: (number, late) for ward_id, number, late in rows}
    counted = rolled(session, reach, today=today)
    return [
        WardToday(
            place=place,
            people=people.get(ward_id, (0, 0))[0],
            edd_passed=people.get(ward_id, (0, 0))[1],
            counted=counted[ward_id],
        )
        for ward_id, place in reach.places.items()
    ]


def first_of_all(reach: Reach) -> Select[*tuple[Any, ...]]:
    """Every standing blocker of ready people with its place among those of the same stay: 1 was raised first.

    For somebody outside a trust, only what their organisations owe, alone or with another.
    """
    place = func.row_number().over(partition_by=Blocker.stay_id, order_by=(Blocker.raised_on, Blocker.id))
    statement = (
        select(
            Blocker.stay_id,
            Blocker.reason,
            Blocker.owner_kind,
            Blocker.owner_id,
            Blocker.joint_owner_id,
            Blocker.contact_id,
            place.label("place"),
        )
        .join(ReadyPeriod, and_(ReadyPeriod.stay_id == Blocker.stay_id, ReadyPeriod.ended_on.is_(None)))
        .where(Blocker.state.in_(STANDING))
    )
    if reach.owners:
        owed = or_(one_of(Blocker.owner_id, reach.owners), one_of(Blocker.joint_owner_id, reach.owners))
        statement = statement.where(owed)
    return statement


def _waiting(session: Session, reach: Reach, today: date) -> Sequence[Waiting]:
    main = first_of_all(reach).subquery()
    awaited = (main.c.reason, main.c.owner_kind, main.c.owner_id, main.c.joint_owner_id, main.c.contact_id)
    rows = session.execute(
        select(Stay.last_ward_id, *awaited, ReadyPeriod.started_on, func.count())
        .select_from(ReadyPeriod)
        .join(Stay, Stay.id == ReadyPeriod.stay_id)
        .join(main, and_(main.c.stay_id == Stay.id, main.c.place == 1), isouter=not reach.owners)
        .where(
            ReadyPeriod.ended_on.is_(None),
            Stay.state == StayState.OPEN,
            reach.covers(Stay.organisation_id, Stay.last_ward_id),
        )
        .group_by(Stay.last_ward_id, *awaited, ReadyPeriod.started_on)
    )
    found: dict[tuple[UUID, str, str], Waiting] = {}
    for row in rows:
        more = _group(row, today)
        key = (more.ward_id, more.cause, more.owner_key)
        kept = found.get(key)
        found[key] = more if kept is None else _together(kept, more)
    return [found[key] for key in sorted(found, key=str)]


def _group(row: Row[*tuple[Any, ...]], today: date) -> Waiting:
    ward_id, cause, kind, owner_id, joint_id, contact_id, started_on, people = row
    return Waiting(
        ward_id=ward_id,
        cause=cause or "",
        owner=Owner(kind, owner_id, joint_id, None, contact_id) if kind else None,
        people=people,
        days=people * max(0, (today - started_on).days),
    )


def _together(one: Waiting, other: Waiting) -> Waiting:
    return Waiting(
        ward_id=one.ward_id,
        cause=one.cause,
        owner=one.owner,
        people=one.people + other.people,
        days=one.days + other.days,
    )
