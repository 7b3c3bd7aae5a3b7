"""The limits of every ward on one day. Scope is the caller's: they tell nothing of people."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.escalation.rules.limits import LIMIT_NUMBERS, Limits
from discharge.places.models import PolicyValue, Ward
from discharge.places.rules.policy import Key

Decided = dict[Key, int | None]  # None: from that day on as the wider place has it


def limits_by_ward(session: Session, day: date) -> Mapping[UUID, Limits]:
    """Of every ward of every trust, closed ones too, in two statements: its own number, else the trust's, else ours."""
    decided: defaultdict[UUID, Decided] = defaultdict(dict)  # of a ward or a trust, the latest decision
    for row in session.execute(
        select(PolicyValue.organisation_id, PolicyValue.ward_id, PolicyValue.key, PolicyValue.value)
        .where(PolicyValue.key.in_([key.value for key in LIMIT_NUMBERS]), PolicyValue.from_on <= day)
        .order_by(PolicyValue.from_on, PolicyValue.id)
    ):
        decided[row.ward_id or row.organisation_id][Key(row.key)] = row.value
    wards = session.execute(select(Ward.id, Ward.organisation_id))
    return {ward_id: _limits(decided.get(ward_id, {}), decided.get(trust_id, {})) for ward_id, trust_id in wards}


def _limits(wards: Decided, trusts: Decided) -> Limits:
    every = (*trusts.items(), *wards.items())  # the ward's own last
    return Limits.of({key: value for key, value in every if value is not None})
