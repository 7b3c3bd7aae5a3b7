"""One row a ward and day, recounted from the source whenever something it counts changes."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
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
