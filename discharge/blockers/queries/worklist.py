"""Everything that is still owed, across the stays that somebody may see: filtered, sorted, in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from discharge.blockers.models import Blocker
from discharge.blockers.queries.owners import name_of
from discharge.blockers.rules.clocks import Clock
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import STANDING, Source, State
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.days.models import DayMark
from discharge.days.rules.codes import RED_REASONS, OwnerKind, Theme
from discharge.days.rules.mark import Colour
from discharge.places.models import Organisation, OutsideContact, Team, Ward
from discharge.stays.models import Person, ReadyPeriod, Stay
from discharge.stays.policies import visible_to

JOINT = aliased(Organisation)
MOST = 1_000  # rows of one page


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What to leave out; everything empty leaves out nothing. Values of one filter are alternatives.

    words: in the person's name or local number, next step, named person or owner. nobody_named, is_flagged, is_ready:
    None asks for neither. named_person_id: what one person owes. due_until: due on or before this day.
    """

    ward_ids: Sequence[UUID] = ()
    stay_ids: Sequence[UUID] = ()
    blocker_ids: Sequence[UUID] = ()
    reasons: Sequence[str] = ()
    themes: Sequence[Theme] = ()
    owner_kinds: Sequence[OwnerKind] = ()
    owner_ids: Sequence[UUID] = ()
    team_ids: Sequence[UUID] = ()
    contact_ids: Sequence[UUID] = ()
    sources: Sequence[Source] = ()
    clocks: Sequence[Clock] = ()
    named_person_id: UUID | None = None
    nobody_named: bool | None = None
    is_flagged: bool | None = None
    is_ready: bool | None = None
    due_until: date | None = None
    raised_from: date | None = None
    words: str = ""


class Sort(StrEnum):
    DUE = "due"  # late first, none last
    AGE = "age"  # the longest waited for first
    RED_DAYS = "red_days"
    PERSON = "person"
    WARD = "ward"
    OWNER = "owner"
    REASON = "reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBlocker:
    """One line. owner_name: as people know it. red_days: counted from the marks. is_ready False: it "will delay".

    total: how many there are with these filters on all pages.
    """

    id: UUID
    version: int
    organisation_id: UUID
    stay_id: UUID
    person_id: UUID
    surname: str
    given_name: str
    bed: str
    ward_id: UUID
    ward_name: str
    reason: str
    owner: Owner
    owner_name: str
    named_person: str
    named_person_id: UUID | None
    next_step: str
    due_on: date | None
    soon_on: date | None
    is_due_sure: bool
    received_on: date | None
    raised_on: date
    source: Source
    state: State
    is_answered: bool
    is_flagged: bool
    clock: Clock
    red_days: int
    is_ready: bool
    total: int

    def age(self, today: date) -> int:
        """Calendar days since the wait began."""
        return (today - self.raised_on).days


def open_blockers(
    session: Session,
    actor: Actor,
    filters: Filters = Filters(),
    *,
    sort: Sort = Sort.DUE,
    offset: int = 0,
    limit: int = MOST,
    now: datetime,
) -> Sequence[OpenBlocker]:
    """A page of what is owed for the stays that this actor may see. Red days are counted for the lines shown alone."""
    today = local_date(now)
    page = (
        _joined(select(Blocker.id.label("key"), func.count().over().label("total"), clock_is(today).label("clock")))
        .where(*conditions(actor, filters, today, now))
        .order_by(*_order(sort))
        .offset(offset)
        .limit(min(limit, MOST))
        .subquery()
    )
    owner_names = (Organisation.name, JOINT.name, Team.name, OutsideContact.name)
    columns = (
        *(getattr(Blocker, name) for name in _OWN),
        Person.surname,
        Person.given_name,
        Stay.bed,
        Stay.last_ward_id,
        Ward.name.label("ward_name"),
        *(column.label(f"name_{number}") for number, column in enumerate(owner_names)),
        red_days_of().label("red_days"),
        is_ready_now().label("is_ready"),
        page.c.clock,
        page.c.total,
    )
    statement = _joined(select(*columns)).join(page, page.c.key == Blocker.id).order_by(*_order(sort))
    return [_line(row) for row in session.execute(statement)]


class Group(StrEnum):
    OWNER = "owner"
    REASON = "reason"
    WARD = "ward"
    CLOCK = "clock"


def counts_by(
    session: Session,
    actor: Actor,
    group: Group,
    filters: Filters = Filters(),
    *,
    now: datetime,
) -> dict[str, int]:
    """How many lines each owner, reason, ward or clock has: by owner's name or kind, code, ward's name, clock."""
    today = local_date(now)
    owner = func.coalesce(OutsideContact.name, Organisation.name, Blocker.owner_kind)
    column: Any = {
        Group.OWNER: owner,
        Group.REASON: Blocker.reason,
        Group.WARD: Ward.name,
        Group.CLOCK: clock_is(today),
    }[group]
    statement = (
        _joined(select(column.label("of"), func.count().label("many")))
        .where(*conditions(actor, filters, today, now))
        .group_by(column)
        .order_by(func.count().desc(), column)
    )
    return {str(row.of): row.many for row in session.execute(statement)}


def conditions(actor: Actor, filters: Filters, today: date, now: datetime) -> list[ColumnElement[bool]]:
    """What a line must meet; for statements that join as `_joined` does."""
    reasons = set(filters.reasons) | {each.code for each in RED_REASONS if each.theme in filters.themes}
    among: tuple[tuple[Any, Any], ...] = (
        (Stay.last_ward_id, filters.ward_ids),
        (Blocker.stay_id, filters.stay_ids),
        (Blocker.id, filters.blocker_ids),
        (Blocker.reason, sorted(reasons)),
        (Blocker.owner_kind, filters.owner_kinds),
        (Blocker.team_id, filters.team_ids),
        (Blocker.contact_id, filters.contact_ids),
        (Blocker.source, filters.sources),
        (clock_is(today), [clock.value for clock in filters.clocks]),
    )
    found = [visible_to(actor, now), Blocker.state.in_(STANDING)]
    found += [column.in_(list(values)) for column, values in among if values]
    if filters.owner_ids:
        ids = list(filters.owner_ids)
        found.append(or_(Blocker.owner_id.in_(ids), Blocker.joint_owner_id.in_(ids)))
    if filters.named_person_id is not None:
        found.append(Blocker.named_person_id == filters.named_person_id)
    if filters.nobody_named is not None:
        found.append((Blocker.named_person == "") == filters.nobody_named)
    if filters.is_flagged is not None:
        found.append(Blocker.is_flagged == filters.is_flagged)
    if filters.is_ready is not None:
        found.append(is_ready_now() == filters.is_ready)
    if filters.due_until is not None:
        found.append(Blocker.due_on <= filters.due_until)
    if filters.raised_from is not None:
        found.append(Blocker.raised_on >= filters.raised_from)
    return [*found, *(_has_word(word) for word in filters.words.lower().split()[:8])]


def _has_word(word: str) -> ColumnElement[bool]:
    columns = (
        Person.surname,
        Person.given_name,
        Person.local_number,
        Blocker.next_step,
        Blocker.named_person,
        Organisation.name,
        JOINT.name,
        Team.name,
        OutsideContact.name,
    )
    return or_(*(func.lower(func.coalesce(column, "")).contains(word, autoescape=True) for column in columns))


def clock_is(today: date) -> ColumnElement[str]:
    """As `rules.clocks.clock_of`, for what is still owed."""
    return case(
        (Blocker.state == State.PAUSED, Clock.PAUSED.value),
        (Blocker.is_answered, Clock.ANSWERED.value),
        (Blocker.due_on.is_(None), Clock.NONE.value),
        (Blocker.due_on < today, Clock.LATE.value),
        (Blocker.soon_on <= today, Clock.SOON.value),
        else_=Clock.IN_TIME.value,
    )


def red_days_of() -> ColumnElement[int]:
    """The red days of a blocker, counted from the marks: of its reason and owner, while it was awaited."""
    return (
        select(func.count())
        .select_from(DayMark)
        .where(
            DayMark.stay_id == Blocker.stay_id,
            DayMark.colour == Colour.RED,
            DayMark.reason == Blocker.reason,
            or_(DayMark.owner == Blocker.marked_owner, DayMark.owner == Blocker.owner_kind),
            DayMark.day >= Blocker.raised_on,
            or_(Blocker.closed_on.is_(None), DayMark.day <= Blocker.closed_on),
        )
        .correlate(Blocker)
        .scalar_subquery()
    )


def is_ready_now() -> ColumnElement[bool]:
    """Whether the person is clinically ready: days count as lost only then."""
    return exists().where(ReadyPeriod.stay_id == Blocker.stay_id, ReadyPeriod.ended_on.is_(None)).correlate(Blocker)


def _joined(statement: Any) -> Any:
    return (
        statement.select_from(Blocker)
        .join(Stay, Stay.id == Blocker.stay_id)
        .join(Person, Person.id == Stay.person_id)
        .join(Ward, Ward.id == Stay.last_ward_id)
        .outerjoin(Organisation, Organisation.id == Blocker.owner_id)
        .outerjoin(JOINT, JOINT.id == Blocker.joint_owner_id)
        .outerjoin(Team, Team.id == Blocker.team_id)
        .outerjoin(OutsideContact, OutsideContact.id == Blocker.contact_id)
    )


def _order(sort: Sort) -> tuple[Any, ...]:
    by_age: tuple[Any, ...] = (Blocker.raised_on, Blocker.raised_at, Blocker.id)
    person = (func.lower(Person.surname), func.lower(Person.given_name))
    first: dict[Sort, tuple[Any, ...]] = {
        Sort.DUE: (
            case((and_(Blocker.state == State.OPEN, Blocker.due_on.is_not(None)), 0), else_=1),
            Blocker.due_on,
        ),
        Sort.AGE: (),
        Sort.RED_DAYS: (red_days_of().desc(),),
        Sort.PERSON: person,
        Sort.WARD: (Ward.name, *person),
        Sort.OWNER: (func.coalesce(OutsideContact.name, Organisation.name, Blocker.owner_kind), Blocker.due_on),
        Sort.REASON: (Blocker.reason,),
    }
    return (*first[sort], *by_age)


_OWN = (
    "id",
    "version",
    "organisation_id",
    "stay_id",
    "person_id",
    "reason",
    "named_person",
    "named_person_id",
    "next_step",
    "due_on",
    "soon_on",
    "is_due_sure",
    "received_on",
    "raised_on",
    "source",
    "state",
    "is_answered",
    "is_flagged",
    "owner_kind",
    "owner_id",
    "joint_owner_id",
    "team_id",
    "contact_id",
)
_AS_THEY_ARE = tuple(name for name in _OWN if not name.startswith("owner") and name not in
                     ("joint_owner_id", "team_id", "contact_id"))  # fmt: skip


def _line(row: Any) -> OpenBlocker:
    return OpenBlocker(
        **{name: getattr(row, name) for name in _AS_THEY_ARE},
        surname=row.surname,
        given_name=row.given_name,
        bed=row.bed,
        ward_id=row.last_ward_id,
        ward_name=row.ward_name,
        owner=Owner(row.owner_kind, row.owner_id, row.joint_owner_id, row.team_id, row.contact_id),
        owner_name=name_of(row.owner_kind, row.name_3 or row.name_0, row.name_1, row.name_2),
        clock=Clock(row.clock),
        red_days=row.red_days,
        is_ready=bool(row.is_ready),
        total=row.total,
    )
