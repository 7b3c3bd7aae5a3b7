"""When somebody opened a list, so that it can show what changed since."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.access.models import Visit
from discharge.core.actor import Actor
from discharge.core.db import upsert


def note_visit(
    session: Session, place_id: UUID, *, visited_before: datetime | None, actor: Actor, now: datetime
) -> None:
    """Keep that this person opened the list of a place; a process leaves nothing.

    visited_before: what `rules.visits.visited_before` said when the list was read.
    """
    if actor.user_id is None:
        return
    visit = {"user_id": actor.user_id, "place_id": place_id, "at": now, "previous_at": visited_before}
    upsert(session, Visit, visit, key=["user_id", "place_id"], update=["at", "previous_at"])
