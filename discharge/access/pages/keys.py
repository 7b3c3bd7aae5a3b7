"""Single keys on and off."""

from dataclasses import dataclass

from discharge.access.forms import KeysForm
from discharge.access.rules.keys import KEY_GROUPS, KeyGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysPage:
    form: KeysForm
    are_on: bool
    groups: tuple[KeyGroup, ...] = KEY_GROUPS

    @property
    def words(self) -> str:
        return "on" if self.are_on else "off"

    @property
    def wanted(self) -> str:
        return "off" if self.are_on else "on"
