"""Forms for signing in and for accounts."""

from discharge.access.forms.people import ChosenPasswordForm, CoverForm, GiveRoleForm, NothingForm, PersonForm
from discharge.access.forms.sign_in import PasswordForm, SignInForm

__all__ = [
    "ChosenPasswordForm",
    "CoverForm",
    "GiveRoleForm",
    "NothingForm",
    "PasswordForm",
    "PersonForm",
    "SignInForm",
]
