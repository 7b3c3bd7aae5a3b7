"""Who somebody is, and what they may open."""

from discharge.access.queries import drafts, people, sessions, walls
from discharge.access.queries.standing import (
    Standing,
    actor_of,
    has_new_hash,
    home_of,
    in_force,
    standing_of,
    user_of_session,
)

__all__ = [
    "Standing",
    "actor_of",
    "drafts",
    "has_new_hash",
    "home_of",
    "in_force",
    "people",
    "sessions",
    "standing_of",
    "user_of_session",
    "walls",
]
