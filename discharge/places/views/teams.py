"""Teams of an organisation, outside contacts of a trust, and what a council answers for."""

from uuid import UUID

from flask import g, url_for
from flask.typing import ResponseReturnValue

from discharge.core.db import db
from discharge.core.web import requires
from discharge.places import commands, queries
from discharge.places.forms import ChangeTeamForm, ContactForm, FunctionsForm, TeamForm
from discharge.places.models import CouncilFunctions
from discharge.places.pages import FormPage
from discharge.places.rules.powers import Power
from discharge.places.views.asking import ask
from discharge.places.views.blueprint import bp

EMAIL_HINT = "A mailbox that the team shares. Leave it empty where there is none"


@bp.route("/organisations/<uuid:organisation_id>/functions", methods=["GET", "POST"])
@requires(Power.MANAGE_PLACES)
def council_functions(organisation_id: UUID) -> ResponseReturnValue:
    council = queries.get_organisation(db.session, g.actor, organisation_id)
    form = FunctionsForm(functions=council.council_functions, version=council.version)
    back = url_for("places.admin")
    page = FormPage(
        title="One council or two",
        caption=council.name,
        back=back,
        button="Save",
        form=form,
        intro="Housing questions go only to a council that answers for housing.",
        hints={},
    )
    return ask(
        page,
        commands.set_council_functions,
        lambda: commands.SetCouncilFunctions(
            organisation_id=organisation_id,
            functions=CouncilFunctions(form.functions.data),
            version=form.version_seen,
        ),
        says="Saved",
    )


@bp.route("/organisations/<uuid:organisation_id>/teams/new", methods=["GET", "POST"])
@requires(Power.MANAGE_PLACES)
def add_team(organisation_id: UUID) -> ResponseReturnValue:
    organisation = queries.get_organisation(db.session, g.actor, organisation_id)
    form = TeamForm()
    back = url_for("places.admin")
    page = FormPage(
        title="Add a team",
        caption=organisation.name,
        back=back,
        button="Add team",
        form=form,
        hints={"email": EMAIL_HINT},
    )
    return ask(
        page,
        commands.add_team,
        lambda: commands.AddTeam(organisation_id=organisation_id, **form.values()),
        says=lambda added: f"{added.name} added",
    )


@bp.route("/teams/<uuid:team_id>", methods=["GET", "POST"])
@requires(Power.MANAGE_PLACES)
def change_team(team_id: UUID) -> ResponseReturnValue:
    team = queries.get_team(db.session, g.actor, team_id)
    form = ChangeTeamForm(obj=team, is_closed=team.closed_on is not None)
    back = url_for("places.admin")
    page = FormPage(
        title=f"Change {team.name}",
        caption=team.organisation.name,
        back=back,
        button="Save team",
        form=form,
        hints={"email": EMAIL_HINT, "is_closed": "What it has stays with it until it is handed on"},
    )
    return ask(
        page,
        commands.change_team,
        lambda: commands.ChangeTeam(
            team_id=team_id, version=form.version_seen, is_closed=form.is_closed.data, **form.values()
        ),
        says="Team saved",
    )


@bp.route("/organisations/<uuid:organisation_id>/contacts/new", methods=["GET", "POST"])
@requires(Power.MANAGE_PLACES)
def add_contact(organisation_id: UUID) -> ResponseReturnValue:
    trust = queries.get_organisation(db.session, g.actor, organisation_id)
    form = ContactForm()
    back = url_for("places.admin")
    page = FormPage(
        title="Add somebody outside",
        caption=trust.name,
        back=back,
        button="Add contact",
        form=form,
        intro="An office that people wait for and that does not use this system: a court, a prison, another council.",
        hints={"name": "The office, not a person: for example Westmere Magistrates' Court"},
    )
    return ask(
        page,
        commands.add_contact,
        lambda: commands.AddContact(organisation_id=organisation_id, **form.values()),
        says=lambda added: f"{added.name} added",
    )


@bp.route("/contacts/<uuid:contact_id>", methods=["GET", "POST"])
@requires(Power.MANAGE_PLACES)
def change_contact(contact_id: UUID) -> ResponseReturnValue:
    contact = queries.get_contact(db.session, g.actor, contact_id)
    form = ContactForm(obj=contact)
    back = url_for("places.admin")
    page = FormPage(title=f"Change {contact.name}", caption="", back=back, button="Save contact", form=form, hints={})
    return ask(
        page,
        commands.change_contact,
        lambda: commands.ChangeContact(contact_id=contact_id, version=form.version_seen, **form.values()),
        says="Contact saved",
    )
