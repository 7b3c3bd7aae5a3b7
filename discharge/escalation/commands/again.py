"""Saying more about what is asked already: one open escalation a blocker."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.blockers.commands.keeping import LONG, SHORT
from discharge.core.actor import Actor
from discharge.core.errors import NotAllowed, RuleBroken
from discharge.core.words import sentences
from discharge.escalation.commands.keeping import add_step, check_words, note_change, tell_level
from discharge.escalation.models import Escalation
from discharge.escalation.policies import may_reply
from discharge.escalation.queries.one import escalation_to_change, last_step
from discharge.escalation.rules.states import WORDED, StepKind
from discharge.notices.rules.kinds import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAgain:
    """More to say about an escalation that is open. ask: in a sentence."""

    escalation_id: UUID
    ask: str
    why_now: str = ""


def ask_again(session: Session, command: AskAgain, *, actor: Actor, now: datetime) -> Escalation:
    """A note to whoever owes the answer. Raises RuleBroken where it was closed meanwhile."""
    subject = escalation_to_change(session, actor, command.escalation_id)
    escalation = subject.escalation
    if not may_reply(actor, escalation, subject.ward_id):
        raise NotAllowed
    if escalation.state not in WORDED:
        raise RuleBroken("", f"{escalation.reference} was closed meanwhile: go back and ask anew")
    check_words(command.ask, subject.person, SHORT, field="ask", missing="Enter what you ask for, in one sentence")
    check_words(command.why_now, subject.person, LONG, field="why_now")
    add_words(session, escalation, (command.ask, command.why_now), actor=actor, now=now)
    return escalation


def add_words(
    session: Session, escalation: Escalation, said: Iterable[str], *, actor: Actor, now: datetime
) -> None:  # fmt: skip
    """What is new of what was said, as a note; whoever owes the answer is told. The same words twice are one."""
    known = {escalation.ask, escalation.why_now}
    words = sentences([each for each in said if each not in known])
    last = last_step(session, escalation.id, StepKind.RAISED, StepKind.NOTED)
    if not words or (last is not None and last.words == words):
        return
    step = add_step(session, escalation, StepKind.NOTED, words=words, actor=actor, now=now)
    note_change(session, "noted", escalation, actor=actor, now=now, words=(None, words))
    tell_level(session, escalation, step, kind=Kind.ESCALATION_ADDED, actor=actor, now=now)
