"""To another ward or bed; away and back."""

from datetime import datetime
from uuid import UUID

from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import ValidationError

from discharge.core.forms import ClockField, DatePartsField, Form, Words
from discharge.stays.commands.absence import CancelAbsence, CorrectAbsence, RecordReturn, StartAbsence
from discharge.stays.commands.moving import Move
from discharge.stays.forms.answers import answer_of
from discharge.stays.forms.parts import SeenForm, consent_field, key_of, moment_in, optional_moment
from discharge.stays.rules.codes import ABSENCE_KINDS


class MoveForm(SeenForm):
    """Choices of wards come from the view."""

    ward_id = SelectField("Ward", validate_choice=False)
    bed = Words("Bed")
    moved_at = DatePartsField("When did they move?", missing="Enter the day of the move")
    moved_at_time = ClockField("Time", missing="Enter the time of the move")
    consent = consent_field()

    def validate_ward_id(self, field: SelectField) -> None:
        if key_of(field.data) is None:
            raise ValidationError("Select a ward")

    def command(self, stay_id: UUID, *, after: datetime) -> Move:
        """after: since when the person is on their ward."""
        return Move(
            stay_id=stay_id,
            ward_id=UUID(self.ward_id.data),
            bed=self.bed.data or "",
            moved_at=moment_in(self.moved_at, self.moved_at_time, after=after),
            consent=answer_of(self.consent.data),
            seen=self.saw,
        )


class _AbsenceForm(SeenForm):
    kind = RadioField("Why are they away?", choices=dict(ABSENCE_KINDS.choices()), validate_choice=False)
    from_at = DatePartsField("Away from", missing="Enter the day on which they went")
    from_at_time = ClockField("Time they went", missing="Enter the time at which they went")
    due_back_at = DatePartsField("Due back, if known", missing=None)
    due_back_at_time = ClockField("Time due back", missing=None)
    note = Words("Note")
    consent = consent_field()


class AbsenceForm(_AbsenceForm):
    """follows: the absence that turns into this one, "" when the person is on the ward."""

    follows = HiddenField()

    def command(self, stay_id: UUID, *, after: datetime) -> StartAbsence:
        """after: since when the person is in hospital, or away in another way."""
        return StartAbsence(
            stay_id=stay_id,
            kind=self.kind.data or "",
            from_at=moment_in(self.from_at, self.from_at_time, after=after),
            due_back_at=optional_moment(self.due_back_at, self.due_back_at_time),
            note=self.note.data or "",
            consent=answer_of(self.consent.data),
            follows=key_of(self.follows.data),
            seen=self.saw,
        )


class ReturnForm(SeenForm):
    absence_id = HiddenField()
    returned_at = DatePartsField("When did they come back?", missing="Enter the day on which they came back")
    returned_at_time = ClockField("Time they came back", missing="Enter the time at which they came back")

    def validate_absence_id(self, field: HiddenField) -> None:
        if key_of(field.data) is None:
            raise ValidationError("Open this form again from the person's page")

    def command(self, stay_id: UUID, *, after: datetime) -> RecordReturn:
        """after: when they went."""
        return RecordReturn(
            stay_id=stay_id,
            absence_id=UUID(self.absence_id.data),
            returned_at=moment_in(self.returned_at, self.returned_at_time, after=after),
            seen=self.saw,
        )


class CorrectAbsenceForm(_AbsenceForm):
    returned_at = DatePartsField("Came back, if they have", missing=None)
    returned_at_time = ClockField("Time they came back", missing=None)

    def validate_returned_at_time(self, field: ClockField) -> None:
        if self.returned_at.data is not None and field.data is None:
            raise ValidationError("Enter the time at which they came back")

    def command(self, stay_id: UUID, absence_id: UUID, *, after: datetime) -> CorrectAbsence:
        """after: the admission."""
        from_at = moment_in(self.from_at, self.from_at_time, after=after)
        has_returned = self.returned_at.data is not None
        return CorrectAbsence(
            stay_id=stay_id,
            absence_id=absence_id,
            kind=self.kind.data or "",
            from_at=from_at,
            due_back_at=optional_moment(self.due_back_at, self.due_back_at_time),
            returned_at=moment_in(self.returned_at, self.returned_at_time, after=from_at) if has_returned else None,
            note=self.note.data or "",
            consent=answer_of(self.consent.data),
            seen=self.saw,
        )


class CancelAbsenceForm(Form):
    """Nothing to fill in: a button."""

    def command(self, stay_id: UUID, absence_id: UUID) -> CancelAbsence:
        return CancelAbsence(stay_id=stay_id, absence_id=absence_id)
