"""Places from a command line: for setting up, and for whoever runs the installation."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from typing import Any, TypeVar

import click

from discharge.core.actor import Actor, process
from discharge.core.clock import local_date, utc_now
from discharge.core.command_line import CommandLine
from discharge.core.db import db
from discharge.core.errors import RuleBroken
from discharge.core.transaction import Act, carry_out
from discharge.places import commands, queries
from discharge.places.models import ContactKind, CouncilFunctions, Organisation, OrganisationKind, Site, TeamFunction
from discharge.places.rules.rounds import DEFAULT_CLOSE_TIME

REFUSED = 2
Given = TypeVar("Given")
Result = TypeVar("Result")

places_cli = CommandLine(
    "places",
    help="Organisations, sites and wards.\n\nExits 0 when done, 2 when what was entered is refused or not found.",
)
KINDS = click.Choice([kind.value for kind in OrganisationKind])
COUNCIL_FUNCTIONS = click.Choice([kind.value for kind in CouncilFunctions])
TEAM_FUNCTIONS = click.Choice([kind.value for kind in TeamFunction])
CONTACT_KINDS = click.Choice([kind.value for kind in ContactKind])
CLOCK = click.DateTime(formats=["%H:%M"])
DAY = click.DateTime(formats=["%Y-%m-%d"])


def operator() -> Actor:
    """Whoever can run a command line on the server."""
    return process("Command line", source="cli")


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except RuleBroken as broken:
        option = broken.field.replace("_", "-")
        click.echo(f"{option}: {broken.message}" if option else broken.message, err=True)
        sys.exit(REFUSED)


def _carry_out(act: Act[Given, Result], command: Given) -> Result:
    with _refusals():
        return carry_out(db.session, act, command, actor=operator(), now=utc_now())


def _the_one(found: list[Any], what: str, asked: str) -> Any:
    with _refusals():
        if len(found) != 1:
            raise RuleBroken("", f"There is no {what} called {asked}" if not found else f"Several are called {asked}")
        return found[0]


def _organisation(asked: str) -> Organisation:
    everyone = queries.organisations(db.session, operator())
    found: Organisation = _the_one(
        [each for each in everyone if asked in (each.name, each.ods_code)], "organisation", asked
    )
    return found


def _site(code: str) -> Site:
    found: Site = _the_one([each for each in queries.sites(db.session, operator()) if each.code == code], "site", code)
    return found


@places_cli.command("add-system")
@click.argument("name")
def add_system(name: str) -> None:
    """Add a health system, such as an integrated care system."""
    added = _carry_out(commands.add_system, commands.AddSystem(name=name))
    click.echo(f"{added.id}\t{added.name}")


@places_cli.command("add-organisation")
@click.argument("name")
@click.option("--kind", type=KINDS, default=OrganisationKind.TRUST.value, show_default=True)
@click.option("--ods", default="", help="ODS code, for example RZZ.")
@click.option("--system", default="", help="Name of the system it belongs to.")
@click.option("--council-functions", type=COUNCIL_FUNCTIONS, help="What a council answers for, where known.")
def add_organisation(name: str, kind: str, ods: str, system: str, council_functions: str | None) -> None:
    """Add a trust, an ICB, a council, a housing provider or a voluntary organisation."""
    within = None
    if system:
        everyone = queries.systems(db.session, operator())
        within = _the_one([each for each in everyone if each.name == system], "system", system).id
    functions = CouncilFunctions(council_functions) if council_functions else None
    command = commands.AddOrganisation(
        kind=OrganisationKind(kind), name=name, ods_code=ods, system_id=within, council_functions=functions
    )
    added = _carry_out(commands.add_organisation, command)
    click.echo(f"{added.id}\t{added.name}")


@places_cli.command("add-site")
@click.argument("name")
@click.option("--organisation", required=True, help="Name or ODS code.")
@click.option("--code", required=True, help="ODS site code, as ward lists name it.")
def add_site(name: str, organisation: str, code: str) -> None:
    """Add a hospital of an organisation."""
    of = _organisation(organisation)
    added = _carry_out(commands.add_site, commands.AddSite(organisation_id=of.id, name=name, code=code))
    click.echo(f"{added.id}\t{added.name}")


@places_cli.command("add-ward")
@click.argument("name")
@click.option("--site", required=True, help="ODS site code.")
@click.option("--code", required=True, help="As the record system names the ward.")
@click.option("--beds", required=True, type=int)
@click.option("--bed-type", default="200", show_default=True, help="Code of bed-types.")
@click.option("--age-group", default="13", show_default=True, help="Code of ward-age-groups.")
@click.option("--care-intensity", default="52", show_default=True, help="Code of ward-care-intensity.")
@click.option("--sex-of-patients", default="8", show_default=True, help="Code of ward-sex-of-patients.")
@click.option("--opens-on", type=DAY, help="First day of its beds and rounds; today when left out.")
@click.option("--weekday-passes", type=int, default=2, show_default=True)
@click.option("--weekend-passes", type=int, default=0, show_default=True)
@click.option("--holiday-passes", type=int, default=0, show_default=True)
@click.option("--weekly-on", type=click.IntRange(0, 4), help="0 Monday to 4 Friday, for a ward that meets once a week.")
@click.option("--closes-at", type=CLOCK, help="When a day's marks close; 12:00 when left out.")
def add_ward(site: str, opens_on: datetime | None, closes_at: datetime | None, **given: Any) -> None:
    """Add a ward to a site, with its beds and its rounds."""
    at: time = closes_at.time() if closes_at else DEFAULT_CLOSE_TIME
    first = opens_on.date() if opens_on else local_date(utc_now())
    command = commands.AddWard(site_id=_site(site).id, opens_on=first, closes_at=at, **given)
    added = _carry_out(commands.add_ward, command)
    click.echo(f"{added.id}\t{added.name}")


@places_cli.command("add-team")
@click.argument("name")
@click.option("--organisation", required=True, help="Name or ODS code.")
@click.option("--function", type=TEAM_FUNCTIONS, required=True)
@click.option("--email", default="", help="A mailbox that the team shares.")
def add_team(name: str, organisation: str, function: str, email: str) -> None:
    """Add a team of an organisation, to which work can be sent."""
    of = _organisation(organisation)
    command = commands.AddTeam(organisation_id=of.id, name=name, function=TeamFunction(function), email=email)
    added = _carry_out(commands.add_team, command)
    click.echo(f"{added.id}\t{added.name}")


@places_cli.command("add-contact")
@click.argument("name")
@click.option("--organisation", required=True, help="Name or ODS code of the trust that keeps it.")
@click.option("--kind", type=CONTACT_KINDS, required=True)
@click.option("--telephone", default="")
def add_contact(name: str, organisation: str, kind: str, telephone: str) -> None:
    """Add an office outside the system that people wait for: a court, a prison, another area's council."""
    of = _organisation(organisation)
    command = commands.AddContact(organisation_id=of.id, name=name, kind=ContactKind(kind), telephone=telephone)
    added = _carry_out(commands.add_contact, command)
    click.echo(f"{added.id}\t{added.name}")


@places_cli.command("list")
def list_places() -> None:
    """List every organisation, team, outside contact, site and ward: kind, key, code, name. Exits 0 also when none."""
    sites, wards = queries.sites(db.session, operator()), queries.wards(db.session, operator(), is_open=False)
    owners = queries.organisations(db.session, operator())
    keys = [each.id for each in owners]
    teams = queries.teams(db.session, operator(), is_open=False)
    contacts = queries.contacts(db.session, operator(), keys)
    for organisation in owners:
        click.echo(f"{organisation.kind}\t{organisation.id}\t{organisation.ods_code or '-'}\t{organisation.name}")
        for team in (each for each in teams if each.organisation_id == organisation.id):
            click.echo(f"team\t{team.id}\t{team.function}\t{team.name}")
        for contact in (each for each in contacts if each.organisation_id == organisation.id):
            click.echo(f"contact\t{contact.id}\t{contact.kind}\t{contact.name}")
        for site in (each for each in sites if each.organisation_id == organisation.id):
            click.echo(f"site\t{site.id}\t{site.code}\t{site.name}")
            for ward in (each for each in wards if each.site_id == site.id):
                closed = f" (closed {ward.closed_on})" if ward.closed_on else ""
                click.echo(f"ward\t{ward.id}\t{ward.code}\t{ward.name}{closed}")
