"""Clinically-ready bed-days lost while a funding decision was awaited, by cause and never by person."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.funding.models import FundingCase, FundingStep, StepKind
from discharge.funding.rules.waits import Lost, Taken, Wait, days_lost, waits
from discharge.places.models import Organisation
from discharge.places.queries.numbers import InForce, numbers_in_force
from discharge.places.rules.policy import Key
from discharge.stays import policies as stay_policies
from discharge.stays.models import ReadyPeriod, Stay
from discharge.stays.models.stay import StayState
from discharge.stays.rules import ready


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustWaits:
    """What one trust lost. cost: of a bed day, with its source; its value 0 where the trust has not decided one."""

    trust: str
    lost: Lost
    cost: InForce


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """first: the first night counted; until: the day after the last."""

    first: date
    until: date
    by_trust: Sequence[TrustWaits]


def waits_lost(session: Session, actor: Actor, days: int, *, now: datetime) -> Waits:
    """The nights of so many days back until today, over the people whom this actor sees."""
    until = local_date(now)
    first = until - timedelta(days=days)
    taken, trusts = _steps(session, actor, first, now)
    periods = _ready(session, taken, first)
    lost: dict[UUID, Lost] = defaultdict(Lost)
    for stay_id, several in taken.items():
        lost[trusts[stay_id]].add(days_lost(several, periods.get(stay_id, ()), first=first, until=until))
    names = session.execute(
        select(Organisation.id, Organisation.name).where(Organisation.id.in_(list(lost))).order_by(Organisation.name)
    )
    return Waits(
        first=first,
        until=until,
        by_trust=[
            TrustWaits(trust=name, lost=lost[trust_id], cost=_cost(session, trust_id, until))
            for trust_id, name in names
        ],
    )


def _steps(
    session: Session, actor: Actor, first: date, now: datetime
) -> tuple[Mapping[UUID, Sequence[Wait]], Mapping[UUID, UUID]]:
    """The waits of each stay, and the trust that it belongs to."""
    rows = session.execute(
        select(FundingCase.id, Stay.id, Stay.organisation_id, FundingStep.code, FundingStep.on)
        .join(FundingCase, FundingCase.id == FundingStep.case_id)
        .join(Stay, Stay.id == FundingCase.stay_id)
        .where(
            FundingStep.kind != StepKind.NOTED,
            Stay.state != StayState.CANCELLED,
            or_(FundingCase.closed_on.is_(None), FundingCase.closed_on >= first),
            or_(Stay.left_on.is_(None), Stay.left_on >= first),
            stay_policies.visible_to(actor, now),
        )
        .order_by(FundingCase.id, FundingStep.number)
    )
    steps: dict[UUID, list[Taken]] = defaultdict(list)
    stays: dict[UUID, UUID] = {}
    trusts: dict[UUID, UUID] = {}
    for case_id, stay_id, trust_id, code, on in rows:
        steps[case_id].append(Taken(code, on))
        stays[case_id], trusts[stay_id] = stay_id, trust_id
    found: dict[UUID, list[Wait]] = defaultdict(list)
    for case_id, several in steps.items():
        found[stays[case_id]] += waits(several)
    return found, trusts


def _ready(
    session: Session, stays: Mapping[UUID, Sequence[Wait]], first: date
) -> Mapping[UUID, Sequence[ready.ReadyPeriod]]:
    rows = session.execute(
        select(ReadyPeriod.stay_id, ReadyPeriod.started_on, ReadyPeriod.ended_on).where(
            ReadyPeriod.stay_id.in_(list(stays)), or_(ReadyPeriod.ended_on.is_(None), ReadyPeriod.ended_on > first)
        )
    )
    found: dict[UUID, list[ready.ReadyPeriod]] = defaultdict(list)
    for stay_id, start, end in rows:
        found[stay_id].append(ready.ReadyPeriod(start, end))
    return found


def _cost(session: Session, trust_id: UUID, day: date) -> InForce:
    return numbers_in_force(session, [Key.BED_DAY_COST], organisation_id=trust_id, day=day)[Key.BED_DAY_COST]
