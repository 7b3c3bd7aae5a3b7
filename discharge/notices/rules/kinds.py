"""The kinds of notice and their words. Mail leaves the system: no word here can hold a name, a number or free text."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


class Kind(enum.StrEnum):
    ESCALATION_REACHED = "escalation_reached"
    ESCALATION_ANSWERED = "escalation_answered"
    ESCALATION_ADDED = "escalation_added"
    ESCALATION_RISING = "escalation_rising"
    ESCALATIONS_WAIT = "escalations_wait"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """subject: the subject line of the mail and the line of the bell. sentence: what it means for who reads it."""

    subject: str
    sentence: str


WORDS: Final[Mapping[Kind, Words]] = {
    Kind.ESCALATION_REACHED: Words(
        subject="An escalation has reached you",
        sentence="An escalation waits for your answer.",
    ),
    Kind.ESCALATION_ANSWERED: Words(
        subject="News of an escalation",
        sentence="An escalation that you raised or follow was answered, or what was decided was not done by its day.",
    ),
    Kind.ESCALATION_ADDED: Words(
        subject="Something was added to an escalation",
        sentence="Those who asked have more to say about an escalation that waits with you.",
    ),
    Kind.ESCALATION_RISING: Words(
        subject="An escalation is about to rise",
        sentence="An escalation that waits for your answer is about to rise a level, or to go back to who asked.",
    ),
    Kind.ESCALATIONS_WAIT: Words(
        subject="Escalations wait for your answer",
        sentence="You are now named at a level of the ladder at which escalations wait for an answer.",
    ),
    Kind.DIGEST: Words(
        subject="Your morning summary",
        sentence="What is new, overdue and still to be marked.",
    ),
}

MAY_BE_TURNED_OFF: Final = frozenset({Kind.DIGEST})
AT_ANY_HOUR: Final = frozenset(set(Kind) - MAY_BE_TURNED_OFF)


def headline(kind: Kind, reference: str) -> str:
    """The subject with the reference behind it, where there is one: “News of an escalation (E-1042)”."""
    subject = WORDS[kind].subject
    return f"{subject} ({reference})" if reference else subject
