"""How long a session lasts, checked on the server at each request.

Its times are in the signed session cookie, and so is its key: a session that was ended has no row of that key any more.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid4

from flask import g, jsonify, request, session
from flask.typing import ResponseReturnValue
from flask_security import logout_user

from discharge.access import queries
from discharge.access.models import User
from discharge.access.rules import sessions
from discharge.access.views.blueprint import bp
from discharge.core.db import db
from discharge.core.web import now, signed_in
from discharge.places.rules.policy import KNOWN, Key

# Screens on which nothing may be done for longer. Any other screen that is opened puts the usual time back.
LONG_SCREENS: Final = {"boards.round_card": Key.ROUND_IDLE_MINUTES}
REFRESH: Final = "X-Refresh"  # sent by what a page asks by itself; it does not count as something done
WRITTEN_AFTER_SECONDS: Final = 20  # a cookie is not sent again for less


def begin() -> None:
    """A new session: nothing of the last one is kept."""
    session.clear()
    session["began_at"] = session["acted_at"] = now().timestamp()
    session["session_id"] = str(uuid4())


def key_of_session() -> UUID | None:
    """The key under which the server knows the session of this request; None where its cookie carries none."""
    key = session.get("session_id")
    return UUID(key) if key else None


def user_of_session(uniquifier: str) -> User | None:
    """Who is signed in by this request's cookie; None once the session was ended on the server. One statement.

    What they hold is read with it, and kept in `g.signed_in` for the gate.
    """
    key = key_of_session()
    g.signed_in = queries.signed_in(db.session, key, uniquifier, now=now()) if key else None
    return g.signed_in.user if g.signed_in else None


def idle_minutes() -> int:
    """How long nothing may be done on the screen this session shows."""
    minutes: int = session.get("idle_minutes", KNOWN[Key.IDLE_MINUTES].default)
    return minutes


def _times() -> tuple[datetime, datetime]:
    began = session.setdefault("began_at", now().timestamp())
    acted = session.setdefault("acted_at", began)
    return datetime.fromtimestamp(began, UTC), datetime.fromtimestamp(acted, UTC)


def over_because() -> str:
    """Why the session of this request is over, or ""."""
    began_at, acted_at = _times()
    return sessions.over_because(began_at=began_at, acted_at=acted_at, idle_minutes=idle_minutes(), now=now())


def end(why: str) -> None:
    """Sign this session out, on record."""
    g.sign_out_reason = why
    logout_user()


def note_act(numbers: Mapping[StrEnum, int]) -> None:
    """Something was done: the clock of idleness starts anew, at the pace of the screen that was opened.

    numbers: of the places of who did it; a screen that is open already keeps the pace it was opened with.
    """
    if request.headers.get(REFRESH):
        return
    if now().timestamp() - session["acted_at"] >= WRITTEN_AFTER_SECONDS:
        session["acted_at"] = now().timestamp()
    opens_screen = request.method == "GET" and not request.headers.get("HX-Request")
    if opens_screen and request.endpoint != "access.time_left":
        key = LONG_SCREENS.get(request.endpoint or "", Key.IDLE_MINUTES)
        minutes = numbers.get(key, KNOWN[key].default)
        if minutes != idle_minutes():
            session["idle_minutes"] = minutes


@bp.route("/time-left", methods=["GET", "POST"])
@signed_in
def time_left() -> ResponseReturnValue:
    """Seconds until sign-out. Posting to it is the button "stay signed in"; asking with X-Refresh changes nothing."""
    began_at, acted_at = _times()
    left = sessions.seconds_left(began_at=began_at, acted_at=acted_at, idle_minutes=idle_minutes(), now=now())
    return jsonify(seconds=left)
