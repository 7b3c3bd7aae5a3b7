"""The morning summary: others give the counts, this puts them together, once a person and day."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.clock import last_moment_of, local_date
from discharge.notices.commands.telling import Leaving, Notice, put_out
from discharge.notices.queries.choices import who_turned_off
from discharge.notices.queries.hours import hours_by_organisation
from discharge.notices.rules.digests import Line, worth_saying
from discharge.notices.rules.hours import digest_leaves_at
from discharge.notices.rules.kinds import Kind
from discharge.places.queries import holidays
from discharge.places.rules.calendar import is_working_day

BELL = "/notices"


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The counts of one person's morning, in the order in which they are shown.

    organisation_id: whose hour holds; None for a whole system.
    """

    user_id: UUID
    organisation_id: UUID | None
    lines: tuple[Line, ...]


def tell_digests(session: Session, digests: Sequence[Digest], *, actor: Actor, now: datetime) -> int:  # noqa: ARG001
    """Tell today's summaries, sent from the trust's hour on and given up at midnight. Returns how many were told.

    None on a day that is no working day, none to who turned them off or has no active account, none that counts
    nothing, and none to who had one today already. Writes no line of the record, like every telling.
    """
    today = local_date(now)
    if not is_working_day(today, holidays()):
        return 0
    unwanted = who_turned_off(session, Kind.DIGEST, {digest.user_id for digest in digests})
    wanted = [digest for digest in digests if digest.user_id not in unwanted and worth_saying(digest.lines)]
    hours = hours_by_organisation(session, (digest.organisation_id for digest in wanted), today)
    leaving: dict[Notice, Leaving] = {}
    lines: dict[Notice, list[dict[str, Any]]] = {}
    for digest in wanted:
        notice = _notice(digest, today)
        leaves = digest_leaves_at(today, now, hours[digest.organisation_id])
        leaving[notice] = Leaving(not_before_at=leaves, gives_up_at=last_moment_of(today), is_always=True)
        lines[notice] = [asdict(line) for line in worth_saying(digest.lines)]
    return put_out(session, leaving, now=now, lines=lines)


def _notice(digest: Digest, today: date) -> Notice:
    return Notice(
        user_id=digest.user_id,
        kind=Kind.DIGEST,
        organisation_id=digest.organisation_id,
        reference="",
        path=BELL,
        key=today.isoformat(),
    )
