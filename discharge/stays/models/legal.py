"""Under what authority somebody is in hospital, or was let out."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from discharge.core.db import Base, Keyed
from discharge.places.models import OfTrust


class LegalPeriod(OfTrust, Keyed, Base):
    """One authority over a person from a day until another. It belongs to the person: s117 looks at all of it.

    kind: "detention" with a code of the national list, or a kind of our list (community treatment order, recall,
    conditional discharge, DoLS). expires_on is shown "as typed, check the papers".
    """

    __tablename__ = "legal_period"
    __table_args__ = (
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ended_not_before_started"),
        Index("ix_legal_period_person", "person_id", "started_on"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    stay_id: Mapped[UUID | None] = mapped_column(ForeignKey("stay.id"), index=True)
    kind: Mapped[str]
    code: Mapped[str]  # the national code for a detention, "" otherwise
    started_on: Mapped[date]
    expires_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    entered_at: Mapped[datetime]
    struck_out_because: Mapped[str] = mapped_column(default="")  # a wrong entry stays readable and counts for nothing
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
