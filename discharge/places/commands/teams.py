"""Teams of organisations, people outside the system, and what a council answers for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import RuleBroken
from discharge.places import queries
from discharge.places.commands.keeping import compare, keep
from discharge.places.models import (
    ContactKind,
    CouncilFunctions,
    Organisation,
    OrganisationKind,
    OutsideContact,
    Team,
    TeamFunction,
)
from discharge.places.rules.entries import check_email, check_name, check_telephone


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCouncilFunctions:
    organisation_id: UUID
    functions: CouncilFunctions
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddTeam:
    organisation_id: UUID
    name: str
    function: TeamFunction
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTeam:
    """is_closed: the team takes no new work; what it has stays with it until it is handed on."""

    team_id: UUID
    name: str
    function: TeamFunction
    email: str
    is_closed: bool
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddContact:
    """organisation_id: the trust that keeps it."""

    organisation_id: UUID
    name: str
    kind: ContactKind
    telephone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeContact:
    contact_id: UUID
    name: str
    kind: ContactKind
    telephone: str
    version: int | None = None


def set_council_functions(
    session: Session, command: SetCouncilFunctions, *, actor: Actor, now: datetime
) -> Organisation:
    council = queries.get_organisation(session, actor, command.organisation_id, lock=True)
    label = "What it answers for"
    compare(council, command.version, theirs={label: council.council_functions or ""}, yours={label: command.functions})
    if council.kind is not OrganisationKind.COUNCIL:
        raise RuleBroken("functions", "Only a council has housing and social care to answer for")
    before, council.council_functions = council.council_functions, command.functions
    keep(session)
    record(
        session,
        "organisation.council_functions_set",
        council,
        actor=actor,
        now=now,
        council_functions=(before, command.functions),
    )
    return council


def add_team(session: Session, command: AddTeam, *, actor: Actor, now: datetime) -> Team:
    organisation = queries.get_organisation(session, actor, command.organisation_id)
    _check_team(session, command.name, command.email, organisation.id)
    values = {"name": command.name, "function": command.function, "email": command.email}
    team = Team(organisation_id=organisation.id, **values)
    session.add(team)
    keep(session)
    record(session, "team.added", team, actor=actor, now=now, **{name: (None, value) for name, value in values.items()})
    return team


def change_team(session: Session, command: ChangeTeam, *, actor: Actor, now: datetime) -> Team:
    team = queries.get_team(session, actor, command.team_id, lock=True)
    closed_on = (team.closed_on or local_date(now)) if command.is_closed else None
    values = {"name": command.name, "function": command.function, "email": command.email, "closed_on": closed_on}
    before = {name: getattr(team, name) for name in values}
    compare(team, command.version, theirs=_team_words(before), yours=_team_words(values))
    _check_team(session, command.name, command.email, team.organisation_id, but=team.id)
    for name, value in values.items():
        setattr(team, name, value)
    keep(session)
    changes = {name: (before[name], value) for name, value in values.items() if before[name] != value}
    record(session, "team.changed", team, actor=actor, now=now, **changes)
    return team


def add_contact(session: Session, command: AddContact, *, actor: Actor, now: datetime) -> OutsideContact:
    trust = queries.get_organisation(session, actor, command.organisation_id)
    if trust.kind is not OrganisationKind.TRUST:
        raise RuleBroken("name", "Outside contacts are kept by a trust. Choose the trust, then add the contact")
    _check_contact(session, command.name, command.telephone, trust.id)
    values = {"name": command.name, "kind": command.kind, "telephone": command.telephone}
    contact = OutsideContact(organisation_id=trust.id, **values)
    session.add(contact)
    keep(session)
    changes = {name: (None, value) for name, value in values.items()}
    record(session, "outside_contact.added", contact, actor=actor, now=now, **changes)
    return contact


def change_contact(session: Session, command: ChangeContact, *, actor: Actor, now: datetime) -> OutsideContact:
    contact = queries.get_contact(session, actor, command.contact_id, lock=True)
    values = {"name": command.name, "kind": command.kind, "telephone": command.telephone}
    before = {name: getattr(contact, name) for name in values}
    compare(contact, command.version, theirs=_contact_words(before), yours=_contact_words(values))
    _check_contact(session, command.name, command.telephone, contact.organisation_id, but=contact.id)
    for name, value in values.items():
        setattr(contact, name, value)
    keep(session)
    changes = {name: (before[name], value) for name, value in values.items() if before[name] != value}
    record(session, "outside_contact.changed", contact, actor=actor, now=now, **changes)
    return contact


def _check_team(session: Session, name: str, email: str, organisation_id: UUID, *, but: UUID | None = None) -> None:
    check_name(name, "name of the team")
    check_email(email)
    same = select(Team.id).where(Team.organisation_id == organisation_id, Team.name == name, Team.id != but)
    if session.scalar(same.limit(1)) is not None:
        raise RuleBroken("name", f"There is already a team called {name}. Change that one, or give this another name")


def _check_contact(session: Session, name: str, number: str, trust_id: UUID, *, but: UUID | None = None) -> None:
    check_name(name, "name of the contact")
    check_telephone(number)
    same = select(OutsideContact.id).where(
        OutsideContact.organisation_id == trust_id, OutsideContact.name == name, OutsideContact.id != but
    )
    if session.scalar(same.limit(1)) is not None:
        raise RuleBroken("name", f"There is already a contact called {name}. Change that one, or take another name")


def _team_words(values: Mapping[str, object]) -> dict[str, str]:
    return {
        "Name": str(values["name"]),
        "What it does": str(values["function"]),
        "E-mail address": str(values["email"]),
        "Takes no new work": "Yes" if values["closed_on"] else "No",
    }


def _contact_words(values: Mapping[str, object]) -> dict[str, str]:
    return {"Name": str(values["name"]), "Kind": str(values["kind"]), "Telephone": str(values["telephone"])}
