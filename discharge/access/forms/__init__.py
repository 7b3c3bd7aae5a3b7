"""Forms for signing in and for accounts."""

from discharge.access.forms.keys import KeysForm
from discharge.access.forms.people import ChosenPasswordForm, CoverForm, GiveRoleForm, NothingForm, PersonForm
from discharge.access.forms.sign_in import PasswordForm, SignInForm
from discharge.access.forms.walls import PairForm

__all__ = [
    "ChosenPasswordForm",
    "CoverForm",
    "GiveRoleForm",
    "KeysForm",
    "NothingForm",
    "PairForm",
    "PasswordForm",
    "PersonForm",
    "SignInForm",
]
