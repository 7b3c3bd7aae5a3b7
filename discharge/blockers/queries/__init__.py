"""Blockers as they are read."""

from discharge.blockers.queries.one import get_blocker
from discharge.blockers.queries.owners import owner_choices, owner_words

__all__ = [
    "get_blocker",
    "owner_choices",
    "owner_words",
]
