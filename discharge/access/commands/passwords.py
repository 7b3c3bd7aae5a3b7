"""Passwords: one's own, and those that an administrator or the command line sets anew."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from discharge.access.commands.sessions import end_all, home_of
from discharge.access.models import SignInDelay, User
from discharge.access.rules import delays
from discharge.audit.commands import record_apart
from discharge.core.actor import Actor
from discharge.core.errors import NotFound, RuleBroken


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPassword:
    """password_hash: the hash alone comes here. uniquifier: new, so that every other session of theirs ends.

    seen: the uniquifier that a link carried; "" where there was no link. stays_in: the session that goes on, if any.
    """

    user_id: UUID
    password_hash: str
    uniquifier: str
    seen: str = ""
    stays_in: UUID | None = None


def set_password(session: Session, command: SetPassword, *, actor: Actor, now: datetime) -> User:
    """Give an account its new password. Who may is asked at the door: the old password, a link, or a command line."""
    user = session.get(User, command.user_id, with_for_update=True)
    if user is None:
        raise NotFound
    if command.seen and command.seen != user.fs_uniquifier:
        raise RuleBroken("", "This link was used already. Sign in with the password that was set")
    user.password = command.password_hash
    end_all(session, user, uniquifier=command.uniquifier, but=command.stays_in)
    session.execute(delete(SignInDelay).where(SignInDelay.key == delays.ACCOUNT.key_of(user.email)))
    home = home_of(session, user.id, now=now)
    record_apart(session, "account.password_set", home, actor=actor, now=now, account=user.id)
    session.flush()
    return user
