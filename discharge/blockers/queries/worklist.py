"""Everything that is owed, across the wards of somebody: one statement a page, one for the numbers on the filters."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, case, func, or_, select, true
from sqlalchemy.orm import Session

from discharge.access.rules import Permission
from discharge.blockers.models import Blocker, owner_in
from discharge.blockers.queries.owners import name_of
from discharge.blockers.queries.worklist_statements import filters_of, in_reach, is_shown, joined, page_of
from discharge.blockers.rules.clocks import Clock, clock_of
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.worklist import PER_PAGE, Asked, Show, Sort
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.reach import one_of
from discharge.places.models import Organisation, OutsideContact, Ward
from discharge.stays.models import Stay

Found = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing owed. owner_name: of the office; of its kind where no office is known. ready_on: None: it will delay.

    red_days: marked for this reason and owner since it was raised. grouped: how many are in its group, on any page.
    """

    blocker_id: UUID
    version: int
    organisation_id: UUID
    stay_id: UUID
    person_id: UUID
    surname: str
    given_name: str
    local_number: str
    bed: str
    ward_id: UUID
    ward_name: str
    ready_on: date | None
    reason: str
    owner: Owner
    owner_name: str
    named_person: str
    next_step: str
    raised_on: date
    due_on: date | None
    is_due_sure: bool
    clock: Clock
    red_days: int
    is_contested: bool
    is_flagged: bool
    grouped: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Worklist:
    """One page. total: how many were found on all pages."""

    asked: Asked
    today: date
    items: Sequence[Item]
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerCount:
    """An organisation or outside contact that owes something, and how much."""

    owner_id: UUID
    name: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the filters offer. counts: how many each `Show` would show, the other filters kept."""

    counts: dict[Show, int]
    wards: Sequence[tuple[UUID, str]]
    owners: Sequence[OwnerCount]


def worklist(session: Session, actor: Actor, asked: Asked, *, now: datetime) -> Worklist:
    """One page of what is asked; of a page past the last one, the first. One statement."""
    today = local_date(now)
    found = session.execute(page_of(actor, asked, today, most=PER_PAGE)).all()
    if not found and asked.page > 1:
        return worklist(session, actor, _first_page(asked), now=now)
    return _as_list(asked, found, today)


def whole_worklist(session: Session, actor: Actor, asked: Asked, *, now: datetime) -> Worklist:
    """All pages of what is asked, for a file."""
    today = local_date(now)
    return _as_list(asked, session.execute(page_of(actor, _first_page(asked), today, most=None)).all(), today)


def chosen(session: Session, actor: Actor, blocker_ids: Collection[UUID], *, now: datetime) -> Worklist:
    """These, as they stand, by owner; those that are closed or out of this actor's reach are left out."""
    asked = Asked(sort=Sort.OWNER)
    today = local_date(now)
    found = session.execute(page_of(actor, asked, today, most=None, only=Blocker.id.in_(blocker_ids))).all()
    return _as_list(asked, found, today)


def owed_about(session: Session, actor: Actor, stay_id: UUID, *, now: datetime) -> Worklist:
    """What is still owed about one person, as `chosen`, late first; nothing about somebody who has left."""
    asked = Asked()
    today = local_date(now)
    found = session.execute(page_of(actor, asked, today, most=None, only=Blocker.stay_id == stay_id)).all()
    return _as_list(asked, found, today)


def choices(session: Session, actor: Actor, asked: Asked, *, now: datetime) -> Choices:
    """Three statements, however much there is."""
    today = local_date(now)
    sums = [func.count(case((is_shown(show, today), 1))).label(show.name) for show in Show]
    counted = session.execute(joined(select(*sums), asked, filters_of(actor, asked))).one()
    scope = true() if actor.everywhere else one_of(Ward.id, actor.places(Permission.WORK_BLOCKERS))
    wards = session.execute(
        select(Ward.id, Ward.name).where(scope, Ward.closed_on.is_(None)).order_by(Ward.name, Ward.id)
    )
    return Choices(
        counts={show: getattr(counted, show.name) for show in Show},
        wards=[(row.id, row.name) for row in wards],
        owners=_owners(session, actor),
    )


def _owners(session: Session, actor: Actor) -> Sequence[OwnerCount]:
    owing = (
        select(Blocker.owner_id, Blocker.contact_id, func.count().label("count"))
        .join(Stay, Stay.id == Blocker.stay_id)
        .where(*in_reach(actor), or_(Blocker.owner_id.is_not(None), Blocker.contact_id.is_not(None)))
        .group_by(Blocker.owner_id, Blocker.contact_id)
        .subquery()
    )
    name = func.coalesce(Organisation.name, OutsideContact.name)
    rows = session.execute(
        select(func.coalesce(owing.c.owner_id, owing.c.contact_id).label("id"), name.label("name"), owing.c.count)
        .outerjoin(Organisation, Organisation.id == owing.c.owner_id)
        .outerjoin(OutsideContact, OutsideContact.id == owing.c.contact_id)
        .order_by(name, "id")
    )
    return [OwnerCount(owner_id=row.id, name=row.name, count=row[2]) for row in rows]


def _first_page(asked: Asked) -> Asked:
    return Asked(**{field: getattr(asked, field) for field in Asked.__slots__ if field != "page"})


def _as_list(asked: Asked, found: Sequence[Found], today: date) -> Worklist:
    total = found[0].total if found else 0
    return Worklist(asked=asked, today=today, items=[_item(row, today) for row in found], total=total)


def _item(row: Found, today: date) -> Item:
    return Item(
        blocker_id=row.blocker_id,
        version=row.version,
        organisation_id=row.organisation_id,
        stay_id=row.stay_id,
        person_id=row.person_id,
        surname=row.surname,
        given_name=row.given_name,
        local_number=row.local_number,
        bed=row.bed,
        ward_id=row.ward_id,
        ward_name=row.ward_name,
        ready_on=row.ready_on,
        reason=row.reason,
        owner=owner_in(row),
        owner_name=name_of(row.owner_kind, row.office, row.joint, row.team),
        named_person=row.named_person,
        next_step=row.next_step,
        raised_on=row.raised_on,
        due_on=row.due_on,
        is_due_sure=row.is_due_sure,
        clock=clock_of(row.state, is_answered=row.is_answered, due_on=row.due_on, soon_on=row.soon_on, today=today),
        red_days=row.red_days,
        is_contested=row.is_contested,
        is_flagged=row.is_flagged,
        grouped=row.grouped or 0,
    )
