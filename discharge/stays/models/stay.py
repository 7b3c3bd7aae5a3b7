"""One stay and its legs from ward to ward."""

import enum
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from discharge.core.db import Base, Keyed
from discharge.places.models import OfTrust, Ward
from discharge.stays.models.person import Person


class StayState(enum.StrEnum):
    OPEN = "open"
    LEFT = "left"
    CANCELLED = "cancelled"  # a wrong admission: shown nowhere but in its own history


class Stay(OfTrust, Keyed, Base):
    """One hospital provider spell (rule 1). Open while left_on is None and it was not cancelled.

    The ward's own words about purpose, people and money sit here; histories have tables of their own.
    """

    __tablename__ = "stay"
    __table_args__ = (
        CheckConstraint("left_on IS NULL OR left_on >= admitted_on", name="left_not_before_admitted"),
        Index(
            "uq_stay_open_person",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_stay_ward_state", "last_ward_id", "state"),
        Index("ix_stay_left_on", "organisation_id", "left_on"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    site_id: Mapped[UUID] = mapped_column(ForeignKey("site.id"))
    last_ward_id: Mapped[UUID] = mapped_column(ForeignKey("ward.id"))  # the current ward, or the one they left from
    bed: Mapped[str] = mapped_column(default="")  # "" until one is given; shared beds are a warning, not a refusal
    state: Mapped[StayState] = mapped_column(default=StayState.OPEN)
    spell_number: Mapped[str] = mapped_column(default="")
    admitted_at: Mapped[datetime]
    admitted_on: Mapped[date]
    is_admission_time_known: Mapped[bool] = mapped_column(default=True)
    admission_method: Mapped[str] = mapped_column(default="")
    admission_source: Mapped[str] = mapped_column(default="")
    left_on: Mapped[date | None]
    cancelled_because: Mapped[str] = mapped_column(Text, default="")

    purpose: Mapped[str] = mapped_column(Text, default="")
    discharge_criteria: Mapped[str] = mapped_column(Text, default="")
    formulation_done_on: Mapped[date | None]
    planned_discharge_on: Mapped[date | None]
    next_discharge_step: Mapped[str] = mapped_column(default="")

    consultant: Mapped[str] = mapped_column(default="")
    key_worker: Mapped[str] = mapped_column(default="")
    community_team: Mapped[str] = mapped_column(default="")
    receiving_team_kind: Mapped[str] = mapped_column(default="")
    receiving_team: Mapped[str] = mapped_column(default="")
    has_receiving_team_accepted: Mapped[bool | None]
    responsible_icb_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    responsible_icb_basis: Mapped[str] = mapped_column(default="")
    responsible_icb_on: Mapped[date | None]
    responsible_council_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    responsible_council_basis: Mapped[str] = mapped_column(default="")
    responsible_council_on: Mapped[date | None]

    knows_date: Mapped[str] = mapped_column(default="")  # "yes", "no", "partly" or "" not asked
    agrees_date: Mapped[str] = mapped_column(default="")
    carer: Mapped[str] = mapped_column(default="")
    carer_permission: Mapped[str] = mapped_column(default="")  # "yes", "limited", "no" or "" not asked
    advocate: Mapped[str] = mapped_column(default="")
    accommodation_status: Mapped[str] = mapped_column(default="")
    is_home_at_risk: Mapped[bool | None]  # None: not asked yet
    out_of_area_reason: Mapped[str] = mapped_column(default="")

    changed_at: Mapped[datetime]  # the age of what the row says
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    ward: Mapped[Ward] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def is_open(self) -> bool:
        return self.state == StayState.OPEN


class WardStay(OfTrust, Keyed, Base):
    """One leg of a stay on one ward: [started_at, ended_at). The bed is the last one there."""

    __tablename__ = "ward_stay"
    __table_args__ = (
        CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name="ended_not_before_started"),
        Index("ix_ward_stay_stay", "stay_id", "started_at"),
        Index("ix_ward_stay_ward", "ward_id", "started_at", "ended_at"),
        Index(
            "uq_ward_stay_open",
            "stay_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    stay_id: Mapped[UUID] = mapped_column(ForeignKey("stay.id"))
    ward_id: Mapped[UUID] = mapped_column(ForeignKey("ward.id"))
    bed: Mapped[str] = mapped_column(default="")
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    is_time_assumed: Mapped[bool] = mapped_column(default=False)  # a list shows where somebody is, not when they moved
