"""Asking once for everybody who waits for the same thing from the same owner, or saying once why nothing is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.blockers.commands.keeping import LONG
from discharge.core.actor import Actor
from discharge.core.errors import NotAllowed, RuleBroken, Superseded
from discharge.core.words import counted
from discharge.escalation.commands.ending import end
from discharge.escalation.commands.keeping import check_words
from discharge.escalation.commands.raising import RaiseEscalation, raise_escalation
from discharge.escalation.models import Escalation
from discharge.escalation.policies import may_word, may_word_together
from discharge.escalation.queries.one import Subject, escalation_to_change
from discharge.escalation.rules.states import ClosedBy, State
from discharge.escalation.rules.states import Subject as About
from discharge.stays.rules.free_text import identifies

SAID, GONE = "What is said", "Nothing: each of them was worded, was let go or lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class WordTogether:
    """One ask about a theme. escalation_ids: what waited for words from one owner for one cause; each ends with the
    theme's reference.
    """

    escalation_ids: Sequence[UUID]
    ask: str
    due_on: date
    why_now: str = ""
    tried: str = ""
    asked_others: str = ""
    named_person: str = ""
    level: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetGoTogether:
    """because: why none of them needs an ask. None is raised again until its condition lapses and returns."""

    escalation_ids: Sequence[UUID]
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """What was asked, and for how many people."""

    theme: Escalation
    people: int


def let_go_together(session: Session, command: LetGoTogether, *, actor: Actor, now: datetime) -> int:
    """For how many people it was let go. Those that were worded or have lapsed meanwhile are left as they are.

    Raises Superseded when none is left.
    """
    waiting = _still_waiting(session, command.escalation_ids, {"because": command.because}, actor=actor)
    for each in waiting:
        check_words(command.because, each.person, LONG, field="because", missing="Enter why nothing is to be asked")
    for each in waiting:
        end(session, each.escalation, ClosedBy.NOT_RAISED, command.because, actor=actor, now=now)
    return _people(waiting)


def word_together(session: Session, command: WordTogether, *, actor: Actor, now: datetime) -> Together:
    """Those that were worded or have lapsed meanwhile are left as they are. Raises Superseded when none is left."""
    fields = ("ask", "why_now", "tried", "asked_others", "named_person")
    waiting = _still_waiting(
        session, command.escalation_ids, {field: getattr(command, field) for field in fields}, actor=actor
    )
    first = waiting[0].escalation
    alike = (first.organisation_id, first.cause, first.owner)
    if not may_word_together(actor, first.organisation_id):
        raise NotAllowed
    if any((one.organisation_id, one.cause, one.owner) != alike for one in (each.escalation for each in waiting)):
        raise RuleBroken("", "They do not wait for the same thing any more: look at the list again")
    theme = raise_escalation(
        session,
        RaiseEscalation(
            subject=About.THEME,
            organisation_id=first.organisation_id,
            cause=first.cause,
            owner=first.owner,
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
    people = _people(waiting)
    for each in waiting:
        end(
            session,
            each.escalation,
            ClosedBy.NOT_RAISED,
            f"Asked once for {counted(people, 'person', 'people')}, in {theme.reference}",
            actor=actor,
            now=now,
        )
    return Together(theme=theme, people=people)


def _still_waiting(
    session: Session, escalation_ids: Sequence[UUID], texts: Mapping[str, str], *, actor: Actor
) -> Sequence[Subject]:
    """Those that still wait for words, locked. texts: by field, where no word may say who any of them is."""
    found = [escalation_to_change(session, actor, key) for key in sorted(escalation_ids)]
    waiting = [each for each in found if each.escalation.state is State.TO_WORD]
    if not waiting:
        raise Superseded(before={}, theirs={SAID: GONE}, yours={SAID: next(iter(texts.values()))})
    for each in waiting:
        if not may_word(actor, each.escalation, each.ward_id):
            raise NotAllowed
        for field, text in texts.items():
            if each.person and (words := identifies(text, each.person)):
                raise RuleBroken(field, f"Take out {words}: people outside the ward will read this")
    return waiting


def _people(waiting: Sequence[Subject]) -> int:
    """Several triggers may have raised the same person. A ward itself is nobody."""
    return len({each.person.id for each in waiting if each.person})
