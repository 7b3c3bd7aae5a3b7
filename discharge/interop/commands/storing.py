"""Keeping a file before anything is done with it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.interop.models import ListState, StoredList
from discharge.interop.queries.lists import get_list, get_profile, get_site

FILENAME_LONGEST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreList:
    """site_id, profile_id: where it belongs; the profile None until its columns are mapped.

    refused: why it cannot be read. Then only name, size and hash are kept.
    """

    site_id: UUID
    profile_id: UUID | None
    filename: str
    content: bytes
    sheet_name: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopList:
    """Leave a list for a person to look at. said: why."""

    list_id: UUID
    said: str


def store_list(session: Session, command: StoreList, *, actor: Actor, now: datetime) -> StoredList:
    """Keep the file as it came. Raises NotFound for a site or profile that is not this actor's."""
    site = get_site(session, actor, command.site_id)
    if command.profile_id is not None:
        get_profile(session, actor, command.profile_id)
    stored = StoredList(
        organisation_id=site.organisation_id,
        site_id=site.id,
        profile_id=command.profile_id,
        filename=PurePath(command.filename.replace("\\", "/")).name[-FILENAME_LONGEST:] or "list",
        size=len(command.content),
        sha256=hashlib.sha256(command.content).hexdigest(),
        sheet_name=command.sheet_name,
        content=b"" if command.refused else command.content,
        state=ListState.REFUSED if command.refused else ListState.STORED,
        received_at=now,
        received_by=actor.name,
        received_by_id=actor.user_id,
        said=command.refused,
        counts={},
    )
    session.add(stored)
    session.flush()
    action = "list.refused" if command.refused else "list.stored"
    record(session, action, stored, actor=actor, now=now, sha256=(None, stored.sha256), size=(None, stored.size))
    return stored


def stop_list(session: Session, command: StopList, *, actor: Actor, now: datetime) -> StoredList:
    """Say why a list was not applied by itself; a person can still look at it and apply it."""
    stored = get_list(session, actor, command.list_id, lock=True).stored
    stored.state, stored.said = ListState.STOPPED, command.said
    record(session, "list.stopped", stored, actor=actor, now=now, said=(None, command.said))
    session.flush()
    return stored
