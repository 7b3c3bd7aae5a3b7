"""Keeping the counts of each ward's day."""

from discharge.summaries.commands.recount import Counts, recount
from discharge.summaries.commands.repair import Difference, RepairDays, repair_days

__all__ = ["Counts", "Difference", "RepairDays", "recount", "repair_days"]
