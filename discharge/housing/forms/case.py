"""Needs and wishes; closing; what a clinician releases."""

from collections.abc import Mapping
from typing import Any, Self
from uuid import UUID

from wtforms import SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget

from discharge.core.forms import DatePartsField, LongWords, Words, choices
from discharge.housing.commands.case import CloseCase, ReleaseSafePlacing, ReopenCase, SaveCase
from discharge.housing.forms.parts import VersionedForm, answer_of, answer_to, one_of, pairs_of, radios_of, yes_no
from discharge.housing.rules.case import HOME_NEEDS, LABELS, CaseFacts
from discharge.housing.rules.codes import ACCESS, ROUTES, SAFE_PLACING, SUPPORT_LEVELS, TENANCY_HOLDERS
from discharge.stays.rules.codes import ACCOMMODATION_STATUSES

ANSWERS = ("is_tenancy_at_risk", "has_pets", "has_no_recourse")


class Several(SelectMultipleField):
    """Any of several, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class CaseForm(VersionedForm):
    need = radios_of("Why is housing needed?", HOME_NEEDS.items())
    lived_in = one_of(LABELS["lived_in"], ACCOMMODATION_STATUSES)
    lived_area = Words(LABELS["lived_area"])
    lived_with = Words(LABELS["lived_with"])
    tenancy_holder = one_of(LABELS["tenancy_holder"], TENANCY_HOLDERS, empty="Not asked yet")
    is_tenancy_at_risk = yes_no("Is the tenancy at risk?")
    route = one_of("What kind of home is looked for?", ROUTES, empty="Not decided yet")
    support_level = one_of("What support is needed there?", SUPPORT_LEVELS)
    access = one_of("Access", ACCESS)
    council_ids = Several(LABELS["council_ids"], validate_choice=False)
    area_words = Words(LABELS["area_words"])
    has_pets = yes_no("Does a pet come too?")
    has_no_recourse = yes_no("No recourse to public funds?")
    wishes = LongWords("What does the person want?")

    @classmethod
    def begin(cls, facts: CaseFacts, *, version: int, councils: Mapping[UUID, str]) -> Self:
        values = facts.values()
        for field in ANSWERS:
            values[field] = answer_to(values[field])
        values["council_ids"] = [str(key) for key in facts.council_ids]
        form = cls(data=values, version=str(version))
        form.council_ids.choices = choices(pairs_of(councils))
        return form

    def command(self, stay_id: UUID) -> SaveCase:
        return SaveCase(stay_id=stay_id, version=self.version_seen, facts=self.facts())

    def facts(self) -> CaseFacts:
        values: dict[str, Any] = {field: self[field].data or "" for field in LABELS}
        for field in ANSWERS:
            values[field] = answer_of(self[field].data)
        values["council_ids"] = keys_of(self.council_ids.data)
        return CaseFacts(**values)


def keys_of(typed: list[str] | None) -> tuple[UUID, ...]:
    """Keys from boxes; what is none is a key that no row has, which the rules refuse."""
    found = []
    for each in typed or ():
        try:
            found.append(UUID(each))
        except ValueError:
            found.append(UUID(int=0))
    return tuple(found)


class CloseForm(VersionedForm):
    outcome: StringField = Words("What came of it?")

    def command(self, stay_id: UUID) -> CloseCase:
        return CloseCase(stay_id=stay_id, version=self.version_seen, outcome=self.outcome.data or "")


class ConfirmForm(VersionedForm):
    """Nothing to enter: the button is the answer."""

    def reopen(self, stay_id: UUID) -> ReopenCase:
        return ReopenCase(stay_id=stay_id, version=self.version_seen)


class SafePlacingForm(VersionedForm):
    code = radios_of("What is needed to place the person safely?", SAFE_PLACING.choices())
    basis = Words("Where is this decided or written?")
    since_on = DatePartsField("Since", missing="Enter the date from which this holds")
    released_by = Words("Clinician who releases this to partners")

    def command(self, stay_id: UUID) -> ReleaseSafePlacing:
        return ReleaseSafePlacing(
            stay_id=stay_id,
            code=self.code.data or "",
            basis=self.basis.data or "",
            since_on=self.since_on.day,
            released_by=self.released_by.data or "",
        )
