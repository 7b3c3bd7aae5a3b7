"""Who looked at one person's record, or changed it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session

from discharge.audit.models import AuditDetail, AuditGroupMember, AuditLine
from discharge.audit.rules import Power
from discharge.core.actor import Actor
from discharge.core.reach import one_of

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A place in the order of lines, from which the next page goes on."""

    at: datetime
    organisation_id: UUID
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line about a person. is_shared: one of several people on a list. changes: field to [before, after]."""

    organisation_id: UUID
    number: int
    at: datetime
    user_id: UUID | None
    user_name: str
    source: str
    cause: str
    action: str
    subject_kind: str
    subject_id: UUID | None
    is_shared: bool
    changes: Mapping[str, Any]
    redacted_because: str


@dataclass(frozen=True, slots=True)
class Page:
    """Lines, newest first, and where older ones go on; None at the end."""

    entries: tuple[Entry, ...]
    older: Mark | None


def lines_about(
    session: Session, actor: Actor, person_id: UUID, *, after: Mark | None = None, most: int = PAGE
) -> Page:
    """What was done about this person, alone or on a list with others, in the organisations whose record one reads.

    after: the last line of the page before. Newest first.
    """
    groups = select(AuditGroupMember.group_digest).where(AuditGroupMember.person_id == person_id)
    rows = session.execute(
        select(AuditLine, AuditDetail)
        .outerjoin(
            AuditDetail,
            and_(AuditDetail.organisation_id == AuditLine.organisation_id, AuditDetail.number == AuditLine.number),
        )
        .where(
            or_(AuditLine.person_id == person_id, AuditLine.group_digest.in_(groups)),
            true() if actor.everywhere else one_of(AuditLine.organisation_id, actor.places(Power.READ_RECORD)),
            _older_than(after),
        )
        .order_by(AuditLine.at.desc(), AuditLine.organisation_id, AuditLine.number.desc())
        .limit(most + 1)
    ).all()
    entries = tuple(_entry(line, detail) for line, detail in rows[:most])
    last = entries[-1] if len(rows) > most else None
    return Page(entries, Mark(at=last.at, organisation_id=last.organisation_id, number=last.number) if last else None)


def _older_than(mark: Mark | None) -> ColumnElement[bool]:
    if mark is None:
        return true()
    of_one_moment = or_(
        AuditLine.organisation_id > mark.organisation_id,
        and_(AuditLine.organisation_id == mark.organisation_id, AuditLine.number < mark.number),
    )
    return or_(AuditLine.at < mark.at, and_(AuditLine.at == mark.at, of_one_moment))


def _entry(line: AuditLine, detail: AuditDetail | None) -> Entry:
    return Entry(
        organisation_id=line.organisation_id,
        number=line.number,
        at=line.at,
        user_id=line.user_id,
        user_name=line.user_name,
        source=line.source,
        cause=line.cause,
        action=line.action,
        subject_kind=line.subject_kind,
        subject_id=line.subject_id,
        is_shared=bool(line.group_digest),
        changes=(detail and detail.changes) or {},
        redacted_because=(detail and detail.redacted_because) or "",
    )
