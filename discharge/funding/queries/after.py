"""People who left and whose funding goes on: section 117 aftercare, and Continuing Healthcare put off until then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, contains_eager

from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.funding.models import FundingCase
from discharge.funding.rules.codes import STATUSES, FundingKind, Stage
from discharge.places.models import Organisation, Ward
from discharge.stays import policies as stay_policies
from discharge.stays.models import Person, Stay
from discharge.stays.models.stay import StayState

GOES_ON = [s.code for s in STATUSES if s.stage is not Stage.CLOSED and s.kind is not FundingKind.OTHER]


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterCase:
    """An open case of somebody who left. icb, council: names, "" where none is recorded."""

    case: FundingCase
    stay: Stay
    icb: str
    council: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterList:
    cases: Sequence[AfterCase]
    today: date


def after_discharge(session: Session, actor: Actor, *, now: datetime) -> AfterList:
    """Open cases of this actor's people who left, the review due first first; person and ward loaded, one statement."""
    icb, council = aliased(Organisation), aliased(Organisation)
    rows = session.execute(
        select(FundingCase, Stay, icb.name, council.name)
        .join(Stay, Stay.id == FundingCase.stay_id)
        .join(Person, Person.id == Stay.person_id)
        .join(Ward, Ward.id == Stay.last_ward_id)
        .outerjoin(icb, icb.id == Stay.responsible_icb_id)
        .outerjoin(council, council.id == Stay.responsible_council_id)
        .where(
            Stay.state == StayState.LEFT,
            FundingCase.state.in_(GOES_ON),
            stay_policies.visible_to(actor, now),
        )
        .options(contains_eager(Stay.person), contains_eager(Stay.ward))
        .order_by(FundingCase.review_due_on.is_(None), FundingCase.review_due_on, Person.surname, FundingCase.id)
    )
    return AfterList(
        cases=[
            AfterCase(case=case, stay=stay, icb=icb_name or "", council=council_name or "")
            for case, stay, icb_name, council_name in rows
        ],
        today=local_date(now),
    )
