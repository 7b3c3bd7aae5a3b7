"""Admitting: find the person first, then admit them or somebody new; and taking an admission back."""

from uuid import UUID

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.core.clock import local_date
from discharge.core.db import db
from discharge.core.web import attempt, look, now, requires, submit
from discharge.places.models import Ward
from discharge.stays.commands.admitting import admit as admit_command
from discharge.stays.commands.admitting import cancel_admission, note_search
from discharge.stays.forms.admitting import AdmitForm, AdmitNewForm, CancelForm, FindForm
from discharge.stays.forms.parts import parts_of
from discharge.stays.models import Stay
from discharge.stays.pages.comings import AboutPage, AdmitPage, FindPage, FoundPerson, beds_words
from discharge.stays.policies import may_place
from discharge.stays.queries.finding import beds_given, find_people, person_to_admit, ward_to_admit_to
from discharge.stays.rules.shown import shown_moment
from discharge.stays.views.blueprint import bp
from discharge.stays.views.opening import opened
from discharge.stays.views.sending import show


@bp.route("/wards/<uuid:ward_id>/admit", methods=["GET", "POST"])
@requires(Permission.EDIT_STAYS)
def admit(ward_id: UUID) -> ResponseReturnValue:
    ward = ward_to_admit_to(db.session, g.actor, ward_id)
    form = FindForm()
    search = attempt(form, lambda: look(find_people, note_search, ward_id, form.number.data or ""))
    if search is not None and not search.found:
        return _show_new(ward, _begin_new(search.number), nobody_has=search.number)
    return render_template("stays/admit.html", page=FindPage.of(form, ward, search, now()))


@bp.route("/wards/<uuid:ward_id>/admit/<uuid:person_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_STAYS)
def admit_person(ward_id: UUID, person_id: UUID) -> ResponseReturnValue:
    search = look(person_to_admit, note_search, ward_id, person_id)
    (known,) = search.found
    form = AdmitForm(data=parts_of("admitted_on", now()))
    done = submit(
        admit_command,
        lambda: form.command(ward_id, person_id),
        form,
        to=lambda stay: url_for("boards.stay", stay_id=stay.id),
        says=lambda stay: _said(search.ward, stay),
    )
    if done is not None:
        return done
    page = AdmitPage(
        form=form,
        ward=search.ward.name,
        back=url_for("stays.admit", ward_id=ward_id),
        action="",
        beds=beds_words(beds_given(db.session, ward_id)),
        person=FoundPerson.of(known, ward_id, local_date(now())),
    )
    return render_template("stays/admit_person.html", page=page)


@bp.route("/wards/<uuid:ward_id>/admit/new", methods=["GET", "POST"])
@requires(Permission.EDIT_STAYS)
def admit_new(ward_id: UUID) -> ResponseReturnValue:
    ward = ward_to_admit_to(db.session, g.actor, ward_id)
    form = AdmitNewForm(data=parts_of("admitted_on", now()))
    done = submit(
        admit_command,
        lambda: form.command(ward_id, form.person()),
        form,
        to=lambda stay: url_for("boards.stay", stay_id=stay.id),
        says=lambda stay: _said(ward, stay),
    )
    if done is not None:
        return done
    return _show_new(ward, form)


@bp.route("/stays/<uuid:stay_id>/cancel", methods=["GET", "POST"])
@requires(Permission.EDIT_STAYS)
def cancel(stay_id: UUID) -> ResponseReturnValue:
    stay, who = opened(stay_id, may_place)
    form = CancelForm()
    ward = url_for("boards.ward", ward_id=stay.last_ward_id)
    done = submit(cancel_admission, lambda: form.command(stay_id), form, to=ward, says="The admission is cancelled")
    if done is not None:
        return done
    about = f"Admitted to {stay.ward.name} on {shown_moment(stay.admitted_at)}"
    return show("stays/cancel.html", AboutPage(form=form, who=who, about=about), None)


def _begin_new(number: str) -> AdmitNewForm:
    """A new form with the number that was looked for where it fits; an NHS number has ten digits."""
    digits = "".join(letter for letter in number if letter.isdigit())
    field = "nhs_number" if len(digits) == 10 and not any(letter.isalpha() for letter in number) else "local_number"
    return AdmitNewForm(formdata=None, data={**parts_of("admitted_on", now()), field: number})


def _show_new(ward: Ward, form: AdmitNewForm, nobody_has: str = "") -> ResponseReturnValue:
    page = AdmitPage(
        form=form,
        ward=ward.name,
        back=url_for("stays.admit", ward_id=ward.id),
        action=url_for("stays.admit_new", ward_id=ward.id),
        beds=beds_words(beds_given(db.session, ward.id)),
        nobody_has=nobody_has,
    )
    return render_template("stays/admit_new.html", page=page)


def _said(ward: Ward, stay: Stay) -> str:
    """A shared bed is a warning, never a refusal."""
    if not stay.bed:
        return f"Admitted to {ward.name}. No bed is given yet"
    shared = stay.bed in beds_given(db.session, ward.id, other_than=stay.id)
    return f"Admitted to {ward.name}, bed {stay.bed}" + (". Somebody else has this bed too" if shared else "")
