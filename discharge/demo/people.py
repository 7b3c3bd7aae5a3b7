"""Putting up the invented places, and the accounts that open them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from flask_security import hash_password
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from discharge.access.models import Membership, Role, ScopeKind, User
from discharge.audit.commands import record_apart
from discharge.blockers.commands.protocols import SetProtocol, set_protocol
from discharge.blockers.rules.protocols import Terms
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.demo.bodies import AGREED, CONTACTS, ICB, NEIGHBOUR, ORGANISATIONS, TEAMS, WESTMERE
from discharge.demo.wards import (
    CLOSED_BED_WARD,
    FENLAND,
    NORTHMOOR,
    SHUT_FROM_DAYS_AGO,
    SHUT_TO_DAYS_AGO,
    SHUT_WARD,
    SITES,
    SYSTEM,
    WARDS,
)
from discharge.places.commands.numbers import SetNumber, set_number
from discharge.places.commands.organisations import (
    AddOrganisation,
    AddSite,
    AddSystem,
    add_organisation,
    add_site,
    add_system,
)
from discharge.places.commands.teams import AddContact, AddTeam, add_contact, add_team
from discharge.places.commands.wards import AddWard, SetBeds, add_ward, set_beds
from discharge.places.models import Organisation, OrganisationKind, System, Ward
from discharge.places.rules.policy import Key

PASSPHRASE: Final = "lantern marsh copper ninety"  # noqa: S105 (of the demonstration, printed for everybody)
OPENED_YEARS_AGO: Final = 3
BED_DAY_COST: Final = 435  # pounds, invented
ROLES_SINCE: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Places:
    """What was put up: keys by name, wards by code.

    teams: by organisation and what the team does. contacts: by trust and name.
    """

    system_id: UUID
    trusts: Mapping[str, UUID]
    bodies: Mapping[str, UUID]
    teams: Mapping[tuple[str, str], UUID]
    contacts: Mapping[tuple[str, str], UUID]
    wards: Mapping[str, Ward]

    def keyed(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """The same fields with keys in place of the names of organisations."""
        return {name: self.bodies[value] if name.endswith("_id") else value for name, value in fields.items()}


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in here. place: a ward's code, an organisation's name, or "" for the system."""

    email: str
    name: str
    role: Role
    place: str
    words: str


ACCOUNTS: Final = (
    Account("nurse@northmoor.example", "Priya Nair", Role.WARD_MEMBER, "BIRCH", "nurse, Birch ward"),
    Account("bank@northmoor.example", "Kofi Mensah", Role.BANK_WORKER, "BIRCH", "bank worker, Birch ward"),
    Account("manager@northmoor.example", "Hannah Pell", Role.WARD_MANAGER, "BIRCH", "ward manager, Birch ward"),
    Account("coordinator@northmoor.example", "Ravi Desai", Role.COORDINATOR, NORTHMOOR, "discharge coordinator"),
    Account("executive@northmoor.example", "Louise Tarrant", Role.EXECUTIVE, "", "executive SRO of the system"),
    Account("administrator@northmoor.example", "Ben Akers", Role.ADMINISTRATOR, "", "administrator"),
    Account(
        "governance@northmoor.example", "Mariam Sesay", Role.INFORMATION_GOVERNANCE, NORTHMOOR, "information governance"
    ),
    Account("nurse@fenland.example", "Tola Adeyemi", Role.WARD_MEMBER, "HERON", "nurse of another trust, Heron ward"),
    Account("service@northmoor.example", "Martin Oakes", Role.SERVICE_MANAGER, NORTHMOOR, "service manager"),
    Account("director@northmoor.example", "Anita Bose", Role.EXECUTIVE, NORTHMOOR, "director"),
    Account("sro@northmoor.example", "Susan Whitfield", Role.EXECUTIVE, NORTHMOOR, "executive SRO of the trust"),
    Account("system@northmoor.example", "Graham Lister", Role.SYSTEM_COORDINATOR, "", "coordinator for the system"),
    Account("executive@westmere.example", "Patricia Holmes", Role.EXECUTIVE, WESTMERE, "executive of a council"),
    Account("executive@nficb.example", "Rashid Malik", Role.EXECUTIVE, ICB, "executive of the ICB"),
)


def is_loaded(session: Session) -> bool:
    """Whether the demonstration is in this database."""
    return bool(session.scalar(select(exists().where(System.name == SYSTEM))))


def has_other_places(session: Session) -> bool:
    return bool(session.scalar(select(exists(select(Organisation.id)))))


def put_up(session: Session, *, actor: Actor, now: datetime) -> Places:
    """Organisations with teams and contacts, sites, wards with beds and rounds, local numbers and response times."""
    today = local_date(now)
    opened = today.replace(year=today.year - OPENED_YEARS_AGO, month=1, day=1)
    systems = {name: add_system(session, AddSystem(name=name), actor=actor, now=now).id for name in (SYSTEM, NEIGHBOUR)}
    bodies = {
        name: add_organisation(
            session,
            AddOrganisation(
                kind=kind, name=name, ods_code=ods_code, system_id=systems[system], council_functions=functions
            ),
            actor=actor,
            now=now,
        )
        for kind, name, ods_code, system, functions in ORGANISATIONS
    }
    sites = {
        code: add_site(session, AddSite(organisation_id=bodies[trust].id, name=name, code=code), actor=actor, now=now)
        for code, trust, name in SITES
    }
    wards = {}
    for plan in WARDS:
        added = AddWard(
            name=plan.name,
            code=plan.code,
            bed_type=plan.bed_type,
            age_group=plan.age_group,
            care_intensity=plan.care_intensity,
            sex_of_patients=plan.sex,
            site_id=sites[plan.site].id,
            beds=plan.beds,
            opens_on=opened,
            weekday_passes=plan.weekday_passes,
            weekend_passes=plan.weekend_passes,
            holiday_passes=plan.weekend_passes,
            weekly_on=plan.weekly_on,
        )
        wards[plan.code] = add_ward(session, added, actor=actor, now=now)
    for beds in _changes_of_beds(wards, today):
        set_beds(session, beds, actor=actor, now=now)
    trusts = {name: body.id for name, body in bodies.items() if body.kind is OrganisationKind.TRUST}
    for number in _local_numbers(trusts, wards, today):
        set_number(session, number, actor=actor, now=now)
    keys = {name: body.id for name, body in bodies.items()}
    teams = {
        (body, function.value): add_team(
            session,
            AddTeam(organisation_id=keys[body], name=name, function=function, email=email),
            actor=actor,
            now=now,
        ).id
        for body, name, function, email in TEAMS
    }
    contacts = {
        (trust, name): add_contact(
            session, AddContact(organisation_id=key, name=name, kind=kind, telephone=number), actor=actor, now=now
        ).id
        for trust, key in trusts.items()
        for name, kind, number in CONTACTS
    }
    for trust, theme, owner, answer_days, soon_days, function in AGREED:
        agreed = SetProtocol(
            organisation_id=trusts[trust],
            theme=theme,
            owner=owner,
            terms=Terms(answer_days=answer_days, soon_days=soon_days, team_function=function),
            from_on=today,
            source="Agreed for the demonstration",
        )
        set_protocol(session, agreed, actor=actor, now=now)
    session.flush()
    return Places(systems[SYSTEM], trusts, keys, teams, contacts, wards)


def _changes_of_beds(wards: Mapping[str, Ward], today: date) -> Iterator[SetBeds]:
    beds = {plan.code: plan.beds for plan in WARDS}
    closed, shut = wards[CLOSED_BED_WARD], wards[SHUT_WARD]
    yield SetBeds(
        ward_id=closed.id,
        from_on=today - timedelta(days=40),
        beds=beds[CLOSED_BED_WARD],
        closed_beds=1,
        reason="Water damage in one room",
    )
    shut_on, opened_on = today - timedelta(days=SHUT_FROM_DAYS_AGO), today - timedelta(days=SHUT_TO_DAYS_AGO)
    yield SetBeds(ward_id=shut.id, from_on=shut_on, beds=beds[SHUT_WARD], is_shut=True, reason="Repairs to the roof")
    yield SetBeds(ward_id=shut.id, from_on=opened_on, beds=beds[SHUT_WARD])


def _local_numbers(trusts: Mapping[str, UUID], wards: Mapping[str, Ward], today: date) -> Iterator[SetNumber]:
    decided: dict[str, Any] = {"from_on": today, "source": "Decided for the demonstration"}
    for trust_id in trusts.values():
        yield SetNumber(organisation_id=trust_id, key=Key.BED_DAY_COST, value=BED_DAY_COST, **decided)
    yield SetNumber(organisation_id=trusts[FENLAND], key=Key.FRESH_STEP_AFTER_DAYS, value=4, **decided)
    juniper = wards["JUNIPER"]
    yield SetNumber(organisation_id=trusts[NORTHMOOR], ward_id=juniper.id, key=Key.EDD_DUE_HOURS, value=168, **decided)


def add_accounts(session: Session, places: Places, *, actor: Actor, now: datetime) -> None:
    """At least one account for each role, all with the same passphrase."""
    password = hash_password(PASSPHRASE)
    for account in ACCOUNTS:
        kind, scope_id, home = _scope_of(account, places)
        user = User(email=account.email, name=account.name, password=password, fs_uniquifier=uuid4().hex, made_at=now)
        session.add(user)
        session.flush()
        session.add(
            Membership(
                user_id=user.id,
                organisation_id=home,
                role=account.role,
                scope_kind=kind,
                scope_id=scope_id,
                from_at=now - ROLES_SINCE,
                reason="Demonstration",
            )
        )
        record_apart(session, "account.added", home, actor=actor, now=now, account=user.id, role=account.role)
    session.flush()


def _scope_of(account: Account, places: Places) -> tuple[ScopeKind, UUID, UUID]:
    """Kind and key of the place, and the organisation whose chain records it."""
    if account.place in places.wards:
        ward = places.wards[account.place]
        return ScopeKind.WARD, ward.id, ward.organisation_id
    if account.place:
        return ScopeKind.ORGANISATION, places.bodies[account.place], places.bodies[account.place]
    return ScopeKind.SYSTEM, places.system_id, places.trusts[NORTHMOOR]
