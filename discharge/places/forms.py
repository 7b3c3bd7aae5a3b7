"""The forms of places. They parse; commands decide."""

from typing import Any, TypeVar
from uuid import UUID

from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, ValidationError

from discharge.core.errors import NotFound
from discharge.core.forms import ClockField, DatePartsField, Form, Words, choices, named
from discharge.places import commands
from discharge.places.models import ContactKind, CouncilFunctions, OrganisationKind, TeamFunction
from discharge.places.rules.codes import AGE_GROUPS, BED_TYPES, CARE_INTENSITIES, SEXES_OF_PATIENTS
from discharge.places.rules.policy import Key

KINDS = (
    (OrganisationKind.TRUST, "NHS trust"),
    (OrganisationKind.ICB, "Integrated care board"),
    (OrganisationKind.COUNCIL, "Council"),
    (OrganisationKind.HOUSING_PROVIDER, "Housing provider"),
    (OrganisationKind.VOLUNTARY_SECTOR, "Voluntary organisation"),
)
COUNCIL_FUNCTIONS = (
    (CouncilFunctions.BOTH, "Housing and social care"),
    (CouncilFunctions.HOUSING, "Housing only: a district in a two-tier area"),
    (CouncilFunctions.SOCIAL_CARE, "Social care only: a county in a two-tier area"),
)
TEAM_FUNCTIONS = (
    (TeamFunction.HOUSING_OPTIONS, "Housing options and homelessness"),
    (TeamFunction.ADULT_SOCIAL_CARE, "Adult social care"),
    (TeamFunction.SECTION_117, "Section 117 aftercare"),
    (TeamFunction.CONTINUING_HEALTHCARE, "Continuing healthcare"),
    (TeamFunction.LETTINGS, "Lettings"),
    (TeamFunction.SUPPORT, "Support at home"),
    (TeamFunction.OTHER, "Something else"),
)
CONTACT_KINDS = (
    (ContactKind.COUNCIL, "A council elsewhere"),
    (ContactKind.MINISTRY_OF_JUSTICE, "Ministry of Justice"),
    (ContactKind.COURT, "A court"),
    (ContactKind.PRISON, "A prison"),
    (ContactKind.OTHER, "Somebody else"),
)
WEEKLY = (
    ("", "Every working day"),
    ("0", "Once a week, on Monday"),
    ("1", "Once a week, on Tuesday"),
    ("2", "Once a week, on Wednesday"),
    ("3", "Once a week, on Thursday"),
    ("4", "Once a week, on Friday"),
)
T = TypeVar("T")
PASSES = (("2", "Two: plan and mark"), ("1", "One: mark"), ("0", "None"))


def given(value: T | None) -> T:
    """A value whose field does not validate when it is missing."""
    if value is None:
        raise ValueError("a form was used before it was validated")
    return value


class WholeNumber(StringField):
    """A whole number from 0 on. missing: the message when nothing was typed; None makes it optional."""

    def __init__(self, label: str, *, missing: str | None, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.missing = missing

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = typed
        if not typed:
            if self.missing:
                raise ValueError(self.missing)
        elif not (typed.isascii() and typed.isdigit() and len(typed) <= 6):
            raise ValueError(f"{named(self)} must be a whole number, for example 22")

    @property
    def number(self) -> int:
        return int(self.data or 0)


class VersionedForm(Form):
    """A form over a row that two people may have open."""

    @property
    def version_seen(self) -> int:
        """Raises NotFound for a version that no form of ours carries."""
        seen = str(self.version.data or "")
        if not (seen.isascii() and seen.isdigit() and len(seen) < 10):
            raise NotFound
        return int(seen)


class OrganisationForm(Form):
    kind = RadioField(
        "Kind",
        choices=choices((kind.value, words) for kind, words in KINDS),
        validators=[InputRequired("Select the kind of organisation")],
    )
    name = Words("Name", validators=[InputRequired("Enter the name of the organisation")])
    council_functions = SelectField(
        "What a council answers for",
        choices=choices((("", "It is no council"), *((kind.value, words) for kind, words in COUNCIL_FUNCTIONS))),
    )
    ods_code = Words("ODS code")
    system_id = SelectField("System")

    def command(self) -> commands.AddOrganisation:
        return commands.AddOrganisation(
            kind=OrganisationKind(self.kind.data),
            name=given(self.name.data),
            ods_code=given(self.ods_code.data).upper(),
            system_id=UUID(self.system_id.data),
            council_functions=CouncilFunctions(self.council_functions.data) if self.council_functions.data else None,
        )


class NameForm(VersionedForm):
    name = Words("Name", validators=[InputRequired("Enter the name")])


class SiteForm(Form):
    name = Words("Name", validators=[InputRequired("Enter the name of the site")])
    code = Words("ODS site code", validators=[InputRequired("Enter the ODS site code")])

    def command(self, organisation_id: UUID) -> commands.AddSite:
        return commands.AddSite(
            organisation_id=organisation_id, name=given(self.name.data), code=given(self.code.data).upper()
        )


class WardForm(VersionedForm):
    """What a ward is."""

    name = Words("Name", validators=[InputRequired("Enter the name of the ward")])
    code = Words("Code in the record system", validators=[InputRequired("Enter the code of the ward")])
    bed_type = SelectField("Beds for", choices=choices(BED_TYPES.choices()))
    age_group = SelectField("Age group", choices=choices(AGE_GROUPS.choices()))
    care_intensity = SelectField("Intensity of care", choices=choices(CARE_INTENSITIES.choices()))
    sex_of_patients = SelectField("Sex of patients", choices=choices(SEXES_OF_PATIENTS.choices()))

    def kind(self) -> dict[str, Any]:
        names = ("name", "code", "bed_type", "age_group", "care_intensity", "sex_of_patients")
        return {name: self._fields[name].data for name in names}

    def command(self, ward_id: UUID) -> commands.ChangeWard:
        return commands.ChangeWard(ward_id=ward_id, version=self.version_seen, **self.kind())


class NewWardForm(WardForm):
    beds = WholeNumber("Beds", missing="Enter the number of beds")
    opens_on = DatePartsField("First day", missing="Enter the first day of the ward's beds")

    def add(self, site_id: UUID) -> commands.AddWard:
        return commands.AddWard(
            site_id=site_id, beds=self.beds.number, opens_on=given(self.opens_on.data), **self.kind()
        )


class BedsForm(VersionedForm):
    from_on = DatePartsField("From", missing="Enter the day from which this holds")
    beds = WholeNumber("Beds", missing="Enter the number of beds")
    closed_beds = WholeNumber("Of these closed", missing=None)
    is_shut = BooleanField("The whole ward is shut for a time")
    reason = Words("Why beds are closed")

    def command(self, ward_id: UUID) -> commands.SetBeds:
        return commands.SetBeds(
            ward_id=ward_id,
            from_on=given(self.from_on.data),
            beds=self.beds.number,
            closed_beds=self.closed_beds.number,
            is_shut=self.is_shut.data,
            reason=given(self.reason.data),
            version=self.version_seen,
        )


class RoundsForm(VersionedForm):
    from_on = DatePartsField("From", missing="Enter the day from which this holds")
    weekly_on = SelectField("How often the ward meets", choices=choices(WEEKLY))
    weekday_passes = SelectField("Passes from Monday to Friday", choices=choices(PASSES))
    weekend_passes = SelectField("Passes at weekends", choices=choices(PASSES))
    holiday_passes = SelectField("Passes on bank holidays", choices=choices(PASSES))
    closes_at = ClockField("A day closes at", missing="Enter the time at which a day closes, for example 12:00")

    def command(self, ward_id: UUID) -> commands.SetRounds:
        return commands.SetRounds(
            ward_id=ward_id,
            from_on=given(self.from_on.data),
            weekly_on=int(self.weekly_on.data) if self.weekly_on.data else None,
            weekday_passes=int(self.weekday_passes.data),
            weekend_passes=int(self.weekend_passes.data),
            holiday_passes=int(self.holiday_passes.data),
            closes_at=given(self.closes_at.data),
            version=self.version_seen,
        )


class NumberForm(VersionedForm):
    value = WholeNumber("Number", missing=None)
    is_wider = BooleanField("Use the default")
    from_on = DatePartsField("From", missing="Enter the day from which this holds")
    source = Words("Who decided this, and where is it written")

    def command(self, key: Key, organisation_id: UUID, ward_id: UUID | None) -> commands.SetNumber:
        return commands.SetNumber(
            organisation_id=organisation_id,
            ward_id=ward_id,
            key=key,
            value=None if self.is_wider.data else self.value.number,
            from_on=given(self.from_on.data),
            source=given(self.source.data),
            version=self.version_seen,
        )

    def validate_value(self, field: WholeNumber) -> None:
        if not field.data and not self.is_wider.data and not field.errors:
            raise ValidationError("Enter the number")


class ConfirmForm(VersionedForm):
    """Nothing to enter: the button is the answer."""


class FunctionsForm(VersionedForm):
    functions = RadioField(
        "What does the council answer for?",
        choices=choices((kind.value, words) for kind, words in COUNCIL_FUNCTIONS),
        validators=[InputRequired("Select what the council answers for")],
    )


class TeamForm(VersionedForm):
    name = Words("Name", validators=[InputRequired("Enter the name of the team")])
    function = RadioField(
        "What the team does",
        choices=choices((kind.value, words) for kind, words in TEAM_FUNCTIONS),
        validators=[InputRequired("Select what the team does")],
    )
    email = Words("E-mail address of the team")

    def values(self) -> dict[str, Any]:
        return {
            "name": given(self.name.data),
            "function": TeamFunction(self.function.data),
            "email": given(self.email.data),
        }


class ChangeTeamForm(TeamForm):
    is_closed = BooleanField("The team takes no new work")


class ContactForm(VersionedForm):
    name = Words("Name", validators=[InputRequired("Enter the name of the contact")])
    kind = RadioField(
        "Who they are",
        choices=choices((kind.value, words) for kind, words in CONTACT_KINDS),
        validators=[InputRequired("Select who they are")],
    )
    telephone = Words("Telephone number")

    def values(self) -> dict[str, Any]:
        return {
            "name": given(self.name.data),
            "kind": ContactKind(self.kind.data),
            "telephone": given(self.telephone.data),
        }
