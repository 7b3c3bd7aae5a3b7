"""Time away from the ward, by kind. Absent without leave is never leave."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from discharge.core.db import Base, Keyed
from discharge.places.models import OfTrust


class AbsencePeriod(OfTrust, Keyed, Base):
    """Somebody away from [from_at, returned_at). kind: a code of `stays.rules` absence kinds.

    A day counts as absent when the person is away at the midnight that ends it.
    """

    __tablename__ = "absence_period"
    __table_args__ = (
        CheckConstraint("returned_at IS NULL OR returned_at >= from_at", name="returned_not_before_left"),
        Index("ix_absence_period_stay", "stay_id", "from_at"),
        Index(
            "uq_absence_period_open",
            "stay_id",
            unique=True,
            sqlite_where=text("returned_at IS NULL AND cancelled_at IS NULL"),
            postgresql_where=text("returned_at IS NULL AND cancelled_at IS NULL"),
        ),
    )

    stay_id: Mapped[UUID] = mapped_column(ForeignKey("stay.id"))
    kind: Mapped[str]
    from_at: Mapped[datetime]
    due_back_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
    is_ministry_consent_recorded: Mapped[bool | None]  # asked only under a restricted section
    note: Mapped[str] = mapped_column(default="")
    cancelled_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
