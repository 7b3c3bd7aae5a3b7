"""Forms of notices: buttons, and what they were pressed beside."""

from datetime import datetime

from wtforms import HiddenField
from wtforms.validators import AnyOf

from discharge.core.errors import RuleBroken
from discharge.core.forms import Form
from discharge.notices.commands.choosing import Choose
from discharge.notices.rules.kinds import Kind


class PressForm(Form):
    """A button that asks nothing."""


class ReadAllForm(Form):
    """told_until: the moment at which the list was shown, as ISO text."""

    told_until = HiddenField()

    def moment(self) -> datetime:
        """Raises RuleBroken for what no page of ours carries."""
        try:
            moment = datetime.fromisoformat(self.told_until.data or "")
        except ValueError:
            moment = datetime.min  # noqa: DTZ901 (refused on the next line)
        if moment.tzinfo is None:
            raise RuleBroken("", "Go back and press the button again")
        return moment


class DigestForm(Form):
    """One button. wanted: what pressing it makes of morning summaries."""

    wanted = HiddenField(validators=[AnyOf(("on", "off"))])

    def command(self) -> Choose:
        return Choose(kind=Kind.DIGEST, is_off=self.wanted.data == "off")
