"""Signing in and out through the library's own views, and one's own password."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask, g, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, user_logged_out
from flask_security import RoleMixin, Security, user_authenticated, verify_password
from flask_security.datastore import FSQLALiteUserDatastore

from discharge.access import commands, queries
from discharge.access.forms import PasswordForm, SignInForm
from discharge.access.forms.sign_in import count_try
from discharge.access.models import User
from discharge.access.pages import FormPage
from discharge.access.rules import passwords
from discharge.access.rules.sessions import browser_in_words
from discharge.access.views import drafts, sessions
from discharge.access.views.blueprint import bp
from discharge.core.actor import Actor
from discharge.core.db import db
from discharge.core.errors import RuleBroken
from discharge.core.transaction import carry_out
from discharge.core.web import attempt, now, run, signed_in


class _NoRole(RoleMixin):
    """The library asks for a class; memberships do the work."""


class Accounts(FSQLALiteUserDatastore):
    """Where the library finds accounts. It writes none: what it changes on a loaded row is written by a command."""

    def put(self, model: Any) -> Any:
        return model

    def commit(self) -> None:
        """Nothing to do: commands commit."""


def join_library(app: Flask) -> None:
    """Set Flask-Security up: its sign-in and sign-out, with our form, pages and words."""
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 (the name of a hash)
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_LOGOUT_METHODS=["POST"],
        SECURITY_LOGIN_URL="/sign-in",
        SECURITY_LOGOUT_URL="/sign-out",
        SECURITY_POST_LOGIN_VIEW="/",
        SECURITY_POST_LOGOUT_VIEW="/sign-in",
        SECURITY_FRESHNESS=timedelta(minutes=-1),  # no second asking for the password: sessions are short
        SECURITY_JOIN_USER_ROLES=False,  # memberships say what a person may do, not the library's roles
        SECURITY_CLI_USERS_NAME="",  # its commands would make accounts without a line in the record
        SECURITY_CLI_ROLES_NAME="",
    )
    library = Security(app, Accounts(db, User, _NoRole), register_blueprint=True, login_form=SignInForm)
    # It would gather its own roles before each request, asking who it is from also for a style sheet.
    app.before_request_funcs[None].remove(library.principal._on_before_request)  # noqa: SLF001
    app.login_manager.user_loader(sessions.user_of_session)  # type: ignore[attr-defined]  # set by the library
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]  # no tokens: only the session
    user_authenticated.connect(_signed_in, app)
    user_logged_out.connect(_signed_out, app)


def _signed_in(_app: Flask, user: User, **_rest: object) -> None:
    kept = {key: session[key] for key in ("_user_id", "_id", "_fresh", "fs_cc", "fs_paa") if key in session}
    sessions.begin()
    session.update(kept)
    new_hash = user.password if queries.has_new_hash(user) else None
    done = commands.SignedIn(
        user_id=user.id,
        account=user.email,
        address=request.remote_addr or "",
        session_id=UUID(session["session_id"]),
        browser=browser_in_words(request.user_agent.string),
        new_hash=new_hash,
    )
    actor = Actor(user_id=user.id, name=user.name, request_id=g.request_id)
    carry_out(db.session, commands.note_signed_in, done, actor=actor, now=now())
    drafts.look_for(user.id)


def _signed_out(_app: Flask, user: User, **_rest: object) -> None:
    why = g.get("sign_out_reason", "asked")
    actor = Actor(user_id=user.id, name=user.name, request_id=g.request_id)
    done = commands.SignedOut(session_id=sessions.key_of_session(), why=why)
    session.clear()
    carry_out(db.session, commands.note_signed_out, done, actor=actor, now=now())


@bp.route("/account/password", methods=["GET", "POST"])
@signed_in
def password() -> ResponseReturnValue:
    form = PasswordForm()
    done = attempt(form, lambda: _change_password(form))
    return render_template("access/password.html", page=FormPage(form=form)) if done is None else done


def _change_password(form: PasswordForm) -> ResponseReturnValue:
    user = current_user._get_current_object()  # noqa: SLF001 (the row behind the library's stand-in)
    _check_password(user, form)
    command = form.command(user.id, stays_in=sessions.key_of_session())
    answer = run(
        commands.set_password,
        command,
        form,
        to=url_for("boards.home"),
        says="Your password is changed. You are signed out everywhere else.",
    )
    session["_user_id"] = command.uniquifier
    return answer


def _check_password(user: User, form: PasswordForm) -> None:
    attempt = count_try(user.email)
    if not verify_password(passwords.normal(form.current.data or ""), user.password or ""):
        failed = commands.SignInFailed(user_id=user.id, address=attempt.address, why="wrong password at change")
        carry_out(db.session, commands.note_sign_in_failed, failed, actor=g.actor, now=now())
        raise RuleBroken("current", "Enter the password you use now")
    check_new(form.new.data or "", user)


def check_new(password: str, user: User) -> None:
    """Raises RuleBroken when a new password is too easy."""
    fault = passwords.fault_of(password, own_words=(user.name, user.email))
    if fault:
        raise RuleBroken("new", fault)


def path_to_return_to() -> str:
    """The page of this site to open after sign-in: this one, or the one a form was sent from."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    referrer = urlsplit(request.referrer or "")
    return referrer.path if referrer.netloc == request.host and referrer.path else "/"
