"""People of ours in others' beds, and people of other areas in ours."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from discharge.core.db import Base, Keyed
from discharge.places.models import OfTrust
from discharge.stays.models.person import Person


class Placement(OfTrust, Keyed, Base):
    """Somebody of ours in another provider's bed: [started_on, ended_on).

    It is no stay of ours: no ward has it, no bed of ours is taken, and no day of it is marked. A wrong one is
    cancelled, not deleted. next_review_on: when the placement is to be looked at again.
    """

    __tablename__ = "placement"
    __table_args__ = (
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ended_not_before_started"),
        Index(
            "uq_placement_open_person",
            "person_id",
            unique=True,
            sqlite_where=text("ended_on IS NULL AND cancelled_at IS NULL"),
            postgresql_where=text("ended_on IS NULL AND cancelled_at IS NULL"),
        ),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    provider: Mapped[str]
    unit: Mapped[str] = mapped_column(default="")  # hospital and ward, as they call it
    reason: Mapped[str]  # a code of out-of-area-reasons
    miles: Mapped[int | None]  # from the person's home, None where nobody has said
    started_on: Mapped[date]
    next_review_on: Mapped[date]
    return_target_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    ended_because: Mapped[str] = mapped_column(default="")  # a code of placement-ends
    cancelled_at: Mapped[datetime | None]
    cancelled_because: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def is_open(self) -> bool:
        return self.ended_on is None and self.cancelled_at is None


class PlacementReview(OfTrust, Keyed, Base):
    """That a placement was looked at again, and what came of it; only ever added to."""

    __tablename__ = "placement_review"
    __table_args__ = (Index("ix_placement_review_placement", "placement_id", "reviewed_on"),)

    placement_id: Mapped[UUID] = mapped_column(ForeignKey("placement.id"))
    reviewed_on: Mapped[date]
    words: Mapped[str] = mapped_column(default="")
    next_on: Mapped[date]
    by: Mapped[str]
    by_id: Mapped[UUID | None]
    at: Mapped[datetime]


class FromElsewhere(OfTrust, Keyed, Base):
    """What a person said about whether somebody in our bed belongs to another area, and how they are to get back.

    is_elsewhere False: somebody looked, and the person is ours, whatever else hints that they are not.
    """

    __tablename__ = "from_elsewhere"

    stay_id: Mapped[UUID] = mapped_column(ForeignKey("stay.id"), unique=True)
    is_elsewhere: Mapped[bool]
    home_area: Mapped[str] = mapped_column(default="")
    taken_back_by: Mapped[str] = mapped_column(default="")
    target_on: Mapped[date | None]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
