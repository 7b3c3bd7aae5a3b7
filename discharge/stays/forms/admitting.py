"""Finding somebody, admitting them, and taking an admission back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired

from discharge.core.forms import ClockField, DatePartsField, Form, Words
from discharge.stays.commands.admitting import Admit, CancelAdmission, NewPerson
from discharge.stays.forms.answers import NO, NOT_ASKED, YES, answer_of, one_of
from discharge.stays.forms.parts import moment_in
from discharge.stays.rules.codes import (
    ACCOMMODATION_STATUSES,
    ADMISSION_METHODS,
    ADMISSION_SOURCES,
    LEGAL_AUTHORITIES,
)

# Ours: how most people come to a mental health ward, in plain words; the other codes keep those of the list.
EVERYDAY_METHODS: Final[Mapping[str, str]] = {
    "25": "Through the crisis team",
    "21": "From our own emergency department",
    "2A": "From another provider's emergency department",
    "2D": "In another emergency, for example from a place of safety",
    "2B": "Transferred from another hospital in an emergency",
    "81": "Transferred from another hospital, not in an emergency",
    "13": "Planned",
}
EVERYDAY_SOURCES: Final[Mapping[str, str]] = {
    "19": "Usual home, or no fixed home",
    "29": "Temporary home, for example a hotel",
    "51": "General hospital ward or emergency department, NHS",
    "53": "Mental health or learning disability ward, NHS",
    "87": "Independent hospital",
    "56": "Care home",
    "55": "Care home with nursing",
    "42": "Police custody",
    "40": "Prison",
}


class FindForm(Form):
    number = Words("Local number or NHS number", validators=[InputRequired("Enter a local number or an NHS number")])


class AdmitForm(Form):
    """The stay of somebody who was found. now: for the time that was left out."""

    admitted_on = DatePartsField("Admission date", missing="Enter the admission date")
    admitted_time = ClockField("Time", missing=None)
    bed = Words("Bed")
    method = one_of("How were they admitted?", ADMISSION_METHODS, empty="Not known yet", first=EVERYDAY_METHODS)
    source = one_of("Where did they come from?", ADMISSION_SOURCES, empty="Not known yet", first=EVERYDAY_SOURCES)
    legal_code = one_of("Legal status", LEGAL_AUTHORITIES, empty="Not known yet")
    legal_expires_on = DatePartsField("Section expires", missing=None)
    accommodation_status = one_of("Where do they live?", ACCOMMODATION_STATUSES, empty="Not known yet")
    is_home_at_risk = RadioField(
        "Is their home at risk within 56 days?",
        choices={YES: "Yes", NO: "No", NOT_ASKED: "Not asked yet"},
        default=NOT_ASKED,
        validate_choice=False,
    )
    is_long_ago_meant = BooleanField("Yes, the admission was more than a year ago")
    ends_placement = BooleanField("End that placement on the day of this admission", default=True)

    def command(self, ward_id: UUID, person: UUID | NewPerson) -> Admit:
        return Admit(
            ward_id=ward_id,
            person=person,
            admitted_at=self.admitted_at,
            is_time_known=self.admitted_time.data is not None,
            bed=self.bed.data or "",
            method=self.method.data or "",
            source=self.source.data or "",
            legal_code=self.legal_code.data or "",
            legal_expires_on=self.legal_expires_on.data,
            accommodation_status=self.accommodation_status.data or "",
            is_home_at_risk=answer_of(self.is_home_at_risk.data),
            is_long_ago_meant=self.is_long_ago_meant.data,
            ends_placement=self.ends_placement.data,
        )

    @property
    def admitted_at(self) -> datetime:
        """Without a time, the beginning of the day."""
        return moment_in(self.admitted_on, self.admitted_time)


class AdmitNewForm(AdmitForm):
    """The same for somebody the trust has not met."""

    local_number = Words("Local number", validators=[InputRequired("Enter the local number")])
    nhs_number = Words("NHS number")
    surname = Words("Last name", validators=[InputRequired("Enter the person's last name")])
    given_name = Words("First name", validators=[InputRequired("Enter the person's first name")])
    birth_date = DatePartsField("Date of birth", missing="Enter the date of birth")
    is_somebody_else = BooleanField("This is somebody else with the same name and date of birth")

    def person(self) -> NewPerson:
        if self.birth_date.data is None:
            raise ValueError("birth_date is empty")
        return NewPerson(
            local_number=self.local_number.data or "",
            nhs_number=self.nhs_number.data or "",
            surname=self.surname.data or "",
            given_name=self.given_name.data or "",
            birth_date=self.birth_date.data,
            is_somebody_else=self.is_somebody_else.data,
        )


class CancelForm(Form):
    because = Words("Why was the admission wrong?", validators=[InputRequired("Enter why the admission was wrong")])

    def command(self, stay_id: UUID) -> CancelAdmission:
        return CancelAdmission(stay_id=stay_id, because=self.because.data or "")
