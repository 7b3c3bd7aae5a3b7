"""How somebody works their own screens."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.access.commands.sessions import home_of
from discharge.access.models import User
from discharge.audit.commands import record_apart
from discharge.core.actor import Actor
from discharge.core.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchKeys:
    """Whether single letters do something in a round, for one's own account."""

    user_id: UUID
    is_on: bool


def switch_keys(session: Session, command: SwitchKeys, *, actor: Actor, now: datetime) -> User:
    """Switched to what it is already, nothing happens. Raises NotFound for the account of somebody else."""
    user = session.get(User, command.user_id, with_for_update=True)
    if user is None or user.id != actor.user_id:
        raise NotFound
    if user.has_single_keys != command.is_on:
        user.has_single_keys = command.is_on
        home = home_of(session, user.id, now=now)
        said = "account.keys_on" if command.is_on else "account.keys_off"
        record_apart(session, said, home, actor=actor, now=now, account=user.id)
        session.flush()
    return user
