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
    may: Callable[[Actor, Stay], bool] = policies.works_there,
    also_closed: bool = False,
) -> tuple[Stay, HousingCase]:
    """Nobody else changes the stay or its case until the transaction ends.

    Raises NotFound where there is no case, NotAllowed, and RuleBroken for somebody who has left, and for a closed case
    unless `also_closed`.
    """
    stay, case = case_to_change(session, actor, stay_id, now=now)
    check_may(stay, may=may(actor, stay))
    if not also_closed:
        check_open(case)
    return stay, case


def check_may(stay: Stay, *, may: bool) -> None:
    """Raises NotAllowed without the power, and RuleBroken for somebody who has left: then no power is lacking."""
    if not may:
        raise NotAllowed
    if not stay.is_open:
        raise RuleBroken("", "This person has left hospital: nothing about their housing can be changed for this stay")


def check_open(case: HousingCase) -> None:
    """Raises RuleBroken for a closed case. One that is paused may be worked on."""
    if case.state is CaseState.CLOSED:
        raise RuleBroken("", "This housing case is closed. Open it again first")
