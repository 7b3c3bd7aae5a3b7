"""Tell people something: a line of their bell, and an e-mail, in the transaction of whoever tells."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import User
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.db import insert_rows, upsert
from discharge.notices.models import OutgoingMail, ToldNotice
from discharge.notices.queries.hours import hours_by_organisation
from discharge.notices.rules.hours import may_leave_at
from discharge.notices.rules.kinds import AT_ANY_HOUR, MAY_BE_TURNED_OFF, Kind
from discharge.notices.rules.trying import GIVE_UP_AFTER, Fault, State
from discharge.places.queries import holidays

LONGEST_REFERENCE = 40  # letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What to tell one person.

    organisation_id: whose matter it is and whose hours hold; None for a whole system. reference: such as “E-1042”.
    path: an address within the product. key: what makes it once: the same person is told of one kind and key once.
    always: also by night and on bank holidays. Neither reference, path nor key may hold a name, a number of a
    person or free text: they leave the system. Raises ValueError for a path that is not within the product,
    and for a reference that is long or of several lines.
    """

    user_id: UUID
    kind: Kind
    organisation_id: UUID | None
    reference: str
    path: str
    key: str
    always: bool = False

    def __post_init__(self) -> None:
        if not self.path.startswith("/") or self.path.startswith("//"):
            raise ValueError(f"{self.path!r} is no address within the product")
        if len(self.reference) > LONGEST_REFERENCE or not self.reference.isprintable():
            raise ValueError(f"a reference is one line of at most {LONGEST_REFERENCE} letters: {self.reference!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """When the e-mail of a notice may leave, and until when it is tried."""

    not_before_at: datetime
    gives_up_at: datetime
    is_always: bool = False


def tell_people(session: Session, notices: Sequence[Notice], *, actor: Actor, now: datetime) -> int:  # noqa: ARG001
    """Tell each person once; who was told before under the same kind and key is not told again. Returns how many were.

    Writes no line of the record: what happened has one of its own, and the rows say who was told and when. Somebody
    whose account is not active gets neither line nor mail. Raises ValueError for a digest, which has its own command.
    """
    if any(notice.kind in MAY_BE_TURNED_OFF for notice in notices):
        raise ValueError("a digest is told by commands.digests")
    day, known = local_date(now), holidays()
    hours = hours_by_organisation(session, (notice.organisation_id for notice in notices), day)

    def leaving(notice: Notice) -> Leaving:
        is_always = notice.always and notice.kind in AT_ANY_HOUR
        leaves = may_leave_at(now, hours[notice.organisation_id], known, always=is_always)
        return Leaving(not_before_at=leaves, gives_up_at=leaves + GIVE_UP_AFTER, is_always=is_always)

    return put_out(session, {notice: leaving(notice) for notice in notices}, now=now)


def put_out(
    session: Session,
    notices: Mapping[Notice, Leaving],
    *,
    now: datetime,
    lines: Mapping[Notice, Sequence[Mapping[str, Any]]] | None = None,
) -> int:
    """Write the lines of the bell, and the e-mail of each that was not there before. Returns how many were not."""
    active = active_of(session, {notice.user_id for notice in notices})
    # one order everywhere, so that no two transactions wait for each other
    told = sorted(
        (each for each in notices if each.user_id in active), key=lambda each: (each.user_id, each.kind, each.key)
    )
    rows = {uuid4(): notice for notice in told}
    if not rows:
        return 0
    kept = [_row(key, notice, (lines or {}).get(notice, ()), now) for key, notice in rows.items()]
    upsert(session, ToldNotice, kept, key=["user_id", "kind", "key"])
    new = set(session.scalars(select(ToldNotice.id).where(ToldNotice.id.in_(rows))))
    mails = [_mail(key, notices[rows[key]], now) for key in rows if key in new]
    if mails:
        insert_rows(session, OutgoingMail, mails)
    return len(new)


def active_of(session: Session, user_ids: Iterable[UUID]) -> set[UUID]:
    """Those of them whose account is active."""
    return set(session.scalars(select(User.id).where(User.id.in_(set(user_ids)), User.active)))


def _row(key: UUID, notice: Notice, lines: Sequence[Mapping[str, Any]], now: datetime) -> dict[str, Any]:
    return {
        "id": key,
        "organisation_id": notice.organisation_id,
        "user_id": notice.user_id,
        "kind": notice.kind,
        "key": notice.key,
        "reference": notice.reference,
        "path": notice.path,
        "lines": [dict(line) for line in lines],
        "told_at": now,
        "read_at": None,
    }


def _mail(notice_id: UUID, leaving: Leaving, now: datetime) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "notice_id": notice_id,
        "is_always": leaving.is_always,
        "state": State.WAITING,
        "attempts": 0,
        "not_before_at": leaving.not_before_at,
        "gives_up_at": leaving.gives_up_at,
        "reckoned_at": now,
        "held_by": None,
        "held_until": None,
        "fault": Fault.NONE,
        "fault_code": None,
        "settled_at": None,
    }
