"""The duty to refer of one case: what the person agreed to, and what went to which council."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from discharge.blockers.models import Blocker
from discharge.blockers.rules.clocks import Due, clock_of
from discharge.blockers.rules.states import STANDING, State
from discharge.housing.models import ConsentSubject, DutyConsent, DutyReferral, HousingCase, ReferralState
from discharge.housing.rules.awaited import REPLIES
from discharge.housing.rules.duty import Waiting, answer_due, waiting
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


def duty_of(session: Session, case: HousingCase, *, today: date) -> Duty:
    """In a number of statements that does not grow with the referrals."""
    found = Duty(consents=consents_of(session, case.id), referrals=referrals_of(session, case.id), clock=None)
    if found.open is None:
        return found
    clock = clock_of_referral(session, case, found.open, today=today)
    return Duty(consents=found.consents, referrals=found.referrals, clock=clock)


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


def clock_of_referral(session: Session, case: HousingCase, referral: DutyReferral, *, today: date) -> Waiting | None:
    """As on the worklist, from the blocker that waits for the answer; reckoned anew while the case waits for another.

    None: children's services have no time of their own here.
    """
    held = _reply_awaited(session, case)
    if held is None and referral.is_to_children:
        return None
    if held is None:
        due: Due | None = due_of(session, referral)
        state, is_answered = State.OPEN, False
    else:
        due = Due(held.due_on, held.soon_on or held.due_on, held.is_due_sure) if held.due_on is not None else None
        state, is_answered = held.state, held.is_answered
    due_on, soon_on = (due.on, due.soon_on) if due is not None else (None, None)
    return waiting(
        referral.clock_from,
        is_receipt_known=referral.received_on is not None,
        due=due,
        clock=clock_of(state, is_answered=is_answered, due_on=due_on, soon_on=soon_on, today=today),
    )


def due_of(session: Session, referral: DutyReferral) -> Due:
    """By the local numbers in force on the day of receipt: a later decision does not rewrite it."""
    numbers = policies(
        session,
        [Key.DUTY_CHASE_DAYS, Key.DUTY_RISE_DAYS],
        organisation_id=referral.organisation_id,
        day=referral.clock_from,
    )
    return answer_due(
        referral.clock_from,
        chase_days=numbers[Key.DUTY_CHASE_DAYS],
        rise_days=numbers[Key.DUTY_RISE_DAYS],
        holidays=holidays(),
    )


def _reply_awaited(session: Session, case: HousingCase) -> Blocker | None:
    if case.blocker_id is None:
        return None
    return session.scalars(
        select(Blocker).where(Blocker.id == case.blocker_id, Blocker.reason.in_(REPLIES), Blocker.state.in_(STANDING))
    ).one_or_none()
