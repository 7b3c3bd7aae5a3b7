"""Sessions: begun at sign-in, ended one by one or all at once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete
from sqlalchemy.orm import Session

from discharge.access import queries
from discharge.access.models import User, UserSession
from discharge.access.rules import sessions
from discharge.audit.commands import NO_ORGANISATION, record_apart
from discharge.core.actor import Actor
from discharge.core.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginSession:
    """session_id: made at the door, since the cookie carries it. browser: its kind, in words."""

    session_id: UUID
    user_id: UUID
    address: str
    browser: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOut:
    """session_id: None where the cookie carried none."""

    session_id: UUID | None
    why: str


def begin_session(session: Session, command: BeginSession, *, now: datetime) -> None:
    """Keep that this browser is signed in, and clear away what is left of this person's old sessions."""
    is_old = UserSession.began_at <= now - sessions.KEPT_FOR
    session.execute(delete(UserSession).where(UserSession.user_id == command.user_id, is_old))
    session.add(
        UserSession(
            id=command.session_id,
            user_id=command.user_id,
            began_at=now,
            address=command.address,
            browser=command.browser,
        )
    )
    session.flush()


def end_all(session: Session, user: User, *, uniquifier: str = "", but: UUID | None = None) -> None:
    """Every session of an account is over at its next request. but: the one that goes on with the new uniquifier."""
    user.fs_uniquifier = uniquifier or uuid4().hex
    session.execute(delete(UserSession).where(UserSession.user_id == user.id, UserSession.id.is_distinct_from(but)))


def note_signed_out(session: Session, command: SignedOut, *, actor: Actor, now: datetime) -> None:
    """End this one session, and keep that somebody signed out, or was signed out and why."""
    mine = UserSession.user_id == actor.user_id
    session.execute(delete(UserSession).where(UserSession.id == command.session_id, mine))
    home = home_of(session, actor.user_id, now=now) if actor.user_id else NO_ORGANISATION
    record_apart(session, "account.signed_out", home, actor=actor, now=now, why=command.why)


def end_session(session: Session, session_id: UUID, *, actor: Actor, now: datetime) -> None:
    """End another session of one's own. Ended already, nothing happens. Raises NotFound for somebody else's."""
    found = session.get(UserSession, session_id, with_for_update=True)
    if found is None:
        return
    if actor.user_id is None or found.user_id != actor.user_id:
        raise NotFound
    session.delete(found)
    home = home_of(session, actor.user_id, now=now)
    record_apart(session, "account.signed_out", home, actor=actor, now=now, why="from another screen")
    session.flush()


def end_own_sessions(session: Session, user_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Sign oneself out everywhere, here too. Raises NotFound for the account of somebody else."""
    user = session.get(User, user_id, with_for_update=True)
    if user is None or user.id != actor.user_id:
        raise NotFound
    end_all(session, user)
    home = home_of(session, user.id, now=now)
    record_apart(session, "account.sessions_ended", home, actor=actor, now=now, account=user.id)
    session.flush()


def home_of(session: Session, user_id: UUID, *, now: datetime) -> UUID:
    """The organisation whose chain records what somebody does to their own account."""
    return queries.home_of(session, user_id, now=now) or NO_ORGANISATION
