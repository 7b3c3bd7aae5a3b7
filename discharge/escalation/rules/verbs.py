"""What can be done to an escalation, in the order in which it is offered."""

from enum import StrEnum
from typing import Final

from discharge.escalation.rules.states import State


class Verb(StrEnum):
    """The last part of its address."""

    WORD = "word"
    LET_GO = "let-go"
    ACKNOWLEDGE = "acknowledge"
    DECIDE = "decide"
    ASK_EXECUTIVE = "ask-executive"
    TAKE_UP = "take-up"
    ASK_BACK = "ask-back"
    RETURN = "return"
    REPLY = "reply"
    ASSIGN = "assign"
    MOVE_DUE = "move-due"
    NOTE = "note"
    CLOSE = "close"


_ANSWERED: Final = frozenset({Verb.DECIDE, Verb.ASK_EXECUTIVE, Verb.TAKE_UP, Verb.RETURN})
_KEPT: Final = frozenset({Verb.ASSIGN, Verb.MOVE_DUE, Verb.NOTE, Verb.CLOSE})

STANDS_STILL: Final = _ANSWERED | {Verb.ACKNOWLEDGE}
"""What nobody does while it is paused: it would move its place on the ladder, or begin or end a clock that stands.

A question may be asked back and replied to: its clock stands anyway.
"""

IN_STATE: Final = {
    State.TO_WORD: frozenset({Verb.WORD, Verb.LET_GO}),
    State.WAITING: _ANSWERED | _KEPT | {Verb.ACKNOWLEDGE, Verb.ASK_BACK},
    State.ASKED_BACK: _ANSWERED | _KEPT | {Verb.REPLY},
    State.DECIDED: _ANSWERED | _KEPT,
    State.CLOSED: frozenset({Verb.NOTE}),
}


def makes_sense(state: State, *, is_paused: bool) -> frozenset[Verb]:
    """What can be done while it stands so; whether somebody may is for policies. Source: docs/sources.md#escalation"""
    return IN_STATE[state] - STANDS_STILL if is_paused else IN_STATE[state]
