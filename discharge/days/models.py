"""Plans, marks and rounds. A mark keeps every revision."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from discharge.core.db import Base, Keyed
from discharge.days.rules.mark import Colour
from discharge.places.models import OfTrust


class DayPlan(OfTrust, Keyed, Base):
    """What would make one day green, said in the morning. steps: [{"code": "GRN-01"} or {"words": "..."}], in order."""

    __tablename__ = "day_plan"
    __table_args__ = (UniqueConstraint("stay_id", "day"),)

    stay_id: Mapped[UUID] = mapped_column(ForeignKey("stay.id"))
    day: Mapped[date]
    steps: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    planned_by: Mapped[str]
    planned_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class MarkContent:
    """What a mark says; the same columns in the mark and in each of its revisions.

    interventions: [{"code": ...} or {"words": ...}], at least one for green. reason and owner: exactly one for red,
    codes of the red-day list. further_reasons: codes. absence_kind: a code, for absent alone.
    colour None: undone, not marked.
    """

    colour: Mapped[Colour | None]
    absence_kind: Mapped[str] = mapped_column(default="")
    interventions: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    planned: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)  # the plan as it stood when marked
    reason: Mapped[str] = mapped_column(default="")
    owner: Mapped[str] = mapped_column(default="")
    further_reasons: Mapped[list[str]]
    note: Mapped[str] = mapped_column(default="")
    next_step: Mapped[str] = mapped_column(default="")
    late_reason: Mapped[str] = mapped_column(default="")  # why it was said after the day had closed
    marked_by: Mapped[str]
    marked_by_id: Mapped[UUID | None]
    marked_at: Mapped[datetime]


class DayMark(OfTrust, Keyed, MarkContent, Base):
    """One person's day, as it stands now. The ward is not stored: it is where the person is at midnight ending it."""

    __tablename__ = "day_mark"
    __table_args__ = (
        UniqueConstraint("stay_id", "day"),
        CheckConstraint("colour IS NULL OR colour <> 'red' OR (reason <> '' AND owner <> '')", name="red_has_a_reason"),
        CheckConstraint("colour IS NULL OR colour <> 'absent' OR absence_kind <> ''", name="absent_has_a_kind"),
        Index("ix_day_mark_day", "organisation_id", "day"),
    )

    stay_id: Mapped[UUID] = mapped_column(ForeignKey("stay.id"))
    day: Mapped[date]
    revisions: Mapped[int] = mapped_column(default=1)


class DayMarkRevision(OfTrust, Keyed, MarkContent, Base):
    """One version of a mark, kept for good. number counts from 1 within the mark."""

    __tablename__ = "day_mark_revision"
    __table_args__ = (UniqueConstraint("mark_id", "number"),)

    mark_id: Mapped[UUID] = mapped_column(ForeignKey("day_mark.id"))
    number: Mapped[int]
    undoes: Mapped[int | None]  # the number of the revision whose content this one brought back


class Round(OfTrust, Keyed, Base):
    """One board round: who leads, who is present, from when to when. Open while ended_at is None."""

    __tablename__ = "board_round"
    __table_args__ = (Index("ix_board_round_ward_day", "ward_id", "day"),)

    ward_id: Mapped[UUID] = mapped_column(ForeignKey("ward.id"))
    day: Mapped[date]
    lead: Mapped[str]
    present: Mapped[list[str]]
    started_by_id: Mapped[UUID | None]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
