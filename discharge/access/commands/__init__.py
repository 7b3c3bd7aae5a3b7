"""What changes accounts, roles and screens on walls."""

from discharge.access.commands.passwords import SetPassword, set_password
from discharge.access.commands.sign_in import (
    SignedIn,
    SignInFailed,
    Try,
    forgive,
    note_sign_in_failed,
    note_signed_in,
    note_signed_out,
    take_turn,
)

__all__ = [
    "SetPassword",
    "SignInFailed",
    "SignedIn",
    "Try",
    "forgive",
    "note_sign_in_failed",
    "note_signed_in",
    "note_signed_out",
    "set_password",
    "take_turn",
]
