"""Signing in, and a new password."""

import re
from typing import Any
from uuid import UUID, uuid4

from flask import g, request
from flask_security import LoginForm, hash_password
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired

from discharge.access.commands import SetPassword, SignInFailed, Try, note_sign_in_failed, take_turn
from discharge.access.rules import passwords
from discharge.core.db import db
from discharge.core.errors import TooMany
from discharge.core.forms import Form
from discharge.core.transaction import carry_out
from discharge.core.web import now

LOCAL_PATH = re.compile(r"/(?![/\\])[!-\[\]-~]*\Z")  # one slash, no backslash, nothing unprintable


def count_try(account: str) -> Try:
    """Take a turn for this account and this address. Raises TooMany when it is too soon."""
    attempt = Try(account=account, address=request.remote_addr or "")
    wait = carry_out(db.session, take_turn, attempt, actor=g.actor, now=now())
    if wait:
        raise TooMany(-int(-wait.total_seconds() // 1))
    return attempt


class SignInForm(LoginForm):
    """The library's form, which looks at the password; ours waits before it and keeps on record what came of it."""

    email = EmailField("E-mail address", filters=[lambda typed: (typed or "").strip()])
    password = PasswordField("Password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not LOCAL_PATH.match(self.next.data or ""):
            self.next.data = ""  # to another site, or nonsense: sign-in leads to the first page

    def validate(self, **kwargs: Any) -> bool:
        if not self.email.data or not self.password.data:
            self.email.errors = [] if self.email.data else ["Enter your e-mail address"]
            self.password.errors = [] if self.password.data else ["Enter your password"]
            return False
        attempt = count_try(self.email.data)
        if len(self.password.data) <= passwords.MOST and super().validate(**kwargs):
            return True
        why = "wrong password" if self.user else "no such account"
        why = "account is not active" if self.user_authenticated else why
        user: Any = self.user  # of our class, which the library does not know
        failed = SignInFailed(user_id=user.id if user else None, address=attempt.address, why=why)
        carry_out(db.session, note_sign_in_failed, failed, actor=g.actor, now=now())
        self.email.errors, self.password.errors = [], []  # the same words, whatever was wrong
        self.form_errors = ["E-mail address or password is not right"]
        return False


class PasswordForm(Form):
    """One's own new password, with the one in force."""

    current = PasswordField("Your password now", validators=[InputRequired("Enter your password")])
    new = PasswordField("New password", validators=[InputRequired("Enter a new password")])

    def command(self, user_id: UUID, *, stays_in: UUID | None) -> SetPassword:
        hashed = hash_password(passwords.normal(self.new.data or ""))
        return SetPassword(user_id=user_id, password_hash=hashed, uniquifier=uuid4().hex, stays_in=stays_in)
