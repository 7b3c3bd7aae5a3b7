"""Places to live: the list, one with the people who could fit, posting and changing."""

from uuid import UUID

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.core.clock import local_date
from discharge.core.db import db
from discharge.core.errors import NotAllowed
from discharge.core.web import look, now, requires, submit
from discharge.housing.commands import vacancies as commands
from discharge.housing.forms.offers import VacancyForm, WithdrawForm, stored_in_form
from discharge.housing.models import Vacancy
from discharge.housing.pages.vacancies import VacanciesPage, VacancyFormPage, VacancyPage
from discharge.housing.policies import may_post
from discharge.housing.queries import vacancies as queries
from discharge.housing.queries.case import councils
from discharge.housing.queries.matches import one_vacancy, sought
from discharge.housing.queries.offers import providers
from discharge.housing.views.blueprint import bp

HINTS = {
    "name": "For example Flat 2, Elm Court. No name of a person",
    "area_words": "For example near the station",
    "cannot_take": "People who need one of these are not shown for the place",
    "held_until": "Leave it empty where the place is not held",
}


@bp.get("/vacancies")
@requires(Permission.WORK_HOUSING)
def vacancies() -> ResponseReturnValue:
    seen = queries.vacancies(db.session, g.actor, now=now())
    return render_template("housing/vacancies.html", page=VacanciesPage.of(seen, sought(db.session, g.actor)))


@bp.get("/vacancies/<uuid:vacancy_id>")
@requires(Permission.WORK_HOUSING)
def vacancy(vacancy_id: UUID) -> ResponseReturnValue:
    seen = look(one_vacancy, commands.note_matches_shown, vacancy_id, now=now())
    return render_template("housing/vacancy.html", page=VacancyPage.of(seen))


@bp.route("/vacancies/new", methods=["GET", "POST"])
@requires(Permission.POST_VACANCIES)
def post_vacancy() -> ResponseReturnValue:
    form = _form(from_on=local_date(now()))
    done = submit(
        commands.post_vacancy,
        form.post,
        form,
        to=lambda posted: url_for("housing.vacancy", vacancy_id=posted.id),
        says=lambda posted: f"{posted.name} posted",
    )
    if done is not None:
        return done
    page = VacancyFormPage(
        title="Post a place",
        form=form,
        back=url_for("housing.vacancies"),
        button="Post this place",
        intro="One place each time. Everybody who works on housing in the trust sees it.",
        hints=HINTS,
    )
    return render_template("housing/vacancy_form.html", page=page)


@bp.route("/vacancies/<uuid:vacancy_id>/change", methods=["GET", "POST"])
@requires(Permission.POST_VACANCIES)
def change_vacancy(vacancy_id: UUID) -> ResponseReturnValue:
    vacancy = _to_post(vacancy_id)
    form = _form(**stored_in_form(vacancy))
    del form.trust_id  # it stays the place of the trust for whose people it was posted
    back = url_for("housing.vacancy", vacancy_id=vacancy_id)
    done = submit(commands.change_vacancy, lambda: form.change(vacancy_id), form, to=back, says="Place saved")
    if done is not None:
        return done
    page = VacancyFormPage(title=f"Change {vacancy.name}", form=form, back=back, button="Save the place", hints=HINTS)
    return render_template("housing/vacancy_form.html", page=page)


@bp.route("/vacancies/<uuid:vacancy_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.POST_VACANCIES)
def withdraw_vacancy(vacancy_id: UUID) -> ResponseReturnValue:
    vacancy = _to_post(vacancy_id)
    form = WithdrawForm(version=str(vacancy.version))
    to = url_for("housing.vacancies")
    done = submit(
        commands.withdraw_vacancy, lambda: form.command(vacancy_id), form, to=to, says=f"{vacancy.name} withdrawn"
    )
    if done is not None:
        return done
    page = VacancyFormPage(
        title=f"Withdraw {vacancy.name}",
        form=form,
        back=url_for("housing.vacancy", vacancy_id=vacancy_id),
        button="Withdraw this place",
        intro="Nobody is offered it any more. What happened stays on record.",
    )
    return render_template("housing/vacancy_form.html", page=page)


def _form(**values: object) -> VacancyForm:
    names = {each.id: each.name for each in providers(db.session, g.actor)}
    return VacancyForm.among(
        queries.trusts_to_post(db.session, g.actor), names, councils(db.session, g.actor), **values
    )


def _to_post(vacancy_id: UUID) -> Vacancy:
    vacancy = queries.get_vacancy(db.session, g.actor, vacancy_id)
    if not may_post(g.actor, vacancy.organisation_id):
        raise NotAllowed
    return vacancy
