"""Keeping the counts of each ward's day, and freezing them for the returns."""

from discharge.summaries.commands.freezing import CountAgain, FreezeReturn, count_again, freeze_return
from discharge.summaries.commands.recount import Counts, recount
from discharge.summaries.commands.repair import Difference, RepairDays, repair_days

__all__ = [
    "CountAgain",
    "Counts",
    "Difference",
    "FreezeReturn",
    "RepairDays",
    "count_again",
    "freeze_return",
    "recount",
    "repair_days",
]
