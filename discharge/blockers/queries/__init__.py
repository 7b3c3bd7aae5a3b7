"""Blockers as they are read."""

from discharge.blockers.queries.one import get_blocker, standing_blocker, steps_of
from discharge.blockers.queries.owners import Names, names_of, owner_choices, owner_words
from discharge.blockers.queries.waits import waits_in

__all__ = [
    "Names",
    "get_blocker",
    "names_of",
    "owner_choices",
    "owner_words",
    "standing_blocker",
    "steps_of",
    "waits_in",
]
