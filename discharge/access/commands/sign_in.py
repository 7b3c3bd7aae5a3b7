"""What sign-in writes: the count of wrong tries, and the lines of the record."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from discharge.access.commands.sessions import BeginSession, begin_session, home_of
from discharge.access.models import SignInDelay, User
from discharge.access.rules import delays
from discharge.audit.commands import NO_ORGANISATION, record_apart
from discharge.core.actor import Actor
from discharge.core.db import upsert


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """Somebody is about to try a password. account: as typed. address: where they sit."""

    account: str
    address: str


def take_turn(session: Session, command: Try, *, actor: Actor, now: datetime) -> timedelta:  # noqa: ARG001
    """Count a try as wrong before the password is looked at; how long to wait instead, or nothing.

    Counting first, under a lock on both rows, is what stops many tries at one moment. A try that has to wait is not
    counted, so that somebody who keeps knocking does not keep the owner out for longer. `forgive` takes a right one
    back. Writes no line in the record: the answer to the try does.
    """
    paces = {
        delays.ACCOUNT.key_of(command.account): delays.ACCOUNT,
        delays.ADDRESS.key_of(command.address): delays.ADDRESS,
    }
    fresh = [{"key": key, "failures": 0, "last_at": now, "wait_until": now} for key in sorted(paces)]
    upsert(session, SignInDelay, fresh, key=["key"], update=["key"])  # locks the rows, new or old, in one order
    rows = session.scalars(select(SignInDelay).where(SignInDelay.key.in_(paces)).order_by(SignInDelay.key)).all()
    wait = max(row.wait_until for row in rows) - now
    if wait > delays.NOTHING:
        return wait
    for row in rows:
        pace = paces[row.key]
        row.failures = pace.counted(row.failures, last_at=row.last_at, now=now) + 1
        row.last_at, row.wait_until = now, now + pace.wait_after(row.failures)
    session.flush()
    return delays.NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A password was right. new_hash: of the same password, where the old hash was weaker than today's.

    session_id, browser: of the session that begins.
    """

    user_id: UUID
    account: str
    address: str
    session_id: UUID
    browser: str
    new_hash: str | None = None


def note_signed_in(session: Session, command: SignedIn, *, actor: Actor, now: datetime) -> None:
    """Forgive the account's wrong tries and this one of the address, and begin a session, on record."""
    forgive(session, Try(account=command.account, address=command.address), now=now)
    if command.new_hash:
        session.get_one(User, command.user_id).password = command.new_hash
    begun = BeginSession(
        session_id=command.session_id, user_id=command.user_id, address=command.address, browser=command.browser
    )
    begin_session(session, begun, now=now)
    home = home_of(session, command.user_id, now=now)
    record_apart(session, "account.signed_in", home, actor=actor, now=now, address=command.address)


def forgive(session: Session, command: Try, *, now: datetime) -> None:
    """The try just counted was right: the account starts anew, the address has one wrong try less."""
    session.execute(delete(SignInDelay).where(SignInDelay.key == delays.ACCOUNT.key_of(command.account)))
    address = session.get(SignInDelay, delays.ADDRESS.key_of(command.address), with_for_update=True)
    if address is not None:
        address.failures = max(0, address.failures - 1)
        address.wait_until = now
    session.flush()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInFailed:
    """user_id: of the account that was named, None when there is none of that name."""

    user_id: UUID | None
    address: str
    why: str


def note_sign_in_failed(session: Session, command: SignInFailed, *, actor: Actor, now: datetime) -> None:
    """Keep that it failed. What was typed is not kept: people type passwords into the wrong box."""
    home = home_of(session, command.user_id, now=now) if command.user_id else NO_ORGANISATION
    facts = {"account": command.user_id, "address": command.address, "why": command.why}
    record_apart(session, "account.sign_in_failed", home, actor=actor, now=now, **facts)
