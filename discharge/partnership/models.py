"""Incidents: what nearly went wrong or did."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from discharge.core.db import Base, Keyed
from discharge.partnership.rules.incidents import IncidentKind, Stage
from discharge.places.models import OfTrust, Ward
from discharge.stays.models import Stay


class Incident(OfTrust, Keyed, Base):
    """A near miss or a serious incident on a ward, about a stay or about nobody in particular.

    number: counted in its trust, shown as "I-12". happened_on: a local day. local_reference: in the trust's own system
    for incidents. is_referred: whether the Safeguarding Adults Board was told, None until somebody decided it.
    board_reference: theirs, "" until they gave one. because: why the board was not told.
    """

    __tablename__ = "incident"
    __table_args__ = (
        UniqueConstraint("organisation_id", "number"),
        CheckConstraint("referred_on IS NULL OR is_referred", name="told_the_board_on_a_day"),
        CheckConstraint("(stage = 'closed') = (closed_on IS NOT NULL)", name="closed_has_a_day"),
        Index("ix_incident_stage", "organisation_id", "stage"),
    )

    number: Mapped[int]
    kind: Mapped[IncidentKind]
    stage: Mapped[Stage] = mapped_column(default=Stage.TOLD)
    ward_id: Mapped[UUID] = mapped_column(ForeignKey("ward.id"), index=True)
    stay_id: Mapped[UUID | None] = mapped_column(ForeignKey("stay.id"), index=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    happened_on: Mapped[date]
    what_happened: Mapped[str] = mapped_column(Text)
    done_at_once: Mapped[str] = mapped_column(Text, default="")
    local_reference: Mapped[str] = mapped_column(default="")
    is_referred: Mapped[bool | None]
    referred_on: Mapped[date | None]
    board_reference: Mapped[str] = mapped_column(default="")
    because: Mapped[str] = mapped_column(Text, default="")
    learned: Mapped[str] = mapped_column(Text, default="")
    told_at: Mapped[datetime]
    told_by: Mapped[str]
    told_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"), index=True)
    closed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    ward: Mapped[Ward] = relationship(lazy="raise_on_sql")
    stay: Mapped[Stay | None] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def reference(self) -> str:
        return f"I-{self.number}"
