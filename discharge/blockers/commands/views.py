"""Keeping a way to look at the worklist under a name."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from discharge.audit.commands import record_apart
from discharge.blockers.models import SavedView
from discharge.blockers.rules.worklist import check_view_name
from discharge.core.actor import Actor
from discharge.core.db import upsert
from discharge.core.errors import NotAllowed, NotFound, RuleBroken

MOST_VIEWS = 30  # more is no help in finding one


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveView:
    """A view of the same name is written over. address: what stands after the question mark, without words searched."""

    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveView:
    view_id: UUID


def save_view(session: Session, command: SaveView, *, actor: Actor, now: datetime) -> None:
    if actor.user_id is None:
        raise NotAllowed
    check_view_name(command.name)
    others = select(func.count()).where(SavedView.user_id == actor.user_id, SavedView.name != command.name)
    if session.execute(others).scalar_one() >= MOST_VIEWS:
        raise RuleBroken("name", f"{MOST_VIEWS} views are kept: remove one first")
    row = {"user_id": actor.user_id, "name": command.name, "address": command.address, "saved_at": now}
    upsert(session, SavedView, row, key=["user_id", "name"], update=["address", "saved_at"])
    record_apart(session, "worklist.view_saved", actor=actor, now=now, name=command.name, address=command.address)


def remove_view(session: Session, command: RemoveView, *, actor: Actor, now: datetime) -> None:
    """Raises NotFound for a view that is not this actor's, or is gone."""
    view = session.scalars(
        select(SavedView).where(SavedView.id == command.view_id, SavedView.user_id == actor.user_id)
    ).one_or_none()
    if view is None:
        raise NotFound
    session.execute(delete(SavedView).where(SavedView.id == view.id))
    record_apart(session, "worklist.view_removed", actor=actor, now=now, name=view.name)
