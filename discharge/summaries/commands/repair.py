"""Filling the roll-up for days counted before it was kept, and putting right what should never be wrong."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.audit.commands import record_apart
from discharge.core.actor import Actor
from discharge.stays.events import WardDays
from discharge.summaries.commands.recount import COLUMNS, recount
from discharge.summaries.models import WardDay


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairDays:
    """Days of one ward, first to last, both counted."""

    organisation_id: UUID
    ward_id: UUID
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Difference:
    """One number of one day that was not what the source says."""

    day: date
    what: str
    kept: Any
    counted: Any


@dataclass(frozen=True, slots=True)
class Repaired:
    """filled: days that had no row yet. differences: what stood in rows and was wrong."""

    filled: int
    differences: tuple[Difference, ...]


def repair_days(session: Session, command: RepairDays, *, actor: Actor, now: datetime) -> Repaired:
    """Count the days anew and say what was missing or wrong. The record has a line when anything was."""
    rows = session.scalars(
        select(WardDay)
        .where(WardDay.ward_id == command.ward_id, WardDay.day.between(command.first, command.last))
        .order_by(WardDay.day)
        .with_for_update()
    )
    kept = {row.day: {name: getattr(row, name) for name in COLUMNS} for row in rows}
    days = [WardDays(command.ward_id, command.first, command.last)]
    counted = recount(session, days, organisation_id=command.organisation_id)
    differences = tuple(
        Difference(day, name, kept[day][name], value)
        for (_, day), counts in counted.items()
        if day in kept
        for name, value in counts.columns().items()
        if kept[day][name] != value
    )
    repaired = Repaired(len(counted) - len(kept), differences)
    if repaired.filled or differences:
        facts = {"ward_id": command.ward_id, "first": command.first, "last": command.last}
        wrong = {day.isoformat() for day in (each.day for each in differences)}
        record_apart(
            session,
            "ward_days.repaired",
            command.organisation_id,
            actor=actor,
            now=now,
            **facts,
            filled=repaired.filled,
            wrong=sorted(wrong),
        )
    return repaired
