"""Legal authority: begun, ended, struck out."""

from uuid import UUID

from wtforms.validators import InputRequired

from discharge.core.forms import DatePartsField, Form, Words
from discharge.stays.commands.legal import EndAuthority, StartAuthority, StrikeOutAuthority
from discharge.stays.forms.answers import one_of
from discharge.stays.forms.parts import SeenForm
from discharge.stays.rules.codes import LEGAL_AUTHORITIES


class AuthorityForm(SeenForm):
    code = one_of("Legal status", LEGAL_AUTHORITIES, empty="Select the legal status")
    started_on = DatePartsField("In force from", missing="Enter the day from which it is in force")
    expires_on = DatePartsField("Expires, as the papers say", missing=None)

    def command(self, stay_id: UUID) -> StartAuthority:
        if self.started_on.data is None:
            raise ValueError("started_on is empty")
        return StartAuthority(
            stay_id=stay_id,
            code=self.code.data or "",
            started_on=self.started_on.data,
            expires_on=self.expires_on.data,
            seen=self.saw,
        )


class EndAuthorityForm(SeenForm):
    ended_on = DatePartsField("When did it end?", missing="Enter the day on which it ended")

    def command(self, stay_id: UUID, period_id: UUID) -> EndAuthority:
        if self.ended_on.data is None:
            raise ValueError("ended_on is empty")
        return EndAuthority(stay_id=stay_id, period_id=period_id, ended_on=self.ended_on.data, seen=self.saw)


class StrikeOutForm(Form):
    because = Words("What is wrong with this entry?", validators=[InputRequired("Enter what is wrong with it")])

    def command(self, stay_id: UUID, period_id: UUID) -> StrikeOutAuthority:
        return StrikeOutAuthority(stay_id=stay_id, period_id=period_id, because=self.because.data or "")
