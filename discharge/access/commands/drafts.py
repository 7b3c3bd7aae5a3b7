"""Keeping what was half typed. No line in the record: nothing has been done yet, and nobody but its writer sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from discharge.access.models import Draft
from discharge.access.rules import drafts
from discharge.core.actor import Actor
from discharge.core.db import upsert
from discharge.core.errors import RuleBroken


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepDraft:
    user_id: UUID
    path: str
    fields: Mapping[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DropDraft:
    user_id: UUID
    paths: tuple[str, ...]


def keep_draft(session: Session, command: KeepDraft, *, actor: Actor, now: datetime) -> None:  # noqa: ARG001
    """The latest for a page takes the place of what was kept there; what is older than 12 hours goes."""
    if not drafts.is_path(command.path):
        raise RuleBroken("", "Nothing can be kept for this address")
    session.execute(delete(Draft).where(Draft.saved_at <= now - drafts.KEPT_FOR))
    row = {"user_id": command.user_id, "path": command.path, "fields": dict(command.fields), "saved_at": now}
    upsert(session, Draft, row, key=["user_id", "path"], update=["fields", "saved_at"])


def drop_draft(session: Session, command: DropDraft, *, actor: Actor, now: datetime) -> None:  # noqa: ARG001
    """Its form was carried out, or its writer does not want it."""
    session.execute(delete(Draft).where(Draft.user_id == command.user_id, Draft.path.in_(command.paths)))
