"""How every command about a case begins: load, allow, refuse what is closed."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.errors import NotAllowed, RuleBroken
from discharge.housing import policies
from discharge.housing.models import CaseState, HousingCase
from discharge.housing.queries.case import case_to_change
from discharge.stays.models import Stay


def case_in_hand(
    session: Session,
    actor: Actor,
    stay_id: UUID,
    *,
    now: datetime,
    may: Callable[[Actor, Stay], bool] = policies.may_work,
    also_closed: bool = False,
) -> tuple[Stay, HousingCase]:
    """Nobody else changes the stay or its case until the transaction ends.

    Raises NotFound where there is no case, NotAllowed, and RuleBroken for a closed one unless `also_closed`.
    """
    stay, case = case_to_change(session, actor, stay_id, now=now)
    if not may(actor, stay):
        raise NotAllowed
    if not also_closed:
        check_open(case)
    return stay, case


def check_open(case: HousingCase) -> None:
    """Raises RuleBroken for a closed case. One that is paused may be worked on."""
    if case.state is CaseState.CLOSED:
        raise RuleBroken("", "This housing case is closed. Open it again first")
