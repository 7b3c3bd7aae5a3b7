"""Saving the grid with which a ward begins: a row is one transaction."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.audit import commands as audit
from discharge.boards.queries.grid import Grid
from discharge.core.actor import Actor
from discharge.core.errors import RuleBroken
from discharge.stays.commands.edd import SetEdd, set_edd
from discharge.stays.commands.people import EditDetails, edit_details
from discharge.stays.commands.ready import MakeReady, make_ready
from discharge.stays.models import Stay
from discharge.stays.queries.base import get_stay
from discharge.stays.rules.details import Purpose, Team


@dataclass(frozen=True, slots=True)
class Change:
    """Words that somebody changed: as they saw them, and as they typed them."""

    seen: str
    typed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveGridRow:
    """What one row of the grid changes; None for what it leaves alone."""

    stay_id: UUID
    edd: SetEdd | None = None
    ready: MakeReady | None = None
    purpose: Change | None = None
    key_worker: Change | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.edd or self.ready or self.purpose or self.key_worker)


def save_grid_row(session: Session, command: SaveGridRow, *, actor: Actor, now: datetime) -> None:
    """One row of the grid: all of it or nothing. The date goes first, because being clinically ready freezes it.

    Raises RuleBroken with the field of the grid, and what the commands below raise.
    """
    if command.edd is not None:
        with _named({"expected_on": "edd", "reason": "edd_reason"}):
            set_edd(session, command.edd, actor=actor, now=now)
    if command.purpose is not None or command.key_worker is not None:
        stay = get_stay(session, actor, command.stay_id, now=now)
        for edit in _edits(stay, command):
            edit_details(session, edit, actor=actor, now=now)
    if command.ready is not None:
        with _named({"started_on": "ready_since", "reason": "ready_reason"}):
            make_ready(session, command.ready, actor=actor, now=now)


def _edits(stay: Stay, command: SaveGridRow) -> Iterator[EditDetails]:
    """The changed words as edits of their groups; the rest of each group as it is stored."""
    if (purpose := command.purpose) is not None:
        plan = Purpose.of(stay, stay.person)
        seen, typed = replace(plan, purpose=purpose.seen), replace(plan, purpose=purpose.typed)
        yield EditDetails(stay_id=stay.id, seen=seen, typed=typed)
    if (worker := command.key_worker) is not None:
        team = Team.of(stay, stay.person)
        before, after = replace(team, key_worker=worker.seen), replace(team, key_worker=worker.typed)
        yield EditDetails(stay_id=stay.id, seen=before, typed=after)


@contextmanager
def _named(fields: Mapping[str, str]) -> Iterator[None]:
    """A broken rule names the field of the grid."""
    try:
        yield
    except RuleBroken as broken:
        raise RuleBroken(fields.get(broken.field, broken.field), broken.message) from broken


def note_grid_shown(session: Session, grid: Grid, *, actor: Actor, now: datetime) -> None:
    """One line for the whole grid, found again under each of its people."""
    audit.record_shown(
        session,
        "ward.grid_shown",
        grid.ward.organisation_id,
        [person.stay.person_id for person in grid.people],
        actor=actor,
        now=now,
        subject_kind="ward",
        subject_id=grid.ward.id,
    )
