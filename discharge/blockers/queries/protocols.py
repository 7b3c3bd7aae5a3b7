"""Which response times hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Date, Uuid, bindparam, select
from sqlalchemy.orm import Session

from discharge.access.rules import Permission
from discharge.blockers.models import Protocol
from discharge.blockers.rules.protocols import PROPOSED, Proposed, Terms, line_for
from discharge.core.actor import Actor
from discharge.core.db import connection_of
from discharge.days.rules.codes import RED_REASONS, OwnerKind
from discharge.places.models import Organisation, OrganisationKind
from discharge.places.queries.lists import reached

IN_FORCE = (  # every red day that waits for somebody asks this: it is built once
    select(Protocol.answer_days, Protocol.soon_days, Protocol.team_function)
    .where(
        Protocol.organisation_id == bindparam("trust", type_=Uuid()),
        Protocol.theme == bindparam("of_theme"),
        Protocol.owner_kind == bindparam("of_owner", type_=Protocol.owner_kind.type),
        Protocol.from_on <= bindparam("on", type_=Date()),
    )
    .order_by(Protocol.from_on.desc())
    .limit(1)
)


def terms_for(session: Session, trust_id: UUID, reason: str, owner: OwnerKind, day: date) -> Terms:
    """What this trust agreed, or what we propose, for a reason and an owner on a day."""
    line = line_for(RED_REASONS[reason].theme, owner)
    asked = {"trust": trust_id, "of_theme": line.theme, "of_owner": owner, "on": day}
    found = connection_of(session).execute(IN_FORCE, asked).one_or_none()
    if found is None:
        return line.terms
    return Terms(answer_days=found.answer_days, soon_days=found.soon_days, team_function=found.team_function)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineInForce:
    """A line with what holds on a day. decided: the row that holds, None for our proposal. coming: later rows."""

    line: Proposed
    terms: Terms
    decided: Protocol | None
    coming: Sequence[Protocol]


def lines_in_force(session: Session, _actor: Actor, trust_id: UUID, day: date) -> Sequence[LineInForce]:
    """Every line, in the order of the list, in one statement. Response times are no secret inside the trust."""
    rows = session.scalars(
        select(Protocol).where(Protocol.organisation_id == trust_id).order_by(Protocol.from_on, Protocol.id)
    ).all()
    found = []
    for line in PROPOSED:
        own = [row for row in rows if (row.theme, row.owner_kind) == (line.theme, line.owner)]
        decided = next((row for row in reversed(own) if row.from_on <= day), None)
        found.append(
            LineInForce(
                line=line,
                terms=terms_in(decided) if decided else line.terms,
                decided=decided,
                coming=[row for row in own if row.from_on > day],
            )
        )
    return found


def terms_in(row: Protocol) -> Terms:
    return Terms(answer_days=row.answer_days, soon_days=row.soon_days, team_function=row.team_function)


def trusts_of(session: Session, actor: Actor) -> Sequence[Organisation]:
    """The trusts whose response times this actor may set, by name."""
    return session.scalars(
        select(Organisation)
        .where(
            Organisation.kind == OrganisationKind.TRUST,
            reached(Organisation.id, actor, (Permission.SET_PROTOCOLS,)),
        )
        .order_by(Organisation.name, Organisation.id)
    ).all()
