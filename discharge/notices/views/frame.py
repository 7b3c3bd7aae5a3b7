"""The bell in the header of every page: one statement, sent only where the header is shown to somebody signed in."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from flask import g, request

from discharge.core.db import db
from discharge.notices.queries.bell import unread_of


@dataclass(frozen=True)
class Bell:
    """is_open: whether this is the bell's own page."""

    user_id: UUID
    is_open: bool

    @cached_property
    def unread(self) -> int:
        return unread_of(db.session, self.user_id)


def bell_of_page() -> dict[str, Bell]:
    """For templates: `bell`, where somebody is signed in."""
    if g.get("standing") is None or g.actor.user_id is None:
        return {}
    return {"bell": Bell(user_id=g.actor.user_id, is_open=request.endpoint == "notices.bell")}
