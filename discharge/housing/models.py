"""A housing case with its story, and the duty to refer."""

import enum
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from discharge.core.db import Base, Keyed
from discharge.housing.rules.case import HomeNeed
from discharge.housing.rules.steps import StepKind
from discharge.places.models import OfTrust, Organisation
from discharge.stays.models import Stay


class CaseState(enum.StrEnum):
    OPEN = "open"
    PAUSED = "paused"  # no longer clinically ready: the place in every queue is kept
    CLOSED = "closed"


class ConsentSubject(enum.StrEnum):
    REFER = "refer"
    CONTACT = "contact"


class ReferralState(enum.StrEnum):
    SENT = "sent"
    RECEIVED = "received"
    ANSWERED = "answered"


class HousingCase(OfTrust, Keyed, Base):
    """Where one stay's person lived and needs to live. One a stay; it is closed and opened again, never replaced."""

    __tablename__ = "housing_case"

    stay_id: Mapped[UUID] = mapped_column(ForeignKey("stay.id"), unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[CaseState] = mapped_column(default=CaseState.OPEN)
    need: Mapped[HomeNeed]
    lived_in: Mapped[str] = mapped_column(default="")
    lived_area: Mapped[str] = mapped_column(default="")
    lived_with: Mapped[str] = mapped_column(default="")
    tenancy_holder: Mapped[str] = mapped_column(default="")
    is_tenancy_at_risk: Mapped[bool | None]
    route: Mapped[str] = mapped_column(default="")
    support_level: Mapped[str] = mapped_column(default="")
    access: Mapped[str] = mapped_column(default="")
    council_ids: Mapped[list[str]] = mapped_column(default=list)  # none: anywhere
    area_words: Mapped[str] = mapped_column(default="")
    has_pets: Mapped[bool | None]
    has_no_recourse: Mapped[bool | None]
    wishes: Mapped[str] = mapped_column(Text, default="")
    risks: Mapped[list[str]] = mapped_column(default=list)
    checked_on: Mapped[date | None]  # None: nobody asked yet whether the person may be homeless
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(default="")
    blocker_id: Mapped[UUID | None]  # what it waits for now; SQLite could not add it with a constraint
    is_closed_by_leaving: Mapped[bool] = mapped_column(default=False)  # then an undone discharge opens it again
    version: Mapped[int] = mapped_column(default=1)

    stay: Mapped[Stay] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class SafePlacing(OfTrust, Keyed, Base):
    """One thing that is needed to place the person safely, released by a clinician; ended, never changed."""

    __tablename__ = "safe_placing"
    __table_args__ = (Index("ix_safe_placing_case", "case_id"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("housing_case.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    code: Mapped[str]
    basis: Mapped[str]
    since_on: Mapped[date]
    released_by: Mapped[str]
    entered_by: Mapped[str]
    entered_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(default="")


class HousingStep(OfTrust, Keyed, Base):
    """One line of the story of a case; only ever added to."""

    __tablename__ = "housing_step"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("housing_case.id"))
    number: Mapped[int]
    kind: Mapped[StepKind]
    on: Mapped[date]
    words: Mapped[str] = mapped_column(Text, default="")
    by: Mapped[str]
    by_id: Mapped[UUID | None]
    at: Mapped[datetime]


class DutyConsent(OfTrust, Keyed, Base):
    """What the person said about being referred, or about passing on how to reach them; the newest holds."""

    __tablename__ = "duty_consent"
    __table_args__ = (UniqueConstraint("case_id", "subject", "number"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("housing_case.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    subject: Mapped[ConsentSubject]
    number: Mapped[int]
    state: Mapped[str]
    on: Mapped[date]
    decided_by: Mapped[str] = mapped_column(default="")  # in their best interests: who decided
    by: Mapped[str]
    at: Mapped[datetime]


class DutyReferral(OfTrust, Keyed, Base):
    """A referral to a housing authority under the duty to refer; several when one council after another is asked."""

    __tablename__ = "duty_referral"
    __table_args__ = (
        CheckConstraint("received_on IS NULL OR received_on >= sent_on", name="received_not_before_sent"),
        CheckConstraint("answered_on IS NULL OR answered_on >= sent_on", name="answered_not_before_sent"),
        Index("ix_duty_referral_case", "case_id", "sent_on"),
        Index("ix_duty_referral_authority", "authority_id", "state"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("housing_case.id"))
    stay_id: Mapped[UUID] = mapped_column(ForeignKey("stay.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    is_to_children: Mapped[bool] = mapped_column(default=False)  # under 18: children's services, not this duty
    state: Mapped[ReferralState] = mapped_column(default=ReferralState.SENT)
    reason: Mapped[str] = mapped_column(default="")
    reach: Mapped[str] = mapped_column(default="")
    route: Mapped[str] = mapped_column(default="")
    reference: Mapped[str] = mapped_column(default="")
    sent_on: Mapped[date]
    sent_by: Mapped[str]
    received_on: Mapped[date | None]
    answered_on: Mapped[date | None]
    outcome: Mapped[str] = mapped_column(default="")
    outcome_words: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    authority: Mapped[Organisation] = relationship(lazy="raise_on_sql", foreign_keys=[authority_id])

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
