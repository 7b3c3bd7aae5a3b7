"""What somebody is told whose answer cannot be given any more, and what they had typed."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

from flask import url_for

from discharge.escalation.models import Escalation
from discharge.escalation.pages.sheet import state_words
from discharge.escalation.queries.one import Sheet
from discharge.escalation.rules.states import State
from discharge.escalation.rules.verbs import STANDS_STILL, Verb
from discharge.stays.pages.plan import Conflict

CLOSED = "Nobody owes an answer any more. Nothing new was saved."
ELSEWHERE = "It waits for somebody else now. Nothing new was saved."
PAUSED = "Nobody owes an answer while it is paused. Nothing new was saved."
OTHERWISE = "What you began does not fit any more. Nothing new was saved."


@dataclass(frozen=True, slots=True, kw_only=True)
class GonePage:
    """conflict: what was typed beside what happened, None where it is not known. typed: else what was typed, to copy.

    href: as it is now. note_href: where what was typed can still be added as a note, or "".
    """

    reference: str
    title: str
    words: tuple[str, ...]
    conflict: Conflict | None
    typed: tuple[str, ...]
    href: str
    note_href: str

    @classmethod
    def of(
        cls,
        sheet: Sheet,
        verb: Verb,
        may: Collection[Verb],
        *,
        conflict: Conflict | None,
        typed: tuple[str, ...],
    ) -> Self | None:
        """verb: what was begun. may: what this person can do to it as it stands. None where they still can do that."""
        escalation = sheet.escalation
        if verb in may:
            return None
        title, why = _why(escalation, verb, may)
        return cls(
            reference=escalation.reference,
            title=title,
            words=(f"{state_words(sheet).rstrip('.')}.", why),
            conflict=conflict,
            typed=() if conflict else typed,
            href=url_for("escalation.show", escalation_id=escalation.id),
            note_href=url_for("escalation.change", escalation_id=escalation.id, verb=Verb.NOTE.value)
            if Verb.NOTE in may
            else "",
        )

    @classmethod
    def of_group(cls, conflict: Conflict, href: str) -> Self:
        """Nothing of what was to be done together waits any more. href: the list as it is now."""
        return cls(
            reference="",
            title="It has gone on meanwhile",
            words=(ELSEWHERE,),
            conflict=conflict,
            typed=(),
            href=href,
            note_href="",
        )


def _why(escalation: Escalation, verb: Verb, may: Collection[Verb]) -> tuple[str, str]:
    """The title, and why it cannot be done any more."""
    if escalation.state is State.CLOSED:
        return "It was closed meanwhile", CLOSED
    if escalation.paused_on is not None and verb in STANDS_STILL:
        return "It is paused", PAUSED
    answers = {Verb.DECIDE, Verb.ASK_EXECUTIVE, Verb.TAKE_UP, Verb.RETURN, Verb.REPLY, Verb.WORD}
    return "It has gone on meanwhile", OTHERWISE if answers & set(may) else ELSEWHERE
