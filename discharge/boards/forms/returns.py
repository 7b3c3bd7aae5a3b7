"""Freezing a return, and counting a day again."""

from uuid import UUID

from wtforms.validators import InputRequired

from discharge.core.forms import Form, Words
from discharge.summaries.commands import CountAgain


class PressForm(Form):
    """A press that asks nothing."""


class CountAgainForm(Form):
    reason = Words("Why is the day counted again?", validators=[InputRequired("Enter why the day is counted again")])

    def command(self, return_id: UUID) -> CountAgain:
        return CountAgain(return_id=return_id, reason=self.reason.data or "")
