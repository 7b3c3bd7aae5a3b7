"""A step of a case: one form that asks for what the step needs and nothing else."""

from datetime import datetime
from typing import Any
from uuid import UUID

from wtforms import RadioField

from discharge.core.clock import moment_of
from discharge.core.forms import ClockField, DatePartsField, Words, whole_number
from discharge.funding.commands.steps import TakeStep
from discharge.funding.forms.parts import CaseForm, PercentField, ticks
from discharge.funding.rules.codes import (
    DISPUTE_STAGES,
    DISPUTE_SUBJECTS,
    NEEDS,
    STATUSES,
    WITH_PANEL,
    Ask,
    ForKinds,
    FundingKind,
)

READ_BY_OTHERS = "Others will read this: no name, number or date of birth"
_OF_ASK = {
    Ask.NEEDS: ("needs",),
    Ask.PANEL: ("panel_on",),
    Ask.PANEL_IF_ANY: ("panel_on",),
    Ask.INTERIM: ("agreed_by",),
    Ask.SPLIT: ("icb_percent", "council_percent", "split_basis", "split_by"),
    Ask.DISPUTE: ("dispute_about", "dispute_stage"),
    Ask.RECEIVED: ("received_on",),
    Ask.RECEIVED_AT: ("received_at", "received_at_time"),
    Ask.REVIEW: ("review_on",),
}
_ALL_ASKED = frozenset(name for names in _OF_ASK.values() for name in names)
_WORDS = {
    "S117-DEFER": "What did the panel ask?",
    "OTH-DEFER": "What did the panel ask?",
    "S117-REFUSED": "What reason was given?",
    "OTH-REFUSED": "What reason was given?",
    "S117-NA": "Why does section 117 not apply?",
    "CHC-NA": "Why is it not relevant?",
    "OTH-NA": "Why is it not needed?",
    "S117-PART": "What was agreed, and what was not?",
    "OTH-PART": "What was agreed, and what was not?",
}


class StepForm(CaseForm):
    layout = (
        ("on", "date", ""),
        ("needs", "ticks", ""),
        ("panel_on", "date", ""),
        ("agreed_by", "text", "For example: J. Bell for the ICB, without prejudice to who pays in the end"),
        ("icb_percent", "short", "For example, 50 or 66.67"),
        ("council_percent", "short", "Together with the ICB 100"),
        ("split_basis", "text", "For example, local agreement of 2024"),
        ("split_by", "text", "Who, for the ICB and for the council"),
        ("dispute_about", "radios", ""),
        ("dispute_stage", "radios", ""),
        ("received_on", "date", "The 28 days run from here. Leave empty until the ICB says so"),
        ("received_at", "date", ""),
        ("received_at_time", "clock", ""),
        ("review_on", "date", ""),
        ("words", "area", READ_BY_OTHERS),
    )

    on = DatePartsField("When was it?", missing="Enter the day of this step")
    needs = ticks("What is the money for?", NEEDS)
    panel_on = DatePartsField("Day of the panel", missing=None)
    agreed_by = Words("Who agreed to pay for now?")
    icb_percent = PercentField("ICB pays, in per cent")
    council_percent = PercentField("Council pays, in per cent")
    split_basis = Words("On what basis")
    split_by = Words("Who decided the split?")
    dispute_about = RadioField("What is the dispute about?", choices={}, validate_choice=False)
    dispute_stage = RadioField("How far has it gone?", choices={}, validate_choice=False)
    received_on = DatePartsField("When did the ICB receive it?", missing=None)
    received_at = DatePartsField(
        "When did the ICB receive the Fast Track?", missing="Enter the day on which it arrived"
    )
    received_at_time = ClockField("Time it arrived", missing="Enter the time: the clock runs in hours")
    review_on = DatePartsField("When is it to be looked at again?", missing=None)
    words = Words("Anything that a reader should know")

    @classmethod
    def of(cls, code: str, *, is_settling: bool, **known: Any) -> "StepForm":
        """The form of one step. is_settling: it ends a dispute, so it asks how."""
        form = cls(data=known)
        status = STATUSES[code]
        wanted = {name for ask in status.asked for name in _OF_ASK.get(ask, ())}
        for name in _ALL_ASKED - wanted:
            del form[name]
        for name, entries in (("dispute_about", DISPUTE_SUBJECTS), ("dispute_stage", DISPUTE_STAGES)):
            if name in form:
                form[name].choices = _for_kind(entries, status.kind)
        if code in _WORDS or is_settling:
            form.words.label.text = _WORDS.get(code, "How was the dispute settled?")
        elif Ask.NEEDS in status.asked:
            form.words.label.text = "What else should a panel know of the needs and the plan?"
        if code in WITH_PANEL:
            form.on.label.text = "When was it sent?"
        return form

    def command(self, stay_id: UUID, kind: FundingKind, code: str) -> TakeStep:
        return TakeStep(
            stay_id=stay_id,
            kind=kind,
            code=code,
            on=self.on.day,
            version=whole_number(self.version.data),
            words=self.words.data or "",
            needs=tuple(self._said("needs") or ()),
            panel_on=self._said("panel_on"),
            agreed_by=self._said("agreed_by") or "",
            icb_percent=self._said("icb_percent"),
            council_percent=self._said("council_percent"),
            split_basis=self._said("split_basis") or "",
            split_by=self._said("split_by") or "",
            dispute_about=self._said("dispute_about") or "",
            dispute_stage=self._said("dispute_stage") or "",
            received_on=self._said("received_on"),
            received_at=self._moment(),
            review_on=self._said("review_on"),
        )

    def _said(self, name: str) -> Any:
        return self[name].data if name in self else None

    def _moment(self) -> datetime | None:
        if "received_at" not in self or self.received_at.data is None:
            return None
        return moment_of(self.received_at.data, self.received_at_time.data)


def _for_kind(entries: Any, kind: FundingKind) -> list[tuple[str, str]]:
    found: list[ForKinds] = list(entries)
    return [(entry.code, entry.description) for entry in found if entry.is_for(kind)]
