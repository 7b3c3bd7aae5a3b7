"""The duty to refer of one case: what the person agreed to, and what went to which council."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from discharge.housing.models import ConsentSubject, DutyConsent, DutyReferral, ReferralState
from discharge.housing.rules.duty import Waiting, waiting
from discharge.places.queries import holidays, policies
from discharge.places.rules.policy import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """consents: the newest of each. referrals: newest first, council loaded. clock: of the newest unanswered one."""

    consents: Mapping[ConsentSubject, DutyConsent]
    referrals: Sequence[DutyReferral]
    clock: Waiting | None

    @property
    def open(self) -> DutyReferral | None:
        """The newest that the council has not answered."""
        return next((each for each in self.referrals if each.state is not ReferralState.ANSWERED), None)


NOTHING = Duty(consents={}, referrals=(), clock=None)


def duty_of(session: Session, case_id: UUID, *, today: date) -> Duty:
    """In a number of statements that does not grow with the referrals."""
    found = Duty(consents=consents_of(session, case_id), referrals=referrals_of(session, case_id), clock=None)
    first = found.open
    if first is None or first.is_to_children:
        return found
    return Duty(consents=found.consents, referrals=found.referrals, clock=clock_of(session, first, today=today))


def consents_of(session: Session, case_id: UUID) -> Mapping[ConsentSubject, DutyConsent]:
    """What was said last about each of the two; nobody was asked about one that is missing. Scope is the caller's."""
    rows = session.scalars(
        select(DutyConsent).where(DutyConsent.case_id == case_id).order_by(DutyConsent.subject, DutyConsent.number)
    )
    return {row.subject: row for row in rows}


def referrals_of(session: Session, case_id: UUID) -> Sequence[DutyReferral]:
    """The one sent last first, its council loaded. Scope is the caller's."""
    return session.scalars(
        select(DutyReferral)
        .where(DutyReferral.case_id == case_id)
        .options(joinedload(DutyReferral.authority))
        .order_by(DutyReferral.sent_on.desc(), DutyReferral.id)
    ).all()


def clock_of(session: Session, referral: DutyReferral, *, today: date) -> Waiting:
    """By the local numbers in force on the day of receipt: a later decision does not rewrite it."""
    received = referral.received_on or referral.sent_on
    numbers = policies(
        session,
        [Key.DUTY_CHASE_DAYS, Key.DUTY_RISE_DAYS],
        organisation_id=referral.organisation_id,
        day=received,
    )
    return waiting(
        received,
        is_receipt_known=referral.received_on is not None,
        chase_days=numbers[Key.DUTY_CHASE_DAYS],
        rise_days=numbers[Key.DUTY_RISE_DAYS],
        today=today,
        holidays=holidays(),
    )
