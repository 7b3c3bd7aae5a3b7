"""Frozen returns, as far as somebody's powers reach."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import exists, func, literal, select, true
from sqlalchemy.orm import Session

from discharge.access.rules import Permission
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotFound
from discharge.core.reach import one_of
from discharge.places.models import Organisation, Ward
from discharge.places.queries import decided
from discharge.places.rules.policy import KNOWN, Key
from discharge.summaries import policies
from discharge.summaries.models import FrozenReturn, ReturnLine
from discharge.summaries.rules import returns as rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a day's return, with the lines that this actor may see: wards by name, then the others' beds."""

    frozen: FrozenReturn
    lines: tuple[ReturnLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustReturns:
    """A trust's returns of some days. hour: at which they are frozen. day_due: the one due last.

    is_due: whether day_due can still be frozen. versions: of each day, oldest day and version first.
    """

    organisation_id: UUID
    name: str
    hour: int
    day_due: date
    is_due: bool
    may_freeze: bool
    versions: tuple[Version, ...]

    def versions_of(self, day: date) -> tuple[Version, ...]:
        return tuple(version for version in self.versions if version.frozen.day == day)

    @property
    def newest(self) -> tuple[Version, ...]:
        """The version that holds of each day, oldest day first."""
        return tuple({version.frozen.day: version for version in self.versions}.values())


def trusts_with_returns(
    session: Session, actor: Actor, *, first: date, last: date, now: datetime
) -> Sequence[TrustReturns]:
    """The trusts in which this actor sees counts, by name, with their returns of days from first to last. Two
    statements."""
    places = actor.places(Permission.SEE_COUNTS)
    in_scope = true() if actor.everywhere else one_of(Ward.id, places)
    newest = select(func.max(FrozenReturn.day)).where(FrozenReturn.organisation_id == Organisation.id)
    own_hour = decided(Key.RETURN_HOUR, Organisation.id, None, literal(local_date(now)))
    trusts = session.execute(
        select(Organisation.id, Organisation.name, own_hour, newest.scalar_subquery())
        .where(exists().where(Ward.organisation_id == Organisation.id, in_scope))
        .order_by(Organisation.name, Organisation.id)
    ).all()
    versions = _versions(session, actor, first, last)
    found = []
    for key, name, decided_hour, newest_day in trusts:
        hour = KNOWN[Key.RETURN_HOUR].default if decided_hour is None else decided_hour
        day_due = rules.day_due(now, hour)
        found.append(
            TrustReturns(
                organisation_id=key,
                name=name,
                hour=hour,
                day_due=day_due,
                is_due=rules.is_due(day_due, now=now, hour=hour, newest=newest_day),
                may_freeze=policies.may_freeze(actor, key),
                versions=tuple(versions[key]),
            )
        )
    return found


def _versions(session: Session, actor: Actor, first: date, last: date) -> defaultdict[UUID, list[Version]]:
    rows = session.execute(
        select(FrozenReturn, ReturnLine)
        .join(ReturnLine, ReturnLine.return_id == FrozenReturn.id)
        .where(FrozenReturn.day.between(first, last), policies.lines_visible_to(actor))
        .order_by(FrozenReturn.day, FrozenReturn.number, ReturnLine.ward_id.is_(None), ReturnLine.name, ReturnLine.id)
    )
    frozen: dict[UUID, FrozenReturn] = {}
    lines: defaultdict[UUID, list[ReturnLine]] = defaultdict(list)
    for row, line in rows:
        frozen[row.id] = row
        lines[row.id].append(line)
    found: defaultdict[UUID, list[Version]] = defaultdict(list)
    for key, row in frozen.items():
        found[row.organisation_id].append(Version(frozen=row, lines=tuple(lines[key])))
    return found


def get_return(session: Session, actor: Actor, return_id: UUID) -> FrozenReturn:
    """Raises NotFound when it is not there, or no line of it is this actor's to see."""
    seen = exists().where(ReturnLine.return_id == FrozenReturn.id, policies.lines_visible_to(actor))
    found = session.scalars(select(FrozenReturn).where(FrozenReturn.id == return_id, seen)).one_or_none()
    if found is None:
        raise NotFound
    return found


def trusts_due(session: Session, actor: Actor, *, now: datetime) -> Sequence[tuple[UUID, str, date]]:
    """Key and name of each trust whose return is due, and the day. For what runs by itself."""
    today = local_date(now)
    trusts = trusts_with_returns(session, actor, first=today, last=today, now=now)
    return [(trust.organisation_id, trust.name, trust.day_due) for trust in trusts if trust.is_due]
