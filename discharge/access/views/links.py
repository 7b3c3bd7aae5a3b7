"""The link by which somebody sets a first password: signed, good for a day, and good once."""

from uuid import UUID

from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeTimedSerializer

from discharge.access import commands, queries
from discharge.access.forms import ChosenPasswordForm
from discharge.access.models import User
from discharge.access.pages.people import ChosenPasswordPage
from discharge.access.views.blueprint import bp
from discharge.access.views.sign_in import check_new
from discharge.core.db import db
from discharge.core.web import public, submit

GOOD_FOR_SECONDS = 24 * 60 * 60


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="set a password")


def link_for(user: User) -> str:
    """A new link. It is dead once a password is set, since that gives the account a new uniquifier."""
    token = _signer().dumps([str(user.id), user.fs_uniquifier])
    return url_for("access.choose_password", token=token, _external=True)


def _account_of(token: str) -> User | None:
    try:
        key, uniquifier = _signer().loads(token, max_age=GOOD_FOR_SECONDS)
    except BadSignature:
        return None
    user = queries.people.account(db.session, UUID(key))
    is_good = user is not None and user.fs_uniquifier == uniquifier and user.active and not user.password
    return user if is_good else None


@bp.route("/set-password/<token>", methods=["GET", "POST"])
@public
def choose_password(token: str) -> ResponseReturnValue:
    user = _account_of(token)
    if user is None:
        return render_template("access/dead_link.html"), 410
    form = ChosenPasswordForm()
    done = submit(
        commands.set_password,
        lambda: _chosen(form, user),
        form,
        to=url_for("security.login"),
        says="Your password is set. Sign in with it now",
    )
    if done is not None:
        return done
    page = ChosenPasswordPage(form=form, name=user.name, email=user.email)
    return render_template("access/choose_password.html", page=page)


def _chosen(form: ChosenPasswordForm, user: User) -> commands.SetPassword:
    check_new(form.new.data or "", user)
    return form.command(user.id, seen=user.fs_uniquifier)
