"""Pairing a screen on a wall."""

from collections.abc import Sequence
from uuid import UUID

from wtforms import RadioField
from wtforms.validators import InputRequired, Length

from discharge.access.commands import ConfirmPairing
from discharge.access.forms.people import PlaceField
from discharge.access.rules import walls
from discharge.core.forms import Form, Words


class PairForm(Form):
    """Which ward, and how much is shown."""

    ward = PlaceField("Ward", missing="Select a ward")
    code = Words("Code on the screen", validators=[InputRequired("Enter the code that the screen shows")])
    name = Words(
        "Where the screen hangs",
        validators=[InputRequired("Enter where the screen hangs, for example nurses’ office"), Length(max=100)],
    )
    level = RadioField(
        "How much it shows",
        default="1",
        validators=[InputRequired("Select how much it shows")],
    )

    def offer(self, wards: Sequence[tuple[UUID, str]]) -> None:
        self.level.choices = [(str(level), words) for level, words in walls.LEVELS.items()]
        self.ward.choices = [(str(key), name) for key, name in wards]

    def command(self) -> ConfirmPairing:
        return ConfirmPairing(
            ward_id=UUID(self.ward.data),
            code=self.code.data or "",
            name=self.name.data or "",
            privacy_level=int(self.level.data),
        )
