"""Posting places to live, changing them, taking them away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.audit.commands import record, record_shown
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotAllowed, RuleBroken
from discharge.core.versions import check_version
from discharge.housing import policies
from discharge.housing.models import Vacancy
from discharge.housing.queries.case import councils
from discharge.housing.queries.matches import OneVacancy
from discharge.housing.queries.offers import providers
from discharge.housing.queries.vacancies import trusts_to_post, vacancy_to_change
from discharge.housing.rules.codes import ACCESS, ROUTES, SAFE_PLACING, SUPPORT_LEVELS
from discharge.housing.rules.vacancies import (
    VACANCY_STATES,
    VacancyState,
    check_days,
    check_stays_as_offered,
    check_vacancy,
)
from discharge.places.models import Organisation
from discharge.stays.rules.shown import shown_day, yes_or_no


@dataclass(frozen=True, slots=True, kw_only=True)
class VacancyFacts:
    provider_id: UUID | None
    council_id: UUID | None
    name: str
    route: str
    support_level: str
    access: str
    area_words: str
    allows_pets: bool | None
    is_self_contained: bool | None
    cannot_take: tuple[str, ...]
    words: str
    from_on: date
    held_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostVacancy:
    """trust_id: for whose people."""

    trust_id: UUID | None
    facts: VacancyFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeVacancy:
    vacancy_id: UUID
    version: int
    facts: VacancyFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawVacancy:
    vacancy_id: UUID
    version: int


FIELDS = tuple(VacancyFacts.__dataclass_fields__)


def post_vacancy(session: Session, command: PostVacancy, *, actor: Actor, now: datetime) -> Vacancy:
    trust = command.trust_id
    if trust is None or trust not in trusts_to_post(session, actor):
        raise RuleBroken("trust_id", "Select the trust for whose people the place is")
    values = _checked(session, command.facts, actor, now)
    _check_once(session, trust, command.facts)
    vacancy = Vacancy(organisation_id=trust, posted_by=actor.name, posted_at=now, **values)
    session.add(vacancy)
    session.flush()
    changes = {name: (None, value) for name, value in values.items()}
    record(session, "vacancy.posted", vacancy, actor=actor, now=now, **changes)
    return vacancy


def change_vacancy(session: Session, command: ChangeVacancy, *, actor: Actor, now: datetime) -> Vacancy:
    vacancy = _to_change(session, command.vacancy_id, actor)
    stored = {name: getattr(vacancy, name) for name in FIELDS}
    values = _checked(session, command.facts, actor, now, stored)
    names = {each.id: each.name for each in providers(session, actor)} | dict(councils(session, actor))
    theirs, yours = _words(stored, names), _words(values, names)
    check_version(vacancy.version, command.version, before={}, theirs=theirs, yours=yours)
    if vacancy.state in (VacancyState.TAKEN, VacancyState.WITHDRAWN):
        raise RuleBroken("", f"This place is {VACANCY_STATES[vacancy.state].lower()}: post it anew when it is free")
    changes = {name: (stored[name], value) for name, value in values.items() if stored[name] != value}
    if vacancy.state is VacancyState.OFFERED:
        check_stays_as_offered(changes)
    if "name" in changes or "provider_id" in changes:
        _check_once(session, vacancy.organisation_id, command.facts, besides=vacancy.id)
    for name, value in values.items():
        setattr(vacancy, name, value)
    session.flush()
    if changes:
        record(session, "vacancy.changed", vacancy, actor=actor, now=now, **changes)
    return vacancy


def withdraw_vacancy(session: Session, command: WithdrawVacancy, *, actor: Actor, now: datetime) -> Vacancy:
    vacancy = _to_change(session, command.vacancy_id, actor)
    if vacancy.state is VacancyState.WITHDRAWN:
        return vacancy
    state = {"State": VACANCY_STATES[vacancy.state]}
    yours = {"State": VACANCY_STATES[VacancyState.WITHDRAWN]}
    check_version(vacancy.version, command.version, before={}, theirs=state, yours=yours)
    if vacancy.state is not VacancyState.OPEN:
        raise RuleBroken("", "This place is offered to somebody or taken. Record what became of that offer first")
    vacancy.state = VacancyState.WITHDRAWN
    session.flush()
    states = (VacancyState.OPEN, VacancyState.WITHDRAWN)
    record(session, "vacancy.withdrawn", vacancy, actor=actor, now=now, state=states)
    return vacancy


def note_matches_shown(session: Session, seen: OneVacancy, *, actor: Actor, now: datetime) -> None:
    """One line for the list, found again under each person on it."""
    record_shown(
        session,
        "vacancy.matches_shown",
        seen.vacancy.organisation_id,
        seen.person_ids,
        actor=actor,
        now=now,
        subject_kind="vacancy",
        subject_id=seen.vacancy.id,
    )


def _to_change(session: Session, vacancy_id: UUID, actor: Actor) -> Vacancy:
    vacancy = vacancy_to_change(session, actor, vacancy_id)
    if not policies.may_post(actor, vacancy.organisation_id):
        raise NotAllowed
    return vacancy


def _checked(
    session: Session, facts: VacancyFacts, actor: Actor, now: datetime, stored: Mapping[str, Any] | None = None
) -> dict[str, Any]:  # fmt: skip
    """The columns. stored: as they stand, None for a place that is new."""
    if facts.provider_id not in {each.id for each in providers(session, actor)}:
        raise RuleBroken("provider_id", "Select who provides the place")
    if facts.council_id not in councils(session, actor):
        raise RuleBroken("council_id", "Select the council area in which the place is")
    values: dict[str, Any] = {name: getattr(facts, name) for name in FIELDS}
    names = ("name", "route", "support_level", "access", "area_words", "words", "cannot_take")
    kept = (stored["from_on"], stored["held_until"]) if stored else ()
    check_vacancy(**{name: values[name] for name in names})
    check_days(facts.from_on, facts.held_until, today=local_date(now), kept=kept)
    return {**values, "cannot_take": list(facts.cannot_take)}


def _check_once(session: Session, trust_id: UUID, facts: VacancyFacts, *, besides: UUID | None = None) -> None:
    """Raises RuleBroken for a place that is there already, besides itself: it would be offered to two people."""
    session.execute(select(Organisation.id).where(Organisation.id == facts.provider_id).with_for_update())
    there = session.scalars(
        select(Vacancy.name).where(
            Vacancy.id != (besides or UUID(int=0)),
            Vacancy.organisation_id == trust_id,
            Vacancy.provider_id == facts.provider_id,
            Vacancy.state.in_((VacancyState.OPEN, VacancyState.OFFERED)),
        )
    )
    if facts.name.casefold() in {name.casefold() for name in there}:
        raise RuleBroken("name", f"{facts.name} of this provider is posted already. A second place needs its own name")


def _words(values: Mapping[str, Any], names: Mapping[UUID, str]) -> dict[str, str]:
    """names: of providers and councils."""
    return {
        "Provided by": names.get(values["provider_id"], ""),
        "Name": values["name"],
        "Kind": ROUTES[values["route"]].description,
        "Support": SUPPORT_LEVELS[values["support_level"]].description,
        "Access": ACCESS[values["access"]].description,
        "Council area": names.get(values["council_id"], ""),
        "More about the area": values["area_words"],
        "Pets": yes_or_no(values["allows_pets"]),
        "Self-contained": yes_or_no(values["is_self_contained"]),
        "Cannot meet": ", ".join(SAFE_PLACING[code].short for code in values["cannot_take"]),
        "More": values["words"],
        "Free from": shown_day(values["from_on"]),
        "Held until": shown_day(values["held_until"]),
    }
