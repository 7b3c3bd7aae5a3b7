"""Agreeing a response time."""

from uuid import UUID

from wtforms import SelectField

from discharge.blockers.commands.protocols import SetProtocol
from discharge.blockers.rules.protocols import Proposed, Terms
from discharge.core.errors import RuleBroken
from discharge.core.forms import DatePartsField, Form, Words, choices, whole_number
from discharge.places.models import TeamFunction

FUNCTIONS = [("", "No team in particular"), *((f.value, f.value.replace("_", " ").capitalize()) for f in TeamFunction)]


class ProtocolForm(Form):
    answer_days = Words("Response time")
    soon_days = Words("Due soon when this many are left")
    team_function = SelectField("Which team answers?", choices=choices(FUNCTIONS), validate_choice=False)
    from_on = DatePartsField("From which day?", missing="Enter the day from which it holds")
    source = Words("Who agreed this, and where is it written?")

    def command(self, organisation_id: UUID, line: Proposed) -> SetProtocol:
        """Raises RuleBroken for what is no number."""
        answer = (self.answer_days.data or "").strip()
        soon = (self.soon_days.data or "").strip() or "0"
        for field, typed in (("answer_days", answer), ("soon_days", soon)):
            if typed and not (typed.isascii() and typed.isdigit()):
                raise RuleBroken(field, "Enter a whole number of working days")
        terms = Terms(
            answer_days=whole_number(answer) if answer else None,
            soon_days=whole_number(soon),
            team_function=self.team_function.data or "",
        )
        return SetProtocol(
            organisation_id=organisation_id,
            theme=line.theme,
            owner=line.owner,
            terms=terms,
            from_on=self.from_on.day,
            source=self.source.data or "",
        )
