"""All places on one page; organisations and sites added and renamed."""

from uuid import UUID

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue

from discharge.core.clock import local_date
from discharge.core.db import db
from discharge.core.errors import NotAllowed
from discharge.core.forms import choices
from discharge.core.web import now, requires
from discharge.places import commands, queries
from discharge.places.forms import NameForm, OrganisationForm, SiteForm, given
from discharge.places.pages import AdminPage, FormPage
from discharge.places.rules.powers import Power
from discharge.places.views.asking import ask
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
    return ask(page, commands.add_organisation, form.command, says=lambda added: f"{added.name} added")


@bp.route("/organisations/<uuid:organisation_id>/rename", methods=["GET", "POST"])
@requires(Power.MANAGE_PLACES)
def rename_organisation(organisation_id: UUID) -> ResponseReturnValue:
    organisation = queries.get_organisation(db.session, g.actor, organisation_id)
    form = NameForm(name=organisation.name, version=organisation.version)
    return ask(
        _rename_page(form, organisation.name),
        commands.rename_organisation,
        lambda: commands.RenameOrganisation(
            organisation_id=organisation_id, name=given(form.name.data), version=form.version_seen
        ),
        says="Name saved",
    )


@bp.route("/organisations/<uuid:organisation_id>/sites/new", methods=["GET", "POST"])
@requires(Power.MANAGE_PLACES)
def add_site(organisation_id: UUID) -> ResponseReturnValue:
    organisation = queries.get_organisation(db.session, g.actor, organisation_id)
    form = SiteForm()
    page = FormPage(
        title="Add a site",
        caption=organisation.name,
        back=url_for("places.admin"),
        button="Add site",
        form=form,
        hints={"code": "As its ward lists name it, for example RZZ01"},
    )
    return ask(page, commands.add_site, lambda: form.command(organisation_id), says=lambda added: f"{added.name} added")


@bp.route("/sites/<uuid:site_id>/rename", methods=["GET", "POST"])
@requires(Power.MANAGE_PLACES)
def rename_site(site_id: UUID) -> ResponseReturnValue:
    site = queries.get_site(db.session, g.actor, site_id)
    form = NameForm(name=site.name, version=site.version)
    return ask(
        _rename_page(form, site.name),
        commands.rename_site,
        lambda: commands.RenameSite(site_id=site_id, name=given(form.name.data), version=form.version_seen),
        says="Name saved",
    )


def _rename_page(form: NameForm, name: str) -> FormPage:
    return FormPage(
        title=f"Rename {name}", caption="", back=url_for("places.admin"), button="Save name", form=form, hints={}
    )
