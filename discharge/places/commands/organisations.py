"""Systems, organisations and sites: added and renamed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.audit.commands import record, record_apart
from discharge.core.actor import Actor
from discharge.core.errors import NotAllowed, RuleBroken
from discharge.places import queries
from discharge.places.commands.keeping import compare, keep, refuse_taken
from discharge.places.models import CouncilFunctions, Organisation, OrganisationKind, Site, System
from discharge.places.rules.entries import check_name, check_ods_code
from discharge.places.rules.powers import Power


@dataclass(frozen=True, slots=True, kw_only=True)
class AddSystem:
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOrganisation:
    """ods_code: "" where there is none. system_id None: in no system, which only a command line may add.

    council_functions: only for a council; None where nobody has said.
    """

    kind: OrganisationKind
    name: str
    ods_code: str = ""
    system_id: UUID | None = None
    council_functions: CouncilFunctions | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameOrganisation:
    organisation_id: UUID
    name: str
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddSite:
    organisation_id: UUID
    name: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameSite:
    site_id: UUID
    name: str
    version: int | None = None


def add_system(session: Session, command: AddSystem, *, actor: Actor, now: datetime) -> System:
    """A health system is added by whoever runs the installation, who has power everywhere."""
    if not actor.everywhere:
        raise NotAllowed
    check_name(command.name, "name of the system")
    refuse_taken(session, System.name, command.name, field="name", message=f"There is already a {command.name}")
    system = System(name=command.name)
    session.add(system)
    keep(session)
    record_apart(session, "system.added", actor=actor, now=now, id=system.id, name=system.name)
    return system


def add_organisation(session: Session, command: AddOrganisation, *, actor: Actor, now: datetime) -> Organisation:
    if not actor.everywhere and (command.system_id is None or not actor.may(Power.MANAGE_PLACES, command.system_id)):
        raise NotAllowed
    check_name(command.name, "name of the organisation")
    taken = f"There is already an organisation called {command.name}"
    refuse_taken(session, Organisation.name, command.name, field="name", message=taken)
    if command.ods_code:
        check_ods_code(command.ods_code, field="ods_code")
        taken = f"There is already an organisation with the code {command.ods_code}"
        refuse_taken(session, Organisation.ods_code, command.ods_code, field="ods_code", message=taken)
    if command.council_functions is not None and command.kind is not OrganisationKind.COUNCIL:
        raise RuleBroken("council_functions", "Only a council has housing and social care to answer for")
    organisation = Organisation(
        kind=command.kind,
        name=command.name,
        ods_code=command.ods_code or None,
        system_id=command.system_id,
        council_functions=command.council_functions,
    )
    session.add(organisation)
    keep(session)
    record(
        session,
        "organisation.added",
        organisation,
        actor=actor,
        now=now,
        kind=(None, command.kind),
        name=(None, command.name),
        ods_code=(None, organisation.ods_code),
        system_id=(None, command.system_id),
        council_functions=(None, command.council_functions),
    )
    return organisation


def rename_organisation(session: Session, command: RenameOrganisation, *, actor: Actor, now: datetime) -> Organisation:
    organisation = queries.get_organisation(session, actor, command.organisation_id, lock=True)
    compare(organisation, command.version, theirs={"Name": organisation.name}, yours={"Name": command.name})
    check_name(command.name, "name of the organisation")
    taken = f"There is already an organisation called {command.name}"
    refuse_taken(session, Organisation.name, command.name, but=organisation.id, field="name", message=taken)
    before, organisation.name = organisation.name, command.name
    keep(session)
    record(session, "organisation.renamed", organisation, actor=actor, now=now, name=(before, command.name))
    return organisation


def add_site(session: Session, command: AddSite, *, actor: Actor, now: datetime) -> Site:
    organisation = queries.get_organisation(session, actor, command.organisation_id)
    check_name(command.name, "name of the site")
    check_ods_code(command.code, field="code")
    taken = f"There is already a site with the code {command.code}"
    refuse_taken(session, Site.code, command.code, field="code", message=taken)
    site = Site(organisation_id=organisation.id, name=command.name, code=command.code)
    session.add(site)
    keep(session)
    record(session, "site.added", site, actor=actor, now=now, name=(None, command.name), code=(None, command.code))
    return site


def rename_site(session: Session, command: RenameSite, *, actor: Actor, now: datetime) -> Site:
    site = queries.get_site(session, actor, command.site_id, lock=True)
    compare(site, command.version, theirs={"Name": site.name}, yours={"Name": command.name})
    check_name(command.name, "name of the site")
    before, site.name = site.name, command.name
    keep(session)
    record(session, "site.renamed", site, actor=actor, now=now, name=(before, command.name))
    return site
