"""Everything about a case that is no step: opened, clock, needs, papers, dispute, review, ending."""

from typing import Any
from uuid import UUID

from wtforms import BooleanField, HiddenField, RadioField

from discharge.core.forms import DatePartsField, Form, Words, whole_number
from discharge.funding.commands.clocks import PauseClock, ResumeClock, SetReceived
from discharge.funding.commands.confirming import ConfirmAgain
from discharge.funding.commands.notes import MoveDispute, RecordEnding, RecordNeeds, RecordReview, SetPapers
from discharge.funding.commands.opening import OpenCase
from discharge.funding.forms.parts import CaseForm, ticks
from discharge.funding.forms.steps import READ_BY_OTHERS
from discharge.funding.rules.codes import DISPUTE_STAGES, NEEDS, PAPERS, PAUSE_REASONS, FundingKind

SETTLED = "settled"


class OpenForm(CaseForm):
    layout = (("on", "date", "Since when the question has been open"),)

    on = DatePartsField("Open since", missing="Enter the day since when the question has been open")

    def command(self, stay_id: UUID, kind: FundingKind) -> OpenCase:
        return OpenCase(stay_id=stay_id, kind=kind, on=self.on.day)


class ReceivedForm(CaseForm):
    layout = (("received_on", "date", "The 28 days run from here"),)

    received_on = DatePartsField("When did the ICB receive the checklist?", missing="Enter the day of receipt")

    def command(self, stay_id: UUID, _kind: FundingKind) -> SetReceived:
        return SetReceived(stay_id=stay_id, version=whole_number(self.version.data), received_on=self.received_on.day)


class PauseForm(CaseForm):
    layout = (("reason", "radios", ""), ("from_on", "date", ""))

    reason = RadioField(
        "Why does the clock stand still?",
        choices={entry.code: entry.description for entry in PAUSE_REASONS if "chc" in entry.clocks.split()},
        validate_choice=False,
    )
    from_on = DatePartsField("From when?", missing="Enter the day from which it stands still")

    def command(self, stay_id: UUID, _kind: FundingKind) -> PauseClock:
        return PauseClock(
            stay_id=stay_id,
            version=whole_number(self.version.data),
            reason=self.reason.data or "",
            from_on=self.from_on.day,
        )


class ResumeForm(CaseForm):
    layout = (("until_on", "date", ""),)

    until_on = DatePartsField("From when does it run again?", missing="Enter the day from which it runs again")

    def command(self, stay_id: UUID, _kind: FundingKind) -> ResumeClock:
        return ResumeClock(stay_id=stay_id, version=whole_number(self.version.data), until_on=self.until_on.day)


class NeedsForm(CaseForm):
    layout = (("needs", "ticks", ""), ("words", "area", READ_BY_OTHERS))

    needs = ticks("What is the money for?", NEEDS)
    words = Words("What else should a panel know of the needs and the plan?")

    def command(self, stay_id: UUID, kind: FundingKind) -> RecordNeeds:
        return RecordNeeds(
            stay_id=stay_id,
            kind=kind,
            version=whole_number(self.version.data),
            needs=tuple(self.needs.data or ()),
            words=self.words.data or "",
        )


class PapersForm(Form):
    """seen: the papers that were in hand when the page was opened."""

    papers = ticks("Papers for the panel", PAPERS)
    seen = HiddenField()

    @classmethod
    def of(cls, kind: FundingKind, in_hand: frozenset[str]) -> "PapersForm":
        form = cls(data={"papers": sorted(in_hand), "seen": " ".join(sorted(in_hand))})
        form.papers.choices = [(paper.code, paper.description) for paper in PAPERS if paper.is_for(kind)]
        return form

    def command(self, stay_id: UUID, kind: FundingKind) -> SetPapers:
        return SetPapers(
            stay_id=stay_id,
            kind=kind,
            in_hand=frozenset(self.papers.data or ()),
            seen=frozenset((self.seen.data or "").split()),
        )


class DisputeForm(CaseForm):
    layout = (("stage", "radios", ""), ("on", "date", ""), ("words", "area", READ_BY_OTHERS))

    stage = RadioField("How far has it gone?", choices={}, validate_choice=False)
    on = DatePartsField("When was that?", missing="Enter the day")
    words = Words("What was said, or how it was settled")

    @classmethod
    def of(cls, kind: FundingKind, **known: Any) -> "DisputeForm":
        form = cls(data=known)
        stages = [(stage.code, stage.description) for stage in DISPUTE_STAGES if stage.is_for(kind)]
        form.stage.choices = [*stages, (SETTLED, "Settled")]
        return form

    def command(self, stay_id: UUID, kind: FundingKind) -> MoveDispute:
        is_settled = self.stage.data == SETTLED
        return MoveDispute(
            stay_id=stay_id,
            kind=kind,
            version=whole_number(self.version.data),
            on=self.on.day,
            stage="" if is_settled else self.stage.data or "",
            is_settled=is_settled,
            words=self.words.data or "",
        )


class ReviewForm(CaseForm):
    layout = (
        ("on", "date", ""),
        ("next_on", "date", "Leave empty for a year later"),
        ("words", "area", READ_BY_OTHERS),
    )

    on = DatePartsField("When was it reviewed?", missing="Enter the day of the review")
    next_on = DatePartsField("Next review, if sooner", missing=None)
    words = Words("What was decided?")

    def command(self, stay_id: UUID, kind: FundingKind) -> RecordReview:
        return RecordReview(
            stay_id=stay_id,
            kind=kind,
            version=whole_number(self.version.data),
            on=self.on.day,
            words=self.words.data or "",
            next_on=self.next_on.data,
        )


class EndingForm(CaseForm):
    layout = (("body", "radios", ""), ("on", "date", ""), ("by", "text", ""))

    body = RadioField("Which body decided?", choices={"icb": "ICB", "council": "Council"}, validate_choice=False)
    on = DatePartsField("When did it decide?", missing="Enter the day on which the body decided")
    by = Words("Who decided for it?")

    def command(self, stay_id: UUID, _kind: FundingKind) -> RecordEnding:
        return RecordEnding(
            stay_id=stay_id,
            version=whole_number(self.version.data),
            body=self.body.data or "",
            on=self.on.day,
            by=self.by.data or "",
        )


class ConfirmAgainForm(CaseForm):
    layout = (
        ("on", "date", ""),
        ("is_new_duty", "tick", "The old duty ended with it: the bodies are confirmed anew"),
        ("words", "area", READ_BY_OTHERS),
    )

    on = DatePartsField("When was it looked at?", missing="Enter the day")
    is_new_duty = BooleanField("A new qualifying detention has begun")
    words = Words("Anything that a reader should know")

    def command(self, stay_id: UUID, _kind: FundingKind) -> ConfirmAgain:
        return ConfirmAgain(
            stay_id=stay_id,
            version=whole_number(self.version.data),
            on=self.on.day,
            is_new_duty=bool(self.is_new_duty.data),
            words=self.words.data or "",
        )
