"""The four groups of people and plans. Each form carries what it began with, so that two editors can be merged."""

import json
from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.validators import ValidationError

from discharge.core.forms import DatePartsField, Form, Words, carried
from discharge.stays.commands.people import EditDetails
from discharge.stays.forms.answers import answer_of, answer_to, one_of, yes_no
from discharge.stays.rules.codes import ACCOMMODATION_STATUSES, CARER_PERMISSIONS, OUT_OF_AREA_REASONS, RECEIVING_TEAMS
from discharge.stays.rules.details import LABELS, YES_NO_PARTLY, Circle, Details, Home, Purpose, Team

_ANSWERS = frozenset({"has_receiving_team_accepted", "is_home_at_risk"})
_DATES = frozenset({"formulation_done_on", "responsible_icb_on", "responsible_council_on"})
_KEYS = frozenset({"responsible_icb_id", "responsible_council_id"})


class DetailsForm(Form):
    """A group of fields named as in its dataclass. `seen`: the group as it was when the form was opened."""

    group: ClassVar[type[Details]]
    seen = HiddenField()

    @classmethod
    def begin(cls, stored: Details, **kwargs: Any) -> Self:
        """A form to fill in, or the one that was sent."""
        form = cls(data={field: _to_form(field, value) for field, value in stored.values().items()}, **kwargs)
        if not form.is_submitted():
            form.show_seen(stored)
        return form

    def command(self, stay_id: UUID) -> EditDetails:
        return EditDetails(stay_id=stay_id, seen=self.seen_details(), typed=self.typed())

    def typed(self) -> Details:
        return self.group(**{field: _from_form(field, self[field].data) for field in self.group().values()})

    def seen_details(self) -> Details:
        return self.group(**{field: _from_json(field, value) for field, value in carried(self.seen.data).items()})

    def validate_seen(self, _field: HiddenField) -> None:
        try:
            self.seen_details()
        except (ValueError, TypeError):
            raise ValidationError("Open this form again from the person's page") from None

    def show_seen(self, stored: Details) -> None:
        plain = {f: str(v) if isinstance(v, date | UUID) else v for f, v in stored.values().items()}
        self.seen.data = json.dumps(plain, ensure_ascii=False)

    def start_again_on(self, stored: Details) -> None:
        """After somebody else saved first: keep what this person changed, show the rest as it is stored now."""
        seen, typed = self.seen_details().values(), self.typed().values()
        for field, value in stored.values().items():
            if typed[field] == seen[field]:
                self[field].process(None, _to_form(field, value))
        self.show_seen(stored)


class TeamForm(DetailsForm):
    group = Team

    consultant = Words(LABELS["consultant"])
    key_worker = Words(LABELS["key_worker"])
    community_team = Words(LABELS["community_team"])
    receiving_team_kind = one_of(LABELS["receiving_team_kind"], RECEIVING_TEAMS, empty="Not known yet")
    receiving_team = Words("Name of the receiving team")
    has_receiving_team_accepted = yes_no("Has the receiving team accepted?")


class CircleForm(DetailsForm):
    group = Circle

    _asked: ClassVar = YES_NO_PARTLY | {"": "Not asked yet"}
    knows_date = RadioField("Does the person know the date?", choices=_asked, default="", validate_choice=False)
    agrees_date = RadioField("Does the person agree with it?", choices=_asked, default="", validate_choice=False)
    carer = Words("Carer or family (name, relation)")
    carer_permission = RadioField(
        "Has the person given permission to involve them?",
        choices=dict(CARER_PERMISSIONS.choices()) | {"": "Not asked yet"},
        default="",
        validate_choice=False,
    )
    advocate = Words("Advocate")
    interpreter = Words("Interpreter: which language?")
    has_learning_disability = BooleanField("Learning disability")
    is_autistic = BooleanField("Autistic")
    is_address_protected = BooleanField("Do not contact: address protected")


class PurposeForm(DetailsForm):
    group = Purpose

    purpose = Words(LABELS["purpose"])
    discharge_criteria = Words(LABELS["discharge_criteria"])
    formulation_done_on = DatePartsField(LABELS["formulation_done_on"], missing=None)
    next_discharge_step = Words(LABELS["next_discharge_step"])


class HomeForm(DetailsForm):
    group = Home

    accommodation_status = one_of(LABELS["accommodation_status"], ACCOMMODATION_STATUSES, empty="Not known yet")
    is_home_at_risk = yes_no("Is the person homeless, or likely to be within 56 days?")
    out_of_area_reason = one_of("Placed out of area", OUT_OF_AREA_REASONS, empty="Not out of area")
    responsible_icb_id = SelectField(LABELS["responsible_icb_id"], choices={}, default="", validate_choice=False)
    responsible_icb_basis = Words("How was this decided?")
    responsible_icb_on = DatePartsField("Decided on", missing=None)
    responsible_council_id = SelectField(
        LABELS["responsible_council_id"], choices={}, default="", validate_choice=False
    )
    responsible_council_basis = Words("How was this decided?")
    responsible_council_on = DatePartsField("Decided on", missing=None)

    def __init__(self, *args: Any, icbs: dict[str, str], councils: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.responsible_icb_id.choices = {"": "Not decided yet"} | icbs
        self.responsible_council_id.choices = {"": "Not decided yet"} | councils


def _to_form(field: str, value: Any) -> Any:
    if field in _ANSWERS:
        return answer_to(value)
    return str(value or "") if field in _KEYS else value


def _from_form(field: str, value: Any) -> Any:
    if field in _ANSWERS:
        return answer_of(value)
    if field in _KEYS:
        return UUID(value) if value else None
    return value if field in _DATES or isinstance(value, bool) else value or ""


def _from_json(field: str, value: Any) -> Any:
    if field in _DATES and value is not None:
        return date.fromisoformat(value)
    return UUID(value) if field in _KEYS and value is not None else value
