"""A case takes a step."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.errors import RuleBroken
from discharge.funding.commands.awaiting import keep_blocker
from discharge.funding.commands.confirming import check_may_confirm, keep_confirmation
from discharge.funding.commands.keeping import Held, hold, write_step
from discharge.funding.models import FundingCase, FundingDispute, StepKind
from discharge.funding.rules.codes import (
    AGREED_STEPS,
    DISPUTE_STAGES,
    DISPUTE_SUBJECTS,
    INTERIM_STEPS,
    PANEL_OUTCOMES,
    STATUSES,
    WITH_PANEL,
    Ask,
    FundingKind,
    Stage,
    shown_needs,
)
from discharge.funding.rules.split import split_of
from discharge.funding.rules.steps import StepGiven, check_step
from discharge.stays.rules.shown import shown_day, shown_moment

_DECIDED = frozenset({"CHC-ELIG", "CHC-INEL"})
_FIRST = frozenset({"CHC-CONSID", "S117-CHK"})  # a step back to these begins the question anew


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeStep:
    """code: of the list. Which of the rest is looked at depends on what the step asks (`codes.Ask`).

    version: what the person saw when they began, None for a door with no screen.
    """

    stay_id: UUID
    kind: FundingKind
    code: str
    on: date
    version: int | None = None
    words: str = ""
    needs: tuple[str, ...] = ()
    panel_on: date | None = None
    agreed_by: str = ""
    icb_percent: Decimal | None = None
    council_percent: Decimal | None = None
    split_basis: str = ""
    split_by: str = ""
    dispute_about: str = ""
    dispute_stage: str = ""
    received_on: date | None = None
    received_at: datetime | None = None
    review_on: date | None = None

    @property
    def given(self) -> StepGiven:
        return StepGiven(
            code=self.code,
            on=self.on,
            words=self.words,
            needs=self.needs,
            panel_on=self.panel_on,
            agreed_by=self.agreed_by,
            dispute_about=self.dispute_about,
            dispute_stage=self.dispute_stage,
        )


def take_step(session: Session, command: TakeStep, *, actor: Actor, now: datetime) -> FundingCase:
    """Raises RuleBroken for a step that may not follow or lacks what it needs, Superseded when another came first."""
    wanted = STATUSES.get(command.code)
    yours = f"{wanted.description if wanted else command.code}, since {shown_day(command.on)}"
    held = hold(session, actor, command.stay_id, command.kind, now=now, seen=command.version, yours=yours)
    check_step(held.facts, command.given, today=held.today)
    held.check_words(words=command.words, agreed_by=command.agreed_by, split_basis=command.split_basis)
    held.check_words(split_by=command.split_by)
    case, asked = held.case, STATUSES[command.code].asked
    if Ask.ENDING in asked:
        raise RuleBroken("", "Record the decision of each body: both are needed to end aftercare")
    panel_on = case.panel_on
    facts = _settle(held, command)
    for part in (
        _confirm(session, held, command),
        _money(held, command),
        _days(held, command),
        _dispute(session, held, command),
    ):
        facts |= part
    if Ask.NEEDS in asked:
        case.needs, case.needs_words = list(command.needs), command.words
        facts["Needs"] = shown_needs(command.needs)
    is_outcome = case.state in WITH_PANEL and command.code in _outcome_steps(command.kind)
    case.panel_on = command.panel_on if command.code in WITH_PANEL else None
    if case.panel_on is not None:
        facts["Panel"] = shown_day(case.panel_on)
    case.state, case.since = command.code, command.on
    case.closed_on = command.on if STATUSES[command.code].stage is Stage.CLOSED else None
    write_step(
        session,
        case,
        StepKind.MOVED,
        on=command.on,
        words=command.words,
        facts=facts,
        panel_on=panel_on if is_outcome else None,
        actor=actor,
        now=now,
    )
    keep_blocker(session, case, held.stay, on=command.on, words=command.words, actor=actor, now=now)
    return case


def _outcome_steps(kind: FundingKind) -> frozenset[str]:
    return frozenset(outcome.step_for(kind) for outcome in PANEL_OUTCOMES)


def _confirm(session: Session, held: Held, command: TakeStep) -> dict[str, str]:
    """What only a person may say about the entitlement."""
    if Ask.CONFIRM not in STATUSES[command.code].asked:
        return {}
    says = check_may_confirm(session, held, is_entitled=command.code == "S117-ELIG", words=command.words)
    keep_confirmation(held, says)
    return {"The history says": says.words}


def _money(held: Held, command: TakeStep) -> dict[str, str]:
    """Interim funding begins; a split is decided; refused money ends what was paid without prejudice."""
    case, facts = held.case, {}
    if command.code in INTERIM_STEPS:
        case.interim_on, case.interim_by = command.on, command.agreed_by
        facts["Paid for now, without prejudice"] = command.agreed_by
    elif command.code.endswith("REFUSED") or command.code in AGREED_STEPS or _begins_anew(command):
        case.interim_on, case.interim_by = None, ""
    is_partly_split = Ask.PART in STATUSES[command.code].asked and command.icb_percent is None
    if Ask.SPLIT in STATUSES[command.code].asked and not (is_partly_split and command.council_percent is None):
        split = split_of(command.icb_percent, command.council_percent)
        if not command.split_by:
            raise RuleBroken("split_by", "Enter who decided the split")
        case.icb_share, case.council_share = split.icb, split.council
        case.split_basis, case.split_by, case.split_on = command.split_basis, command.split_by, command.on
        facts |= {"Split": split.words, "Basis": command.split_basis, "Decided by": command.split_by}
    return facts


def _begins_anew(command: TakeStep) -> bool:
    return command.code in _FIRST or STATUSES[command.code].stage is Stage.CLOSED


def _days(held: Held, command: TakeStep) -> dict[str, str]:
    """Receipt by the ICB, its decision, and the next review."""
    case, asked, facts = held.case, STATUSES[command.code].asked, {}
    if command.code in _FIRST:
        case.received_on = case.received_at = case.decided_on = None
    if Ask.RECEIVED in asked:
        check_received(command.received_on, sent_on=command.on, today=held.today)
        case.received_on = command.received_on
        facts["Received by the ICB"] = shown_day(command.received_on) or "Not known yet"
    if Ask.RECEIVED_AT in asked:
        if command.received_at is None or command.received_at > held.now:
            raise RuleBroken("received_at", "Enter when the ICB received the Fast Track, now or in the past")
        case.received_at = command.received_at
        facts["Received by the ICB"] = shown_moment(command.received_at)
    if command.code in _DECIDED:
        if case.received_on is not None and command.on < case.received_on:
            raise RuleBroken(
                "on", f"The ICB received the checklist on {shown_day(case.received_on)}: enter that day or a later one"
            )
        case.decided_on = command.on
    if Ask.REVIEW in asked:
        if command.review_on is not None and command.review_on < command.on:
            raise RuleBroken("review_on", "Enter a review on or after the day of this step")
        case.review_due_on = command.review_on or case.review_due_on
        facts["Review due"] = shown_day(case.review_due_on)
    elif _begins_anew(command):
        case.review_due_on = None
    return facts


def check_received(received_on: date | None, *, sent_on: date, today: date) -> None:
    """Raises RuleBroken for a checklist received before it was sent or after today. None: not known yet."""
    if received_on is not None and not sent_on <= received_on <= today:
        raise RuleBroken("received_on", f"Enter a day from {shown_day(sent_on)} to today")


def _settle(held: Held, command: TakeStep) -> dict[str, str]:
    """Leaving "in dispute" for anything but interim funding settles the dispute."""
    dispute = held.dispute
    if dispute is None or not held.case.state.endswith("DISP") or command.code in INTERIM_STEPS:
        return {}
    if not command.words:
        raise RuleBroken("words", "Enter how the dispute was settled")
    if command.on < dispute.stage_on:
        raise RuleBroken("on", f"The dispute moved on {shown_day(dispute.stage_on)}: enter that day or a later one")
    dispute.settled_on, dispute.outcome = command.on, command.words
    return {"Dispute": "Settled"}


def _dispute(session: Session, held: Held, command: TakeStep) -> dict[str, str]:
    """A dispute begins; one that is open already is only moved on, on its own page."""
    if Ask.DISPUTE not in STATUSES[command.code].asked:
        return {}
    if held.dispute is not None:
        raise RuleBroken("", "A dispute is open already: move that one on, or settle it first")
    session.add(
        FundingDispute(
            organisation_id=held.case.organisation_id,
            case_id=held.case.id,
            about=command.dispute_about,
            stage=command.dispute_stage,
            stage_on=command.on,
            opened_on=command.on,
        )
    )
    about = DISPUTE_SUBJECTS[command.dispute_about].description
    return {"Dispute": f"{about}. {DISPUTE_STAGES[command.dispute_stage].description}"}
