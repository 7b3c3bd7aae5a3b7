"""The outcomes of a whole panel: one form for the page, one for each case."""

import re
from collections.abc import Mapping
from uuid import UUID

from wtforms import SelectField

from discharge.core.forms import DatePartsField, Form, Words, whole_number
from discharge.funding.commands.steps import TakeStep
from discharge.funding.forms.parts import PercentField
from discharge.funding.queries.panels import PanelCase
from discharge.funding.rules.codes import PANEL_OUTCOMES

_OUTCOME, _KEY = "-outcome", re.compile("[0-9a-f]{32}")


class PanelForm(Form):
    """What is the same for all: against forgery, when it was decided and by whom."""

    on = DatePartsField("When was it decided?", missing="Enter the day on which the panel decided")
    split_by = Words("Who decided, for the ICB and for the council?")


class FindPanelForm(Form):
    day = DatePartsField("Day of a panel", missing="Enter the day of the panel")


def entered_for(sent: Mapping[str, str]) -> frozenset[UUID]:
    """The cases for which an outcome was sent, whether they are still before the panel or not."""
    keys = (name.removesuffix(_OUTCOME) for name, code in sent.items() if name.endswith(_OUTCOME) and code)
    return frozenset(UUID(key) for key in keys if _KEY.fullmatch(key))


class OutcomeForm(Form):
    """One case. Its row is left alone while no outcome is selected."""

    outcome = SelectField("Outcome", choices={}, validate_choice=False)
    icb_percent = PercentField("ICB pays, in per cent")
    council_percent = PercentField("Council pays, in per cent")
    words = Words("Question, reason or conditions")

    @classmethod
    def sent(cls, row: PanelCase) -> "OutcomeForm":
        """What was posted for this case."""
        form = cls(prefix=row.case_id.hex, meta={"csrf": False})  # the page's form has that
        form.outcome.choices = {entry.code: entry.description for entry in PANEL_OUTCOMES}
        return form

    @property
    def was_sent(self) -> bool:
        """Whether an outcome was selected for this case."""
        return bool(self.one_time_key.raw_data) and bool(self.outcome.data)

    def overtaken_by(self, code: str, row: PanelCase) -> str:
        """That somebody has entered another outcome meanwhile, with what was sent; "" where it is the same."""
        outcome = PANEL_OUTCOMES.get(self.outcome.data)
        if outcome is None or outcome.step_for(row.kind) == code:
            return ""
        yours = ". ".join(part for part in (outcome.description, self.words.data) if part)
        return f"Somebody has entered this outcome meanwhile. Yours was not saved: {yours}. Change it on the case"

    def command(self, row: PanelCase, page: PanelForm) -> TakeStep:
        outcome = PANEL_OUTCOMES.get(self.outcome.data)
        return TakeStep(
            stay_id=row.stay_id,
            kind=row.kind,
            code=outcome.step_for(row.kind) if outcome else "",
            on=page.on.day,
            version=whole_number(self.version.data),
            words=self.words.data or "",
            icb_percent=self.icb_percent.data,
            council_percent=self.council_percent.data,
            split_by=page.split_by.data or "",
        )
