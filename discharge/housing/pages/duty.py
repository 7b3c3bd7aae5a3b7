"""The duty to refer: part of the page of a case, and the sheet that is printed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from flask import url_for

from discharge.housing.models import ConsentSubject, DutyConsent, DutyReferral, ReferralState
from discharge.housing.pages.parts import Fact
from discharge.housing.queries.case import WholeCase
from discharge.housing.queries.sheet import ReferralSheet
from discharge.housing.rules.codes import (
    CONSENT_STATES,
    DUTY_OUTCOMES,
    DUTY_REASONS,
    DUTY_ROUTES,
    HOME_RISKS,
    SAFE_PLACING,
    SUPPORT_LEVELS,
)
from discharge.housing.rules.duty import NO_APPLICATION, is_child, why_check
from discharge.stays.rules.names import NameLevel, shown_name
from discharge.stays.rules.numbers import show_nhs_number
from discharge.stays.rules.shown import shown_day, shown_moment

SUBJECTS = {
    ConsentSubject.REFER: "To be referred",
    ConsentSubject.CONTACT: "To pass on how to reach them",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralRow:
    """clock, clock_state: how long it has been waited for, while it is."""

    council: str
    facts: tuple[Fact, ...]
    state: str
    clock: str
    clock_state: str
    received_href: str
    answered_href: str
    sheet_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyBlock:
    """due: why the check is due, "" where it is not. Links are only those that this person may use."""

    due: str
    checked: str
    is_child: bool
    not_application: str
    consents: tuple[Fact, ...]
    withdrawn: str
    referrals: tuple[ReferralRow, ...]
    check_href: str
    consent_href: str
    refer_href: str
    children_href: str

    @classmethod
    def of(cls, whole: WholeCase, *, is_open: bool) -> Self:
        case, stay = whole.case, whole.stay
        child = is_child(stay.person.birth_date, whole.today)
        due = why_check(
            is_at_risk=stay.is_home_at_risk,
            edd=whole.edd,
            checked_on=case.checked_on if case else None,
            today=whole.today,
        )
        may = whole.may_work and is_open
        return cls(
            due=due if stay.is_open else "",
            checked=_checked(whole),
            is_child=child,
            not_application=NO_APPLICATION,
            consents=tuple(
                Fact(label=label, words=_consent(whole.duty.consents.get(subject)))
                for subject, label in SUBJECTS.items()
            ),
            withdrawn=_withdrawn(whole),
            referrals=tuple(_row(each, whole, may=may) for each in whole.duty.referrals),
            check_href=url_for("housing.check", stay_id=stay.id) if whole.may_work else "",
            consent_href=url_for("housing.consents", stay_id=stay.id) if may and not child else "",
            refer_href=url_for("housing.refer", stay_id=stay.id) if may and not child else "",
            children_href=url_for("housing.refer_children", stay_id=stay.id) if may and child else "",
        )


def _checked(whole: WholeCase) -> str:
    case = whole.case
    if case is None or case.checked_on is None:
        return ""
    return f"{shown_day(case.checked_on)}: {_risks(case.risks) or 'none of the risks'}"


def _risks(codes: list[str]) -> str:
    return ", ".join(HOME_RISKS[risk].description for risk in codes if risk in HOME_RISKS)


def _consent(row: DutyConsent | None) -> str:
    if row is None:
        return CONSENT_STATES["not_asked"].description
    by = f" by {row.decided_by}" if row.decided_by else ""
    return f"{CONSENT_STATES[row.state].description}{by}, {shown_day(row.on)}"


def _withdrawn(whole: WholeCase) -> str:
    """What to do when the person took consent back while a council has the referral."""
    refer = whole.duty.consents.get(ConsentSubject.REFER)
    waiting = whole.duty.open
    if refer is None or waiting is None or waiting.is_to_children or CONSENT_STATES[refer.state].allows:
        return ""
    return f"The person no longer agrees. Tell {waiting.authority.name} to stop, and record its answer."


def _row(row: DutyReferral, whole: WholeCase, *, may: bool) -> ReferralRow:
    facts = [
        ("Reason", DUTY_REASONS[row.reason].description if row.reason else ""),
        ("Sent", f"{shown_day(row.sent_on)}{f', {DUTY_ROUTES[row.route].description}' if row.route else ''}"),
        ("How to reach the person", row.reach),
        ("Reference", row.reference),
        ("Received", shown_day(row.received_on)),
        ("Answer", _answer(row)),
    ]
    is_waiting = row.state is not ReferralState.ANSWERED
    clock = whole.duty.clock if is_waiting and row is whole.duty.open else None
    keys = {"stay_id": str(whole.stay.id), "referral_id": str(row.id)}
    return ReferralRow(
        council=f"{row.authority.name}, children's services" if row.is_to_children else row.authority.name,
        facts=tuple(Fact(label=label, words=words) for label, words in facts if words),
        state={"sent": "Sent", "received": "Received", "answered": "Answered"}[row.state],
        clock=clock.words if clock else "",
        clock_state=clock.state if clock else "",
        received_href=_link("housing.received", keys) if may and is_waiting else "",
        answered_href=_link("housing.answered", keys) if may and is_waiting else "",
        sheet_href="" if row.is_to_children else _link("housing.sheet", keys),
    )


def _link(endpoint: str, keys: dict[str, str]) -> str:
    return url_for(endpoint, stay_id=keys["stay_id"], referral_id=keys["referral_id"])


def _answer(row: DutyReferral) -> str:
    if not row.outcome:
        return ""
    words = f". {row.outcome_words}" if row.outcome_words else ""
    return f"{DUTY_OUTCOMES[row.outcome].description}, {shown_day(row.answered_on)}{words}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPage:
    """The referral on paper, for a council that takes none on a screen."""

    title: str
    council: str
    facts: tuple[Fact, ...]
    safe: tuple[str, ...]
    not_application: str
    printed_by: str
    printed_at: str
    destroy_by: str

    @classmethod
    def of(cls, sheet: ReferralSheet, *, printed_by: str, now: datetime) -> Self:
        person, row, case = sheet.stay.person, sheet.referral, sheet.case
        support = SUPPORT_LEVELS.get(case.support_level)
        facts = (
            ("Person", shown_name(NameLevel.FULL, family=person.surname, given=person.given_name, bed=None)),
            ("Date of birth", shown_day(person.birth_date)),
            ("NHS number", show_nhs_number(person.nhs_number) if person.nhs_number else "Not recorded"),
            (
                "In hospital at",
                f"{sheet.stay.ward.name} ward, {sheet.site_name}, since {shown_day(sheet.stay.admitted_on)}",
            ),
            ("How to reach the person", row.reach),
            ("Reason, agreed with the person", DUTY_REASONS[row.reason].description),
            ("What the person said", _risks(case.risks)),
            ("Lived before in", case.lived_area),
            ("Lived with", case.lived_with),
            ("Support needed", support.description if support else ""),
            ("Expected to leave hospital", shown_day(sheet.edd)),
            ("Agrees to be referred", _consent(sheet.duty.consents.get(ConsentSubject.REFER))),
            ("Agrees that you are told how to reach them", _consent(sheet.duty.consents.get(ConsentSubject.CONTACT))),
            ("Sent", f"{shown_day(row.sent_on)} by {row.sent_by}"),
            ("Your reference", row.reference),
        )
        return cls(
            title="Referral of somebody who may be homeless",
            council=row.authority.name,
            facts=tuple(Fact(label=label, words=words) for label, words in facts if words),
            safe=tuple(SAFE_PLACING[each.code].description for each in sheet.safe),
            not_application=NO_APPLICATION,
            printed_by=printed_by,
            printed_at=shown_moment(now),
            destroy_by="the day after the council has it",
        )
