"""How somebody left, and the contact owed to them afterwards."""

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from discharge.core.db import Base, Keyed
from discharge.places.models import OfTrust


class Discharge(OfTrust, Keyed, Base):
    """One discharge of a stay. A wrong one is undone, not deleted: undone_at is set and the stay is open again.

    closed_...: what was open until the person left, so that undoing opens exactly that again.
    """

    __tablename__ = "discharge"
    __table_args__ = (
        Index(
            "uq_discharge_standing",
            "stay_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
    )

    stay_id: Mapped[UUID] = mapped_column(ForeignKey("stay.id"))
    left_at: Mapped[datetime]
    method: Mapped[str]
    destination: Mapped[str]
    is_ministry_consent_recorded: Mapped[bool | None]  # asked only under a restricted section
    entered_at: Mapped[datetime]
    closed_absence_id: Mapped[UUID | None] = mapped_column(ForeignKey("absence_period.id"))
    closed_ready_period_id: Mapped[UUID | None] = mapped_column(ForeignKey("ready_period.id"))
    undone_at: Mapped[datetime | None]
    undone_because: Mapped[str] = mapped_column(Text, default="")


class FollowUpState(enum.StrEnum):
    OWED = "owed"
    DONE = "done"
    CLOSED = "closed"  # not owed any more, with a reason
    CANCELLED = "cancelled"  # the discharge was undone, or the person died


class FollowUp(OfTrust, Keyed, Base):
    """The contact owed after leaving (rules 37-39): who owns it, when it is due in real hours, what became of it."""

    __tablename__ = "follow_up"
    __table_args__ = (Index("ix_follow_up_ward_state", "ward_id", "state"), Index("ix_follow_up_stay", "stay_id"))

    stay_id: Mapped[UUID] = mapped_column(ForeignKey("stay.id"))
    ward_id: Mapped[UUID] = mapped_column(ForeignKey("ward.id"))  # on whose page it stays until done
    receiving_team: Mapped[str]
    owner: Mapped[str]
    due_at: Mapped[datetime]
    due_hours: Mapped[int]
    booked_at: Mapped[datetime | None]
    state: Mapped[FollowUpState] = mapped_column(default=FollowUpState.OWED)
    done_at: Mapped[datetime | None]
    contact_mechanism: Mapped[str] = mapped_column(default="")
    closed_because: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def is_owed(self) -> bool:
        return self.state == FollowUpState.OWED
