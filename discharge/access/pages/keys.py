"""Single keys on and off."""

from dataclasses import dataclass

from discharge.access.forms import KeysForm


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysPage:
    form: KeysForm
    are_on: bool

    @property
    def words(self) -> str:
        return "on" if self.are_on else "off"

    @property
    def wanted(self) -> str:
        return "off" if self.are_on else "on"
