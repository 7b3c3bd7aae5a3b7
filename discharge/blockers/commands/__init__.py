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
from discharge.blockers.commands.meeting import BeginMeeting, EndMeeting, begin_meeting, end_meeting
from discharge.blockers.commands.meeting_attendance import Attended, SetAttendance, set_attendance
from discharge.blockers.commands.meeting_people import AgreeAction, SayOfPerson, agree_action, say_of_person
from discharge.blockers.commands.meeting_striking import StrikeAction, strike_action
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
    "AgreeAction",
    "AgreeInterval",
    "Answer",
    "AnswerContest",
    "Attended",
    "BeginMeeting",
    "ContestInterval",
    "EndMeeting",
    "FinishBlocker",
    "HandOn",
    "MoveDue",
    "NamePerson",
    "NoteBlocker",
    "RaiseBlocker",
    "ReopenBlocker",
    "SayOfPerson",
    "SetAttendance",
    "StrikeAction",
    "TellByTelephone",
    "WithdrawBlocker",
    "agree_action",
    "agree_interval",
    "answer",
    "answer_contest",
    "begin_meeting",
    "contest_interval",
    "end_meeting",
    "finish_blocker",
    "hand_on",
    "move_due",
    "name_person",
    "note_blocker",
    "raise_blocker",
    "reopen_blocker",
    "say_of_person",
    "set_attendance",
    "strike_action",
    "tell_by_telephone",
    "withdraw_blocker",
]
