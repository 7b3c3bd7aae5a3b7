"""Leaving, dying, undoing either, and the contact owed."""

from datetime import datetime
from uuid import UUID

from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import InputRequired, ValidationError

from discharge.core.forms import ClockField, DatePartsField, Form, Words
from discharge.stays.commands.follow_up import ArrangeFollowUp, CloseFollowUp, FollowUpDone
from discharge.stays.commands.leaving import LeaveHospital, RecordDeath, ReopenStay, UndoDeath
from discharge.stays.forms.answers import answer_of, everyday_first, one_of
from discharge.stays.forms.parts import SeenForm, consent_field, moment_in, optional_moment
from discharge.stays.rules.codes import (
    CONTACT_MECHANISMS,
    DISCHARGE_DESTINATIONS,
    DISCHARGE_METHODS,
    RECEIVING_TEAMS,
)
from discharge.stays.rules.leaving import DIED_DESTINATION, DIED_METHOD

# Death has a page of its own, and "not discharged" closes nothing.
_METHODS = [(m.code, m.short) for m in DISCHARGE_METHODS if m.is_current and m.closes_stay and m.code != DIED_METHOD]
# Ours: where most people go, before the others.
_EVERYDAY = ("19", "29", "56", "55", "51", "53", "87")
_DESTINATIONS = everyday_first(
    {d.code: d.short for d in DISCHARGE_DESTINATIONS if d.is_current and d.closes_stay and d.code != DIED_DESTINATION},
    _EVERYDAY,
)
_CONTACTS = [(m.code, m.description) for m in CONTACT_MECHANISMS if m.is_current and m.counts_as_follow_up]


class LeaveForm(SeenForm):
    left_at = DatePartsField("When did they leave?", missing="Enter the day of discharge")
    left_at_time = ClockField("Time they left", missing="Enter the time of discharge: the follow-up clock runs from it")
    method = RadioField("How did the stay end?", choices=dict(_METHODS), validate_choice=False)
    destination = SelectField("Where did they go?", choices={"": "Select", **_DESTINATIONS}, validate_choice=False)
    consent = consent_field()
    receiving_team_kind = one_of("Who takes over?", RECEIVING_TEAMS, empty="Select a team")
    receiving_team = Words("Name of the team")
    follow_up_owner = Words("Who will see them?")
    is_risk_identified = BooleanField("A suicide risk was identified in preparing for discharge")
    due_hours = Words("Within how many hours, if sooner?")
    booked_at = DatePartsField("Booked for, if it is", missing=None)
    booked_at_time = ClockField("Time booked", missing=None)

    def validate_due_hours(self, field: Words) -> None:
        if field.data and not (field.data.isascii() and field.data.isdecimal() and len(field.data) <= 3):
            raise ValidationError("Enter a number of hours, or leave this empty")

    def command(self, stay_id: UUID, *, after: datetime) -> LeaveHospital:
        """after: since when the person is on their ward."""
        return LeaveHospital(
            stay_id=stay_id,
            left_at=moment_in(self.left_at, self.left_at_time, after=after),
            method=self.method.data or "",
            destination=self.destination.data or "",
            receiving_team_kind=self.receiving_team_kind.data or "",
            receiving_team=self.receiving_team.data or "",
            follow_up_owner=self.follow_up_owner.data or "",
            is_risk_identified=self.is_risk_identified.data,
            due_hours=int(self.due_hours.data) if self.due_hours.data else None,
            booked_at=optional_moment(self.booked_at, self.booked_at_time),
            consent=answer_of(self.consent.data),
            seen=self.saw,
        )


class DeathForm(Form):
    died_at = DatePartsField("When did the person die?", missing="Enter the day of death")
    died_at_time = ClockField("Time of death", missing="Enter the time of death")
    is_certain = BooleanField(
        "I have checked that this is the right person", validators=[InputRequired("Tick to confirm the person")]
    )

    def command(self, stay_id: UUID, *, after: datetime) -> RecordDeath:
        return RecordDeath(stay_id=stay_id, died_at=moment_in(self.died_at, self.died_at_time, after=after))


class ReopenForm(Form):
    because = Words("What was wrong with the discharge?", validators=[InputRequired("Enter what was wrong with it")])

    def command(self, stay_id: UUID) -> ReopenStay:
        return ReopenStay(stay_id=stay_id, because=self.because.data or "")


class UndoDeathForm(Form):
    because = Words("What was wrong?", validators=[InputRequired("Enter what was wrong")])

    def command(self, stay_id: UUID) -> UndoDeath:
        return UndoDeath(stay_id=stay_id, because=self.because.data or "")


class ContactForm(SeenForm):
    mechanism = RadioField("How were they contacted?", choices=dict(_CONTACTS), validate_choice=False)
    done_at = DatePartsField("When were they contacted?", missing="Enter the day of the contact")
    done_at_time = ClockField("Time of the contact", missing="Enter the time of the contact")

    def command(self, follow_up_id: UUID, *, after: datetime) -> FollowUpDone:
        """after: the discharge."""
        return FollowUpDone(
            follow_up_id=follow_up_id,
            mechanism=self.mechanism.data or "",
            done_at=moment_in(self.done_at, self.done_at_time, after=after),
            seen=self.saw,
        )


class CloseForm(SeenForm):
    because = Words("Why will nobody contact them?", validators=[InputRequired("Enter why nobody will contact them")])

    def command(self, follow_up_id: UUID) -> CloseFollowUp:
        return CloseFollowUp(follow_up_id=follow_up_id, because=self.because.data or "", seen=self.saw)


class ArrangeForm(SeenForm):
    owner = Words("Who will see them?", validators=[InputRequired("Enter the name of the person who will see them")])
    booked_at = DatePartsField("Booked for, if it is", missing=None)
    booked_at_time = ClockField("Time booked", missing=None)

    def command(self, follow_up_id: UUID) -> ArrangeFollowUp:
        return ArrangeFollowUp(
            follow_up_id=follow_up_id,
            owner=self.owner.data or "",
            booked_at=optional_moment(self.booked_at, self.booked_at_time),
            seen=self.saw,
        )
