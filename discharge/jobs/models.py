"""The lock of what runs by itself, and when it last did."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from discharge.core.db import Base
from discharge.jobs.rules.slots import Job, Outcome


class JobRow(Base):
    """One job. Whoever does a slot writes themselves down as its holder, for the time of a lease.

    slot: the one done last, or in hand while holder is not "". done_at: when it last ended well; done_slot: that slot.
    error: the kind of the last fault, never its words, which may hold a name. said: counts of the last run.
    """

    __tablename__ = "job"

    name: Mapped[Job] = mapped_column(primary_key=True)
    slot: Mapped[datetime | None]
    holder: Mapped[str] = mapped_column(default="")
    lease_until: Mapped[datetime | None]
    began_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_slot: Mapped[datetime | None]
    outcome: Mapped[Outcome] = mapped_column(default=Outcome.NEVER)
    error: Mapped[str] = mapped_column(default="")
    said: Mapped[str] = mapped_column(default="")
