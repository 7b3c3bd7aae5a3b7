"""Offers to one person: made, dated, answered; the places that could fit them."""

from uuid import UUID

from flask import g, render_template
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.core.clock import local_date
from discharge.core.db import db
from discharge.core.errors import NotFound
from discharge.core.web import now, requires, submit
from discharge.housing.commands import offers as commands
from discharge.housing.forms.offers import AnswerForm, DatesForm, OfferForm, OfferPlaceForm
from discharge.housing.models import HousingOffer
from discharge.housing.pages.parts import FormPage
from discharge.housing.pages.vacancies import PlacesPage
from discharge.housing.queries.case import WholeCase
from discharge.housing.queries.offers import providers
from discharge.housing.queries.vacancies import get_vacancy, vacancies
from discharge.housing.views.blueprint import bp
from discharge.housing.views.case import PARTNERS, back_to, working


@bp.route("/stays/<uuid:stay_id>/housing/offers/new", methods=["GET", "POST"])
@requires(Permission.WORK_HOUSING)
def offer(stay_id: UUID) -> ResponseReturnValue:
    whole = working(stay_id, needs_case=True)
    names = {each.id: each.name for each in providers(db.session, g.actor)}
    route = whole.case.route if whole.case else ""
    form = OfferForm.among(names, made_on=local_date(now()), route=route)
    done = submit(commands.make_offer, lambda: form.command(stay_id), form, to=back_to(stay_id), says="Offer saved")
    if done is not None:
        return done
    page = FormPage.about(
        whole.stay,
        form,
        title="An offer of a home",
        button="Save the offer",
        note=f"For a place that is posted under Vacancies, offer it from there. {PARTNERS}",
        hints={"place": "A name for the place, for example Flat 2, Elm Court"},
    )
    return render_template("housing/form.html", page=page)


@bp.get("/stays/<uuid:stay_id>/housing/places")
@requires(Permission.WORK_HOUSING)
def places(stay_id: UUID) -> ResponseReturnValue:
    whole = working(stay_id, needs_case=True)
    seen = vacancies(db.session, g.actor, now=now())
    return render_template("housing/places.html", page=PlacesPage.of(whole, seen))


@bp.route("/stays/<uuid:stay_id>/housing/places/<uuid:vacancy_id>/offer", methods=["GET", "POST"])
@requires(Permission.WORK_HOUSING)
def offer_place(stay_id: UUID, vacancy_id: UUID) -> ResponseReturnValue:
    whole = working(stay_id, needs_case=True)
    vacancy = get_vacancy(db.session, g.actor, vacancy_id)
    form = OfferPlaceForm(made_on=local_date(now()))
    done = submit(
        commands.make_offer, lambda: form.command(stay_id, vacancy_id), form, to=back_to(stay_id), says="Offer saved"
    )
    if done is not None:
        return done
    page = FormPage.about(
        whole.stay,
        form,
        title=f"Offer {vacancy.name}",
        button="Offer this place",
        note=f"{vacancy.provider.name}. The place is held for this person until the offer is answered.",
    )
    return render_template("housing/form.html", page=page)


@bp.route("/stays/<uuid:stay_id>/housing/offers/<uuid:offer_id>/dates", methods=["GET", "POST"])
@requires(Permission.WORK_HOUSING)
def offer_dates(stay_id: UUID, offer_id: UUID) -> ResponseReturnValue:
    whole, row = _offer(stay_id, offer_id)
    form = DatesForm.begin(row)
    done = submit(
        commands.date_offer, lambda: form.command(stay_id, offer_id), form, to=back_to(stay_id), says="Dates saved"
    )
    if done is not None:
        return done
    page = FormPage.about(
        whole.stay,
        form,
        title="Dates of the offer",
        button="Save dates",
        note=row.place,
        hints={
            "move_on": "For somebody homeless, not on a Friday or the day before a holiday",
            "is_agreed": "Tick this only after a warning about the day",
        },
    )
    return render_template("housing/form.html", page=page)


@bp.route("/stays/<uuid:stay_id>/housing/offers/<uuid:offer_id>/answer", methods=["GET", "POST"])
@requires(Permission.WORK_HOUSING)
def offer_answer(stay_id: UUID, offer_id: UUID) -> ResponseReturnValue:
    whole, row = _offer(stay_id, offer_id)
    form = AnswerForm(version=str(row.version), answered_on=local_date(now()))
    done = submit(
        commands.answer_offer, lambda: form.command(stay_id, offer_id), form, to=back_to(stay_id), says="Answer saved"
    )
    if done is not None:
        return done
    note = f"{row.place}. {PARTNERS}"
    page = FormPage.about(whole.stay, form, title="What became of the offer?", button="Save the answer", note=note)
    return render_template("housing/form.html", page=page)


def _offer(stay_id: UUID, offer_id: UUID) -> tuple[WholeCase, HousingOffer]:
    whole = working(stay_id, needs_case=True)
    found = next((each for each in whole.offers if each.id == offer_id), None)
    if found is None:
        raise NotFound
    return whole, found
