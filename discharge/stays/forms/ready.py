"""Clinically ready for discharge."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import InputRequired, ValidationError

from discharge.core.errors import RuleBroken
from discharge.core.forms import DatePartsField, Form, Words, whole_number
from discharge.stays.commands.ready import ChangeReason, CorrectReadyDates, EndReady, MakeReady
from discharge.stays.forms.answers import NO, YES, answer_of, one_of
from discharge.stays.rules import ready
from discharge.stays.rules.codes import ATTRIBUTABLE_TO, NO_LONGER_READY_REASONS, READY_REASONS

NO_CARER = "none"


class _Reason(Form):
    """Why the person is still here, and whom the wait is attributable to."""

    reason = one_of("Main reason the person is still here", READY_REASONS, empty="Select a reason")
    attributable_to = RadioField(
        "Whom is the wait attributable to?", choices=dict(ATTRIBUTABLE_TO.choices()), validate_choice=False
    )
    note = Words("If the reason is not known: who will find out, and by when?")

    def validate_attributable_to(self, field: RadioField) -> None:
        """Nothing chosen: the usual answer for this reason is offered, and a person confirms it."""
        usual = READY_REASONS.get(self.reason.data)
        if not field.data and usual and usual.suggested_attributable:
            field.data = usual.suggested_attributable
            raise ValidationError("Check whom the wait is attributable to: the usual answer is now selected")

    def validate(self, extra_validators: Any = None) -> bool:
        """What the fields say and what the rules say, in one go."""
        is_good = bool(super().validate(extra_validators))
        for fault in self.faults():
            if not self[fault.field].errors:
                self.add_error(fault)
                is_good = False
        return is_good

    def faults(self) -> Iterator[RuleBroken]:
        """What the rules say about what was entered, without looking at anything else."""
        yield from ready.faults_of_reason(
            reason=self.reason.data or "",
            attributable_to=self.attributable_to.data or "",
            note=self.note.data or "",
        )


class ReadyForm(_Reason):
    started_on = DatePartsField("Clinically ready since", missing="Enter the day from which the person is ready")
    is_clinical_decision = BooleanField("The responsible clinician decided this")
    is_team_decision = BooleanField("The multidisciplinary team decided this")
    is_safe = BooleanField("It is safe to discharge the person")
    decided_by = Words("Who decided?")
    were_person_views_heard = RadioField(
        "Were the person's views heard?",
        choices={YES: "Yes", NO: "No, not yet"},
        validators=[InputRequired("Select whether the person's views were heard")],
    )
    were_carer_views_heard = RadioField(
        "Were the carer's views heard?",
        choices={YES: "Yes", NO: "No, not yet", NO_CARER: "No carer, or no permission to involve them"},
        validators=[InputRequired("Select whether the carer's views were heard")],
    )

    def faults(self) -> Iterator[RuleBroken]:
        yield from ready.faults_of_decision(
            is_clinical_decision=self.is_clinical_decision.data,
            is_team_decision=self.is_team_decision.data,
            is_safe=self.is_safe.data,
            decided_by=self.decided_by.data or "",
        )
        yield from super().faults()

    def command(self, stay_id: UUID) -> MakeReady:
        return MakeReady(
            stay_id=stay_id,
            started_on=self.started_on.day,
            is_clinical_decision=self.is_clinical_decision.data,
            is_team_decision=self.is_team_decision.data,
            is_safe=self.is_safe.data,
            were_person_views_heard=self.were_person_views_heard.data == YES,
            were_carer_views_heard=answer_of(self.were_carer_views_heard.data),
            decided_by=self.decided_by.data or "",
            reason=self.reason.data or "",
            attributable_to=self.attributable_to.data or "",
            note=self.note.data or "",
        )


class ReadyReasonForm(_Reason):
    """`version` is the period's."""

    from_on = DatePartsField("From which day?", missing="Enter the day from which this is the main reason")

    def command(self, stay_id: UUID) -> ChangeReason:
        return ChangeReason(
            stay_id=stay_id,
            version=whole_number(self.version.data),
            from_on=self.from_on.day,
            reason=self.reason.data or "",
            attributable_to=self.attributable_to.data or "",
            note=self.note.data or "",
        )


class NoLongerReadyForm(Form):
    period_id = HiddenField()
    because = RadioField(
        "Why is the person no longer clinically ready?",
        choices=dict(NO_LONGER_READY_REASONS.choices()),
        validate_choice=False,
    )
    words = Words("In a few words (needed for something else)")
    ended_on = DatePartsField("From which day?", missing="Enter the day from which the person is no longer ready")

    def command(self, stay_id: UUID) -> EndReady:
        return EndReady(
            stay_id=stay_id,
            period_id=UUID(self.period_id.data or ""),
            ended_on=self.ended_on.day,
            because=self.because.data or "",
            words=self.words.data or "",
        )

    def validate_period_id(self, field: HiddenField) -> None:
        try:
            UUID(field.data or "")
        except ValueError:
            raise ValidationError("Open this form again from the person's page") from None


class ReadyDatesForm(Form):
    """`version` is the period's."""

    started_on = DatePartsField("Clinically ready since", missing="Enter the day from which the person was ready")
    ended_on = DatePartsField("Until", missing=None)

    def __init__(self, *args: Any, has_ended: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_ended = has_ended
        if not has_ended:
            del self.ended_on

    def command(self, stay_id: UUID, period_id: UUID) -> CorrectReadyDates:
        return CorrectReadyDates(
            stay_id=stay_id,
            period_id=period_id,
            version=whole_number(self.version.data),
            started_on=self.started_on.day,
            ended_on=self.ended_on.data if self.has_ended else None,
        )
