"""What happens to a case while it stays where it is: needs, papers, disputes moved on, reviews, endings."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.db import upsert
from discharge.core.errors import RuleBroken
from discharge.funding.commands.awaiting import keep_blocker
from discharge.funding.commands.keeping import Held, hold, write_step
from discharge.funding.models import FundingCase, FundingPaper, StepKind
from discharge.funding.queries.cases import papers_of
from discharge.funding.rules.codes import DISPUTE_STAGES, PAPERS, STATUSES, FundingKind, Stage, shown_needs
from discharge.funding.rules.entitlement import is_under_community_order
from discharge.funding.rules.reviews import next_review
from discharge.funding.rules.steps import check_ending, check_needs
from discharge.places.queries.numbers import policy
from discharge.places.rules.policy import Key
from discharge.stays.queries import moves
from discharge.stays.rules.shown import shown_day

ENDED = "S117-ENDED"
_ICB, _COUNCIL = "icb", "council"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordNeeds:
    """needs: codes of the list. words: what else a panel should know, without saying who it is."""

    stay_id: UUID
    kind: FundingKind
    version: int
    needs: tuple[str, ...]
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPapers:
    """in_hand: the papers ticked. seen: those that were when the form was opened; two people may tick at once."""

    stay_id: UUID
    kind: FundingKind
    in_hand: frozenset[str]
    seen: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveDispute:
    """stage: a code of the list, or "" with is_settled. words: how it was settled, or what was said."""

    stay_id: UUID
    kind: FundingKind
    version: int
    on: date
    stage: str = ""
    is_settled: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReview:
    """next_on: None for a year later (a setting)."""

    stay_id: UUID
    kind: FundingKind
    version: int
    on: date
    words: str = ""
    next_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordEnding:
    """body: "icb" or "council", which decided that aftercare is no longer needed. by: who decided for it."""

    stay_id: UUID
    version: int
    body: str
    on: date
    by: str


def record_needs(session: Session, command: RecordNeeds, *, actor: Actor, now: datetime) -> FundingCase:
    needs = shown_needs(command.needs)
    held = hold(session, actor, command.stay_id, command.kind, now=now, seen=command.version, yours=f"Needs: {needs}")
    check_needs(command.needs)
    held.check_words(words=command.words)
    held.case.needs, held.case.needs_words = list(command.needs), command.words
    _note(session, held, "Needs recorded", on=held.today, words=command.words, facts={"Needs": needs})
    return held.case


def set_papers(session: Session, command: SetPapers, *, actor: Actor, now: datetime) -> FundingCase:
    """Only what this person ticked or took back changes; a paper that somebody else ticked meanwhile stays."""
    held = hold(session, actor, command.stay_id, command.kind, now=now)
    wanted = {paper.code for paper in PAPERS if paper.is_for(command.kind)}
    stored = papers_of(session, held.case.id)
    come = sorted((command.in_hand - command.seen - stored) & wanted)
    gone = sorted((command.seen - command.in_hand) & stored & wanted)
    if not come and not gone:
        return held.case
    usual = {"organisation_id": held.case.organisation_id, "case_id": held.case.id, "changed_on": held.today}
    rows = [{**usual, "paper": code, "is_in_hand": code in come, "changed_by": actor.name} for code in come + gone]
    upsert(
        session,
        FundingPaper,
        rows,
        key=["case_id", "paper"],
        update=["is_in_hand", "changed_on", "changed_by"],
    )
    facts = {"In hand": _papers(come), "Not in hand after all": _papers(gone)}
    _note(session, held, "Papers for the panel", on=held.today, facts=facts)
    return held.case


def move_dispute(session: Session, command: MoveDispute, *, actor: Actor, now: datetime) -> FundingCase:
    """The dispute goes a stage further, or is settled while interim funding runs."""
    yours = "Dispute settled" if command.is_settled else "Dispute moved on"
    held = hold(session, actor, command.stay_id, command.kind, now=now, seen=command.version, yours=yours)
    dispute = held.dispute
    if dispute is None:
        raise RuleBroken("", "No dispute is open: open this page again")
    held.check_words(words=command.words)
    if not dispute.stage_on <= command.on <= held.today:
        raise RuleBroken("on", f"Enter a day from {shown_day(dispute.stage_on)} to today")
    if command.is_settled:
        _settle(held, command)
        dispute.settled_on, dispute.outcome = command.on, command.words
        facts = {"Dispute": "Settled"}
    else:
        stage = DISPUTE_STAGES.get(command.stage)
        if stage is None or not stage.is_for(command.kind):
            raise RuleBroken("stage", "Select how far the dispute has gone")
        dispute.stage, dispute.stage_on = command.stage, command.on
        facts = {"Dispute": stage.description}
    _note(session, held, yours, on=command.on, words=command.words, facts=facts)
    return held.case


def _settle(held: Held, command: MoveDispute) -> None:
    if not command.words:
        raise RuleBroken("words", "Enter how the dispute was settled")
    if held.case.state.endswith("DISP"):
        following = " or ".join(f"“{STATUSES[code].short}”" for code in STATUSES[held.case.state].may_follow)
        raise RuleBroken("", f"Record what the dispute led to as the next step: {following}")


def record_review(session: Session, command: RecordReview, *, actor: Actor, now: datetime) -> FundingCase:
    """Aftercare was looked at again; the next review is due a year later unless a day is given."""
    held = hold(session, actor, command.stay_id, command.kind, now=now, seen=command.version, yours="Reviewed")
    case = held.case
    if case.is_closed or case.review_due_on is None:
        raise RuleBroken("", "No review is due in this case")
    held.check_words(words=command.words)
    if not case.opened_on <= command.on <= held.today:
        raise RuleBroken("on", f"Enter a day from {shown_day(case.opened_on)} to today")
    if command.next_on is not None and command.next_on <= command.on:
        raise RuleBroken("next_on", "Enter a day after this review")
    months = policy(session, Key.REVIEW_MONTHS, organisation_id=case.organisation_id, day=held.today)
    case.review_due_on = command.next_on or next_review(command.on, months=months)
    facts = {"Next review due": shown_day(case.review_due_on)}
    _note(session, held, "Reviewed", on=command.on, words=command.words, facts=facts)
    return case


def record_ending(session: Session, command: RecordEnding, *, actor: Actor, now: datetime) -> FundingCase:
    """Keep one body's decision; with both, the duty ends on the later day. Raises RuleBroken under a CTO."""
    held = hold(
        session,
        actor,
        command.stay_id,
        FundingKind.S117,
        now=now,
        seen=command.version,
        yours="Aftercare no longer needed",
    )
    case = held.case
    if ENDED not in STATUSES[case.state].may_follow:
        raise RuleBroken("", f"Aftercare cannot end while the case is at “{STATUSES[case.state].short}”")
    if held.dispute is not None:
        raise RuleBroken("", f"The dispute of {shown_day(held.dispute.opened_on)} is still open: settle it first")
    history = moves.authorities(moves.legal_periods_of(session, case.person_id))
    check_ending(
        decided_on=command.on,
        since=case.since,
        today=held.today,
        is_under_order=is_under_community_order(held.today, history),
    )
    if command.body not in (_ICB, _COUNCIL):
        raise RuleBroken("body", "Select which body decided")
    if not command.by:
        raise RuleBroken("by", "Enter who decided for the body")
    held.check_words(by=command.by)
    if command.body == _ICB:
        case.icb_ended_on, case.icb_ended_by = command.on, command.by
    else:
        case.council_ended_on, case.council_ended_by = command.on, command.by
    name = "ICB" if command.body == _ICB else "Council"
    facts = {f"{name}: aftercare no longer needed": f"{shown_day(command.on)}, {command.by}"}
    if case.icb_ended_on is None or case.council_ended_on is None:
        waits = "council" if command.body == _ICB else "ICB"
        _note(session, held, f"{name} decided; the {waits} has yet to", on=command.on, facts=facts)
        return case
    case.state = ENDED
    case.since = case.closed_on = max(case.icb_ended_on, case.council_ended_on)
    case.review_due_on = case.panel_on = case.interim_on = None
    write_step(session, case, StepKind.MOVED, on=case.since, facts=facts, actor=actor, now=now)
    keep_blocker(session, case, held.stay, on=case.since, actor=actor, now=now)
    return case


def _papers(codes: list[str]) -> str:
    return ", ".join(PAPERS[code].short for code in codes)


def _note(
    session: Session, held: Held, what: str, *, on: date, words: str = "", facts: dict[str, str] | None = None
) -> None:
    if STATUSES[held.case.state].stage is Stage.CLOSED:
        raise RuleBroken("", "This case is closed: open it again with its next step first")
    write_step(
        session, held.case, StepKind.NOTED, on=on, what=what, words=words, facts=facts, actor=held.actor, now=held.now
    )
    session.flush()
