"""Who the trust knows, as a list is compared with it: as many statements for ten people as for hundreds."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from discharge.core.clock import local_date
from discharge.interop.models import ListedField, ListedStay
from discharge.interop.rules.columns import Field
from discharge.interop.rules.picture import Kept, KnownStay, Source, Value, is_same_value
from discharge.interop.rules.rows import Row
from discharge.interop.rules.values import read_value
from discharge.stays.models import (
    AbsencePeriod,
    ExpectedDischarge,
    LegalPeriod,
    Person,
    Placement,
    ReadyPeriod,
    ReadyReason,
    Stay,
)
from discharge.stays.models.stay import StayState

Item = TypeVar("Item")

AT_ONCE = 400
"""Keys in one statement: both databases take a list of this length."""

PROPOSED = (Field.READY_SINCE, Field.READY_REASON)
"""What a list can only propose: clinical readiness is a person's decision, so that these are never a list's own."""


@dataclass(frozen=True, slots=True)
class Said:
    """What lists said of one field of a stay (`models.ListedField`)."""

    listed: str | None = None
    applied: str | None = None
    declined: str | None = None


NOTHING_SAID = Said()


@dataclass(frozen=True, slots=True)
class _Facts:
    """What hangs on stays, by stay or by person."""

    edd: Mapping[UUID, date]
    ready: Mapping[UUID, tuple[date, str | None]]
    legal: Mapping[UUID, Sequence[str]]
    away: Collection[UUID]
    missing: Mapping[UUID, int]
    said: Mapping[UUID, Mapping[str, Said]]


def known_stays(
    session: Session, organisation_id: UUID, rows: Sequence[Row], *, now: datetime, everybody_open: bool = True
) -> tuple[KnownStay, ...]:
    """Of everybody in the trust who is in hospital, and of everybody whom a row may mean: the open stay, or the last.

    A row may mean who has its local number, give or take leading zeros, or its NHS number. A cancelled admission
    counts as left on its first day, so that a list that still shows it does not open it again.
    everybody_open False: only those whom the rows may mean.
    """
    found: dict[UUID, tuple[Stay, Person]] = {}
    wanted: list[ColumnElement[bool]] = [Stay.state == StayState.OPEN] if everybody_open else []
    others = Stay.state != StayState.OPEN if everybody_open else true()  # the open ones are loaded once, not thrice
    bare = {row.local_number.lstrip("0") for row in rows}
    nhs_numbers = {row.nhs_number for row in rows if row.nhs_number}
    wanted += [and_(others, func.ltrim(Person.local_number, "0").in_(some)) for some in chunks(bare)]
    wanted += [and_(others, Person.nhs_number.in_(some)) for some in chunks(nhs_numbers)]
    for condition in wanted:
        statement = (
            select(Stay, Person)
            .join(Person, Person.id == Stay.person_id)
            .where(Stay.organisation_id == organisation_id, condition)
            .order_by(Stay.state == StayState.OPEN, Stay.admitted_at, Stay.id)
        )
        for stay, person in session.execute(statement):
            there = found.get(person.id)
            if there is None or _rank(stay) > _rank(there[0]):
                found[person.id] = (stay, person)
    facts = _facts(session, [stay.id for stay, _ in found.values()], list(found), now)
    legal_codes = {row.local_number: row.legal_code for row in rows}
    return tuple(_known(stay, person, facts, legal_codes.get(person.local_number)) for stay, person in found.values())


def stays_as_known(
    session: Session, stays: Sequence[Stay], *, now: datetime, legal_codes: Mapping[UUID, str | None]
) -> Mapping[UUID, KnownStay]:
    """These stays, their persons loaded, as a list is compared with them.

    legal_codes: by stay, what a list says, to be found among several authorities in force.
    """
    facts = _facts(session, [stay.id for stay in stays], [stay.person_id for stay in stays], now)
    return {stay.id: _known(stay, stay.person, facts, legal_codes.get(stay.id)) for stay in stays}


def said_of(session: Session, stay_ids: Collection[UUID]) -> Mapping[UUID, Mapping[str, Said]]:
    """What lists said of these stays, by field."""
    found: dict[UUID, dict[str, Said]] = {}
    columns = (ListedField.stay_id, ListedField.field, ListedField.listed, ListedField.applied, ListedField.declined)
    for row in _each(session, columns, ListedField.stay_id, stay_ids):
        found.setdefault(row.stay_id, {})[row.field] = Said(row.listed, row.applied, row.declined)
    return found


def placed_elsewhere(session: Session, person_ids: Iterable[UUID]) -> Mapping[UUID, Placement]:
    """Their open placements with other providers, by person. Scope is the caller's, who found them."""
    found = [
        placement
        for some in chunks(person_ids)
        for placement in session.scalars(
            select(Placement).where(
                Placement.person_id.in_(some), Placement.ended_on.is_(None), Placement.cancelled_at.is_(None)
            )
        )
    ]
    return {placement.person_id: placement for placement in found}


def chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    """As many lists as it takes, none longer than one statement can carry."""
    left = iter(items)
    while some := list(islice(left, AT_ONCE)):
        yield some


def _rank(stay: Stay) -> tuple[bool, datetime, str]:
    return (stay.state == StayState.OPEN, stay.admitted_at, str(stay.id))


def _each(
    session: Session, columns: Sequence[Any], key: Any, ids: Collection[UUID], *where: ColumnElement[bool]
) -> Iterator[Any]:
    for some in chunks(ids):
        yield from session.execute(select(*columns).where(key.in_(some), *where))


def _facts(session: Session, stay_ids: Sequence[UUID], person_ids: Sequence[UUID], now: datetime) -> _Facts:
    today = local_date(now)
    edd: dict[UUID, tuple[int, date]] = {}
    ledger = (ExpectedDischarge.stay_id, ExpectedDischarge.number, ExpectedDischarge.expected_on)
    for stay_id, number, expected_on in _each(session, ledger, ExpectedDischarge.stay_id, stay_ids):
        edd[stay_id] = max(edd.get(stay_id, (0, expected_on)), (number, expected_on))
    legal: dict[UUID, list[tuple[date, datetime, str]]] = {}
    held = (LegalPeriod.person_id, LegalPeriod.started_on, LegalPeriod.entered_at, LegalPeriod.code, LegalPeriod.kind)
    in_force = (
        LegalPeriod.struck_out_because == "",
        LegalPeriod.started_on <= today,
        or_(LegalPeriod.ended_on.is_(None), LegalPeriod.ended_on > today),
    )
    for row in _each(session, held, LegalPeriod.person_id, person_ids, *in_force):
        legal.setdefault(row.person_id, []).append((row.started_on, row.entered_at, row.code or row.kind))
    gone = (
        AbsencePeriod.cancelled_at.is_(None),
        AbsencePeriod.from_at <= now,
        or_(AbsencePeriod.returned_at.is_(None), AbsencePeriod.returned_at > now),
    )
    missing = _each(session, (ListedStay.stay_id, ListedStay.times_missing), ListedStay.stay_id, stay_ids)
    return _Facts(
        edd={stay_id: day for stay_id, (_, day) in edd.items()},
        ready=_ready(session, stay_ids),
        legal={key: [code for *_, code in sorted(codes, reverse=True)] for key, codes in legal.items()},
        away={row.stay_id for row in _each(session, (AbsencePeriod.stay_id,), AbsencePeriod.stay_id, stay_ids, *gone)},
        missing={row.stay_id: row.times_missing for row in missing},
        said=said_of(session, stay_ids),
    )


def _ready(session: Session, stay_ids: Sequence[UUID]) -> Mapping[UUID, tuple[date, str | None]]:
    """Open clinically-ready periods: since when, and the latest main reason."""
    found: dict[UUID, tuple[date, str | None]] = {}
    for some in chunks(stay_ids):
        rows = session.execute(
            select(ReadyPeriod.stay_id, ReadyPeriod.started_on, ReadyReason.reason)
            .outerjoin(ReadyReason, ReadyReason.period_id == ReadyPeriod.id)
            .where(ReadyPeriod.stay_id.in_(some), ReadyPeriod.ended_on.is_(None))
            .order_by(ReadyReason.from_on)
        )
        found |= {stay_id: (started_on, reason) for stay_id, started_on, reason in rows}
    return found


def _known(stay: Stay, person: Person, facts: _Facts, listed_legal: str | None) -> KnownStay:
    said = facts.said.get(stay.id, {})
    ward = str(stay.last_ward_id)
    said_ward = said.get(Field.WARD, NOTHING_SAID)
    is_cancelled = stay.state == StayState.CANCELLED
    return KnownStay(
        stay_id=stay.id,
        local_number=person.local_number,
        nhs_number=person.nhs_number,
        surname=person.surname,
        given_name=person.given_name,
        birth_date=person.birth_date,
        ward=ward,
        ward_source=Source.FEED if said_ward.applied == ward else Source.TYPED,
        declined_ward=said_ward.declined,
        admitted_on=stay.admitted_on,
        spell_number=stay.spell_number or None,
        listed_ward=said_ward.listed,
        left_on=stay.admitted_on if is_cancelled else stay.left_on,
        is_away=stay.id in facts.away,
        is_ready=stay.id in facts.ready,
        times_missing=facts.missing.get(stay.id, 0),
        kept=dict(_kept(_held(stay, person, facts, listed_legal), said)),
    )


def _held(stay: Stay, person: Person, facts: _Facts, listed_legal: str | None) -> Mapping[Field, Value]:
    """What we hold in each field now."""
    legal = facts.legal.get(person.id, ())
    ready_since, ready_reason = facts.ready.get(stay.id, (None, None))
    return {
        Field.SURNAME: person.surname,
        Field.GIVEN_NAME: person.given_name,
        Field.BIRTH_DATE: person.birth_date,
        Field.NHS_NUMBER: person.nhs_number,
        Field.ADMITTED: stay.admitted_on,
        Field.SPELL_NUMBER: stay.spell_number,
        Field.BED: stay.bed,
        Field.CONSULTANT: stay.consultant,
        Field.EDD: facts.edd.get(stay.id),
        Field.LEGAL_STATUS: listed_legal if listed_legal in legal else next(iter(legal), None),
        Field.READY_SINCE: ready_since,
        Field.READY_REASON: ready_reason,
    }


def _kept(held: Mapping[Field, Value], said: Mapping[str, Said]) -> Iterator[tuple[Field, Kept]]:
    for field, value in held.items():
        of = said.get(field, NOTHING_SAID)
        declined = read_value(field, of.declined)
        if field in PROPOSED:
            yield field, Kept(value or None, Source.TYPED, declined)
        elif value:
            is_ours = of.applied is not None and is_same_value(field, value, read_value(field, of.applied))
            yield field, Kept(value, Source.FEED if is_ours else Source.TYPED, declined)
        elif of.applied is not None:
            yield field, Kept(None, Source.TYPED, declined)  # a person emptied it
