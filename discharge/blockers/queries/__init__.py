"""Blockers as they are read."""

from discharge.blockers.queries.one import blockers_of, get_blocker, standing_blocker, steps_of
from discharge.blockers.queries.owners import owner_words

__all__ = ["blockers_of", "get_blocker", "owner_words", "standing_blocker", "steps_of"]
