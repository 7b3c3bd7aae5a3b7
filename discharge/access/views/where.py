"""Where somebody is signed in, and signing out there."""

from uuid import UUID

from flask import flash, g, render_template, session, url_for
from flask.typing import ResponseReturnValue

from discharge.access import commands, queries
from discharge.access.forms import NothingForm
from discharge.access.pages.sessions import SessionsPage
from discharge.access.views import sessions
from discharge.access.views.blueprint import bp
from discharge.core.db import db
from discharge.core.errors import RuleBroken
from discharge.core.web import now, run, signed_in

SIGNED_OUT = "You are signed out everywhere"


@bp.get("/account/sessions")
@signed_in
def where() -> ResponseReturnValue:
    kept = queries.sessions.own_sessions(db.session, g.actor, now=now())
    return render_template("access/where.html", page=SessionsPage.of(NothingForm(), kept, sessions.key_of_session()))


@bp.post("/account/sessions/<uuid:session_id>/end")
@signed_in
def end_session(session_id: UUID) -> ResponseReturnValue:
    """Another browser of one's own."""
    return run(commands.end_session, session_id, _pressed(), to=url_for("access.where"), says="Signed out there")


@bp.post("/account/sessions/end")
@signed_in
def end_own_sessions() -> ResponseReturnValue:
    """Every browser of one's own, this one too."""
    answer = run(commands.end_own_sessions, g.actor.user_id, _pressed(), to=url_for("security.login"))
    session.clear()
    flash(SIGNED_OUT)
    return answer


def _pressed() -> NothingForm:
    form = NothingForm()
    if not form.validate_on_submit():
        raise RuleBroken("", "Go back and press the button again")
    return form
