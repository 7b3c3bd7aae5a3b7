"""Fixing or discarding a row that was kept back. Nothing is lost: the row stays as it came, with what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.audit.commands import record, record_apart
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import RuleBroken, Superseded
from discharge.interop.commands.doing import Doing
from discharge.interop.commands.keeping_back import DOUBTS
from discharge.interop.models import ListProfile, QuarantinedRow, RowState, StoredList
from discharge.interop.queries.known import known_stays
from discharge.interop.queries.lists import WaitingRow, get_waiting, plain
from discharge.interop.rules.columns import Field, find_columns
from discharge.interop.rules.intake import take_in_one
from discharge.interop.rules.picture import compare
from discharge.interop.rules.rows import Row
from discharge.interop.rules.sheet import RawRow

REASON_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class MendRow:
    """mended: field to the text that a person wrote. version: of the row as it was shown."""

    row_id: UUID
    version: int
    mended: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscardRow:
    row_id: UUID
    version: int
    reason: str


class StillWrong(RuleBroken):
    """The row cannot be placed yet. messages: field, or "" for the whole row, to what is wrong."""

    def __init__(self, messages: Mapping[str, str]) -> None:
        super().__init__(*next(iter(messages.items())))
        self.messages = dict(messages)


def mend_row(session: Session, command: MendRow, *, actor: Actor, now: datetime) -> QuarantinedRow:
    """Read the row again as it was mended, and do at once what a list with it would have done.

    Raises StillWrong when it cannot be placed or may be about somebody else.
    """
    found = _open_row(session, actor, command.row_id, command.version)
    row, profile = found.row, found.profile
    raw = RawRow(row.row_number, tuple(row.cells))
    how = plain(session, profile)
    columns = find_columns(row.header, how.mapping)
    changed = {name: text for name, text in command.mended.items() if Field(name) in columns}
    read = take_in_one(raw, row.header, how, changed, today=local_date(now))
    if not isinstance(read, Row):
        fields = {row.header[index]: field.value for field, index in columns.items()}
        raise StillWrong({fields.get(fault.column, ""): fault.message for fault in read})
    stored = session.get_one(StoredList, row.list_id)
    _place(session, profile, read, listed_at=stored.listed_at or stored.received_at, actor=actor, now=now)
    row.state, row.mended = RowState.FIXED, changed
    row.settled_by, row.settled_at = actor.name, now
    record(session, "list_row.fixed", row, actor=actor, now=now, mended=(row.cells, changed))
    session.flush()
    return row


def discard_row(session: Session, command: DiscardRow, *, actor: Actor, now: datetime) -> QuarantinedRow:
    """Leave the row out, on every list that shows it just so."""
    row = _open_row(session, actor, command.row_id, command.version).row
    if not command.reason:
        raise RuleBroken("reason", "Enter why this row is left out")
    if len(command.reason) > REASON_LONGEST:
        raise RuleBroken("reason", f"Reason must be {REASON_LONGEST} characters or fewer")
    row.state, row.reason, row.settled_by, row.settled_at = RowState.DISCARDED, command.reason, actor.name, now
    record(session, "list_row.discarded", row, actor=actor, now=now, reason=(None, command.reason))
    session.flush()
    return row


def note_rows_shown(session: Session, shown: Sequence[WaitingRow], *, actor: Actor, now: datetime) -> None:
    """Rows name people who may not be known here, so that the line names the rows."""
    for organisation_id in {one.row.organisation_id for one in shown}:
        numbers = [str(one.row.id) for one in shown if one.row.organisation_id == organisation_id]
        record_apart(session, "list_row.shown", organisation_id, actor=actor, now=now, rows=numbers)


def note_row_shown(session: Session, shown: WaitingRow, *, actor: Actor, now: datetime) -> None:
    record(session, "list_row.shown", shown.row, actor=actor, now=now)


def _open_row(session: Session, actor: Actor, row_id: UUID, version: int) -> WaitingRow:
    found = get_waiting(session, actor, row_id, lock=True)
    if found.row.state != RowState.OPEN or found.row.version != version:
        theirs = {"Row": f"{found.row.state.value} by {found.row.settled_by or 'a newer list'}"}
        raise Superseded(before={"Row": "open"}, theirs=theirs, yours={"Row": "your change was not saved"})
    return found


def _place(
    session: Session, profile: ListProfile, row: Row, *, listed_at: datetime, actor: Actor, now: datetime
) -> None:
    known = known_stays(session, profile.organisation_id, [row], now=now, everybody_open=False)
    plan = compare(known, [row], wards=(), listed_at=listed_at)
    if plan.held:
        raise StillWrong({Field.LOCAL_NUMBER.value: DOUBTS[plan.held[0].why]})
    done = Doing.of(session, profile, [row], plan, known, listed_at=listed_at, actor=actor, now=now)
    done.do()
    if done.wrong:
        raise StillWrong({"": next(iter(done.wrong.values()))[0].message})
