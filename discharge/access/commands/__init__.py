"""What changes accounts, roles and screens on walls."""

from discharge.access.commands.drafts import DropDraft, KeepDraft, drop_draft, keep_draft
from discharge.access.commands.keys import SwitchKeys, switch_keys
from discharge.access.commands.passwords import SetPassword, set_password
from discharge.access.commands.people import (
    AddPerson,
    CoverWard,
    GiveRole,
    MakeAdministrator,
    RoleAt,
    add_person,
    ask_for_password,
    cover_ward,
    deactivate,
    end_role,
    end_sessions,
    give_role,
    make_administrator,
    reactivate,
)
from discharge.access.commands.sessions import SignedOut, end_own_sessions, end_session, note_signed_out
from discharge.access.commands.sign_in import (
    SignedIn,
    SignInFailed,
    Try,
    note_sign_in_failed,
    note_signed_in,
    take_turn,
)
from discharge.access.commands.walls import (
    ConfirmPairing,
    collect_token,
    confirm_pairing,
    revoke_device,
)

__all__ = [
    "AddPerson",
    "ConfirmPairing",
    "CoverWard",
    "DropDraft",
    "GiveRole",
    "KeepDraft",
    "MakeAdministrator",
    "RoleAt",
    "SetPassword",
    "SignInFailed",
    "SignedIn",
    "SignedOut",
    "SwitchKeys",
    "Try",
    "add_person",
    "ask_for_password",
    "collect_token",
    "confirm_pairing",
    "cover_ward",
    "deactivate",
    "drop_draft",
    "end_own_sessions",
    "end_role",
    "end_session",
    "end_sessions",
    "give_role",
    "keep_draft",
    "make_administrator",
    "note_sign_in_failed",
    "note_signed_in",
    "note_signed_out",
    "reactivate",
    "revoke_device",
    "set_password",
    "switch_keys",
    "take_turn",
]
