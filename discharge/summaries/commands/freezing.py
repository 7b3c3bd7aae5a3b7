"""Freezing a day's counts for good, and counting a day again for a reason."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.db import insert_rows, upsert
from discharge.core.errors import NotAllowed, NotFound, RuleBroken
from discharge.places.queries import policy
from discharge.places.rules.policy import Key
from discharge.summaries import policies
from discharge.summaries.models import FrozenReturn, ReturnLine
from discharge.summaries.queries.counting import lines_at
from discharge.summaries.queries.returns import get_return
from discharge.summaries.rules import returns as rules

USUAL_TIME = timedelta(days=1)  # back from the first return of a trust


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeReturn:
    """The return of one trust's day."""

    organisation_id: UUID
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CountAgain:
    """return_id: the newest version, which the person saw. reason: why it does not hold."""

    return_id: UUID
    reason: str


def freeze_return(session: Session, command: FreezeReturn, *, actor: Actor, now: datetime) -> FrozenReturn | None:
    """Count the day as at its hour and keep it for good; None when that was done before, also at this very moment.

    Raises RuleBroken for a day that is not due.
    """
    if not policies.may_freeze(actor, command.organisation_id):
        raise NotFound
    newest = session.scalar(
        select(func.max(FrozenReturn.day)).where(FrozenReturn.organisation_id == command.organisation_id)
    )
    if newest == command.day:
        return None
    hour = policy(session, Key.RETURN_HOUR, organisation_id=command.organisation_id, day=local_date(now))
    if not rules.is_due(command.day, now=now, hour=hour, newest=newest):
        raise RuleBroken("", f"Only the day that is due can be frozen, from {hour:02d}:00 on")
    as_at = rules.moment_due(command.day, hour)
    since_at = session.scalar(
        select(func.max(FrozenReturn.as_at)).where(FrozenReturn.organisation_id == command.organisation_id)
    )
    return _keep(
        session,
        FrozenReturn(
            organisation_id=command.organisation_id,
            day=command.day,
            number=1,
            as_at=as_at,
            since_at=since_at or as_at - USUAL_TIME,
            reason="",
        ),
        actor=actor,
        now=now,
    )


def count_again(session: Session, command: CountAgain, *, actor: Actor, now: datetime) -> FrozenReturn:
    """Keep a new version of a frozen day, counted as at the same hour with what is known now. The old one stays."""
    old = get_return(session, actor, command.return_id)
    if not policies.may_freeze(actor, old.organisation_id):
        raise NotAllowed
    rules.check_reason(command.reason)
    again = FrozenReturn(
        organisation_id=old.organisation_id,
        day=old.day,
        number=old.number + 1,
        as_at=old.as_at,
        since_at=old.since_at,
        reason=command.reason,
    )
    kept = _keep(session, again, actor=actor, now=now)
    if kept is None:
        raise RuleBroken("", "Somebody else has counted this day again meanwhile: look at their numbers first")
    return kept


def _keep(session: Session, row: FrozenReturn, *, actor: Actor, now: datetime) -> FrozenReturn | None:
    """Insert the return first: of two at the same moment the second waits, finds it there and keeps nothing."""
    row.id, row.frozen_at, row.frozen_by, row.frozen_by_id = uuid4(), now, actor.name, actor.user_id
    columns = {each.key: getattr(row, each.key) for each in FrozenReturn.__table__.columns}
    if not upsert(session, FrozenReturn, columns, key=["organisation_id", "day", "number"]):
        return None
    lines = lines_at(session, row.organisation_id, day=row.day, at=row.as_at, since=row.since_at)
    of_return = {"organisation_id": row.organisation_id, "return_id": row.id}
    insert_rows(
        session,
        ReturnLine,
        [
            {"id": uuid4(), **of_return, "ward_id": line.ward_id, "name": line.name, **line.numbers.columns()}
            for line in lines
        ],
    )
    action = "return.frozen" if row.number == 1 else "return.counted_again"
    facts = {"day": (None, row.day), "number": (None, row.number), "as_at": (None, row.as_at)}
    record(session, action, row, actor=actor, now=now, **facts, reason=(None, row.reason))
    return row
