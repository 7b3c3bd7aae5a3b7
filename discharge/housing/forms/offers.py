"""An offer, its dates and its answer; a vacancy."""

from collections.abc import Mapping
from typing import Any, Self
from uuid import UUID

from wtforms import BooleanField

from discharge.core.forms import DatePartsField, Words, choices
from discharge.housing.commands.offers import AnswerOffer, DateOffer, MakeOffer
from discharge.housing.commands.vacancies import ChangeVacancy, PostVacancy, VacancyFacts, WithdrawVacancy
from discharge.housing.forms.case import Several, keys_of
from discharge.housing.forms.parts import VersionedForm, answer_of, answer_to, one_of, pairs_of, radios_of, yes_no
from discharge.housing.models import HousingOffer, Vacancy
from discharge.housing.rules.codes import ACCESS, ROUTES, SAFE_PLACING, SUPPORT_LEVELS
from discharge.housing.rules.offers import OFFER_STATES, REFUSERS, OfferState

ANSWERS = [(state.value, words) for state, words in OFFER_STATES.items() if state is not OfferState.MADE]
PROVIDED = [(route.code, route.description) for route in ROUTES if route.is_by_provider]


class OfferForm(VersionedForm):
    """A home that was not posted here."""

    provider_id = one_of("Who offers it?", ROUTES, empty="Somebody who is not listed")
    provider_words = Words("Name of a provider that is not listed")
    route = radios_of("Kind of home", ROUTES.choices())
    place = Words("Which place is it?")
    made_on = DatePartsField("Offered on", missing="Enter the date of the offer")

    @classmethod
    def among(cls, providers: Mapping[UUID, str], **values: Any) -> Self:
        form = cls(**values)
        form.provider_id.choices = choices((("", "Somebody who is not listed"), *pairs_of(providers)))
        return form

    def command(self, stay_id: UUID) -> MakeOffer:
        return MakeOffer(
            stay_id=stay_id,
            made_on=self.made_on.day,
            provider_id=_key(self.provider_id.data),
            provider_words=self.provider_words.data or "",
            route=self.route.data or "",
            place=self.place.data or "",
        )


class OfferPlaceForm(VersionedForm):
    """A place that was posted here."""

    made_on = DatePartsField("Offered on", missing="Enter the date of the offer")

    def command(self, stay_id: UUID, vacancy_id: UUID) -> MakeOffer:
        return MakeOffer(stay_id=stay_id, made_on=self.made_on.day, vacancy_id=vacancy_id)


class DatesForm(VersionedForm):
    assessed_on = DatePartsField("Assessed by the provider on", missing=None)
    viewing_on = DatePartsField("Viewing on", missing=None)
    signed_on = DatePartsField("Tenancy or licence signed on", missing=None)
    move_on = DatePartsField("Date to move", missing=None)
    is_agreed = BooleanField("This day to move is agreed, whatever weekday it is")

    @classmethod
    def begin(cls, offer: HousingOffer) -> Self:
        names = ("assessed_on", "viewing_on", "signed_on", "move_on")
        return cls(version=str(offer.version), **{name: getattr(offer, name) for name in names})

    def command(self, stay_id: UUID, offer_id: UUID) -> DateOffer:
        return DateOffer(
            stay_id=stay_id,
            offer_id=offer_id,
            version=self.version_seen,
            assessed_on=self.assessed_on.data,
            viewing_on=self.viewing_on.data,
            signed_on=self.signed_on.data,
            move_on=self.move_on.data,
            is_agreed=bool(self.is_agreed.data),
        )


class AnswerForm(VersionedForm):
    answer = radios_of("What became of the offer?", ANSWERS)
    answered_on = DatePartsField("Answered on", missing="Enter the date of the answer")
    refused_by = radios_of("If it was refused, by whom?", REFUSERS.items())
    because = Words("If it was refused or withdrawn, why?")

    def command(self, stay_id: UUID, offer_id: UUID) -> AnswerOffer:
        return AnswerOffer(
            stay_id=stay_id,
            offer_id=offer_id,
            version=self.version_seen,
            answer=self.answer.data or "",
            answered_on=self.answered_on.day,
            refused_by=self.refused_by.data or "",
            because=self.because.data or "",
        )


class VacancyForm(VersionedForm):
    trust_id = one_of("For people of", ROUTES, empty="Select a trust")
    provider_id = one_of("Who provides it?", ROUTES, empty="Select a provider")
    name = Words("Name of the place")
    route = radios_of("Kind of home", PROVIDED)
    council_id = one_of("Council area", ROUTES, empty="Select a council")
    area_words = Words("More about the area")
    support_level = radios_of("Support that is there", SUPPORT_LEVELS.choices())
    access = radios_of("Access", ACCESS.choices())
    is_self_contained = yes_no("Self-contained: its own kitchen and bathroom?")
    allows_pets = yes_no("Are pets welcome?")
    cannot_take = Several("What can the place not meet?", validate_choice=False)
    words = Words("Anything else")
    from_on = DatePartsField("Free from", missing="Enter the day from which the place is free")
    held_until = DatePartsField("Held until", missing=None)

    @classmethod
    def among(
        cls, trusts: Mapping[UUID, str], providers: Mapping[UUID, str], councils: Mapping[UUID, str], **values: Any
    ) -> Self:  # fmt: skip
        only = str(next(iter(trusts))) if len(trusts) == 1 else ""
        form = cls(data={"trust_id": only} | values)
        form.trust_id.choices = choices((("", "Select a trust"), *pairs_of(trusts)))
        form.provider_id.choices = choices((("", "Select a provider"), *pairs_of(providers)))
        form.council_id.choices = choices((("", "Select a council"), *pairs_of(councils)))
        form.cannot_take.choices = choices(SAFE_PLACING.choices())
        return form

    def post(self) -> PostVacancy:
        return PostVacancy(trust_id=_key(self.trust_id.data), facts=self.facts())

    def change(self, vacancy_id: UUID) -> ChangeVacancy:
        return ChangeVacancy(vacancy_id=vacancy_id, version=self.version_seen, facts=self.facts())

    def facts(self) -> VacancyFacts:
        return VacancyFacts(
            provider_id=_key(self.provider_id.data),
            council_id=_key(self.council_id.data),
            name=self.name.data or "",
            route=self.route.data or "",
            support_level=self.support_level.data or "",
            access=self.access.data or "",
            area_words=self.area_words.data or "",
            allows_pets=answer_of(self.allows_pets.data),
            is_self_contained=answer_of(self.is_self_contained.data),
            cannot_take=tuple(self.cannot_take.data or ()),
            words=self.words.data or "",
            from_on=self.from_on.day,
            held_until=self.held_until.data,
        )


class WithdrawForm(VersionedForm):
    """Nothing to enter: the button is the answer."""

    def command(self, vacancy_id: UUID) -> WithdrawVacancy:
        return WithdrawVacancy(vacancy_id=vacancy_id, version=self.version_seen)


def stored_in_form(vacancy: Vacancy) -> dict[str, Any]:
    """What the form of a change begins with."""
    names = ("name", "route", "area_words", "support_level", "access", "cannot_take", "words", "from_on", "held_until")
    return {
        **{name: getattr(vacancy, name) for name in names},
        "provider_id": str(vacancy.provider_id),
        "council_id": str(vacancy.council_id),
        "is_self_contained": answer_to(vacancy.is_self_contained),
        "allows_pets": answer_to(vacancy.allows_pets),
        "version": str(vacancy.version),
    }


def _key(typed: str | None) -> UUID | None:
    return keys_of([typed])[0] if typed else None
