"""One referral with everything that its sheet says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.errors import NotFound
from discharge.housing.models import DutyReferral, HousingCase, SafePlacing
from discharge.housing.queries.case import whole_case
from discharge.housing.queries.duty import Duty
from discharge.places.models import Site
from discharge.stays.models import Stay


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralSheet:
    stay: Stay
    site_name: str
    case: HousingCase
    referral: DutyReferral
    duty: Duty
    safe: Sequence[SafePlacing]
    edd: date | None


def referral_sheet(
    session: Session, actor: Actor, stay_id: UUID, referral_id: UUID, *, now: datetime
) -> ReferralSheet:  # fmt: skip
    """Raises NotFound for a referral of another stay, or one to children's services, which have their own forms."""
    whole = whole_case(session, actor, stay_id, now=now)
    found = next((row for row in whole.duty.referrals if row.id == referral_id and not row.is_to_children), None)
    if found is None or whole.case is None:
        raise NotFound
    return ReferralSheet(
        stay=whole.stay,
        site_name=session.get_one(Site, whole.stay.site_id).name,
        case=whole.case,
        referral=found,
        duty=whole.duty,
        safe=whole.safe,
        edd=whole.edd,
    )
