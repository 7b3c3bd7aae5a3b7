"""Everything that is owed, across the wards of somebody: one statement a page, one for the numbers on the filters."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, null, or_, select, true
from sqlalchemy.orm import Session, aliased

from discharge.access.rules import Permission
from discharge.blockers.models import Blocker, BlockerStep
from discharge.blockers.queries.owners import name_of
from discharge.blockers.rules.clocks import Clock, clock_of
from discharge.blockers.rules.marks import TOGETHER
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import STANDING, State, StepKind
from discharge.blockers.rules.worklist import PER_PAGE, Asked, Group, Readiness, Show, Sort, keys_of_reference
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.days.models import DayMark
from discharge.days.rules.codes import RED_REASONS
from discharge.days.rules.mark import Colour
from discharge.places.models import Organisation, OutsideContact, Team, Ward
from discharge.stays.models import Person, ReadyPeriod, Stay
from discharge.stays.models.stay import StayState

Found = Row[*tuple[Any, ...]]
Statement = Select[*tuple[Any, ...]]
_joint = aliased(Organisation)
_agreed = aliased(BlockerStep)

OWNER_NAME = func.coalesce(Organisation.name, OutsideContact.name, Blocker.owner_kind)
IS_CONTESTED = exists().where(  # refused by the other side is contested still; only both agreeing ends it
    BlockerStep.blocker_id == Blocker.id,
    BlockerStep.kind == StepKind.CONTESTED,
    ~exists().where(
        _agreed.blocker_id == BlockerStep.blocker_id,
        _agreed.about == BlockerStep.about,
        _agreed.number > BlockerStep.number,
        _agreed.kind == StepKind.AGREED,
    ),
)
RED_DAYS = (
    select(func.count())
    .select_from(DayMark)
    .where(
        DayMark.stay_id == Blocker.stay_id,
        DayMark.day >= Blocker.raised_on,
        DayMark.colour == Colour.RED,
        DayMark.reason == Blocker.reason,
        or_(
            DayMark.owner == Blocker.marked_owner,
            DayMark.owner == Blocker.owner_kind,
            and_(Blocker.joint_owner_id.is_not(None), DayMark.owner.in_(sorted(kind.value for kind in TOGETHER))),
        ),
        or_(Blocker.closed_on.is_(None), DayMark.day <= Blocker.closed_on),
    )
    .correlate(Blocker)
    .scalar_subquery()
)
IS_READY = exists().where(ReadyPeriod.stay_id == Blocker.stay_id, ReadyPeriod.ended_on.is_(None))


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
    found = session.execute(_page(actor, asked, today, most=PER_PAGE)).all()
    if not found and asked.page > 1:
        return worklist(session, actor, _first_page(asked), now=now)
    return _as_list(asked, found, today)


def whole_worklist(session: Session, actor: Actor, asked: Asked, *, now: datetime) -> Worklist:
    """All pages of what is asked, for a file."""
    today = local_date(now)
    return _as_list(asked, session.execute(_page(actor, _first_page(asked), today, most=None)).all(), today)


def chosen(session: Session, actor: Actor, blocker_ids: Collection[UUID], *, now: datetime) -> Worklist:
    """These, as they stand, by owner; those that are closed or out of this actor's reach are left out."""
    asked = Asked(sort=Sort.OWNER)
    today = local_date(now)
    found = session.execute(_page(actor, asked, today, most=None, only=Blocker.id.in_(blocker_ids))).all()
    return _as_list(asked, found, today)


def owed_about(session: Session, actor: Actor, stay_id: UUID, *, now: datetime) -> Worklist:
    """What is still owed about one person, as `chosen`, late first; nothing about somebody who has left."""
    asked = Asked()
    today = local_date(now)
    found = session.execute(_page(actor, asked, today, most=None, only=Blocker.stay_id == stay_id)).all()
    return _as_list(asked, found, today)


def choices(session: Session, actor: Actor, asked: Asked, *, now: datetime) -> Choices:
    """Three statements, however much there is."""
    today = local_date(now)
    sums = [func.count(case((_shows(show, today), 1))).label(show.name) for show in Show]
    counted = session.execute(_joined(select(*sums), asked, _filters(actor, asked))).one()
    scope = true() if actor.everywhere else Ward.id.in_(actor.places(Permission.WORK_BLOCKERS))
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
        .where(*_scope(actor), or_(Blocker.owner_id.is_not(None), Blocker.contact_id.is_not(None)))
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


def _scope(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """What is still owed about people on the wards where this actor works on it."""
    reach = true() if actor.everywhere else Stay.last_ward_id.in_(actor.places(Permission.WORK_BLOCKERS))
    return reach, Stay.state == StayState.OPEN, Blocker.state.in_(STANDING)


def _filters(actor: Actor, asked: Asked) -> list[ColumnElement[bool]]:
    found = [*_scope(actor)]
    if asked.ward_id is not None:
        found.append(Stay.last_ward_id == asked.ward_id)
    if asked.owner_kind is not None:
        found.append(Blocker.owner_kind == asked.owner_kind)
    if (owner := asked.owner_id) is not None:
        found.append(or_(Blocker.owner_id == owner, Blocker.joint_owner_id == owner, Blocker.contact_id == owner))
    if asked.reason:
        found.append(Blocker.reason == asked.reason)
    if asked.readiness is not Readiness.ANY:
        found.append(IS_READY if asked.readiness is Readiness.READY else ~IS_READY)
    if asked.is_mine:
        found.append(Blocker.named_person_id == actor.user_id)
    return found + [_holds(word) for word in asked.words.split()]


def _holds(word: str) -> ColumnElement[bool]:
    reasons = [
        reason.code for reason in RED_REASONS if word.casefold() in f"{reason.short} {reason.description}".casefold()
    ]
    columns = (
        Person.surname,
        Person.given_name,
        Person.local_number,
        Ward.name,
        Organisation.name,
        _joint.name,
        Team.name,
        OutsideContact.name,
        Blocker.named_person,
        Blocker.next_step,
    )
    found = [column.icontains(word, autoescape=True) for column in columns]
    if reasons:
        found.append(Blocker.reason.in_(reasons))
    if (keys := keys_of_reference(word)) is not None:
        found.append(Blocker.id.between(*keys))
    return or_(*found)


def _shows(show: Show, today: date) -> ColumnElement[bool]:
    """`rules.clocks.clock_of` in SQL."""
    runs = and_(Blocker.state == State.OPEN, Blocker.is_answered.is_(False))
    return {
        Show.ALL: true(),
        Show.LATE: and_(runs, Blocker.due_on < today),
        Show.SOON: and_(runs, Blocker.due_on >= today, Blocker.soon_on <= today),
        Show.UNNAMED: Blocker.named_person == "",
        Show.CONTESTED: IS_CONTESTED,
        Show.ANSWERED: and_(Blocker.state == State.OPEN, Blocker.is_answered),
        Show.PAUSED: Blocker.state == State.PAUSED,
    }[show]


def _orders(sort: Sort) -> tuple[Any, ...]:
    due = (Blocker.state == State.PAUSED, Blocker.is_answered, Blocker.due_on.is_(None), Blocker.due_on)
    age = (Blocker.raised_on, Blocker.id)
    return {
        Sort.DUE: (*due, *age),
        Sort.AGE: age,
        Sort.RED: (RED_DAYS.desc(), *age),
        Sort.NAME: (Person.surname, Person.given_name, Person.id, *due, *age),
        Sort.WARD: (Ward.name, Ward.id, *due, *age),
        Sort.OWNER: (OWNER_NAME, Blocker.owner_key, *due, *age),
    }[sort]


def _group_keys(group: Group) -> tuple[Any, ...]:
    return {
        Group.NONE: (),
        Group.OWNER: (OWNER_NAME, Blocker.owner_key),
        Group.REASON: (Blocker.reason,),
        Group.WARD: (Ward.name, Ward.id),
    }[group]


def _joined(statement: Statement, asked: Asked, filters: Sequence[ColumnElement[bool]]) -> Statement:
    """From blockers and stays, and what else the words, the order and the groups need."""
    joined = statement.select_from(Blocker).join(Stay, Stay.id == Blocker.stay_id).where(*filters)
    if asked.words or asked.sort is Sort.NAME:
        joined = joined.join(Person, Person.id == Blocker.person_id)
    if asked.words or asked.sort is Sort.WARD or asked.group is Group.WARD:
        joined = joined.join(Ward, Ward.id == Stay.last_ward_id)
    if asked.words or asked.sort is Sort.OWNER or asked.group is Group.OWNER:
        joined = joined.outerjoin(Organisation, Organisation.id == Blocker.owner_id)
        joined = joined.outerjoin(OutsideContact, OutsideContact.id == Blocker.contact_id)
    if asked.words:
        joined = joined.outerjoin(_joint, _joint.id == Blocker.joint_owner_id)
        joined = joined.outerjoin(Team, Team.id == Blocker.team_id)
    return joined


def _page(
    actor: Actor, asked: Asked, today: date, *, most: int | None, only: ColumnElement[bool] | None = None
) -> Statement:
    """The keys of one page are found and counted first; what is shown is read for them alone."""
    filters = [*_filters(actor, asked), _shows(asked.show, today), *(() if only is None else (only,))]
    keys = _group_keys(asked.group)
    grouped = func.count().over(partition_by=keys) if keys else null()
    place = func.row_number().over(order_by=(*keys, *_orders(asked.sort)))
    inner = _joined(
        select(Blocker.id, func.count().over().label("total"), grouped.label("grouped"), place.label("place")),
        asked,
        filters,
    ).order_by("place")
    if most is not None:
        inner = inner.limit(most).offset((asked.page - 1) * most)
    page = inner.subquery()
    return (
        select(
            Blocker.id.label("blocker_id"),
            Blocker.version,
            Blocker.organisation_id,
            Blocker.stay_id,
            Blocker.person_id,
            Person.surname,
            Person.given_name,
            Person.local_number,
            Stay.bed,
            Ward.id.label("ward_id"),
            Ward.name.label("ward_name"),
            ReadyPeriod.started_on.label("ready_on"),
            Blocker.reason,
            Blocker.owner_kind,
            Blocker.owner_id,
            Blocker.joint_owner_id,
            Blocker.team_id,
            Blocker.contact_id,
            func.coalesce(Organisation.name, OutsideContact.name).label("office"),
            _joint.name.label("joint"),
            Team.name.label("team"),
            Blocker.named_person,
            Blocker.next_step,
            Blocker.raised_on,
            Blocker.due_on,
            Blocker.soon_on,
            Blocker.is_due_sure,
            Blocker.state,
            Blocker.is_answered,
            Blocker.is_flagged,
            RED_DAYS.label("red_days"),
            IS_CONTESTED.label("is_contested"),
            page.c.total,
            page.c.grouped,
        )
        .select_from(page)
        .join(Blocker, Blocker.id == page.c.id)
        .join(Stay, Stay.id == Blocker.stay_id)
        .join(Person, Person.id == Blocker.person_id)
        .join(Ward, Ward.id == Stay.last_ward_id)
        .outerjoin(ReadyPeriod, and_(ReadyPeriod.stay_id == Stay.id, ReadyPeriod.ended_on.is_(None)))
        .outerjoin(Organisation, Organisation.id == Blocker.owner_id)
        .outerjoin(_joint, _joint.id == Blocker.joint_owner_id)
        .outerjoin(Team, Team.id == Blocker.team_id)
        .outerjoin(OutsideContact, OutsideContact.id == Blocker.contact_id)
        .order_by(page.c.place)
    )


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
        owner=Owner(row.owner_kind, row.owner_id, row.joint_owner_id, row.team_id, row.contact_id),
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
