"""What was half typed is kept for the person and the page, and offered when they come back.

The session knows on which pages something waits, so that all other pages cost no statement for it.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit
from uuid import UUID

from flask import Response, g, redirect, request, session
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from discharge.access import commands, queries
from discharge.access.pages import DraftOffer
from discharge.access.rules import drafts
from discharge.access.views.blueprint import bp
from discharge.core.clock import local_time
from discharge.core.db import db
from discharge.core.transaction import carry_out
from discharge.core.web import now, signed_in

PAGE = "half_typed_on"  # the field that names the page, when a script sends what is typed
BACK = "typed"  # ?typed=back


def keep(user_id: UUID, path: str) -> None:
    """Keep the fields of this request's form for a page. Nothing is kept of an empty or very large one."""
    fields = drafts.worth_keeping((name, value) for name, value in request.form.items(multi=True) if name != PAGE)
    if fields is None or not drafts.is_path(path):
        return
    kept = commands.KeepDraft(user_id=user_id, path=path, fields=fields)
    carry_out(db.session, commands.keep_draft, kept, actor=g.actor, now=now())
    _remember([path, *session.get("drafts", [])])


def look_for(user_id: UUID) -> None:
    """At sign-in: where something waits for this person."""
    _remember(queries.drafts.paths_of(db.session, user_id, now=now()))


def _remember(paths: Iterable[str]) -> None:
    session["drafts"] = list(dict.fromkeys(paths))[: queries.drafts.MOST_OFFERED]


def offer() -> None:
    """On a page where something waits: `g.draft` for the layout, and the fields for the form when asked for."""
    if request.method != "GET" or request.path not in session.get("drafts", ()):
        return
    found = queries.drafts.draft_of(db.session, g.actor.user_id, request.path, now=now())
    if found is None:
        return
    is_back = request.args.get(BACK) == "back"
    g.draft = DraftOffer(path=found.path, at=f"{local_time(found.saved_at):%H:%M}", is_back=is_back)
    if is_back:
        g.half_typed = MultiDict((name, value) for name, values in found.fields.items() for value in values)


def forget_when_done(response: Response) -> Response:
    """A form that was carried out sends the person on: what was kept of it is no longer needed."""
    waiting = session.get("drafts", ())
    if request.method != "POST" or response.status_code != 303 or not waiting or g.actor.user_id is None:
        return response
    done = tuple({request.path, urlsplit(request.referrer or "").path} & set(waiting))
    if done:
        _drop(done)
    return response


def _drop(paths: tuple[str, ...]) -> None:
    dropped = commands.DropDraft(user_id=g.actor.user_id, paths=paths)
    carry_out(db.session, commands.drop_draft, dropped, actor=g.actor, now=now())
    _remember([path for path in session.get("drafts", []) if path not in paths])


@bp.post("/half-typed")
@signed_in
def save_draft() -> ResponseReturnValue:
    keep(g.actor.user_id, request.form.get(PAGE, ""))
    return Response(status=204)


@bp.post("/half-typed/discard")
@signed_in
def discard_draft() -> ResponseReturnValue:
    path = request.form.get(PAGE, "")
    if not drafts.is_path(path):
        path = "/"
    _drop((path,))
    return redirect(path, code=302)
