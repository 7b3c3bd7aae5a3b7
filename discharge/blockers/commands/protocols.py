"""Agreeing a response time from a day on."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.blockers.models import Protocol
from discharge.blockers.policies import may_set_protocols
from discharge.blockers.rules.protocols import LINES, Terms, check_source, check_terms
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotFound, RuleBroken, Superseded
from discharge.days.rules.codes import OwnerKind
from discharge.places.models import TeamFunction
from discharge.places.rules.entries import check_decision_day


@dataclass(frozen=True, slots=True, kw_only=True)
class SetProtocol:
    """theme, owner: of a line of the list. seen: the row that holds from that day, as the form showed it, or None."""

    organisation_id: UUID
    theme: str
    owner: OwnerKind
    terms: Terms
    from_on: date
    source: str


def set_protocol(session: Session, command: SetProtocol, *, actor: Actor, now: datetime) -> Protocol:
    """From today or a later day on; what was raised before keeps the due date it was given.

    A day that has a decision gets the new one in its place, if it is not a day gone by; the record keeps both.
    """
    if not may_set_protocols(actor, command.organisation_id):
        raise NotFound
    if (command.theme, command.owner) not in LINES:
        raise NotFound
    check_terms(command.terms, command.owner)
    if command.terms.team_function and command.terms.team_function not in set(TeamFunction):
        raise RuleBroken("team_function", "Select which team answers")
    check_decision_day(command.from_on, local_date(now))
    check_source(command.source)
    row = session.scalars(
        select(Protocol)
        .where(
            Protocol.organisation_id == command.organisation_id,
            Protocol.theme == command.theme,
            Protocol.owner_kind == command.owner,
            Protocol.from_on == command.from_on,
        )
        .with_for_update()
    ).one_or_none()
    before = (row.answer_days, row.soon_days, row.team_function) if row else (None, None, None)
    if row is None:
        row = Protocol(
            organisation_id=command.organisation_id,
            theme=command.theme,
            owner_kind=command.owner,
            from_on=command.from_on,
        )
        session.add(row)
    row.answer_days, row.soon_days = command.terms.answer_days, command.terms.soon_days
    row.team_function, row.source = command.terms.team_function, command.source
    row.set_by, row.set_at = actor.name, now
    try:
        session.flush()
    except IntegrityError:
        raise Superseded(before={}, theirs={"Response time": "decided just now"}, yours=_words(command)) from None
    record(
        session,
        "protocol.set",
        row,
        actor=actor,
        now=now,
        theme=(None, command.theme),
        owner=(None, command.owner.value),
        from_on=(None, command.from_on),
        answer_days=(before[0], row.answer_days),
        soon_days=(before[1], row.soon_days),
        team_function=(before[2], row.team_function),
        source=(None, command.source),
    )
    return row


def _words(command: SetProtocol) -> dict[str, str]:
    return {"Response time": f"{command.terms.answer_days} working days"}
