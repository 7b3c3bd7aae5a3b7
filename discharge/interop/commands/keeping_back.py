"""Rows that could not be placed: kept whole, known again on the next list, and let go when it shows them no more."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.interop.models import QuarantinedRow, RowState, StoredList
from discharge.interop.queries.known import chunks
from discharge.interop.rules.intake import Intake, text_of
from discharge.interop.rules.picture import Doubt
from discharge.interop.rules.rows import Fault

DOUBTS: Mapping[Doubt, str] = {
    Doubt.OTHER_PERSON: "Somebody with another surname and another date of birth has this local number. "
    "Find out whose it is, and write the number that belongs to this person",
    Doubt.MAYBE_KNOWN: "Somebody who may be this person is known by another local number. "
    "Write that number if they are the same person",
    Doubt.OTHER_SPELL: "This person is here already, in a stay with another spell number. "
    "Discharge that stay if they left and came back",
    Doubt.LEFT: "This stay is recorded as over. Reopen it if the person is still here, or discard the row",
}


def keep_back(
    session: Session, stored: StoredList, intake: Intake, wrong: Mapping[int, tuple[Fault, ...]], *, now: datetime
) -> int:
    """Keep these rows of a list for people, and let those go that it no longer shows. Returns how many are new.

    wrong: what is wrong, by row number. A row that waits already is not kept twice.
    """
    digests = {intake.digests[number]: number for number in sorted(wrong, reverse=True)}
    found = {row.digest: row for row in _rows(session, stored, [*digests])}
    new = 0
    for digest, number in digests.items():
        messages = [[fault.column, fault.message] for fault in wrong[number]]
        row = found.get(digest)
        if row is None:
            new += 1
            session.add(
                QuarantinedRow(
                    organisation_id=stored.organisation_id,
                    profile_id=stored.profile_id,
                    list_id=stored.id,
                    digest=digest,
                    row_number=number,
                    header=list(intake.header),
                    cells=[text_of(cell) for cell in intake.raw[number].cells],
                    messages=messages,
                )
            )
        elif row.state in (RowState.FIXED, RowState.GONE):
            new += 1
            row.state, row.messages, row.settled_at, row.settled_by = RowState.OPEN, messages, None, ""
        elif row.messages != messages:
            row.messages = messages
    for row in _waiting(session, stored):
        if row.digest not in digests:
            row.state, row.settled_at, row.settled_by = RowState.GONE, now, "Ward list"
    session.flush()
    return new


def _rows(session: Session, stored: StoredList, digests: list[str]) -> list[QuarantinedRow]:
    mine = QuarantinedRow.profile_id == stored.profile_id
    return [
        row
        for some in chunks(digests)
        for row in session.scalars(select(QuarantinedRow).where(mine, QuarantinedRow.digest.in_(some)))
    ]


def _waiting(session: Session, stored: StoredList) -> list[QuarantinedRow]:
    statement = select(QuarantinedRow).where(
        QuarantinedRow.profile_id == stored.profile_id, QuarantinedRow.state == RowState.OPEN
    )
    return list(session.scalars(statement))
