"""One row a ward and day, recounted from the source whenever something it counts changes; counts frozen for good."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from discharge.core.db import Base, Keyed
from discharge.places.models import OfTrust


class WardDay(OfTrust, Keyed, Base):
    """What a ward's day came to, for the people there at the midnight that ends it.

    occupied = green + red + absent + unmarked. reasons: red reason code to number of red days.
    absences: absence kind to number of people away. ready: clinically ready that day, of all occupied.
    """

    __tablename__ = "ward_day"
    __table_args__ = (UniqueConstraint("ward_id", "day"), Index("ix_ward_day_day", "organisation_id", "day"))

    ward_id: Mapped[UUID] = mapped_column(ForeignKey("ward.id"))
    day: Mapped[date]
    occupied: Mapped[int] = mapped_column(default=0)
    green: Mapped[int] = mapped_column(default=0)
    red: Mapped[int] = mapped_column(default=0)
    absent: Mapped[int] = mapped_column(default=0)
    unmarked: Mapped[int] = mapped_column(default=0)
    ready: Mapped[int] = mapped_column(default=0)
    planned_green_ended_red: Mapped[int] = mapped_column(default=0)
    reasons: Mapped[dict[str, int]]
    absences: Mapped[dict[str, int]]


class FrozenReturn(OfTrust, Keyed, Base):
    """One trust's counts of a day, frozen as they were at its hour. The database refuses to change or remove a row.

    number: 1 for the first; counted again for a reason, the same moment has a next one, and both stay. since_at: the
    moment of the return before, from which on comings and goings are counted.
    """

    __tablename__ = "frozen_return"
    __table_args__ = (
        UniqueConstraint("organisation_id", "day", "number"),
        CheckConstraint("number = 1 OR reason <> ''", name="reopened_with_a_reason"),
    )

    day: Mapped[date]
    number: Mapped[int]
    as_at: Mapped[datetime]
    since_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text, default="")  # why it was counted again, "" for the first
    frozen_at: Mapped[datetime]
    frozen_by: Mapped[str]
    frozen_by_id: Mapped[UUID | None]


class ReturnLine(OfTrust, Keyed, Base):
    """One ward in a frozen return; ward_id None: the people of ours in others' beds, who are on no ward.

    name: as the ward was called then. away: of those occupying a bed, absence kind to number of people.
    """

    __tablename__ = "return_line"
    __table_args__ = (Index("ix_return_line_return", "return_id"),)

    return_id: Mapped[UUID] = mapped_column(ForeignKey("frozen_return.id"))
    ward_id: Mapped[UUID | None] = mapped_column(ForeignKey("ward.id"))
    name: Mapped[str]
    beds: Mapped[int] = mapped_column(default=0)
    occupied: Mapped[int] = mapped_column(default=0)
    away: Mapped[dict[str, int]]
    ready: Mapped[int] = mapped_column(default=0)
    ready_over_7: Mapped[int] = mapped_column(default=0)
    ready_over_28: Mapped[int] = mapped_column(default=0)
    long_stays: Mapped[int] = mapped_column(default=0)
    from_elsewhere: Mapped[int] = mapped_column(default=0)
    admitted: Mapped[int] = mapped_column(default=0)
    moved_in: Mapped[int] = mapped_column(default=0)
    moved_out: Mapped[int] = mapped_column(default=0)
    left: Mapped[int] = mapped_column(default=0)
    placed_elsewhere: Mapped[int] = mapped_column(default=0)
    inappropriate: Mapped[int] = mapped_column(default=0)  # of those placed elsewhere
