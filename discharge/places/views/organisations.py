"""All places on one page; organisations and sites added and renamed."""

from uuid import UUID

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue

from discharge.core.clock import local_date
from discharge.core.db import db
from discharge.core.errors import NotAllowed, RuleBroken
from discharge.core.forms import choices
from discharge.core.web import now, requires, run
from discharge.places import commands, queries
from discharge.places.forms import NameForm, OrganisationForm, SiteForm, given
from discharge.places.pages import AdminPage, FormPage
from discharge.places.rules.powers import Power
from discharge.places.views.blueprint import bp


@bp.get("")
@requires(Power.MANAGE_PLACES)
def admin() -> ResponseReturnValue:
    seen = queries.administration(db.session, g.actor, today=local_date(now()))
    return render_template("places/admin.html", page=AdminPage.of(seen))


@bp.route("/organisations/new", methods=["GET", "POST"])
@requires(Power.MANAGE_PLACES)
def add_organisation() -> ResponseReturnValue:
    addable = queries.administration(db.session, g.actor, today=local_date(now())).addable
    if not addable:
        raise NotAllowed
    form = OrganisationForm()
    form.system_id.choices = choices((str(each.id), each.name) for each in addable)
    if form.validate_on_submit():
        try:
            return run(
                commands.add_organisation,
                form.command(),
                form,
                to=url_for("places.admin"),
                says=lambda added: f"{added.name} added",
            )
        except RuleBroken as broken:
            form.add_error(broken)
    page = FormPage(
        title="Add an organisation",
        caption="",
        back=url_for("places.admin"),
        button="Add organisation",
        form=form,
        hints={
            "council_functions": "For a council only. In a two-tier area the district has housing",
            "ods_code": "For example RZZ. Leave it empty where there is none",
        },
    )
    return render_template("places/form.html", page=page)


@bp.route("/organisations/<uuid:organisation_id>/rename", methods=["GET", "POST"])
@requires(Power.MANAGE_PLACES)
def rename_organisation(organisation_id: UUID) -> ResponseReturnValue:
    organisation = queries.get_organisation(db.session, g.actor, organisation_id)
    form = NameForm(name=organisation.name, version=organisation.version)
    if form.validate_on_submit():
        command = commands.RenameOrganisation(
            organisation_id=organisation_id, name=given(form.name.data), version=form.version_seen
        )
        try:
            return run(commands.rename_organisation, command, form, to=url_for("places.admin"), says="Name saved")
        except RuleBroken as broken:
            form.add_error(broken)
    return _rename(form, organisation.name)


@bp.route("/organisations/<uuid:organisation_id>/sites/new", methods=["GET", "POST"])
@requires(Power.MANAGE_PLACES)
def add_site(organisation_id: UUID) -> ResponseReturnValue:
    organisation = queries.get_organisation(db.session, g.actor, organisation_id)
    form = SiteForm()
    if form.validate_on_submit():
        try:
            return run(
                commands.add_site,
                form.command(organisation_id),
                form,
                to=url_for("places.admin"),
                says=lambda added: f"{added.name} added",
            )
        except RuleBroken as broken:
            form.add_error(broken)
    page = FormPage(
        title="Add a site",
        caption=organisation.name,
        back=url_for("places.admin"),
        button="Add site",
        form=form,
        hints={"code": "As its ward lists name it, for example RZZ01"},
    )
    return render_template("places/form.html", page=page)


@bp.route("/sites/<uuid:site_id>/rename", methods=["GET", "POST"])
@requires(Power.MANAGE_PLACES)
def rename_site(site_id: UUID) -> ResponseReturnValue:
    site = queries.get_site(db.session, g.actor, site_id)
    form = NameForm(name=site.name, version=site.version)
    if form.validate_on_submit():
        command = commands.RenameSite(site_id=site_id, name=given(form.name.data), version=form.version_seen)
        try:
            return run(commands.rename_site, command, form, to=url_for("places.admin"), says="Name saved")
        except RuleBroken as broken:
            form.add_error(broken)
    return _rename(form, site.name)


def _rename(form: NameForm, name: str) -> ResponseReturnValue:
    page = FormPage(
        title=f"Rename {name}", caption="", back=url_for("places.admin"), button="Save name", form=form, hints={}
    )
    return render_template("places/form.html", page=page)
