"""Asking once for everybody who waits for the same thing from the same owner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.blockers.rules.owner import Owner
from discharge.core.actor import Actor
from discharge.core.errors import NotAllowed, RuleBroken
from discharge.escalation.commands.ending import end
from discharge.escalation.commands.raising import RaiseEscalation, raise_escalation
from discharge.escalation.models import Escalation
from discharge.escalation.policies import may_word
from discharge.escalation.queries.one import escalation_to_change
from discharge.escalation.rules.states import ClosedBy, State, Subject
from discharge.stays.rules.free_text import identifies


@dataclass(frozen=True, slots=True, kw_only=True)
class WordTogether:
    """One ask about a theme. escalation_ids: what waited for words; each ends with the theme's reference."""

    trust_id: UUID
    cause: str
    owner: Owner
    escalation_ids: Sequence[UUID]
    ask: str
    due_on: date
    why_now: str = ""
    tried: str = ""
    asked_others: str = ""
    named_person: str = ""
    level: int | None = None


def word_together(session: Session, command: WordTogether, *, actor: Actor, now: datetime) -> Escalation:
    """Those that were worded or have lapsed meanwhile are left as they are. Raises RuleBroken when none is left."""
    found = [escalation_to_change(session, actor, key) for key in sorted(command.escalation_ids)]
    waiting = [each for each in found if each.escalation.state is State.TO_WORD]
    if not waiting:
        raise RuleBroken("", "Nothing of this waits for words any more: look at the list again")
    for each in waiting:
        if not may_word(actor, each.escalation, each.ward_id):
            raise NotAllowed
        for field in ("ask", "why_now", "tried", "asked_others", "named_person"):
            if each.person and (words := identifies(getattr(command, field), each.person)):
                raise RuleBroken(field, f"Take out {words}: people outside the ward will read this")
    theme = raise_escalation(
        session,
        RaiseEscalation(
            subject=Subject.THEME,
            organisation_id=command.trust_id,
            cause=command.cause,
            owner=command.owner,
            ask=command.ask,
            due_on=command.due_on,
            why_now=command.why_now,
            tried=command.tried,
            asked_others=command.asked_others,
            named_person=command.named_person,
            level=command.level,
        ),
        actor=actor,
        now=now,
    )
    people = len({each.person.id for each in waiting if each.person})
    for each in waiting:
        end(
            session,
            each.escalation,
            ClosedBy.NOT_RAISED,
            f"Asked once for {people} {'person' if people == 1 else 'people'}, in {theme.reference}",
            actor=actor,
            now=now,
        )
    return theme
