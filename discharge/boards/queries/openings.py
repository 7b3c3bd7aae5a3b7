"""Who opened the person behind a reference, and why: for whoever answers for information governance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session

from discharge.access.models import User
from discharge.access.rules import Permission
from discharge.boards.queries.record import roles_then
from discharge.core.actor import Actor
from discharge.core.reach import one_of
from discharge.places.models import Organisation
from discharge.stays.models import RecordOpening

PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningMark:
    """A place in the order of openings, from which the next page goes on."""

    at: datetime
    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One opening. roles: what its opener was at that moment."""

    opening: RecordOpening
    opener: str
    roles: tuple[str, ...]
    trust: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Openings:
    """Openings, newest first, and where older ones go on; None at the end."""

    shown: Sequence[Shown]
    older: OpeningMark | None
    is_first_page: bool


def openings(session: Session, actor: Actor, *, after: OpeningMark | None, most: int = PAGE) -> Openings:
    """Openings in the trusts whose record one reads, newest first. after: the last of the page before."""
    reach = true() if actor.everywhere else one_of(RecordOpening.organisation_id, actor.places(Permission.READ_RECORD))
    rows = session.execute(
        select(RecordOpening, User.name, Organisation.name)
        .join(User, User.id == RecordOpening.user_id)
        .join(Organisation, Organisation.id == RecordOpening.organisation_id)
        .where(reach, _older_than(after))
        .order_by(RecordOpening.at.desc(), RecordOpening.id)
        .limit(most + 1)
    ).all()
    roles = roles_then(session, [(opening.user_id, opening.at) for opening, *_ in rows[:most]])
    shown = [
        Shown(opening=opening, opener=opener, roles=roles.get(index, ()), trust=trust)
        for index, (opening, opener, trust) in enumerate(rows[:most])
    ]
    last = shown[-1].opening if len(rows) > most else None
    older = OpeningMark(at=last.at, id=last.id) if last else None
    return Openings(shown=shown, older=older, is_first_page=after is None)


def _older_than(mark: OpeningMark | None) -> ColumnElement[bool]:
    if mark is None:
        return true()
    return or_(RecordOpening.at < mark.at, and_(RecordOpening.at == mark.at, RecordOpening.id > mark.id))
