"""Turning a kind of notice off and on, for oneself."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from discharge.access.queries import home_of
from discharge.audit.commands import NO_ORGANISATION, record_apart
from discharge.core.actor import Actor
from discharge.core.db import upsert
from discharge.core.errors import NotFound
from discharge.notices.models import NoticeChoice
from discharge.notices.queries.choices import who_turned_off
from discharge.notices.rules.kinds import MAY_BE_TURNED_OFF, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Choose:
    """What the person of this session wants of a kind."""

    kind: Kind
    is_off: bool


def choose(session: Session, command: Choose, *, actor: Actor, now: datetime) -> None:
    """Chosen as it is already, nothing happens. Raises NotFound for a kind that nobody may turn off."""
    if actor.user_id is None or command.kind not in MAY_BE_TURNED_OFF:
        raise NotFound
    was_off = actor.user_id in who_turned_off(session, command.kind, [actor.user_id])
    if was_off == command.is_off:
        return
    row = {"user_id": actor.user_id, "kind": command.kind, "is_off": command.is_off, "changed_at": now}
    upsert(session, NoticeChoice, row, key=["user_id", "kind"], update=["is_off", "changed_at"])
    said = "notices.turned_off" if command.is_off else "notices.turned_on"
    home = home_of(session, actor.user_id, now=now) or NO_ORGANISATION
    record_apart(session, said, home, actor=actor, now=now, account=actor.user_id, kind=command.kind)
