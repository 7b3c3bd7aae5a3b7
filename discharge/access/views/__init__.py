"""Sign-in, accounts, and the gate every request passes."""

from flask import Flask
from flask_security import RoleMixin, Security
from flask_security.datastore import FSQLALiteUserDatastore

from discharge.access.models import User
from discharge.access.views import gate
from discharge.core.db import db

__all__ = ["gate", "init_app"]


class _NoRole(RoleMixin):
    """The library asks for a class; memberships do the work."""


def init_app(app: Flask) -> None:
    """Join Flask-Security to the application."""
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 (the name of a hash)
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_PASSWORD_LENGTH_MIN=12,
        SECURITY_PASSWORD_COMPLEXITY_CHECKER="zxcvbn",  # noqa: S106 (the name of a checker)
        SECURITY_CHANGEABLE=True,
        SECURITY_SEND_PASSWORD_CHANGE_EMAIL=False,
        SECURITY_LOGOUT_METHODS=["POST"],
        SECURITY_LOGIN_URL="/sign-in",
        SECURITY_LOGOUT_URL="/sign-out",
        SECURITY_CHANGE_URL="/password",
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_REMEMBER_ME=False,
        SECURITY_JOIN_USER_ROLES=False,  # memberships say what a person may do, not the library's roles
        SECURITY_CLI_USERS_NAME="",  # its commands would make accounts without a line in the record
        SECURITY_CLI_ROLES_NAME="",
    )
    Security(app, FSQLALiteUserDatastore(db, User, _NoRole), register_blueprint=True)
