"""Raising, wording, answering, keeping and moving escalations."""

from discharge.escalation.commands.again import AskAgain, ask_again
from discharge.escalation.commands.answering import (
    Acknowledge,
    AskBack,
    AskExecutive,
    Decide,
    Reply,
    ReturnTo,
    TakeUp,
    acknowledge,
    ask_back,
    ask_executive,
    decide,
    reply,
    return_to,
    take_up,
)
from discharge.escalation.commands.moving import Rise, rise
from discharge.escalation.commands.raising import (
    LetGo,
    RaiseEscalation,
    WordEscalation,
    let_go,
    raise_escalation,
    word_escalation,
)
from discharge.escalation.commands.seeing import note_escalation_shown
from discharge.escalation.commands.working import Assign, Close, MoveDue, Note, assign, close, move_due, note

__all__ = [
    "Acknowledge",
    "AskAgain",
    "AskBack",
    "AskExecutive",
    "Assign",
    "Close",
    "Decide",
    "LetGo",
    "MoveDue",
    "Note",
    "RaiseEscalation",
    "Reply",
    "ReturnTo",
    "Rise",
    "TakeUp",
    "WordEscalation",
    "acknowledge",
    "ask_again",
    "ask_back",
    "ask_executive",
    "assign",
    "close",
    "decide",
    "let_go",
    "move_due",
    "note",
    "note_escalation_shown",
    "raise_escalation",
    "reply",
    "return_to",
    "rise",
    "take_up",
    "word_escalation",
]
