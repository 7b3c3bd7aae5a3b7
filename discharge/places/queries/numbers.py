"""Local numbers in force: the ward's own, else the trust's, else the default. Scope is the caller's."""

import enum
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ScalarSelect, SQLColumnExpression, or_, select
from sqlalchemy.orm import Session

from discharge.places.models import PolicyValue
from discharge.places.rules.policy import KNOWN, Key


class Origin(enum.StrEnum):
    """Who decided a number."""

    WARD = "ward"
    TRUST = "trust"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """A local number on a day. from_on: since when, None for the default. source: why it is this."""

    key: Key
    value: int
    origin: Origin
    from_on: date | None
    source: str


def policy(session: Session, key: Key, *, organisation_id: UUID, ward_id: UUID | None = None, day: date) -> int:
    """The number in force on this day."""
    return policies(session, [key], organisation_id=organisation_id, ward_id=ward_id, day=day)[key]


def policies(
    session: Session, keys: Collection[Key], *, organisation_id: UUID, ward_id: UUID | None = None, day: date
) -> Mapping[Key, int]:
    """Several numbers in force on this day, in one statement."""
    found = numbers_in_force(session, keys, organisation_id=organisation_id, ward_id=ward_id, day=day)
    return {key: number.value for key, number in found.items()}


def decided(
    key: Key,
    organisation_id: SQLColumnExpression[UUID],
    ward_id: SQLColumnExpression[UUID] | None,
    day: SQLColumnExpression[date],
) -> ScalarSelect[int | None]:
    """Part of a larger statement: what a ward (None: its trust) decided last; null without a decision."""
    whose = PolicyValue.ward_id.is_(None) if ward_id is None else PolicyValue.ward_id == ward_id
    return (
        select(PolicyValue.value)
        .where(
            PolicyValue.organisation_id == organisation_id,
            PolicyValue.key == key.value,
            PolicyValue.from_on <= day,
            whose,
        )
        .order_by(PolicyValue.from_on.desc(), PolicyValue.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def numbers_in_force(
    session: Session, keys: Collection[Key], *, organisation_id: UUID, ward_id: UUID | None = None, day: date
) -> Mapping[Key, InForce]:
    """Several numbers in force on this day with who decided them and since when, in one statement."""
    decisions = session.scalars(
        select(PolicyValue)
        .where(
            PolicyValue.organisation_id == organisation_id,
            PolicyValue.key.in_([key.value for key in keys]),
            or_(PolicyValue.ward_id.is_(None), PolicyValue.ward_id == ward_id),
            PolicyValue.from_on <= day,
        )
        .order_by(PolicyValue.from_on, PolicyValue.id)
    ).all()
    latest = {(decision.key, decision.ward_id is not None): decision for decision in decisions}
    return {key: _chosen(key, latest.get((key, True)), latest.get((key, False))) for key in keys}


def numbers_of_trusts(
    session: Session, key: Key, organisation_ids: Collection[UUID], *, day: date
) -> Mapping[UUID, InForce]:
    """One number of several trusts on this day, in one statement; every trust asked for is there."""
    decisions = session.scalars(
        select(PolicyValue)
        .where(
            PolicyValue.organisation_id.in_(organisation_ids),
            PolicyValue.key == key.value,
            PolicyValue.ward_id.is_(None),
            PolicyValue.from_on <= day,
        )
        .order_by(PolicyValue.from_on, PolicyValue.id)
    )
    latest = {decision.organisation_id: decision for decision in decisions}
    return {trust_id: _chosen(key, None, latest.get(trust_id)) for trust_id in organisation_ids}


def _chosen(key: Key, wards: PolicyValue | None, trusts: PolicyValue | None) -> InForce:
    for decision, origin in ((wards, Origin.WARD), (trusts, Origin.TRUST)):
        if decision is not None and decision.value is not None:  # None: from this day as the wider place has it
            return InForce(
                key=key, value=decision.value, origin=origin, from_on=decision.from_on, source=decision.source
            )
    known = KNOWN[key]
    return InForce(key=key, value=known.default, origin=Origin.DEFAULT, from_on=None, source=known.source)
