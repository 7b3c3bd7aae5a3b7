"""The estimated and the planned discharge date."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from wtforms import HiddenField, RadioField

from discharge.core.clock import local_date, moment_of
from discharge.core.forms import ClockField, DatePartsField, Form, Words, whole_number
from discharge.stays.commands.edd import AnswerPassedEdd, SetEdd, SetPlannedDate
from discharge.stays.rules.codes import EDD_REASONS
from discharge.stays.rules.edd import FIRST_SET


class EddForm(Form):
    """`version` carries the number of the ledger's latest version, as it was shown."""

    expected_on = DatePartsField("Estimated discharge date", missing="Enter the estimated discharge date")
    reason = RadioField("Why is it changing?", validate_choice=False, choices={})
    words = Words("What changed? (optional)")

    def __init__(self, *args: Any, number: int, **kwargs: Any) -> None:
        """number: of the latest version now; 0 asks no reason, for the first date has none."""
        super().__init__(*args, **kwargs)
        self.is_first = number == 0
        self.reason.choices = {code: words for code, words in EDD_REASONS.choices() if code != FIRST_SET}
        if not self.is_submitted():
            self.version.data = str(number)

    def command(self, stay_id: UUID) -> SetEdd:
        seen = whole_number(self.version.data)
        reason = self.reason.data or (FIRST_SET if seen == 0 else "")
        return SetEdd(
            stay_id=stay_id,
            number_seen=seen,
            expected_on=self.expected_on.day,
            reason=reason,
            words=self.words.data or "",
        )


class AskEddForm(Form):
    ask_whom = Words("Who will give a new date?")
    ask_by = ClockField("Ask them today by", missing=None)
    awaits = Words("Or what is awaited?")

    def command(self, stay_id: UUID, now: datetime) -> AnswerPassedEdd:
        at = self.ask_by.data
        ask_by = moment_of(local_date(now), at) if at else None
        return AnswerPassedEdd(
            stay_id=stay_id, ask_whom=self.ask_whom.data or "", ask_by=ask_by, awaits=self.awaits.data or ""
        )


class PlannedDateForm(Form):
    """`seen` carries the date that was shown, so that two at once are both told."""

    planned_on = DatePartsField("Planned discharge date", missing=None)
    seen = HiddenField()

    def begin(self, planned_on: date | None) -> None:
        self.seen.data = planned_on.isoformat() if planned_on else ""

    def command(self, stay_id: UUID) -> SetPlannedDate:
        try:
            seen = date.fromisoformat(self.seen.data or "")
        except ValueError:
            seen = None
        return SetPlannedDate(stay_id=stay_id, seen=seen, planned_on=self.planned_on.data)
