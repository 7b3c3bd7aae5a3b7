"""What a turn of a stay does to its housing: paused, resumed, closed, open again. Nothing here refuses."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.housing.commands.offers import free_or_take
from discharge.housing.commands.story import add_step
from discharge.housing.commands.waiting import keep_blocker
from discharge.housing.models import CaseState, HousingCase, HousingOffer, Vacancy
from discharge.housing.queries.case import case_of
from discharge.housing.queries.offers import offers_of
from discharge.housing.rules.offers import OfferState
from discharge.housing.rules.steps import StepKind
from discharge.housing.rules.vacancies import VacancyState
from discharge.stays.models import Stay

LEFT = "The person left hospital"
CANCELLED = "The admission was wrong"


def pause(session: Session, stay_id: UUID, *, on: date, actor: Actor, now: datetime) -> None:
    """Offers wait and keep their places."""
    case = case_of(session, stay_id)
    if case is None or case.state is not CaseState.OPEN:
        return
    for offer in _open_offers(session, case):
        offer.is_paused = True
    _turn(session, case, CaseState.PAUSED, StepKind.PAUSED, "", on=on, actor=actor, now=now)


def resume(session: Session, stay_id: UUID, *, on: date, actor: Actor, now: datetime) -> None:
    """Offers go on. Nothing happens to a case that is not paused."""
    case = case_of(session, stay_id)
    if case is None or case.state is not CaseState.PAUSED:
        return
    for offer in _open_offers(session, case):
        offer.is_paused = False
    _turn(session, case, CaseState.OPEN, StepKind.RESUMED, "", on=on, actor=actor, now=now)


def close(session: Session, stay_id: UUID, words: str, *, on: date, actor: Actor, now: datetime) -> None:
    """An accepted home stays accepted; what was not answered is withdrawn, and its place is free for others."""
    case = case_of(session, stay_id)
    if case is None or case.state is CaseState.CLOSED:
        return
    accepted = None
    for offer in _open_offers(session, case):
        if offer.state is OfferState.ACCEPTED:
            accepted = offer
            continue
        before, offer.state, offer.is_ended_by_leaving = offer.state, OfferState.WITHDRAWN, True
        offer.answered_on, offer.because = max(on, offer.made_on), words
        session.flush()
        record(session, "housing_offer.answered", offer, actor=actor, now=now, state=(before, offer.state))
        free_or_take(session, offer, actor=actor, now=now)
    case.is_closed_by_leaving, case.was_paused = True, case.state is CaseState.PAUSED
    case.outcome = f"{words}, to {accepted.place}" if accepted else words
    _turn(session, case, CaseState.CLOSED, StepKind.CLOSED, case.outcome, on=on, actor=actor, now=now)


def reopen(session: Session, stay_id: UUID, *, on: date, actor: Actor, now: datetime) -> None:
    """What leaving closed, and nothing else. A place that was given away or withdrawn meanwhile stays gone.

    What the case waits for is told anew where an offer did not come back: the discharge may have closed that wait.
    """
    case = case_of(session, stay_id)
    if case is None or not case.is_closed_by_leaving:
        return
    gone = []
    for offer in offers_of(session, case.id):
        if not offer.is_ended_by_leaving:
            continue
        offer.is_ended_by_leaving = False
        if not _is_free(session, offer):
            gone.append(offer.place)
            continue
        before, offer.state = offer.state, OfferState.MADE
        offer.answered_on, offer.because = None, ""
        session.flush()
        record(session, "housing_offer.reopened", offer, actor=actor, now=now, state=(before, offer.state))
        free_or_take(session, offer, actor=actor, now=now)
    state = CaseState.PAUSED if case.was_paused else CaseState.OPEN
    case.is_closed_by_leaving, case.was_paused, case.outcome = False, False, ""
    words = f"Not free any more: {', '.join(gone)}" if gone else ""
    _turn(session, case, state, StepKind.REOPENED, words, on=on, actor=actor, now=now)
    if gone:
        keep_blocker(session, session.get_one(Stay, stay_id), case, words, actor=actor, now=now)


def _open_offers(session: Session, case: HousingCase) -> list[HousingOffer]:
    return [offer for offer in offers_of(session, case.id) if offer.is_open]


def _is_free(session: Session, offer: HousingOffer) -> bool:
    if offer.vacancy_id is None:
        return True
    vacancy = session.scalars(select(Vacancy).where(Vacancy.id == offer.vacancy_id).with_for_update()).one()
    return vacancy.state is VacancyState.OPEN


def _turn(
    session: Session, case: HousingCase, state: CaseState, kind: StepKind, words: str, *, on: date, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    before, case.state = case.state, state
    session.flush()
    record(session, f"housing.{kind.value}", case, actor=actor, now=now, state=(before, state))
    add_step(session, case, kind, words, on=on, actor=actor, now=now)
