"""The check, the two consents, the referral and its answer."""

from collections.abc import Mapping
from typing import Any, Self
from uuid import UUID

from wtforms import BooleanField

from discharge.core.forms import DatePartsField, Words, choices
from discharge.housing.commands.duty import (
    MakeCheck,
    ReferralAnswered,
    ReferralReceived,
    ReferToChildren,
    Said,
    SendReferral,
    SetConsents,
)
from discharge.housing.forms.case import Several, keys_of
from discharge.housing.forms.parts import VersionedForm, one_of, pairs_of, radios_of
from discharge.housing.models import DutyConsent
from discharge.housing.rules.codes import CONSENT_STATES, DUTY_OUTCOMES, DUTY_REASONS, DUTY_ROUTES, HOME_RISKS


class CheckForm(VersionedForm):
    risks = Several("Which of these is so?", choices=choices(HOME_RISKS.choices()), validate_choice=False)
    is_none = BooleanField("None of these")

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid: bool = super().validate(extra_validators)
        if bool(self.risks.data) == bool(self.is_none.data):
            both = "Select what is so, or that none of these is so, not both"
            self.risks.errors = [both if self.risks.data else "Select what is so, or that none of these is so"]
            return False
        return is_valid

    def command(self, stay_id: UUID) -> MakeCheck:
        return MakeCheck(stay_id=stay_id, risks=tuple(self.risks.data or ()))


class ConsentForm(VersionedForm):
    refer_state = radios_of("Does the person agree to be referred?", CONSENT_STATES.choices())
    refer_on = DatePartsField("Said or decided on", missing=None)
    refer_by = Words("In their best interests: who decided?")
    contact_state = radios_of("Do they agree that the council is told how to reach them?", CONSENT_STATES.choices())
    contact_on = DatePartsField("Said or decided on", missing=None)
    contact_by = Words("In their best interests: who decided?")

    @classmethod
    def begin(cls, consents: Mapping[str, DutyConsent], *, version: int) -> Self:
        values: dict[str, Any] = {"version": str(version)}
        for subject in ("refer", "contact"):
            held = consents.get(subject)
            values[f"{subject}_state"] = held.state if held else "not_asked"
            values[f"{subject}_on"] = held.on if held else None
            values[f"{subject}_by"] = held.decided_by if held else ""
        return cls(**values)

    def command(self, stay_id: UUID) -> SetConsents:
        return SetConsents(
            stay_id=stay_id,
            version=self.version_seen,
            refer=Said(state=self.refer_state.data or "", on=self.refer_on.data, decided_by=self.refer_by.data or ""),
            contact=Said(
                state=self.contact_state.data or "", on=self.contact_on.data, decided_by=self.contact_by.data or ""
            ),
        )


class CouncilForm(VersionedForm):
    """A form that sends something to one of the councils given."""

    authority_id = one_of("Council", DUTY_ROUTES, empty="Select a council")

    @classmethod
    def among(cls, councils: Mapping[UUID, str], **values: Any) -> Self:
        form = cls(**values)
        form.authority_id.choices = choices((("", "Select a council"), *pairs_of(councils)))
        return form

    @property
    def authority(self) -> UUID | None:
        return keys_of([self.authority_id.data])[0] if self.authority_id.data else None


class ReferralForm(CouncilForm):
    is_choice = BooleanField("The person chose this council, and it is in England")
    reason = radios_of("Reason agreed with the person", DUTY_REASONS.choices())
    reach = Words("How and when the council can reach the person on the ward")
    route = radios_of("How does the referral go?", DUTY_ROUTES.choices())
    reference = Words("The council's reference")
    sent_on = DatePartsField("Sent on", missing="Enter the date on which the referral is sent")

    def command(self, stay_id: UUID) -> SendReferral:
        return SendReferral(
            stay_id=stay_id,
            authority_id=self.authority,
            is_choice=bool(self.is_choice.data),
            reason=self.reason.data or "",
            reach=self.reach.data or "",
            route=self.route.data or "",
            reference=self.reference.data or "",
            sent_on=self.sent_on.day,
        )


class ChildrenForm(CouncilForm):
    reference = Words("The council's reference")
    sent_on = DatePartsField("Sent on", missing="Enter the date on which the referral is sent")

    def command(self, stay_id: UUID) -> ReferToChildren:
        return ReferToChildren(
            stay_id=stay_id,
            authority_id=self.authority,
            reference=self.reference.data or "",
            sent_on=self.sent_on.day,
        )


class ReceivedForm(VersionedForm):
    received_on = DatePartsField("Received by the council on", missing="Enter the date on which the council had it")
    reference = Words("The council's reference")

    def command(self, stay_id: UUID, referral_id: UUID) -> ReferralReceived:
        return ReferralReceived(
            stay_id=stay_id,
            referral_id=referral_id,
            version=self.version_seen,
            received_on=self.received_on.day,
            reference=self.reference.data or "",
        )


class AnsweredForm(VersionedForm):
    outcome = radios_of("What did the council decide?", DUTY_OUTCOMES.choices())
    answered_on = DatePartsField("Decided on", missing="Enter the date on which the council decided")
    words = Words("More about it")

    def command(self, stay_id: UUID, referral_id: UUID) -> ReferralAnswered:
        return ReferralAnswered(
            stay_id=stay_id,
            referral_id=referral_id,
            version=self.version_seen,
            outcome=self.outcome.data or "",
            answered_on=self.answered_on.day,
            words=self.words.data or "",
        )
