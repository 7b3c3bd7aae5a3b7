"""A mark as it is read: what it says, who said it, and which revision that is."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from discharge.days.models import DayMark
from discharge.days.rules.content import Content
from discharge.days.rules.mark import Colour
from discharge.days.rules.steps import Step, kept_steps


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkView:
    """One day of one person. revision: what a form carries back as seen; `DayMark.revisions` of the row.

    said.colour None: it was marked and undone. late_reason: why it was said after the close, else "".
    """

    __tablename__ = DayMark.__tablename__  # what the record says it is about

    id: UUID
    organisation_id: UUID
    person_id: UUID
    stay_id: UUID
    day: date
    revision: int
    said: Content
    late_reason: str
    marked_by: str
    marked_by_id: UUID | None
    marked_at: datetime

    @property
    def colour(self) -> Colour | None:
        return self.said.colour

    @property
    def is_late(self) -> bool:
        return bool(self.late_reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """What would make a day green. version: what a form carries back as seen."""

    stay_id: UUID
    day: date
    version: int
    steps: tuple[Step, ...]
    planned_by: str
    planned_at: datetime


Found = Row[*tuple[Any, ...]]
MARK_COLUMNS = (
    DayMark.id,
    DayMark.organisation_id,
    DayMark.stay_id,
    DayMark.day,
    DayMark.revisions,
    DayMark.colour,
    DayMark.absence_kind,
    DayMark.interventions,
    DayMark.planned,
    DayMark.reason,
    DayMark.owner,
    DayMark.further_reasons,
    DayMark.note,
    DayMark.next_step,
    DayMark.late_reason,
    DayMark.marked_by,
    DayMark.marked_by_id,
    DayMark.marked_at,
)


def content_in(row: Found) -> Content:
    """What a row of marks or of revisions says."""
    return Content(
        colour=row.colour,
        absence_kind=row.absence_kind,
        steps=kept_steps(row.interventions),
        planned=kept_steps(row.planned),
        reason=row.reason,
        owner=row.owner,
        further_reasons=tuple(row.further_reasons),
        note=row.note,
        next_step=row.next_step,
    )


def mark_in(row: Found, *, person_id: UUID) -> MarkView:
    """The mark of a row that has MARK_COLUMNS."""
    return MarkView(
        id=row.id,
        organisation_id=row.organisation_id,
        person_id=person_id,
        stay_id=row.stay_id,
        day=row.day,
        revision=row.revisions,
        said=content_in(row),
        late_reason=row.late_reason,
        marked_by=row.marked_by,
        marked_by_id=row.marked_by_id,
        marked_at=row.marked_at,
    )
