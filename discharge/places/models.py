"""Organisations, systems, sites and wards, with what changes about them kept by date."""

import enum
from datetime import date, time
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from discharge.core.db import Base, Keyed


class OrganisationKind(enum.StrEnum):
    TRUST = "trust"
    ICB = "icb"
    COUNCIL = "council"
    HOUSING_PROVIDER = "housing_provider"
    VOLUNTARY_SECTOR = "voluntary_sector"


class CouncilFunctions(enum.StrEnum):
    """What a council answers for: in two-tier areas the district has housing and the county social care."""

    BOTH = "both"
    HOUSING = "housing"
    SOCIAL_CARE = "social_care"


class TeamFunction(enum.StrEnum):
    HOUSING_OPTIONS = "housing_options"
    ADULT_SOCIAL_CARE = "adult_social_care"
    SECTION_117 = "section_117"
    CONTINUING_HEALTHCARE = "continuing_healthcare"
    LETTINGS = "lettings"
    SUPPORT = "support"
    OTHER = "other"


class ContactKind(enum.StrEnum):
    COUNCIL = "council"
    MINISTRY_OF_JUSTICE = "ministry_of_justice"
    COURT = "court"
    PRISON = "prison"
    OTHER = "other"


class System(Keyed, Base):
    """An integrated care system: organisations that get people home together."""

    __tablename__ = "system"

    name: Mapped[str] = mapped_column(unique=True)


class Organisation(Keyed, Base):
    """A trust, an ICB, a council, a housing provider or a voluntary organisation."""

    __tablename__ = "organisation"

    kind: Mapped[OrganisationKind]
    name: Mapped[str] = mapped_column(unique=True)
    ods_code: Mapped[str | None] = mapped_column(unique=True)  # None: councils' teams and charities may have none
    council_functions: Mapped[CouncilFunctions | None]  # None: no council, or nobody has said yet
    system_id: Mapped[UUID | None] = mapped_column(ForeignKey("system.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def organisation_id(self) -> UUID:
        """Itself: the record of changes to an organisation is kept in its own chain."""
        return self.id


class OfTrust:
    """A row that belongs to one trust: the key by which sight is scoped and data could be spread over machines."""

    @declared_attr
    def organisation_id(cls) -> Mapped[UUID]:  # noqa: N805 (SQLAlchemy calls it with the class)
        return mapped_column(ForeignKey("organisation.id"), index=True)


class Team(Keyed, Base):
    """A team of an organisation, by what it does: work goes to the team, and only its own kind of work."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str]
    function: Mapped[TeamFunction]
    email: Mapped[str] = mapped_column(default="")  # a shared mailbox, "" where none is known
    closed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class OutsideContact(OfTrust, Keyed, Base):
    """Somebody outside the system whom a trust waits for and reaches by telephone: a court, another area's council."""

    __tablename__ = "outside_contact"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    name: Mapped[str]
    kind: Mapped[ContactKind]
    telephone: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Site(OfTrust, Keyed, Base):
    """A hospital of a trust, as its ward lists name it."""

    __tablename__ = "site"

    name: Mapped[str]
    code: Mapped[str] = mapped_column(unique=True)  # ODS site code
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Ward(OfTrust, Keyed, Base):
    """A ward. Its kind is in national codes as text: bed type, age group, care intensity, sex of patients."""

    __tablename__ = "ward"
    __table_args__ = (UniqueConstraint("site_id", "code"),)

    site_id: Mapped[UUID] = mapped_column(ForeignKey("site.id"))
    name: Mapped[str]
    code: Mapped[str]  # as the record system names it
    bed_type: Mapped[str]
    age_group: Mapped[str]
    care_intensity: Mapped[str]
    sex_of_patients: Mapped[str]
    closed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    site: Mapped[Site] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class WardCapacity(OfTrust, Keyed, Base):
    """How many beds a ward has from a day on, until the next row. A temporary closure is a row with is_shut."""

    __tablename__ = "ward_capacity"
    __table_args__ = (
        UniqueConstraint("ward_id", "from_on"),
        CheckConstraint("beds >= 0 AND closed_beds >= 0 AND closed_beds <= beds", name="closed_beds_within_beds"),
    )

    ward_id: Mapped[UUID] = mapped_column(ForeignKey("ward.id"))
    from_on: Mapped[date]
    beds: Mapped[int]
    closed_beds: Mapped[int] = mapped_column(default=0)
    is_shut: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(default="")


class RoundPattern(OfTrust, Keyed, Base):
    """How many times a ward meets on each kind of day from a day on, and when a day's marks close.

    weekly_on: 0 Monday to 6 Sunday for a ward that meets once a week; the passes then hold for that weekday alone.
    """

    __tablename__ = "round_pattern"
    __table_args__ = (
        UniqueConstraint("ward_id", "from_on"),
        CheckConstraint("weekly_on IS NULL OR (weekly_on >= 0 AND weekly_on <= 6)", name="weekly_on_is_a_weekday"),
    )

    ward_id: Mapped[UUID] = mapped_column(ForeignKey("ward.id"))
    from_on: Mapped[date]
    weekday_passes: Mapped[int] = mapped_column(default=2)
    weekend_passes: Mapped[int] = mapped_column(default=0)
    holiday_passes: Mapped[int] = mapped_column(default=0)
    weekly_on: Mapped[int | None]
    closes_at: Mapped[time] = mapped_column(default=time(12))


class PolicyValue(OfTrust, Keyed, Base):
    """One local number from a day on, for a trust or for one ward of it, with where it comes from.

    ward_id None: the whole trust. value: the number itself; its unit is in `places.rules.policy`.
    """

    __tablename__ = "policy_value"
    __table_args__ = (
        UniqueConstraint("organisation_id", "ward_id", "key", "from_on", postgresql_nulls_not_distinct=True),
        Index("ix_policy_value_lookup", "organisation_id", "key", "from_on"),
    )

    ward_id: Mapped[UUID | None] = mapped_column(ForeignKey("ward.id"))
    key: Mapped[str]
    value: Mapped[Any] = mapped_column(JSON)
    from_on: Mapped[date]
    source: Mapped[str] = mapped_column(Text)
