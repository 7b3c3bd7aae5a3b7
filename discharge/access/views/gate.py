"""The gate: every request passes here, and what no endpoint declares is refused."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit
from uuid import uuid4

from flask import Flask, Response, current_app, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from discharge.access.queries import standing_of
from discharge.access.rules.sessions import IDLE, TOO_LONG
from discharge.access.views import drafts, sessions
from discharge.access.views.sign_in import path_to_return_to
from discharge.core.actor import Actor
from discharge.core.errors import NotAllowed

# Endpoints of libraries. Each must exist and declare nothing itself, or the application does not start.
LIBRARY_ENDPOINTS: Final[Mapping[str, str]] = {
    "static": "public",
    "security.static": "public",
    "security.login": "public",
    "security.logout": "public",  # signed out already is as good
}

NOBODY = Actor(user_id=None, name="")
NOT_KEPT: Final = frozenset(
    {
        "security.logout",
        "access.password",
        "access.keys",
        "access.time_left",
        "access.save_draft",
        "access.discard_draft",
    }
)
OVER: Final = {
    IDLE: "You were signed out because nothing was done for a while. What you had typed is kept for you.",
    TOO_LONG: "You were signed out after 12 hours. Sign in again to go on.",
}


def access_of(app: Flask, endpoint: str) -> object:
    """What an endpoint declares: "public", "signed in", a tuple of powers, or None when it declares nothing."""
    return getattr(app.view_functions[endpoint], "access", None) or LIBRARY_ENDPOINTS.get(endpoint)


def check_every_endpoint(app: Flask) -> None:
    """Raises RuntimeError naming the endpoints that declare no access, and entries of the table that are stale."""
    silent = sorted(endpoint for endpoint in app.view_functions if access_of(app, endpoint) is None)
    stale = sorted(
        endpoint
        for endpoint in LIBRARY_ENDPOINTS
        if endpoint not in app.view_functions or hasattr(app.view_functions[endpoint], "access")
    )
    if silent:
        raise RuntimeError(f"these endpoints declare no access: {', '.join(silent)}")
    if stale:
        raise RuntimeError(f"these entries of LIBRARY_ENDPOINTS are stale: {', '.join(stale)}")


def admit() -> ResponseReturnValue | None:
    """Before each request: make the actor, and answer with a refusal when the endpoint is not theirs."""
    g.request_id = uuid4().hex
    g.actor, g.standing = NOBODY, None
    if request.endpoint == "static":
        return None
    if current_user.is_authenticated:
        _take_up_session()
    if request.endpoint is None:
        return None  # a missing page, which says the same to everybody
    access = access_of(current_app, request.endpoint)
    if access == "public":
        return None
    if g.actor.user_id is None:
        return _ask_to_sign_in()
    if access != "signed in" and not any(g.actor.may_somewhere(power) for power in access):  # type: ignore[attr-defined]
        raise NotAllowed
    return None


def _take_up_session() -> None:
    why = sessions.over_because()
    if why:
        if request.method == "POST" and request.endpoint not in NOT_KEPT:
            drafts.keep(current_user.id, urlsplit(path_to_return_to()).path)
        sessions.end(why)
        flash(OVER[why], "important")
        return
    g.standing = standing_of(g.signed_in, request_id=g.request_id)
    g.actor = g.standing.actor
    sessions.note_act(g.actor.numbers)
    drafts.offer()


def _ask_to_sign_in() -> ResponseReturnValue:
    if request.headers.get("HX-Request") or request.headers.get(sessions.REFRESH):
        return Response(status=HTTPStatus.UNAUTHORIZED)  # a part of a page: sign-in must not be put inside it
    return redirect(url_for("security.login", next=path_to_return_to()))
