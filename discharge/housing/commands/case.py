"""Beginning, changing, closing and opening a housing case, and what a clinician releases for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotFound, RuleBroken
from discharge.core.versions import check_version
from discharge.housing import policies
from discharge.housing.commands.opening import case_in_hand, check_may, check_open
from discharge.housing.commands.story import add_step
from discharge.housing.commands.waiting import keep_blocker
from discharge.housing.models import CaseState, HousingCase, ReferralState, SafePlacing
from discharge.housing.queries.case import case_of, councils, facts_of, safe_placings
from discharge.housing.queries.duty import referrals_of
from discharge.housing.queries.offers import offers_of
from discharge.housing.rules.case import CaseFacts, HomeNeed, check_facts, check_safe_placing, in_words
from discharge.housing.rules.codes import SAFE_PLACING
from discharge.housing.rules.offers import OfferState
from discharge.housing.rules.steps import StepKind
from discharge.stays.queries.base import stay_to_change
from discharge.stays.rules.free_text import check_free_text


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveCase:
    """version: what the person saw, 0 where there was no case yet."""

    stay_id: UUID
    version: int
    facts: CaseFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseCase:
    stay_id: UUID
    version: int
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenCase:
    stay_id: UUID
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseSafePlacing:
    """code: of the list; basis: where it is decided; released_by: the clinician who says that partners may know it."""

    stay_id: UUID
    code: str
    basis: str
    since_on: date
    released_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSafePlacing:
    stay_id: UUID
    safe_placing_id: UUID


def save_case(session: Session, command: SaveCase, *, actor: Actor, now: datetime) -> HousingCase:
    """Begin the case, or change what it says."""
    stay = stay_to_change(session, actor, command.stay_id, now=now)
    check_may(stay, may=policies.works_there(actor, stay))
    names = councils(session, actor)
    case = case_of(session, command.stay_id)
    typed = command.facts
    before = facts_of(case) if case else None
    if case is not None and before is not None:
        check_open(case)
        check_version(
            case.version,
            command.version,
            before={},
            theirs=in_words(before, councils=names),
            yours=in_words(typed, councils=names),
        )
    check_facts(typed, stay.person, councils=names)
    begun = case is None
    if case is None:
        case = HousingCase(
            organisation_id=stay.organisation_id,
            stay_id=stay.id,
            person_id=stay.person_id,
            opened_at=now,
            changed_at=now,
            need=HomeNeed(typed.need),
        )
        session.add(case)
    changes = _write(case, before, typed)
    if not changes:
        return case
    case.changed_at = now
    record(session, "housing.begun" if begun else "housing.changed", case, actor=actor, now=now, **changes)
    kind = StepKind.IDENTIFIED if begun else StepKind.CHANGED
    if begun or changes.keys() - {"wishes"}:
        told = tuple(changes) if not begun else ("need", "route")
        add_step(session, case, kind, _said(told, typed, names), on=local_date(now), actor=actor, now=now)
    keep_blocker(session, stay, case, "What is looked for has changed", actor=actor, now=now)
    return case


def close_case(session: Session, command: CloseCase, *, actor: Actor, now: datetime) -> HousingCase:
    """Nothing more is looked for, and why."""
    stay, case = case_in_hand(session, actor, command.stay_id, now=now)
    check_version(case.version, command.version, before={}, theirs={"State": "changed"}, yours={"State": "closed"})
    standing = next((offer for offer in offers_of(session, case.id) if offer.state is OfferState.MADE), None)
    if standing is not None:
        raise RuleBroken("", f"{standing.place} is still offered. Record what became of it, then close the case")
    waiting = next((row for row in referrals_of(session, case.id) if row.state is not ReferralState.ANSWERED), None)
    if waiting is not None:
        name = waiting.authority.name
        raise RuleBroken("", f"{name} has not answered the referral. Record its answer, or that it was stopped")
    if not command.outcome:
        raise RuleBroken("outcome", "Enter what came of it, for example Went back home with visiting support")
    check_free_text(command.outcome, stay.person, 200, field="outcome")
    before, case.state, case.outcome = case.state, CaseState.CLOSED, command.outcome
    record(
        session,
        "housing.closed",
        case,
        actor=actor,
        now=now,
        state=(before, CaseState.CLOSED),
        outcome=("", command.outcome),
    )
    add_step(session, case, StepKind.CLOSED, command.outcome, on=local_date(now), actor=actor, now=now)
    keep_blocker(session, stay, case, command.outcome, actor=actor, now=now)
    return case


def reopen_case(session: Session, command: ReopenCase, *, actor: Actor, now: datetime) -> HousingCase:
    stay, case = case_in_hand(session, actor, command.stay_id, now=now, also_closed=True)
    check_version(case.version, command.version, before={}, theirs={"State": "changed"}, yours={"State": "open"})
    if case.state is not CaseState.CLOSED:
        raise RuleBroken("", "This housing case is open already")
    outcome, case.state, case.outcome = case.outcome, CaseState.OPEN, ""
    case.is_closed_by_leaving = False
    states = (CaseState.CLOSED, CaseState.OPEN)
    record(session, "housing.reopened", case, actor=actor, now=now, state=states, outcome=(outcome, ""))
    add_step(session, case, StepKind.REOPENED, "", on=local_date(now), actor=actor, now=now)
    keep_blocker(session, stay, case, "Looked for again", actor=actor, now=now)
    return case


def release_safe_placing(
    session: Session, command: ReleaseSafePlacing, *, actor: Actor, now: datetime
) -> SafePlacing:  # fmt: skip
    """Let whoever places the person know one thing of the list. The same code twice is refused."""
    stay, case = case_in_hand(session, actor, command.stay_id, now=now, may=policies.releases_there)
    given = (command.code, command.basis, command.since_on, command.released_by)
    check_safe_placing(*given, stay.person, today=local_date(now))
    if any(held.code == command.code for held in safe_placings(session, case.id)):
        raise RuleBroken("code", "This is on the list already. End it there first, to say it anew")
    row = SafePlacing(
        organisation_id=case.organisation_id,
        case_id=case.id,
        person_id=case.person_id,
        code=command.code,
        basis=command.basis,
        since_on=command.since_on,
        released_by=command.released_by,
        entered_by=actor.name,
        entered_at=now,
    )
    session.add(row)
    session.flush()
    names = ("code", "basis", "since_on", "released_by")
    changes = {name: (None, getattr(command, name)) for name in names}
    record(session, "safe_placing.released", row, actor=actor, now=now, **changes)
    case.changed_at = now
    session.flush()
    return row


def end_safe_placing(session: Session, command: EndSafePlacing, *, actor: Actor, now: datetime) -> SafePlacing:
    _stay, case = case_in_hand(session, actor, command.stay_id, now=now, may=policies.releases_there, also_closed=True)
    row = session.scalars(
        select(SafePlacing).where(SafePlacing.id == command.safe_placing_id, SafePlacing.case_id == case.id)
    ).one_or_none()
    if row is None:
        raise NotFound
    if row.ended_at is not None:
        raise RuleBroken("", f"“{SAFE_PLACING[row.code].short}” was ended already by {row.ended_by}")
    row.ended_at, row.ended_by, case.changed_at = now, actor.name, now
    record(session, "safe_placing.ended", row, actor=actor, now=now, ended_at=(None, now))
    session.flush()
    return row


def _write(case: HousingCase, before: CaseFacts | None, typed: CaseFacts) -> dict[str, tuple[Any, Any]]:
    """Field to (before, after) of what changed; every field that says something, where the case is new."""
    empty = CaseFacts(need="").values()
    stored = before.values() if before else empty
    changes = {field: (stored[field], value) for field, value in typed.values().items() if value != stored[field]}
    for field, (_stored, value) in changes.items():
        if field == "council_ids":
            case.council_ids = [str(key) for key in value]
        elif field == "need":
            case.need = HomeNeed(value)
        else:
            setattr(case, field, value)
    return {field: (_plain(old), _plain(new)) for field, (old, new) in changes.items()}


def _plain(value: Any) -> Any:
    return [str(key) for key in value] if isinstance(value, tuple) else value


def _said(changed: Iterable[str], typed: CaseFacts, names: Any) -> str:
    """ "Home looked for: Supported accommodation" and the like, without the person's own wishes."""
    from_now = in_words(typed, councils=names)
    labels = dict(zip(typed.values(), from_now, strict=True))
    told = [labels[field] for field in changed if field != "wishes"]
    return "; ".join(f"{label}: {from_now[label] or 'not known'}" for label in told)
