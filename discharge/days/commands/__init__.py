"""Planning and marking days, and holding rounds."""

from discharge.days.commands.mark import MarkDay, SameAgain, UndoMark, mark_day, same_again, undo_mark
from discharge.days.commands.plan import PlanDay, plan_day
from discharge.days.commands.rounds import EndRound, StartRound, end_round, start_round
from discharge.days.commands.shown import note_day_shown

__all__ = [
    "EndRound",
    "MarkDay",
    "PlanDay",
    "SameAgain",
    "StartRound",
    "UndoMark",
    "end_round",
    "mark_day",
    "note_day_shown",
    "plan_day",
    "same_again",
    "start_round",
    "undo_mark",
]
