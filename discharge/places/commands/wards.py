"""Wards: added, changed, closed; their beds and rounds from a day on."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.codelists import CodeList
from discharge.core.errors import NotAllowed, RuleBroken
from discharge.places import queries
from discharge.places.commands.keeping import compare, keep, move_on
from discharge.places.models import RoundPattern, Ward, WardCapacity
from discharge.places.rules import entries
from discharge.places.rules.codes import AGE_GROUPS, BED_TYPES, CARE_INTENSITIES, SEXES_OF_PATIENTS
from discharge.places.rules.powers import Power
from discharge.places.rules.rounds import DEFAULT_CLOSE_TIME


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """What a ward is: its name, the record system's code for it, and its kind in national codes."""

    name: str
    code: str
    bed_type: str
    age_group: str
    care_intensity: str
    sex_of_patients: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddWard(_Kind):
    """opens_on: the first day of its beds and rounds; a ward that was there before this product may name a past day."""

    site_id: UUID
    beds: int
    opens_on: date
    weekday_passes: int = 2
    weekend_passes: int = 0
    holiday_passes: int = 0
    weekly_on: int | None = None
    closes_at: time = DEFAULT_CLOSE_TIME


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeWard(_Kind):
    ward_id: UUID
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseWard:
    """For good, from today. A temporary closure is a capacity that is shut."""

    ward_id: UUID
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenWard:
    ward_id: UUID
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetBeds:
    ward_id: UUID
    from_on: date
    beds: int
    closed_beds: int = 0
    is_shut: bool = False
    reason: str = ""
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRounds:
    """weekly_on: 0 Monday to 4 Friday for a ward that meets once a week; None for one that meets every working day."""

    ward_id: UUID
    from_on: date
    weekday_passes: int
    weekend_passes: int
    holiday_passes: int
    weekly_on: int | None
    closes_at: time
    version: int | None = None


KIND = tuple(field.name for field in fields(_Kind))
BEDS = ("beds", "closed_beds", "is_shut", "reason")
ROUNDS = ("weekday_passes", "weekend_passes", "holiday_passes", "weekly_on", "closes_at")


def add_ward(session: Session, command: AddWard, *, actor: Actor, now: datetime) -> Ward:
    site = queries.get_site(session, actor, command.site_id)
    if not actor.may(Power.MANAGE_PLACES, site.organisation_id):
        raise NotAllowed
    _check_kind(session, command, site.id)
    entries.check_beds(command.beds, 0, is_shut=False, reason="")
    entries.check_rounds(command.weekday_passes, command.weekend_passes, command.holiday_passes, command.weekly_on)
    if command.opens_on > local_date(now):
        raise RuleBroken("opens_on", "The day must be today or earlier: add a ward once it is open")
    ward = Ward(organisation_id=site.organisation_id, site_id=site.id, **_columns(command, KIND))
    session.add(ward)
    keep(session)
    since = {"organisation_id": site.organisation_id, "ward_id": ward.id, "from_on": command.opens_on}
    session.add(WardCapacity(**since, beds=command.beds))
    session.add(RoundPattern(**since, **_columns(command, ROUNDS)))
    keep(session)
    first = {name: (None, value) for name, value in _columns(command, (*KIND, "opens_on", "beds", *ROUNDS)).items()}
    record(session, "ward.added", ward, actor=actor, now=now, **first)
    return ward


def change_ward(session: Session, command: ChangeWard, *, actor: Actor, now: datetime) -> Ward:
    ward = queries.get_ward(session, actor, command.ward_id, lock=True)
    before = {name: getattr(ward, name) for name in KIND}
    after = _columns(command, KIND)
    compare(ward, command.version, theirs=_kind_words(before), yours=_kind_words(after))
    _check_kind(session, command, ward.site_id, but=ward.id)
    for name, value in after.items():
        setattr(ward, name, value)
    keep(session)
    changes = {name: (before[name], after[name]) for name in KIND if before[name] != after[name]}
    record(session, "ward.changed", ward, actor=actor, now=now, **changes)
    return ward


def close_ward(session: Session, command: CloseWard, *, actor: Actor, now: datetime) -> Ward:
    """Close it for good, from today. Whether somebody is still there is asked above, where stays are known."""
    ward = queries.get_ward(session, actor, command.ward_id, lock=True)
    compare(ward, command.version, theirs={"Name": ward.name}, yours={"Name": f"{ward.name}, closed"})
    if ward.closed_on is not None:
        raise RuleBroken("", f"{ward.name} is closed already")
    ward.closed_on = local_date(now)
    keep(session)
    record(session, "ward.closed", ward, actor=actor, now=now, closed_on=(None, ward.closed_on))
    return ward


def reopen_ward(session: Session, command: ReopenWard, *, actor: Actor, now: datetime) -> Ward:
    ward = queries.get_ward(session, actor, command.ward_id, lock=True)
    if ward.closed_on is None:
        raise RuleBroken("", f"{ward.name} is open already")
    before, ward.closed_on = ward.closed_on, None
    keep(session)
    record(session, "ward.reopened", ward, actor=actor, now=now, closed_on=(before, None))
    return ward


def set_beds(session: Session, command: SetBeds, *, actor: Actor, now: datetime) -> WardCapacity:
    """Say how many beds a ward has from a day on; a day that has its own number gets the new one."""
    ward = queries.get_ward(session, actor, command.ward_id, lock=True)
    stored = queries.capacity_on(session, ward.id, command.from_on)
    before = {name: getattr(stored, name) if stored else None for name in BEDS}
    after = _columns(command, BEDS)
    compare(ward, command.version, theirs=_beds_words(before), yours=_beds_words(after))
    entries.check_beds_day(command.from_on, local_date(now))
    entries.check_beds(command.beds, command.closed_beds, is_shut=command.is_shut, reason=command.reason)
    row = session.scalars(
        select(WardCapacity).where(WardCapacity.ward_id == ward.id, WardCapacity.from_on == command.from_on)
    ).one_or_none() or WardCapacity(organisation_id=ward.organisation_id, ward_id=ward.id, from_on=command.from_on)
    _write(session, ward, row, after)
    changes = {name: (before[name], after[name]) for name in BEDS}
    record(session, "ward.beds_set", ward, actor=actor, now=now, from_on=(None, command.from_on), **changes)
    return row


def set_rounds(session: Session, command: SetRounds, *, actor: Actor, now: datetime) -> RoundPattern:
    """Say when a ward goes round and when a day closes, from today or a later day on."""
    ward = queries.get_ward(session, actor, command.ward_id, lock=True)
    rows = session.scalars(
        select(RoundPattern)
        .where(RoundPattern.ward_id == ward.id, RoundPattern.from_on <= command.from_on)
        .order_by(RoundPattern.from_on.desc())
        .limit(1)
    ).one_or_none()
    before = {name: getattr(rows, name) if rows else None for name in ROUNDS}
    after = _columns(command, ROUNDS)
    compare(ward, command.version, theirs=_rounds_words(before), yours=_rounds_words(after))
    entries.check_decision_day(command.from_on, local_date(now))
    entries.check_rounds(command.weekday_passes, command.weekend_passes, command.holiday_passes, command.weekly_on)
    row = rows
    if row is None or row.from_on != command.from_on:
        row = RoundPattern(organisation_id=ward.organisation_id, ward_id=ward.id, from_on=command.from_on)
    _write(session, ward, row, after)
    changes = {name: (before[name], after[name]) for name in ROUNDS}
    record(session, "ward.rounds_set", ward, actor=actor, now=now, from_on=(None, command.from_on), **changes)
    return row


def _columns(command: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(command, name) for name in names}


def _write(session: Session, ward: Ward, row: WardCapacity | RoundPattern, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    session.add(row)
    move_on(ward)
    keep(session)


def _check_kind(session: Session, kind: _Kind, site_id: UUID, *, but: UUID | None = None) -> None:
    entries.check_name(kind.name, "name of the ward")
    entries.check_name(kind.code, "code of the ward in the record system", field="code")
    lists: tuple[tuple[str, CodeList[Any], str], ...] = (
        ("bed_type", BED_TYPES, "kind of beds"),
        ("age_group", AGE_GROUPS, "age group"),
        ("care_intensity", CARE_INTENSITIES, "intensity of care"),
        ("sex_of_patients", SEXES_OF_PATIENTS, "sex of the people on the ward"),
    )
    for field, codes, what in lists:
        entries.check_code(getattr(kind, field), codes, field=field, what=what)
    for column, field, value in ((Ward.code, "code", kind.code), (Ward.name, "name", kind.name)):
        others = select(Ward.id).where(Ward.site_id == site_id, column == value, Ward.id != but)
        if session.scalar(others.limit(1)) is not None:
            raise RuleBroken(field, f"This site already has a ward with the {field} {value}")


def _kind_words(values: Mapping[str, str]) -> dict[str, str]:
    return {
        "Name": values["name"],
        "Code": values["code"],
        "Beds for": _described(BED_TYPES, values["bed_type"]),
        "Age group": _described(AGE_GROUPS, values["age_group"]),
        "Intensity of care": _described(CARE_INTENSITIES, values["care_intensity"]),
        "Sex of patients": _described(SEXES_OF_PATIENTS, values["sex_of_patients"]),
    }


def _described(codes: CodeList[Any], code: str) -> str:
    entry = codes.get(code)
    return str(entry.description) if entry else code


def _beds_words(values: Mapping[str, Any]) -> dict[str, str]:
    return {
        "Beds": str(values["beds"] or ""),
        "Of these closed": str(values["closed_beds"] or 0),
        "The whole ward is shut": "Yes" if values["is_shut"] else "No",
        "Why": values["reason"] or "",
    }


def _rounds_words(values: Mapping[str, Any]) -> dict[str, str]:
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
    weekly, closes = values["weekly_on"], values["closes_at"]
    return {
        "Passes from Monday to Friday": str(values["weekday_passes"] or 0),
        "Once a week on": days[weekly] if weekly in range(5) else "",
        "Passes at weekends": str(values["weekend_passes"] or 0),
        "Passes on bank holidays": str(values["holiday_passes"] or 0),
        "A day closes at": closes.strftime("%H:%M") if closes else "",
    }
