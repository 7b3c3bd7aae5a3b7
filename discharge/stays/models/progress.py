"""What moves towards leaving: the EDD ledger, clinically-ready periods, key dates."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from discharge.core.db import Base, Keyed
from discharge.places.models import OfTrust


class ExpectedDischarge(OfTrust, Keyed, Base):
    """One version of an EDD; only ever added to. `number` counts from 1 within the stay and keeps two at once apart."""

    __tablename__ = "expected_discharge"
    __table_args__ = (UniqueConstraint("stay_id", "number"),)

    stay_id: Mapped[UUID] = mapped_column(ForeignKey("stay.id"))
    number: Mapped[int]
    expected_on: Mapped[date]
    reason_kind: Mapped[str]  # first_set, needs_changed, correction
    words: Mapped[str] = mapped_column(Text, default="")
    set_by: Mapped[str]
    set_by_id: Mapped[UUID | None]
    set_at: Mapped[datetime]


class EddAsk(OfTrust, Keyed, Base):
    """That somebody is to give a new date for a passed EDD: "ask Dr Osei by 16:00". Open while answered_at is None."""

    __tablename__ = "edd_ask"
    __table_args__ = (Index("ix_edd_ask_stay", "stay_id", "asked_at"),)

    stay_id: Mapped[UUID] = mapped_column(ForeignKey("stay.id"))
    ask_whom: Mapped[str]
    ask_by: Mapped[datetime | None]
    awaits: Mapped[str] = mapped_column(default="")  # what is awaited, when no person can be asked
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


class ReadyPeriod(OfTrust, Keyed, Base):
    """A time in which somebody was clinically ready (rules 11 and 12): [started_on, ended_on).

    The three decisions of rule 11 and whether views were heard are kept as they were answered.
    """

    __tablename__ = "ready_period"
    __table_args__ = (
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ended_not_before_started"),
        Index(
            "uq_ready_period_open",
            "stay_id",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
        Index("ix_ready_period_stay", "stay_id", "started_on"),
    )

    stay_id: Mapped[UUID] = mapped_column(ForeignKey("stay.id"))
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    is_clinical_decision: Mapped[bool]
    is_team_decision: Mapped[bool]
    is_safe: Mapped[bool]
    were_person_views_heard: Mapped[bool]
    were_carer_views_heard: Mapped[bool | None]  # None: no carer, or no permission to involve them
    decided_by: Mapped[str]
    ended_because: Mapped[str] = mapped_column(default="")  # discharged, or a no-longer-ready reason
    ended_words: Mapped[str] = mapped_column(default="")
    entered_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class ReadyReason(OfTrust, Keyed, Base):
    """Why a ready person is still here, from a day on inside the period; a change never restarts the count of days."""

    __tablename__ = "ready_reason"
    __table_args__ = (UniqueConstraint("period_id", "from_on"),)

    period_id: Mapped[UUID] = mapped_column(ForeignKey("ready_period.id"))
    from_on: Mapped[date]
    reason: Mapped[str]  # 01-37 or 98, text
    attributable_to: Mapped[str]  # 04, 05 or 06
    note: Mapped[str] = mapped_column(default="")  # for 98, who will find the reason out
    entered_at: Mapped[datetime]


class KeyDate(OfTrust, Keyed, Base):
    """A date that matters in a stay: tribunal, managers' hearing, section expiry, review, C(E)TR."""

    __tablename__ = "key_date"
    __table_args__ = (Index("ix_key_date_stay", "stay_id", "on"),)

    stay_id: Mapped[UUID] = mapped_column(ForeignKey("stay.id"))
    kind: Mapped[str]
    on: Mapped[date]
    words: Mapped[str] = mapped_column(default="")
    done_on: Mapped[date | None]
    cancelled_at: Mapped[datetime | None]
