"""The duty to refer: the check, the two consents, the referral and what became of it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotFound, RuleBroken
from discharge.core.versions import check_version
from discharge.housing import policies
from discharge.housing.commands.opening import case_in_hand, check_may
from discharge.housing.commands.story import add_step
from discharge.housing.commands.waiting import keep_blocker
from discharge.housing.models import (
    CaseState,
    ConsentSubject,
    DutyConsent,
    DutyReferral,
    HousingCase,
    ReferralState,
)
from discharge.housing.queries.case import case_of, councils
from discharge.housing.queries.duty import consents_of, referrals_of
from discharge.housing.queries.sheet import ReferralSheet
from discharge.housing.rules import duty
from discharge.housing.rules.case import HomeNeed
from discharge.housing.rules.codes import CONSENT_STATES, DUTY_OUTCOMES, DUTY_ROUTES, HOME_RISKS
from discharge.housing.rules.steps import StepKind
from discharge.places.models import CouncilFunctions, Organisation, OrganisationKind
from discharge.stays.models import Stay
from discharge.stays.queries.base import stay_to_change
from discharge.stays.rules.shown import shown_day

NO_RISK = "Checked: no risk of homelessness was found"


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeCheck:
    """The questions to which the person said yes; none: none of them is so."""

    stay_id: UUID
    risks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One consent. on and decided_by: empty while it was not asked."""

    state: str
    on: date | None = None
    decided_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetConsents:
    """The two consents, which are asked and kept apart. version: of the case when the form was opened."""

    stay_id: UUID
    version: int
    refer: Said
    contact: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class SendReferral:
    """reach: how and when to reach the person on the ward. is_choice: the person chose this council."""

    stay_id: UUID
    authority_id: UUID | None
    is_choice: bool
    reason: str
    reach: str
    route: str
    reference: str
    sent_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferToChildren:
    """Somebody under 18: to the council's children's services."""

    stay_id: UUID
    authority_id: UUID | None
    reference: str
    sent_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralReceived:
    stay_id: UUID
    referral_id: UUID
    version: int
    received_on: date
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralAnswered:
    stay_id: UUID
    referral_id: UUID
    version: int
    outcome: str
    answered_on: date
    words: str


def make_check(session: Session, command: MakeCheck, *, actor: Actor, now: datetime) -> HousingCase:
    """Keep what was asked. With a risk there is a case from now on; without one it is closed, and says so."""
    stay = stay_to_change(session, actor, command.stay_id, now=now)
    check_may(stay, may=policies.works_there(actor, stay))
    duty.check_risks(command.risks)
    case = case_of(session, command.stay_id)
    is_new = case is None
    if case is None:
        case = HousingCase(
            organisation_id=stay.organisation_id,
            stay_id=stay.id,
            person_id=stay.person_id,
            opened_at=now,
            changed_at=now,
            lived_in=stay.accommodation_status,
            need=HomeNeed.AT_RISK if command.risks else HomeNeed.NONE,
            state=CaseState.OPEN if command.risks else CaseState.CLOSED,
            outcome="" if command.risks else NO_RISK,
        )
        session.add(case)
    elif command.risks and case.state is CaseState.CLOSED:
        case.state, case.outcome, case.is_closed_by_leaving = CaseState.OPEN, "", False
        case.need = HomeNeed.AT_RISK if case.need is HomeNeed.NONE else case.need
    before = ([] if is_new else case.risks, case.checked_on)
    case.risks, case.checked_on = list(command.risks), local_date(now)
    session.flush()
    changes = {"risks": (before[0], case.risks), "checked_on": (before[1], case.checked_on)}
    record(session, "housing.checked", case, actor=actor, now=now, **changes)
    said = ", ".join(HOME_RISKS[risk].description for risk in command.risks) or "None of the risks"
    add_step(session, case, StepKind.CHECKED, said, on=local_date(now), actor=actor, now=now)
    return case


def set_consents(session: Session, command: SetConsents, *, actor: Actor, now: datetime) -> HousingCase:
    """Keep what changed as new lines; what was said before stays to be read."""
    _stay, case = case_in_hand(session, actor, command.stay_id, now=now)
    known = consents_of(session, case.id)
    typed = {ConsentSubject.REFER: command.refer, ConsentSubject.CONTACT: command.contact}
    changed = {subject: said for subject, said in typed.items() if said != _said(known.get(subject))}
    if not changed:
        return case
    theirs = {SUBJECTS[subject]: _said_words(_said(known.get(subject))) for subject in typed}
    yours = {SUBJECTS[subject]: _said_words(said) for subject, said in typed.items()}
    check_version(case.version, command.version, before={}, theirs=theirs, yours=yours)
    for subject, said in changed.items():
        duty.check_consent(said.state, said.on, said.decided_by, subject=subject.value, today=local_date(now))
        last = known.get(subject)
        if said.state == duty.NOT_ASKED:
            raise RuleBroken(f"{subject.value}_state", "This was asked already: record what the person says now")
        row = DutyConsent(
            organisation_id=case.organisation_id,
            case_id=case.id,
            person_id=case.person_id,
            subject=subject,
            number=last.number + 1 if last else 1,
            state=said.state,
            on=said.on or local_date(now),
            decided_by=said.decided_by,
            by=actor.name,
            at=now,
        )
        session.add(row)
        session.flush()
        before = last.state if last else duty.NOT_ASKED
        record(
            session,
            "duty_consent.recorded",
            row,
            actor=actor,
            now=now,
            subject=(None, subject),
            state=(before, said.state),
            on=(None, row.on),
            decided_by=(None, said.decided_by),
        )
        words = f"{SUBJECTS[subject]}: {_said_words(said)}"
        add_step(session, case, StepKind.CONSENT, words, on=row.on, actor=actor, now=now)
    return case


def send_referral(session: Session, command: SendReferral, *, actor: Actor, now: datetime) -> DutyReferral:
    """Keep that the referral went to the council which the person chose; the council's answer is awaited from now."""
    stay, case = case_in_hand(session, actor, command.stay_id, now=now)
    today = local_date(now)
    said = consents_of(session, case.id)
    consents = {subject.value: row.state for subject, row in said.items()}
    duty.check_may_refer(consents, birth_date=stay.person.birth_date, today=today)
    authority = command.authority_id
    if authority is None or authority not in councils(session, actor):
        raise RuleBroken("authority_id", "Select the council that the person chose. It must be in England")
    if not command.is_choice:
        raise RuleBroken("is_choice", "Ask the person which council they choose, and confirm it here")
    given = {name: getattr(command, name) for name in ("reason", "reach", "route", "reference", "sent_on")}
    duty.check_referral(**given, today=today, agreed_on=max(row.on for row in said.values()))
    return _send(session, stay, case, authority, is_to_children=False, given=given, actor=actor, now=now)


def refer_to_children(session: Session, command: ReferToChildren, *, actor: Actor, now: datetime) -> DutyReferral:
    stay, case = case_in_hand(session, actor, command.stay_id, now=now)
    today = local_date(now)
    if not duty.is_child(stay.person.birth_date, today):
        raise RuleBroken("", "This person is 18 or older: use the duty to refer")
    council = session.get(Organisation, command.authority_id) if command.authority_id else None
    if (
        council is None
        or council.kind is not OrganisationKind.COUNCIL
        or council.council_functions is CouncilFunctions.HOUSING
    ):
        raise RuleBroken("authority_id", "Select the council whose children's services are asked")
    duty.check_sent(command.sent_on, command.reference, today=today)
    given = {"reference": command.reference, "sent_on": command.sent_on}
    return _send(session, stay, case, council.id, is_to_children=True, given=given, actor=actor, now=now)


def referral_received(session: Session, command: ReferralReceived, *, actor: Actor, now: datetime) -> DutyReferral:
    """The council said that it has the referral: the clock runs from that day, also that of what it owes."""
    stay, case, referral = _referral(session, actor, command.stay_id, command.referral_id, now)
    theirs = {"Received": shown_day(referral.received_on), "Reference": referral.reference}
    yours = {"Received": shown_day(command.received_on), "Reference": command.reference}
    if theirs == yours:
        return referral
    check_version(referral.version, command.version, before={}, theirs=theirs, yours=yours)
    if referral.state is ReferralState.ANSWERED:
        raise RuleBroken("", "The council has answered this referral already")
    duty.check_received(command.received_on, sent_on=referral.sent_on, today=local_date(now))
    duty.check_sent(referral.sent_on, command.reference, today=local_date(now))
    before = (referral.received_on, referral.reference)
    referral.state, referral.received_on = ReferralState.RECEIVED, command.received_on
    referral.reference = command.reference or referral.reference
    changes = {"received_on": (before[0], referral.received_on), "reference": (before[1], referral.reference)}
    record(session, "duty_referral.received", referral, actor=actor, now=now, **changes)
    words = f"{referral.authority.name}{f', reference {referral.reference}' if referral.reference else ''}"
    add_step(session, case, StepKind.RECEIVED, words, on=command.received_on, actor=actor, now=now)
    keep_blocker(session, stay, case, "The council has the referral", actor=actor, now=now)
    return referral


def referral_answered(session: Session, command: ReferralAnswered, *, actor: Actor, now: datetime) -> DutyReferral:
    """What the council decided, in housing terms. Nobody waits for it any more."""
    stay, case, referral = _referral(session, actor, command.stay_id, command.referral_id, now)
    theirs = {"Decided": _outcome_words(referral.outcome), "On": shown_day(referral.answered_on)}
    yours = {"Decided": _outcome_words(command.outcome), "On": shown_day(command.answered_on)}
    if theirs == yours:
        return referral
    check_version(referral.version, command.version, before={}, theirs=theirs, yours=yours)
    given = (command.outcome, command.answered_on, command.words, stay.person)
    duty.check_answered(*given, sent_on=referral.sent_on, today=local_date(now))
    if referral.received_on is not None and command.answered_on < referral.received_on:
        received = shown_day(referral.received_on)
        raise RuleBroken("answered_on", f"Answered must be the same as or after received, {received}")
    before = (referral.outcome, referral.answered_on)
    referral.state, referral.outcome = ReferralState.ANSWERED, command.outcome
    referral.answered_on, referral.outcome_words = command.answered_on, command.words
    changes = {"outcome": (before[0], referral.outcome), "answered_on": (before[1], referral.answered_on)}
    record(session, "duty_referral.answered", referral, actor=actor, now=now, **changes)
    said = f"{referral.authority.name}: {DUTY_OUTCOMES[command.outcome].description}"
    words = f"{said}. {command.words}" if command.words else said
    add_step(session, case, StepKind.ANSWERED, words, on=command.answered_on, actor=actor, now=now)
    answer = DUTY_OUTCOMES[command.outcome].description
    keep_blocker(session, stay, case, f"The council answered: {answer}", actor=actor, now=now)
    return referral


def note_referral_printed(session: Session, sheet: ReferralSheet, *, actor: Actor, now: datetime) -> None:
    """Opening the sheet counts as printing it."""
    record(session, "duty_referral.printed", sheet.referral, actor=actor, now=now)


SUBJECTS = {
    ConsentSubject.REFER: "To be referred",
    ConsentSubject.CONTACT: "To pass on how to reach the person",
}


def _referral(
    session: Session, actor: Actor, stay_id: UUID, referral_id: UUID, now: datetime
) -> tuple[Stay, HousingCase, DutyReferral]:
    stay, case = case_in_hand(session, actor, stay_id, now=now)
    found = next((each for each in referrals_of(session, case.id) if each.id == referral_id), None)
    if found is None:
        raise NotFound
    return stay, case, found


def _send(
    session: Session,
    stay: Stay,
    case: HousingCase,
    authority_id: UUID,
    *,
    is_to_children: bool,
    given: dict[str, object],
    actor: Actor,
    now: datetime,
) -> DutyReferral:
    council = session.get_one(Organisation, authority_id)
    unanswered = session.scalars(
        select(DutyReferral.sent_on).where(
            DutyReferral.case_id == case.id,
            DutyReferral.authority_id == authority_id,
            DutyReferral.is_to_children == is_to_children,
            DutyReferral.state != ReferralState.ANSWERED,
        )
    ).first()
    if unanswered is not None:
        raise RuleBroken(
            "authority_id",
            f"{council.name} has had a referral since {shown_day(unanswered)}. Record its answer first",
        )
    row = DutyReferral(
        organisation_id=case.organisation_id,
        case_id=case.id,
        stay_id=stay.id,
        person_id=case.person_id,
        authority_id=authority_id,
        is_to_children=is_to_children,
        sent_by=actor.name,
        **given,
    )
    session.add(row)
    session.flush()
    changes = {name: (None, value) for name, value in given.items() if name != "reach"}
    record(session, "duty_referral.sent", row, actor=actor, now=now, authority_id=(None, authority_id), **changes)
    kind = StepKind.CHILDREN if is_to_children else StepKind.REFERRED
    how = f", by {DUTY_ROUTES[row.route].description.lower()}" if row.route else ""
    add_step(session, case, kind, f"{council.name}{how}", on=row.sent_on, actor=actor, now=now)
    keep_blocker(session, stay, case, "Referred to the council", actor=actor, now=now)
    return row


def _said(row: DutyConsent | None) -> Said:
    return Said(state=row.state, on=row.on, decided_by=row.decided_by) if row else Said(state=duty.NOT_ASKED)


def _said_words(said: Said) -> str:
    entry = CONSENT_STATES.get(said.state)
    words = entry.description if entry else said.state
    by = f", decided by {said.decided_by}" if said.decided_by else ""
    return f"{words}{f' on {shown_day(said.on)}' if said.on else ''}{by}"


def _outcome_words(code: str) -> str:
    entry = DUTY_OUTCOMES.get(code)
    return entry.description if entry else code
