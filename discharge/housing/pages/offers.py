"""Offers on the page of a case, and what to think of before a move."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from flask import url_for

from discharge.housing.models import CaseState, HousingOffer
from discharge.housing.pages.parts import Fact
from discharge.housing.queries.case import WholeCase
from discharge.housing.rules.codes import ROUTES
from discharge.housing.rules.offers import OFFER_STATES, REFUSERS, OfferState, is_homeless, state_words, why_not_then
from discharge.places.queries import holidays
from discharge.stays.rules.codes import LEGAL_AUTHORITIES
from discharge.stays.rules.shown import shown_day


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRow:
    """warning: why the day to move needs a second thought. answer: the words of the link to the answer."""

    place: str
    state: str
    facts: tuple[Fact, ...]
    warning: str
    dates_href: str
    answer: str
    answer_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OffersBlock:
    """Newest first. warnings: about the whole case."""

    rows: tuple[OfferRow, ...]
    warnings: tuple[str, ...]
    offer_href: str
    places_href: str

    @classmethod
    def of(cls, whole: WholeCase, *, is_open: bool) -> Self:
        stay_id = whole.stay.id
        may = whole.may_work and is_open
        may_offer = may and whole.case is not None and whole.case.state is not CaseState.PAUSED
        return cls(
            rows=tuple(_row(offer, whole, may=may) for offer in reversed(whole.offers)),
            warnings=tuple(_warnings(whole)),
            offer_href=url_for("housing.offer", stay_id=stay_id) if may_offer else "",
            places_href=url_for("housing.places", stay_id=stay_id) if may_offer else "",
        )


def _warnings(whole: WholeCase) -> Iterator[str]:
    case = whole.case
    if case is None or not case.has_no_recourse:
        return
    if whole.section_117 is None:
        yield (
            "No recourse to public funds: check the whole legal history. It is not a bar to section 117 aftercare, "
            "and none is recorded here."
        )
        return
    authority = LEGAL_AUTHORITIES.get(whole.section_117.code)
    words = authority.short if authority else whole.section_117.code
    since = shown_day(whole.section_117.started_on)
    yield (
        f"No recourse to public funds is not a bar to section 117 aftercare: {words} from {since} is recorded. Housing "
        "that meets a need of the aftercare may be part of it."
    )


def _row(offer: HousingOffer, whole: WholeCase, *, may: bool) -> OfferRow:
    by = f" by {REFUSERS[offer.refused_by].lower()}" if offer.refused_by else ""
    facts = (
        ("Kind", ROUTES[offer.route].description),
        ("Offered by", offer.provider_words),
        ("Offered", shown_day(offer.made_on)),
        ("Assessed", shown_day(offer.assessed_on)),
        ("Viewing", shown_day(offer.viewing_on)),
        (OFFER_STATES[offer.state], f"{shown_day(offer.answered_on)}{by}" if offer.answered_on else ""),
        ("Why", offer.because),
        ("Signed", shown_day(offer.signed_on)),
        ("Date to move", shown_day(offer.move_on)),
    )
    may = may and offer.is_open
    return OfferRow(
        place=offer.place,
        state=state_words(offer.state, is_paused=offer.is_paused),
        facts=tuple(Fact(label=label, words=words) for label, words in facts if words),
        warning=_day_warning(offer, whole),
        dates_href=_link("housing.offer_dates", offer) if may else "",
        answer="Change the answer" if offer.state is OfferState.ACCEPTED else "Answer",
        answer_href=_link("housing.offer_answer", offer) if may else "",
    )


def _link(endpoint: str, offer: HousingOffer) -> str:
    return url_for(endpoint, stay_id=offer.stay_id, offer_id=offer.id)


def _day_warning(offer: HousingOffer, whole: WholeCase) -> str:
    case = whole.case
    if case is None or offer.move_on is None or offer.state is not OfferState.ACCEPTED or offer.move_on < whole.today:
        return ""
    homeless = is_homeless(lived_in=case.lived_in, risks=case.risks, tenancy_holder=case.tenancy_holder)
    return why_not_then(offer.move_on, homeless=homeless, holidays=holidays())
