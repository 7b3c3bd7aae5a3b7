"""Placing somebody in another provider's bed, and saying where somebody in ours belongs."""

from datetime import date
from typing import Any
from uuid import UUID

from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired

from discharge.core.forms import DatePartsField, Form, Words, choices, whole_number
from discharge.places.forms import WholeNumber
from discharge.stays.commands.admitting import NewPerson
from discharge.stays.commands.from_elsewhere import SayFromElsewhere
from discharge.stays.commands.placing import (
    CancelPlacement,
    ChangePlacement,
    EndPlacement,
    PlaceElsewhere,
    ReviewPlacement,
)
from discharge.stays.forms.answers import NO, YES, answer_of
from discharge.stays.rules.codes import OUT_OF_AREA_REASONS, PLACEMENT_ENDS


class WhereForm(Form):
    """Where somebody is, why, and until when."""

    provider = Words("Who runs the hospital?")
    unit = Words("Hospital and ward")
    reason = RadioField(
        "Why are they not in a bed here?", choices=choices(OUT_OF_AREA_REASONS.choices()), validate_choice=False
    )
    miles = WholeNumber("Distance from home in miles", missing=None)
    started_on = DatePartsField("There since", missing="Enter the day they went there")
    return_target_on = DatePartsField("To be back by", missing=None)

    def where(self) -> dict[str, Any]:
        return {
            "provider": self.provider.data or "",
            "unit": self.unit.data or "",
            "reason": self.reason.data or "",
            "miles": int(self.miles.data) if self.miles.data else None,
            "started_on": self.started_on.day,
            "return_target_on": self.return_target_on.data,
        }


class ChangePlacementForm(WhereForm):
    def command(self, placement_id: UUID) -> ChangePlacement:
        return ChangePlacement(placement_id=placement_id, version=whole_number(self.version.data), **self.where())


class PlaceForm(WhereForm):
    """The placement of somebody who was found."""

    next_review_on = DatePartsField("First review", missing=None)

    def command(self, organisation_id: UUID, person: UUID | NewPerson) -> PlaceElsewhere:
        where = self.where()
        review: date | None = self.next_review_on.data
        return PlaceElsewhere(organisation_id=organisation_id, person=person, next_review_on=review, **where)


class PlaceNewForm(PlaceForm):
    """The same for somebody the trust has not met."""

    local_number = Words("Local number", validators=[InputRequired("Enter the local number")])
    nhs_number = Words("NHS number")
    surname = Words("Last name", validators=[InputRequired("Enter the person's last name")])
    given_name = Words("First name", validators=[InputRequired("Enter the person's first name")])
    birth_date = DatePartsField("Date of birth", missing="Enter the date of birth")
    is_somebody_else = BooleanField("This is somebody else with the same name and date of birth")

    def person(self) -> NewPerson:
        return NewPerson(
            local_number=self.local_number.data or "",
            nhs_number=self.nhs_number.data or "",
            surname=self.surname.data or "",
            given_name=self.given_name.data or "",
            birth_date=self.birth_date.day,
            is_somebody_else=self.is_somebody_else.data,
        )


class ReviewForm(Form):
    reviewed_on = DatePartsField("Reviewed on", missing="Enter the day of the review")
    words = Words("What came of it")
    next_on = DatePartsField("Next review", missing=None)
    return_target_on = DatePartsField("To be back by", missing=None)

    def command(self, placement_id: UUID) -> ReviewPlacement:
        return ReviewPlacement(
            placement_id=placement_id,
            version=whole_number(self.version.data),
            reviewed_on=self.reviewed_on.day,
            words=self.words.data or "",
            next_on=self.next_on.data,
            return_target_on=self.return_target_on.data,
        )


class EndForm(Form):
    ended_on = DatePartsField("Ended on", missing="Enter the day it ended")
    because = RadioField("How did it end?", choices=choices(PLACEMENT_ENDS.choices()), validate_choice=False)

    def command(self, placement_id: UUID) -> EndPlacement:
        return EndPlacement(
            placement_id=placement_id,
            version=whole_number(self.version.data),
            ended_on=self.ended_on.day,
            because=self.because.data or "",
        )


class CancelPlacementForm(Form):
    because = Words("Why was it wrong?", validators=[InputRequired("Enter why the placement was wrong")])

    def command(self, placement_id: UUID) -> CancelPlacement:
        return CancelPlacement(placement_id=placement_id, because=self.because.data or "")


class FromElsewhereForm(Form):
    is_elsewhere = RadioField(
        "Do they belong to another area?",
        choices={YES: "Yes, and they are waiting to go back", NO: "No, they are ours"},
        validate_choice=False,
    )
    home_area = Words("Which area?")
    taken_back_by = Words("Who takes them back?")
    target_on = DatePartsField("To be back by", missing=None)

    def command(self, stay_id: UUID) -> SayFromElsewhere:
        return SayFromElsewhere(
            stay_id=stay_id,
            version=whole_number(self.version.data),
            is_elsewhere=answer_of(self.is_elsewhere.data),
            home_area=self.home_area.data or "",
            taken_back_by=self.taken_back_by.data or "",
            target_on=self.target_on.data,
        )
