"""What one person waits for, their home and their funding: seven statements, however long it has gone on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from discharge.blockers.models import Blocker, BlockerStep
from discharge.blockers.policies import may_work as may_work_blockers
from discharge.boards.queries.awaited import Waiting, by_stay, standing_of
from discharge.core.actor import Actor
from discharge.escalation.policies import may_raise
from discharge.escalation.queries.receipts import Standing, standing_about, standing_by_stay
from discharge.funding.models import FundingCase, FundingStep
from discharge.funding.policies import may_work as may_work_funding
from discharge.housing.models import HousingCase, HousingStep
from discharge.housing.policies import may_work as may_work_housing
from discharge.stays.models import Stay


@dataclass(frozen=True, slots=True, kw_only=True)
class StayAwaited:
    """waits: what is still owed, the most urgent first. closed: the latest first. asked: of levels above, newest first.

    may_*: what this actor may do. blocker_steps: each with the reason it was about.
    """

    waits: tuple[Waiting, ...]
    closed: Sequence[Blocker]
    asked: tuple[Standing, ...]
    blocker_steps: Sequence[Row[BlockerStep, str]]
    housing: HousingCase | None
    housing_steps: Sequence[HousingStep]
    funding: Sequence[FundingCase]
    funding_steps: Sequence[FundingStep]
    may_raise: bool
    may_work_blockers: bool
    may_work_housing: bool
    may_work_funding: bool


def stay_awaited(session: Session, actor: Actor, stay: Stay, *, today: date) -> StayAwaited:
    """Of a stay that was loaded within somebody's sight."""
    return StayAwaited(
        waits=by_stay(session.execute(standing_of([stay.id])), today).get(stay.id, ()),
        asked=standing_by_stay(session.execute(standing_about([stay.id])), today).get(stay.id, ()),
        closed=session.scalars(
            select(Blocker)
            .where(Blocker.stay_id == stay.id, Blocker.closed_at.is_not(None))
            .order_by(Blocker.closed_at.desc(), Blocker.id)
        ).all(),
        blocker_steps=session.execute(
            select(BlockerStep, Blocker.reason)
            .join(Blocker, Blocker.id == BlockerStep.blocker_id)
            .where(Blocker.stay_id == stay.id)
            .order_by(BlockerStep.at, Blocker.id, BlockerStep.number)
        ).all(),
        housing=session.scalars(select(HousingCase).where(HousingCase.stay_id == stay.id)).one_or_none(),
        housing_steps=session.scalars(
            select(HousingStep)
            .join(HousingCase, HousingCase.id == HousingStep.case_id)
            .where(HousingCase.stay_id == stay.id)
            .order_by(HousingStep.number)
        ).all(),
        funding=session.scalars(
            select(FundingCase)
            .where(FundingCase.stay_id == stay.id)
            .order_by(FundingCase.opened_at, FundingCase.kind, FundingCase.id)
        ).all(),
        funding_steps=session.scalars(
            select(FundingStep)
            .join(FundingCase, FundingCase.id == FundingStep.case_id)
            .where(FundingCase.stay_id == stay.id)
            .order_by(FundingStep.at, FundingStep.case_id, FundingStep.number)
        ).all(),
        may_raise=stay.is_open and may_raise(actor, stay),
        may_work_blockers=stay.is_open and may_work_blockers(actor, stay),
        may_work_housing=may_work_housing(actor, stay),
        may_work_funding=may_work_funding(actor, stay),
    )
