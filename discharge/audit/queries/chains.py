"""Whether the record is as it was written: every line, every detail, every group, to the head of every chain."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session

from discharge.audit.models import AuditDetail, AuditGroupMember, AuditHead, AuditLine
from discharge.audit.rules import GENESIS, digest_of, digest_of_group, digest_of_line

AT_ONCE = 500  # rows in memory
COLUMNS = tuple(AuditLine.__table__.columns.keys())


@dataclass(frozen=True, slots=True)
class Fault:
    """The first bad line: whose chain, its number (None: not one line), and what is wrong with it."""

    organisation_id: UUID | None
    number: int | None
    what: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """How much was read, and the first fault; None when the whole record holds."""

    chains: int
    lines: int
    fault: Fault | None


def verify(session: Session) -> Verdict:
    """Read the whole record once, in memory that does not grow with it. Others may go on writing meanwhile.

    A head and its lines are read in one statement, so that both are of one moment.
    """
    chains = lines = 0
    rows = session.execute(_every_line().execution_options(yield_per=AT_ONCE))
    for _organisation_id, chain in groupby(rows, key=lambda row: row.organisation_id):
        chains += 1
        for counted, fault in _walk(chain):
            lines += counted
            if fault:
                rows.close()
                return Verdict(chains, lines, fault)
    return Verdict(chains, lines, _head_without_lines(session) or _bad_group(session))


def _every_line() -> Any:
    return (
        select(
            *AuditLine.__table__.columns,
            AuditDetail.number.label("detail_number"),
            AuditDetail.changes,
            AuditDetail.redacted_because,
            AuditHead.number.label("head_number"),
            AuditHead.digest.label("head_digest"),
        )
        .select_from(AuditLine)
        .outerjoin(
            AuditDetail,
            and_(AuditDetail.organisation_id == AuditLine.organisation_id, AuditDetail.number == AuditLine.number),
        )
        .outerjoin(AuditHead, AuditHead.organisation_id == AuditLine.organisation_id)
        .order_by(AuditLine.organisation_id, AuditLine.number)
    )


def _walk(chain: Iterator[Any]) -> Iterator[tuple[int, Fault | None]]:
    number, digest, row = 0, GENESIS, None
    for row in chain:
        number += 1
        what = _line_fault(row, number, digest) or _detail_fault(row)
        yield 1, Fault(row.organisation_id, number, what) if what else None
        digest = row.digest
    if row is not None and (row.head_number != number or row.head_digest != digest):
        yield 0, _head_fault(row, number)


def _head_fault(last: Any, number: int) -> Fault:
    """last: the newest line found, which is this number of its chain."""
    if last.head_number is None:
        return Fault(last.organisation_id, number, "the head of its chain is missing")
    if last.head_number > number:
        return Fault(last.organisation_id, number + 1, f"the line is missing; the head names {last.head_number}")
    if last.head_number < number:
        return Fault(last.organisation_id, last.head_number + 1, f"it is past the head, which names {last.head_number}")
    return Fault(last.organisation_id, number, "the head of its chain names another digest")


def _line_fault(row: Any, number: int, previous: str) -> str:
    if row.number != number:
        return f"the line is missing; the next one found is {row.number}"
    if row.previous_digest != previous:
        return "it does not follow the line before it"
    if row.digest != digest_of_line({name: getattr(row, name) for name in COLUMNS}):
        return "its words are not those that were written"
    return ""


def _detail_fault(row: Any) -> str:
    if not row.detail_digest:
        return "a detail was added to it" if row.detail_number is not None else ""
    if row.detail_number is None:
        return "its detail is missing"
    if row.changes is None:
        return "" if row.redacted_because else "its detail was emptied without a reason"
    return "" if digest_of(row.changes) == row.detail_digest else "its detail is not what was written"


def _head_without_lines(session: Session) -> Fault | None:
    bare = session.scalar(
        select(AuditHead.organisation_id)
        .where(AuditHead.number > 0, ~exists().where(AuditLine.organisation_id == AuditHead.organisation_id))
        .order_by(AuditHead.organisation_id)
        .limit(1)
    )
    return Fault(bare, 1, "all lines of the chain are missing") if bare else None


def _bad_group(session: Session) -> Fault | None:
    members = session.execute(
        select(AuditGroupMember.group_digest, AuditGroupMember.person_id)
        .order_by(AuditGroupMember.group_digest, AuditGroupMember.person_id)
        .execution_options(yield_per=AT_ONCE)
    )
    for digest, rows in groupby(members, key=attrgetter("group_digest")):
        if digest_of_group(row.person_id for row in rows) != digest:
            members.close()
            return _line_of_group(session, digest)
    lacking = session.execute(
        select(AuditLine.organisation_id, AuditLine.number)
        .where(
            AuditLine.group_digest != "",
            ~exists().where(AuditGroupMember.group_digest == AuditLine.group_digest),
        )
        .order_by(AuditLine.organisation_id, AuditLine.number)
        .limit(1)
    ).one_or_none()
    return Fault(*lacking, "the people it showed are missing") if lacking else None


def _line_of_group(session: Session, digest: str) -> Fault:
    first = session.execute(
        select(AuditLine.organisation_id, AuditLine.number)
        .where(AuditLine.group_digest == digest)
        .order_by(AuditLine.organisation_id, AuditLine.number)
        .limit(1)
    ).one_or_none()
    what = "the people it showed are not those that were written"
    return Fault(*first, what) if first else Fault(None, None, f"group {digest[:12]}, which no line names: {what}")
