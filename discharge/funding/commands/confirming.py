"""A person confirms what the legal history shows, or says why it is otherwise."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.errors import NotAllowed, RuleBroken
from discharge.funding import policies
from discharge.funding.commands.awaiting import keep_blocker
from discharge.funding.commands.keeping import Held, hold, write_step
from discharge.funding.models import FundingCase, StepKind
from discharge.funding.rules.codes import FundingKind
from discharge.funding.rules.entitlement import Answer, Entitlement, entitlement
from discharge.stays.queries import moves

ENTITLED = "S117-ELIG"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmAgain:
    """The history has changed since it was confirmed.

    is_new_duty: a new qualifying detention, so that the old duty ended with it and the bodies are to be confirmed anew.
    """

    stay_id: UUID
    version: int
    on: date
    is_new_duty: bool
    words: str = ""


def confirm_again(session: Session, command: ConfirmAgain, *, actor: Actor, now: datetime) -> FundingCase:
    """Keep what the history says now. A new duty begins again at "entitled", without split, interim and endings."""
    held = hold(
        session, actor, command.stay_id, FundingKind.S117, now=now, seen=command.version, yours="Confirmed again"
    )
    says = check_may_confirm(session, held, is_entitled=True, words=command.words)
    case = held.case
    if not case.since <= command.on <= held.today:
        raise RuleBroken("on", "Enter a day from the last step to today")
    keep_confirmation(held, says)
    what = "Entitlement confirmed again"
    if command.is_new_duty:
        if held.dispute is not None:
            raise RuleBroken("", "Settle the dispute about the bodies of the old duty first")
        what = "A new qualifying detention: a new duty begins"
        case.state, case.since = ENTITLED, command.on
        case.panel_on = case.review_due_on = case.closed_on = None
        case.icb_share = case.council_share = case.split_on = None
        case.split_basis = case.split_by = ""
        case.interim_on, case.interim_by = None, ""
        case.icb_ended_on = case.council_ended_on = None
        case.icb_ended_by = case.council_ended_by = ""
    kind = StepKind.MOVED if command.is_new_duty else StepKind.NOTED
    write_step(
        session,
        case,
        kind,
        on=command.on,
        what=what,
        words=command.words,
        facts={"The history says": says.words},
        actor=actor,
        now=now,
    )
    keep_blocker(session, case, held.stay, on=command.on, actor=actor, now=now)
    return case


def check_may_confirm(session: Session, held: Held, *, is_entitled: bool, words: str) -> Entitlement:
    """What the history says now. Raises NotAllowed without the permission, and RuleBroken for an answer against the
    history, or one that the history leaves open, without the reason."""
    if not policies.may_confirm(held.actor, held.stay):
        raise NotAllowed
    held.check_words(words=words)
    says = entitlement(moves.authorities(moves.legal_periods_of(session, held.stay.person_id)))
    agrees = says.answer is (Answer.YES if is_entitled else Answer.NO)
    if not agrees and not words:
        raise RuleBroken("words", f"Enter why. The record here says: {says.words}")
    return says


def keep_confirmation(held: Held, says: Entitlement) -> None:
    held.case.entitlement = says.words
    held.case.entitlement_by = held.actor.name
    held.case.entitlement_at = held.now
