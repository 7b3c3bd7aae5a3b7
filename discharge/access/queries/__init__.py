"""Who somebody is, and what they may open."""

from discharge.access.queries import drafts, people, sessions, walls
from discharge.access.queries.standing import (
    SignedIn,
    Standing,
    actor_of,
    has_new_hash,
    home_of,
    signed_in,
    standing_of,
)

__all__ = [
    "SignedIn",
    "Standing",
    "actor_of",
    "drafts",
    "has_new_hash",
    "home_of",
    "people",
    "sessions",
    "signed_in",
    "standing_of",
    "walls",
]
