"""That somebody opened the person behind a reference."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from discharge.core.db import Base, Keyed
from discharge.places.models import OfTrust


class RecordOpening(OfTrust, Keyed, Base):
    """One opening of one stay by one person, for a reason; it shows the record until `until_at`, then never again."""

    __tablename__ = "record_opening"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="opened_for_a_reason"),
        CheckConstraint("until_at > at", name="closes_after_it_opens"),
        Index("ix_record_opening_user", "user_id", "until_at"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    stay_id: Mapped[UUID] = mapped_column(ForeignKey("stay.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    until_at: Mapped[datetime]
