"""Raising blockers, working on them, closing them."""

from discharge.blockers.commands.closing import (
    FinishBlocker,
    ReopenBlocker,
    WithdrawBlocker,
    finish_blocker,
    reopen_blocker,
    withdraw_blocker,
)
from discharge.blockers.commands.contesting import (
    AgreeInterval,
    AnswerContest,
    ContestInterval,
    agree_interval,
    answer_contest,
    contest_interval,
)
from discharge.blockers.commands.raising import RaiseBlocker, raise_blocker
from discharge.blockers.commands.working import (
    Answer,
    HandOn,
    MoveDue,
    NamePerson,
    NoteBlocker,
    TellByTelephone,
    answer,
    hand_on,
    move_due,
    name_person,
    note_blocker,
    tell_by_telephone,
)

__all__ = [
    "AgreeInterval",
    "Answer",
    "AnswerContest",
    "ContestInterval",
    "FinishBlocker",
    "HandOn",
    "MoveDue",
    "NamePerson",
    "NoteBlocker",
    "RaiseBlocker",
    "ReopenBlocker",
    "TellByTelephone",
    "WithdrawBlocker",
    "agree_interval",
    "answer",
    "answer_contest",
    "contest_interval",
    "finish_blocker",
    "hand_on",
    "move_due",
    "name_person",
    "note_blocker",
    "raise_blocker",
    "reopen_blocker",
    "tell_by_telephone",
    "withdraw_blocker",
]
