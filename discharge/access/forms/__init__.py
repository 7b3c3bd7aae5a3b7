"""Forms for signing in and for accounts."""

from discharge.access.forms.sign_in import PasswordForm, SignInForm

__all__ = ["PasswordForm", "SignInForm"]
