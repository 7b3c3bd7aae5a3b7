"""Offers: made, dated, answered. An offer of a place posted here holds that place."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotFound, RuleBroken
from discharge.core.versions import check_version
from discharge.housing.commands.opening import case_in_hand
from discharge.housing.commands.story import add_step
from discharge.housing.commands.waiting import keep_blocker
from discharge.housing.models import CaseState, HousingCase, HousingOffer, Vacancy
from discharge.housing.queries.offers import offers_of, providers
from discharge.housing.queries.vacancies import vacancy_to_change
from discharge.housing.rules import offers as rules
from discharge.housing.rules.codes import ROUTES
from discharge.housing.rules.offers import OfferDates, OfferState
from discharge.housing.rules.steps import StepKind
from discharge.housing.rules.vacancies import VacancyState
from discharge.places.queries import holidays
from discharge.stays.models import Stay
from discharge.stays.rules.shown import shown_day

PAUSED = "The person is not clinically ready at present: offers are paused until they are"


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeOffer:
    """vacancy_id: a place posted here, which says kind, place and provider; otherwise they are given."""

    stay_id: UUID
    made_on: date
    vacancy_id: UUID | None = None
    provider_id: UUID | None = None
    provider_words: str = ""
    route: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DateOffer:
    """is_agreed: a day that the rules warn of is meant all the same."""

    stay_id: UUID
    offer_id: UUID
    version: int
    assessed_on: date | None = None
    viewing_on: date | None = None
    signed_on: date | None = None
    move_on: date | None = None
    is_agreed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerOffer:
    """answer: accepted, refused (by whom and why) or withdrawn by whoever offered it."""

    stay_id: UUID
    offer_id: UUID
    version: int
    answer: str
    answered_on: date
    refused_by: str = ""
    because: str = ""


def make_offer(session: Session, command: MakeOffer, *, actor: Actor, now: datetime) -> HousingOffer:
    """Raises RuleBroken when the place has gone to somebody else meanwhile."""
    stay, case = case_in_hand(session, actor, command.stay_id, now=now)
    if case.state is CaseState.PAUSED:
        raise RuleBroken("", PAUSED)
    vacancy = _hold(session, command, case, actor=actor, now=now) if command.vacancy_id else None
    names = {each.id: each.name for each in providers(session, actor)}
    provider_id = vacancy.provider_id if vacancy else command.provider_id
    if provider_id is not None and provider_id not in names:
        raise RuleBroken("provider_id", "Select who offers it from the list")
    given = {
        "provider_words": names[provider_id] if provider_id else command.provider_words,
        "route": vacancy.route if vacancy else command.route,
        "place": vacancy.name if vacancy else command.place,
    }
    rules.check_new(
        route=given["route"],
        provider=given["provider_words"],
        place=given["place"],
        made_on=command.made_on,
        typed={} if vacancy else {"place": command.place, "provider_words": command.provider_words},
        person=stay.person,
        today=local_date(now),
    )
    last = session.scalar(select(func.max(HousingOffer.number)).where(HousingOffer.case_id == case.id)) or 0
    offer = HousingOffer(
        organisation_id=case.organisation_id,
        case_id=case.id,
        stay_id=stay.id,
        person_id=stay.person_id,
        number=last + 1,
        vacancy_id=command.vacancy_id,
        provider_id=provider_id,
        made_on=command.made_on,
        **given,
    )
    session.add(offer)
    session.flush()
    changes = {name: (None, value) for name, value in given.items()}
    record(session, "housing_offer.made", offer, actor=actor, now=now, made_on=(None, offer.made_on), **changes)
    add_step(session, case, StepKind.OFFERED, offer_words(offer), on=offer.made_on, actor=actor, now=now)
    keep_blocker(session, stay, case, "A home was offered", actor=actor, now=now)
    return offer


def date_offer(session: Session, command: DateOffer, *, actor: Actor, now: datetime) -> HousingOffer:
    """Assessment, viewing, signature and the day of the move, as they become known."""
    stay, case, offer = _offer(session, actor, command.stay_id, command.offer_id, now)
    typed = {name: getattr(command, name) for name in DATES}
    stored = {name: getattr(offer, name) for name in DATES}
    if typed == stored:
        return offer
    check_version(
        offer.version, command.version, before={}, theirs=_dates_in_words(stored), yours=_dates_in_words(typed)
    )
    if not offer.is_open:
        raise RuleBroken("", f"This offer is {rules.OFFER_STATES[offer.state].lower()}: its dates stay as they are")
    dates = replace(_dates_of(offer), **typed)
    is_accepted = offer.state is OfferState.ACCEPTED
    rules.check_dates(dates, is_accepted=is_accepted, today=local_date(now))
    if command.move_on is not None and command.move_on != offer.move_on and not command.is_agreed:
        _check_day(case, command.move_on)
    for name, value in typed.items():
        setattr(offer, name, value)
    session.flush()
    changes = {name: (stored[name], typed[name]) for name in DATES if stored[name] != typed[name]}
    record(session, "housing_offer.dated", offer, actor=actor, now=now, **changes)
    for name, (_before, after) in changes.items():
        if after is not None:
            words = f"{offer.place}, {shown_day(after)}" if name == "move_on" else offer.place
            on = local_date(now) if name == "move_on" else after
            add_step(session, case, DATES[name][1], words, on=on, actor=actor, now=now)
    keep_blocker(session, stay, case, "Dates of the offer are known", actor=actor, now=now)
    return offer


def answer_offer(session: Session, command: AnswerOffer, *, actor: Actor, now: datetime) -> HousingOffer:
    """A refusal or withdrawal frees the place for others; an acceptance takes it."""
    stay, case, offer = _offer(session, actor, command.stay_id, command.offer_id, now)
    said = rules.OFFER_STATES.get(OfferState(command.answer), "") if command.answer in set(OfferState) else ""
    stored = (offer.state.value, offer.because, offer.refused_by, offer.answered_on)
    if stored == (command.answer, command.because, command.refused_by, command.answered_on):
        return offer
    state = rules.state_words(offer.state, is_paused=offer.is_paused)
    theirs = _answer_in_words(state, offer.answered_on, offer.because, offer.refused_by)
    yours = _answer_in_words(said, command.answered_on, command.because, command.refused_by)
    check_version(offer.version, command.version, before={}, theirs=theirs, yours=yours)
    if not offer.is_open:
        raise RuleBroken("", f"This offer is {state.lower()} already. Make a new offer instead")
    rules.check_answer(
        command.answer,
        command.answered_on,
        command.refused_by,
        command.because,
        stay.person,
        dates=_dates_of(offer),
        today=local_date(now),
    )
    answer = OfferState(command.answer)
    if answer is OfferState.ACCEPTED:
        _check_may_accept(session, case, offer)
    before, answered_before = offer.state, offer.answered_on
    offer.state, offer.answered_on, offer.because = answer, command.answered_on, command.because
    offer.refused_by = command.refused_by if answer is OfferState.REFUSED else ""
    session.flush()
    free_or_take(session, offer, actor=actor, now=now)
    changes: dict[str, tuple[Any, Any]] = {"state": (before, answer), "because": ("", offer.because)}
    changes |= {"refused_by": ("", offer.refused_by), "answered_on": (answered_before, offer.answered_on)}
    record(session, "housing_offer.answered", offer, actor=actor, now=now, **changes)
    by = f", by {rules.REFUSERS[offer.refused_by].lower()}" if offer.refused_by else ""
    why = f": {offer.because}" if offer.because else ""
    step = StepKind(answer.value)
    add_step(session, case, step, f"{offer.place}{by}{why}", on=command.answered_on, actor=actor, now=now)
    keep_blocker(session, stay, case, f"The offer was {said.lower()}", actor=actor, now=now)
    return offer


def free_or_take(session: Session, offer: HousingOffer, *, actor: Actor, now: datetime) -> None:
    """Make the place posted here say what became of its offer."""
    if offer.vacancy_id is None:
        return
    vacancy = session.scalars(select(Vacancy).where(Vacancy.id == offer.vacancy_id).with_for_update()).one()
    states = {OfferState.MADE: VacancyState.OFFERED, OfferState.ACCEPTED: VacancyState.TAKEN}
    before, vacancy.state = vacancy.state, states.get(offer.state, VacancyState.OPEN)
    session.flush()
    if before is not vacancy.state:
        record(session, "vacancy.state_changed", vacancy, actor=actor, now=now, state=(before, vacancy.state))


def offer_words(offer: HousingOffer) -> str:
    return f"{ROUTES[offer.route].short}: {offer.place}, {offer.provider_words}"


DATES = {
    "assessed_on": ("Assessed", StepKind.ASSESSED),
    "viewing_on": ("Viewing", StepKind.VIEWING),
    "signed_on": ("Signed", StepKind.SIGNED),
    "move_on": ("Date to move", StepKind.MOVE_SET),
}


def _dates_of(offer: HousingOffer) -> OfferDates:
    return OfferDates(
        made_on=offer.made_on, answered_on=offer.answered_on, **{name: getattr(offer, name) for name in DATES}
    )


def _answer_in_words(state: str, on: date | None, because: str, refused_by: str) -> dict[str, str]:
    return {"Answer": state, "On": shown_day(on), "By": rules.REFUSERS.get(refused_by, ""), "Why": because}


def _dates_in_words(dates: dict[str, date | None]) -> dict[str, str]:
    return {DATES[name][0]: shown_day(day) for name, day in dates.items()}


def _offer(
    session: Session, actor: Actor, stay_id: UUID, offer_id: UUID, now: datetime
) -> tuple[Stay, HousingCase, HousingOffer]:
    stay, case = case_in_hand(session, actor, stay_id, now=now)
    found = next((each for each in offers_of(session, case.id) if each.id == offer_id), None)
    if found is None:
        raise NotFound
    return stay, case, found


def _hold(session: Session, command: MakeOffer, case: HousingCase, *, actor: Actor, now: datetime) -> Vacancy:
    vacancy = vacancy_to_change(session, actor, command.vacancy_id or UUID(int=0))
    if vacancy.organisation_id != case.organisation_id:
        raise NotFound
    if vacancy.state is VacancyState.WITHDRAWN:
        raise RuleBroken("", f"{vacancy.name} was withdrawn: nobody is offered it any more. Choose another place")
    if vacancy.state is not VacancyState.OPEN:
        raise RuleBroken("", f"{vacancy.name} is not free any more: somebody else was first. Choose another place")
    if vacancy.held_until is not None and vacancy.held_until < local_date(now):
        raise RuleBroken("", f"{vacancy.name} was held until {shown_day(vacancy.held_until)}. Ask the provider again")
    vacancy.state = VacancyState.OFFERED
    session.flush()
    states = (VacancyState.OPEN, VacancyState.OFFERED)
    record(session, "vacancy.state_changed", vacancy, actor=actor, now=now, state=states)
    return vacancy


def _check_may_accept(session: Session, case: HousingCase, offer: HousingOffer) -> None:
    if case.state is CaseState.PAUSED:
        raise RuleBroken("", PAUSED)
    other = next((each for each in offers_of(session, case.id) if each.state is OfferState.ACCEPTED), None)
    if other is not None and other is not offer:
        raise RuleBroken("answer", f"{other.place} is accepted already. Record what became of that offer first")


def _check_day(case: HousingCase, move_on: date) -> None:
    homeless = rules.is_homeless(lived_in=case.lived_in, risks=case.risks, tenancy_holder=case.tenancy_holder)
    if why := rules.why_not_then(move_on, homeless=homeless, holidays=holidays()):
        raise RuleBroken("move_on", f"{why} Choose another day, or tick that this day is agreed")
