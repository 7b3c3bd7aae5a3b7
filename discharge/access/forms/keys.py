"""Single keys on and off."""

from uuid import UUID

from wtforms import HiddenField
from wtforms.validators import AnyOf

from discharge.access.commands import SwitchKeys
from discharge.core.forms import Form


class KeysForm(Form):
    """One button. wanted: what pressing it makes of the keys."""

    wanted = HiddenField(validators=[AnyOf(("on", "off"))])

    def command(self, user_id: UUID) -> SwitchKeys:
        return SwitchKeys(user_id=user_id, is_on=self.wanted.data == "on")
