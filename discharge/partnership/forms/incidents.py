"""Telling of an incident, deciding about the safeguarding board, closing."""

from collections.abc import Mapping
from typing import Any, Self
from uuid import UUID

from wtforms import RadioField, SelectField

from discharge.core.forms import DatePartsField, Form, LongWords, Words, choices, whole_number
from discharge.partnership.commands.incidents import CloseIncident, DecideReferral, TellIncident
from discharge.partnership.models import Incident
from discharge.partnership.rules.incidents import IncidentKind

YES, NO = "yes", "no"


class TellForm(Form):
    kind = RadioField(
        "What was it?", choices=choices((kind.value, kind.words) for kind in IncidentKind), validate_choice=False
    )
    ward_id = SelectField("Ward", validate_choice=False)
    happened_on = DatePartsField("When did it happen?", missing="Enter the day on which it happened")
    what_happened = LongWords("What happened?")
    done_at_once = LongWords("What was done at once?")
    local_reference = Words("Reference in your incident system")

    @classmethod
    def among(cls, wards: Mapping[UUID, str], *, is_about_somebody: bool, **values: Any) -> Self:
        """About somebody the ward is theirs; otherwise it is asked, unless there is only one."""
        form = cls(**values)
        if is_about_somebody:
            del form.ward_id
        else:
            first = () if len(wards) == 1 else (("", "Select a ward"),)
            form.ward_id.choices = choices((*first, *((str(key), name) for key, name in wards.items())))
        return form

    def command(self, wards: Mapping[UUID, str], stay_id: UUID | None) -> TellIncident:
        chosen = self.ward_id.data if self.ward_id else ""
        return TellIncident(
            kind=next((kind for kind in IncidentKind if kind.value == self.kind.data), None),
            ward_id=next((key for key in wards if str(key) == chosen), None),
            happened_on=self.happened_on.day,
            what_happened=self.what_happened.data or "",
            done_at_once=self.done_at_once.data or "",
            local_reference=self.local_reference.data or "",
            stay_id=stay_id,
        )


class DecideForm(Form):
    is_referred = RadioField(
        "Is the Safeguarding Adults Board told?", choices=choices(((YES, "Yes"), (NO, "No"))), validate_choice=False
    )
    referred_on = DatePartsField("When was the board told?", missing=None)
    board_reference = Words("The board’s reference")
    because = LongWords("Why is the board not told?")
    local_reference = Words("Reference in your incident system")

    @classmethod
    def begin(cls, incident: Incident) -> Self:
        referred = incident.is_referred
        return cls(
            version=str(incident.version),
            is_referred=None if referred is None else YES if referred else NO,
            referred_on=incident.referred_on,
            board_reference=incident.board_reference,
            because=incident.because,
            local_reference=incident.local_reference,
        )

    def command(self, incident_id: UUID) -> DecideReferral:
        return DecideReferral(
            incident_id=incident_id,
            version=whole_number(self.version.data),
            is_referred={YES: True, NO: False}.get(self.is_referred.data),
            referred_on=self.referred_on.data,
            board_reference=self.board_reference.data or "",
            because=self.because.data or "",
            local_reference=self.local_reference.data or "",
        )


class CloseForm(Form):
    learned = LongWords("What was learned, and what changes?")

    def command(self, incident_id: UUID) -> CloseIncident:
        return CloseIncident(
            incident_id=incident_id, version=whole_number(self.version.data), learned=self.learned.data or ""
        )
