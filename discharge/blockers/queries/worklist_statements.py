"""The statements of the worklist: who may see what, the filters, the order, and one page of it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, null, or_, select, true
from sqlalchemy.orm import aliased

from discharge.access.rules import Permission
from discharge.blockers.models import OWNER_KEYS, Blocker, BlockerStep
from discharge.blockers.queries.owners import OWNER_NAMES, with_owner
from discharge.blockers.rules.marks import TOGETHER
from discharge.blockers.rules.states import STANDING, State, StepKind
from discharge.blockers.rules.worklist import Asked, Group, Readiness, Show, Sort, keys_of_reference
from discharge.core.actor import Actor
from discharge.core.reach import one_of
from discharge.days.models import DayMark
from discharge.days.rules.codes import RED_REASONS
from discharge.days.rules.mark import Colour
from discharge.places.models import Organisation, OutsideContact, Team, Ward
from discharge.stays.models import Person, ReadyPeriod, Stay
from discharge.stays.models.stay import StayState

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


def in_reach(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """What is still owed about people on the wards where this actor works on it."""
    reach = true() if actor.everywhere else one_of(Stay.last_ward_id, actor.places(Permission.WORK_BLOCKERS))
    return reach, Stay.state == StayState.OPEN, Blocker.state.in_(STANDING)


def filters_of(actor: Actor, asked: Asked) -> list[ColumnElement[bool]]:
    """Everything asked for but `Show`.

    Each of the words must stand somewhere in a line: a name, a number, the ward, the owner, who is named, the next
    step, the reason or the reference.
    """
    found = [*in_reach(actor)]
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


def is_shown(show: Show, today: date) -> ColumnElement[bool]:
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


def joined(statement: Statement, asked: Asked, filters: Sequence[ColumnElement[bool]]) -> Statement:
    """From blockers and stays, and what else the words, the order and the groups need."""
    found = statement.select_from(Blocker).join(Stay, Stay.id == Blocker.stay_id).where(*filters)
    if asked.words or asked.sort is Sort.NAME:
        found = found.join(Person, Person.id == Blocker.person_id)
    if asked.words or asked.sort is Sort.WARD or asked.group is Group.WARD:
        found = found.join(Ward, Ward.id == Stay.last_ward_id)
    if asked.words or asked.sort is Sort.OWNER or asked.group is Group.OWNER:
        found = found.outerjoin(Organisation, Organisation.id == Blocker.owner_id)
        found = found.outerjoin(OutsideContact, OutsideContact.id == Blocker.contact_id)
    if asked.words:
        found = found.outerjoin(_joint, _joint.id == Blocker.joint_owner_id)
        found = found.outerjoin(Team, Team.id == Blocker.team_id)
    return found


def page_of(
    actor: Actor, asked: Asked, today: date, *, most: int | None, only: ColumnElement[bool] | None = None
) -> Statement:
    """The keys of one page are found and counted first; what is shown is read for them alone."""
    filters = [*filters_of(actor, asked), is_shown(asked.show, today), *(() if only is None else (only,))]
    keys = _group_keys(asked.group)
    grouped = func.count().over(partition_by=keys) if keys else null()
    place = func.row_number().over(order_by=(*keys, *_orders(asked.sort)))
    inner = joined(
        select(Blocker.id, func.count().over().label("total"), grouped.label("grouped"), place.label("place")),
        asked,
        filters,
    ).order_by("place")
    if most is not None:
        inner = inner.limit(most).offset((asked.page - 1) * most)
    page = inner.subquery()
    found = (
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
            *OWNER_KEYS,
            *OWNER_NAMES,
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
        .order_by(page.c.place)
    )
    return with_owner(found, Blocker)
