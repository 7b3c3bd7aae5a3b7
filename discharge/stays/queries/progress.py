"""What moves towards leaving, for many stays at once or for one: EDD ledgers, asks, ready periods, key dates.

Each takes keys of stays and answers for those that this actor may see, in one statement, whatever their number.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.stays import policies
from discharge.stays.models import EddAsk, ExpectedDischarge, KeyDate, ReadyPeriod, ReadyReason, Stay
from discharge.stays.rules import edd, ready

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Ledger:
    """The EDD versions of one stay, oldest first."""

    versions: tuple[ExpectedDischarge, ...] = ()

    @property
    def last(self) -> ExpectedDischarge | None:
        return self.versions[-1] if self.versions else None

    @property
    def current(self) -> date | None:
        return self.last.expected_on if self.last else None

    @property
    def number(self) -> int:
        """The number of the latest version, 0 before the first: what a form carries as seen."""
        return self.last.number if self.last else 0

    @property
    def drift(self) -> edd.Drift:
        return edd.drift([edd.EddEntry(version.expected_on, version.reason_kind) for version in self.versions])


@dataclass(frozen=True, slots=True)
class Ready:
    """A clinically-ready period with its reasons, oldest first."""

    period: ReadyPeriod
    reasons: tuple[ReadyReason, ...]

    @property
    def dates(self) -> ready.ReadyPeriod:
        return ready.ReadyPeriod(self.period.started_on, self.period.ended_on)

    def reason_on(self, day: date) -> ReadyReason | None:
        return next((reason for reason in reversed(self.reasons) if reason.from_on <= day), None)


def ledgers(session: Session, actor: Actor, stay_ids: Collection[UUID], *, now: datetime) -> Mapping[UUID, Ledger]:
    """The EDD ledger of each stay that has one."""
    found = session.scalars(
        select(ExpectedDischarge)
        .join(Stay, Stay.id == ExpectedDischarge.stay_id)
        .where(ExpectedDischarge.stay_id.in_(stay_ids), policies.visible_to(actor, now))
        .order_by(ExpectedDischarge.stay_id, ExpectedDischarge.number)
    )
    return {stay_id: Ledger(tuple(rows)) for stay_id, rows in _grouped(found, lambda row: row.stay_id).items()}


def ready_periods(
    session: Session, actor: Actor, stay_ids: Collection[UUID], *, now: datetime
) -> Mapping[UUID, Sequence[Ready]]:
    """The ready periods of each stay that has any, oldest first, with their reasons."""
    rows = session.execute(
        select(ReadyPeriod, ReadyReason)
        .join(Stay, Stay.id == ReadyPeriod.stay_id)
        .outerjoin(ReadyReason, ReadyReason.period_id == ReadyPeriod.id)
        .where(ReadyPeriod.stay_id.in_(stay_ids), policies.visible_to(actor, now))
        .order_by(ReadyPeriod.started_on, ReadyPeriod.id, ReadyReason.from_on)
    )
    periods: dict[UUID, ReadyPeriod] = {}
    reasons: defaultdict[UUID, list[ReadyReason]] = defaultdict(list)
    for period, reason in rows:
        periods[period.id] = period
        if reason is not None:
            reasons[period.id].append(reason)
    found = [Ready(period, tuple(reasons[key])) for key, period in periods.items()]
    return _grouped(found, lambda each: each.period.stay_id)


def open_ready(periods: Iterable[Ready]) -> Ready | None:
    """The period that is still open, if any."""
    return next((each for each in periods if each.period.ended_on is None), None)


def open_asks(session: Session, actor: Actor, stay_ids: Collection[UUID], *, now: datetime) -> Mapping[UUID, EddAsk]:
    """Who is to give a new EDD, or what is awaited, of each stay where that is open; the latest."""
    found = session.scalars(
        select(EddAsk)
        .join(Stay, Stay.id == EddAsk.stay_id)
        .where(EddAsk.stay_id.in_(stay_ids), EddAsk.answered_at.is_(None), policies.visible_to(actor, now))
        .order_by(EddAsk.asked_at, EddAsk.id)
    )
    return {ask.stay_id: ask for ask in found}


def key_dates(
    session: Session, actor: Actor, stay_ids: Collection[UUID], *, now: datetime
) -> Mapping[UUID, Sequence[KeyDate]]:
    """The key dates of each stay that has any, the earliest first; done ones too, cancelled ones not."""
    found = session.scalars(
        select(KeyDate)
        .join(Stay, Stay.id == KeyDate.stay_id)
        .where(KeyDate.stay_id.in_(stay_ids), KeyDate.cancelled_at.is_(None), policies.visible_to(actor, now))
        .order_by(KeyDate.on, KeyDate.id)
    )
    return _grouped(found, lambda row: row.stay_id)


def _grouped(rows: Iterable[Row], key: Callable[[Row], UUID]) -> dict[UUID, list[Row]]:
    groups: defaultdict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return dict(groups)


def ledger_of(session: Session, actor: Actor, stay_id: UUID, *, now: datetime) -> Ledger:
    """The EDD ledger of one stay, empty before the first."""
    return ledgers(session, actor, [stay_id], now=now).get(stay_id, Ledger())


def ready_of(session: Session, actor: Actor, stay_id: UUID, *, now: datetime) -> Ready | None:
    """The open ready period of one stay."""
    return open_ready(ready_periods(session, actor, [stay_id], now=now).get(stay_id, ()))
