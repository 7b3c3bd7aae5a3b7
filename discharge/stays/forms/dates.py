"""Key dates."""

from uuid import UUID

from wtforms import RadioField

from discharge.core.errors import RuleBroken
from discharge.core.forms import DatePartsField, Form, Words
from discharge.stays.commands.dates import AddKeyDate, CancelKeyDate, FinishKeyDate
from discharge.stays.rules.codes import KEY_DATE_KINDS

DONE, CANCELLED = "done", "cancelled"


class KeyDateForm(Form):
    kind = RadioField("What takes place?", choices=dict(KEY_DATE_KINDS.choices()), validate_choice=False)
    on = DatePartsField("Date", missing="Enter the date")
    words = Words("In a few words (optional)")

    def command(self, stay_id: UUID) -> AddKeyDate:
        return AddKeyDate(stay_id=stay_id, kind=self.kind.data or "", on=self.on.day, words=self.words.data or "")


class KeyDateOutcomeForm(Form):
    outcome = RadioField(
        "What became of it?",
        choices={DONE: "It took place", CANCELLED: "It will not take place, or was entered by mistake"},
        default=DONE,
        validate_choice=False,
    )
    done_on = DatePartsField("It took place on", missing=None)

    @property
    def is_cancelled(self) -> bool:
        return bool(self.outcome.data == CANCELLED)

    def finish(self, stay_id: UUID, key_date_id: UUID) -> FinishKeyDate:
        """Raises RuleBroken where the day was left out."""
        if self.done_on.data is None:
            raise RuleBroken("done_on", "Enter the day on which it took place")
        return FinishKeyDate(stay_id=stay_id, key_date_id=key_date_id, done_on=self.done_on.day)

    def cancel(self, stay_id: UUID, key_date_id: UUID) -> CancelKeyDate:
        return CancelKeyDate(stay_id=stay_id, key_date_id=key_date_id)
