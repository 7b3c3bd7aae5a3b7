"""A housing case with its story, the duty to refer, vacancies and offers."""

import enum
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from discharge.core.db import Base, Keyed
from discharge.housing.rules.case import HomeNeed
from discharge.housing.rules.offers import OfferState
from discharge.housing.rules.steps import StepKind
from discharge.housing.rules.vacancies import VacancyState
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
    was_paused: Mapped[bool] = mapped_column(default=False)  # when leaving closed it
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

    @property
    def clock_from(self) -> date:
        """The day of receipt; until it is known, of sending."""
        return self.received_on or self.sent_on


class Vacancy(OfTrust, Keyed, Base):
    """One place to live, posted for the people of a trust by its provider or by a coordinator for it."""

    __tablename__ = "vacancy"
    __table_args__ = (
        CheckConstraint("held_until IS NULL OR held_until >= from_on", name="held_not_before_free"),
        Index("ix_vacancy_state", "organisation_id", "state", "from_on"),
    )

    provider_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    council_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str]
    route: Mapped[str]
    support_level: Mapped[str]
    access: Mapped[str]
    area_words: Mapped[str] = mapped_column(default="")
    allows_pets: Mapped[bool | None]
    is_self_contained: Mapped[bool | None]
    cannot_take: Mapped[list[str]] = mapped_column(default=list)
    words: Mapped[str] = mapped_column(default="")
    from_on: Mapped[date]
    held_until: Mapped[date | None]
    state: Mapped[VacancyState] = mapped_column(default=VacancyState.OPEN)
    posted_by: Mapped[str]
    posted_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    provider: Mapped[Organisation] = relationship(lazy="raise_on_sql", foreign_keys=[provider_id])

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class HousingOffer(OfTrust, Keyed, Base):
    """A home offered to one person, with its dates; several at once are possible.

    vacancy_id None: one that was not posted here. provider_id None: a provider known only by words.
    is_ended_by_leaving: withdrawn because the person left, so that an undone discharge brings it back.
    """

    __tablename__ = "housing_offer"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        CheckConstraint("move_on IS NULL OR move_on >= made_on", name="move_not_before_offer"),
        Index("ix_housing_offer_stay", "stay_id"),
        Index(
            "uq_housing_offer_vacancy",
            "vacancy_id",
            unique=True,
            sqlite_where=text("state IN ('made', 'accepted')"),
            postgresql_where=text("state IN ('made', 'accepted')"),
        ),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("housing_case.id"))
    stay_id: Mapped[UUID] = mapped_column(ForeignKey("stay.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    number: Mapped[int]
    vacancy_id: Mapped[UUID | None] = mapped_column(ForeignKey("vacancy.id"))
    provider_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    provider_words: Mapped[str]
    route: Mapped[str]
    place: Mapped[str]
    state: Mapped[OfferState] = mapped_column(default=OfferState.MADE)
    is_paused: Mapped[bool] = mapped_column(default=False)
    is_ended_by_leaving: Mapped[bool] = mapped_column(default=False)
    made_on: Mapped[date]
    assessed_on: Mapped[date | None]
    viewing_on: Mapped[date | None]
    answered_on: Mapped[date | None]
    refused_by: Mapped[str] = mapped_column(default="")
    because: Mapped[str] = mapped_column(default="")
    signed_on: Mapped[date | None]
    move_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def is_open(self) -> bool:
        """Offered and not answered yet, or accepted."""
        return self.state in (OfferState.MADE, OfferState.ACCEPTED)
