"""Who looked at one person's record, or changed it: for whoever answers for information governance."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from discharge.access.models import Membership
from discharge.access.rules import Permission
from discharge.audit.queries import Entry, Mark, lines_about
from discharge.core.actor import Actor
from discharge.core.errors import NotFound
from discharge.core.reach import one_of
from discharge.places.models import Ward
from discharge.stays.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The people who have a number. typed: what was asked, to be kept when nobody was found."""

    typed: str
    people: Sequence[Person]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the record with the roles its writer had at that moment, and the ward it was about, or ""."""

    entry: Entry
    roles: tuple[str, ...]
    ward: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRecord:
    """Lines about one person, newest first. older: where the next page begins; None at the end."""

    person: Person
    lines: tuple[Line, ...]
    older: Mark | None
    is_first_page: bool


def people_numbered(session: Session, actor: Actor, typed: str) -> Found:
    """Whoever has this local or NHS number in the organisations whose record one reads; several where trusts share
    a number."""
    number = "".join(typed.split())
    people = session.scalars(
        select(Person)
        .where(_in_reach(actor), or_(Person.local_number == typed.strip(), Person.nhs_number == number))
        .order_by(Person.surname, Person.given_name, Person.id)
    ).all()
    return Found(typed=typed, people=people)


def person_record(session: Session, actor: Actor, person_id: UUID, *, after: Mark | None) -> PersonRecord:
    """One page of what was done about a person. Raises NotFound for somebody whose record is not one's to read."""
    person = session.scalars(select(Person).where(Person.id == person_id, _in_reach(actor))).one_or_none()
    if person is None:
        raise NotFound
    page = lines_about(session, actor, person_id, after=after)
    roles = roles_then(session, [(entry.user_id, entry.at) for entry in page.entries])
    wards = _wards(session, [entry.subject_id for entry in page.entries if entry.subject_kind == "ward"])
    lines = tuple(
        Line(entry, roles.get(index, ()), wards.get(entry.subject_id, "") if entry.subject_id else "")
        for index, entry in enumerate(page.entries)
    )
    return PersonRecord(person=person, lines=lines, older=page.older, is_first_page=after is None)


def _in_reach(actor: Actor) -> ColumnElement[bool]:
    return true() if actor.everywhere else one_of(Person.organisation_id, actor.places(Permission.READ_RECORD))


def roles_then(session: Session, doings: Sequence[tuple[UUID | None, datetime]]) -> Mapping[int, tuple[str, ...]]:
    """The roles that each account had at that moment, by its place among those asked about; one statement."""
    user_ids = {user_id for user_id, _ in doings if user_id}
    held: defaultdict[UUID, list[Membership]] = defaultdict(list)
    for membership in session.scalars(
        select(Membership).where(Membership.user_id.in_(user_ids)).order_by(Membership.from_at, Membership.id)
    ):
        held[membership.user_id].append(membership)
    return {
        index: tuple(dict.fromkeys(each.role.value for each in held[user_id] if _held_at(each, at)))
        for index, (user_id, at) in enumerate(doings)
        if user_id
    }


def _held_at(membership: Membership, at: datetime) -> bool:
    return membership.from_at <= at and (membership.until_at is None or at < membership.until_at)


def _wards(session: Session, ward_ids: Collection[UUID | None]) -> Mapping[UUID, str]:
    rows = session.execute(select(Ward.id, Ward.name).where(Ward.id.in_([each for each in ward_ids if each])))
    return {row.id: row.name for row in rows}
