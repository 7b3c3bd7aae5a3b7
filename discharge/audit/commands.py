"""Write to the record. `record` collects; the lines are chained and written last in the transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Uuid, bindparam, exists, select
from sqlalchemy.orm import Session

from discharge.audit import rules
from discharge.audit.models import AuditDetail, AuditGroupMember, AuditHead, AuditLine
from discharge.core.actor import Actor
from discharge.core.db import connection_of, upsert
from discharge.core.together import Write, write_together

NO_ORGANISATION = UUID(int=0)

# Every transaction that writes asks these: they are built once.
_CHAIN = bindparam("chain", type_=Uuid())
_IS_GROUP_KNOWN = exists().where(AuditGroupMember.group_digest == bindparam("group")).label("is_group_known")
LOCK_HEAD = (
    select(AuditHead.number, AuditHead.digest, _IS_GROUP_KNOWN)
    .where(AuditHead.organisation_id == _CHAIN)
    .with_for_update(of=AuditHead)
)


class Subject(Protocol):
    """A row that a line can be about: it has a key and an organisation. `person_id` is read if it is there."""

    __tablename__: Any

    @property
    def id(self) -> UUID: ...
    @property
    def organisation_id(self) -> UUID: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    organisation_id: UUID
    columns: dict[str, Any]
    changes: dict[str, Any] = field(default_factory=dict)
    group: tuple[UUID, ...] = ()


def record(
    session: Session, action: str, about: Subject, *, actor: Actor, now: datetime, **changes: tuple[object, object]
) -> None:
    """Keep that `actor` did `action` ("stay.edd_set") to a row; changes are field=(before, after).

    The line is written when the transaction is about to commit, and only if it commits.
    """
    _collect(
        session,
        action,
        about.organisation_id,
        actor=actor,
        now=now,
        subject_kind=about.__tablename__,
        subject_id=about.id,
        person_id=getattr(about, "person_id", None),
        changes={name: [rules.plain(before), rules.plain(after)] for name, (before, after) in changes.items()},
    )


def record_apart(
    session: Session,
    action: str,
    organisation_id: UUID = NO_ORGANISATION,
    *,
    actor: Actor,
    now: datetime,
    **facts: object,
) -> None:
    """Keep something that is about no row: a failed sign-in, a refusal, an export. Facts go to the detail."""
    changes = {name: [None, rules.plain(value)] for name, value in facts.items()}
    _collect(session, action, organisation_id, actor=actor, now=now, changes=changes)


def record_shown(
    session: Session,
    action: str,
    organisation_id: UUID,
    person_ids: Iterable[UUID],
    *,
    actor: Actor,
    now: datetime,
    subject_kind: str = "",
    subject_id: UUID | None = None,
) -> None:
    """Keep one line for a list that showed these people together, found again under each of them."""
    people = sorted(set(person_ids), key=str)
    _collect(
        session,
        action,
        organisation_id,
        actor=actor,
        now=now,
        subject_kind=subject_kind,
        subject_id=subject_id,
        group_digest=rules.digest_of_group(people) if people else "",
        group=tuple(people),
    )


def keep_record(session: Session) -> None:
    """Chain and write the collected lines. Called by the write transaction, last of all."""
    collected: list[_Line] = session.info["collected"]
    # one order everywhere, so that no two transactions wait for each other
    collected.sort(key=lambda line: line.organisation_id.bytes)
    for organisation_id, lines in groupby(collected, key=lambda line: line.organisation_id):
        _append(session, organisation_id, list(lines))


def _collect(
    session: Session,
    action: str,
    organisation_id: UUID,
    *,
    actor: Actor,
    now: datetime,
    changes: dict[str, Any] | None = None,
    group: tuple[UUID, ...] = (),
    **columns: Any,
) -> None:
    line = _Line(
        organisation_id=organisation_id,
        columns={
            "at": now,
            "user_id": actor.user_id,
            "user_name": actor.name,
            "source": actor.source,
            "cause": actor.cause,
            "request_id": actor.request_id,
            "action": action,
            "subject_kind": "",
            "subject_id": None,
            "person_id": None,
            "group_digest": "",
            **columns,
        },
        changes=changes or {},
        group=group,
    )
    session.info["collected"].append(line)  # KeyError outside write_transaction: nothing is recorded there


def _append(session: Session, organisation_id: UUID, lines: list[_Line]) -> None:
    groups = {line.columns["group_digest"]: line.group for line in lines if line.group}
    first = next(iter(groups), "")
    head = _lock_head(session, organisation_id, first)
    if head.is_group_known:
        del groups[first]
    _name_groups(session, groups)
    written: list[Write] = []
    details: list[Write] = []
    number, previous = head.number, head.digest
    for line in lines:
        number += 1
        row = {
            "organisation_id": organisation_id,
            "number": number,
            **line.columns,
            "detail_digest": rules.digest_of(line.changes) if line.changes else "",
            "previous_digest": previous,
        }
        previous = row["digest"] = rules.digest_of_line(row)
        written.append(Write(AuditLine, row))
        if line.changes:
            detail = {"organisation_id": organisation_id, "number": number, "changes": line.changes}
            details.append(Write(AuditDetail, detail))
    moved = {"organisation_id": organisation_id, "number": number, "digest": previous}
    head_moved = Write(AuditHead, moved, key=("organisation_id",), update=("number", "digest"), is_known=True)
    write_together(session, [*written, *details, head_moved])


@dataclass(frozen=True, slots=True)
class _Head:
    number: int
    digest: str
    is_group_known: bool


def _lock_head(session: Session, organisation_id: UUID, group: str) -> _Head:
    """group: of people shown together; whether it has its rows is asked with the lock. "" for none."""
    asked = {"chain": organisation_id, "group": group}
    found = connection_of(session).execute(LOCK_HEAD, asked).one_or_none()
    if found is None:
        start = {"organisation_id": organisation_id, "number": 0, "digest": rules.GENESIS}
        upsert(session, AuditHead, start, key=["organisation_id"])
        found = connection_of(session).execute(LOCK_HEAD, asked).one()
    return _Head(found.number, found.digest, is_group_known=bool(found.is_group_known))


def _name_groups(session: Session, groups: Mapping[str, Iterable[UUID]]) -> None:
    """The rows by which a line is found under each of its people. One of them that is there already is left alone."""
    rows = [{"group_digest": name, "person_id": person_id} for name, people in groups.items() for person_id in people]
    if rows:
        upsert(session, AuditGroupMember, rows, key=["group_digest", "person_id"])
