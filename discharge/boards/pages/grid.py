"""The grid with which a ward begins."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from flask import url_for

from discharge.boards.forms.grid import GridForm, GridRowForm
from discharge.boards.pages.crowd import CrowdNote, note_of
from discharge.boards.pages.words import short_day
from discharge.boards.queries.grid import Grid, GridPerson
from discharge.core.clock import local_date
from discharge.core.words import counted
from discharge.stays.models import Stay
from discharge.stays.models.stay import StayState
from discharge.stays.rules.codes import READY_REASONS
from discharge.stays.rules.names import NameLevel, shown_name


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """ready: since when and why, "" for somebody who is not. may_be_ready: whether the boxes for it are shown.

    problem: why the row was refused, with what somebody else saved; "" when it was not.
    """

    id: str
    href: str
    bed: str
    name: str
    form: GridRowForm
    has_edd: bool
    edd_frozen: str
    ready: str
    may_be_ready: bool
    asks: bool
    problem: str
    is_saved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GoneRow:
    """Somebody about whom something was typed, and who is not on this ward any more: nothing of it was saved.

    name, href: "" for somebody who is out of sight by now. typed: what was entered, by the label of its box.
    """

    id: str
    name: str
    href: str
    where: str
    typed: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class GridPage:
    """errors: id of a box, or of a row, to its message. said: how many rows were saved and refused."""

    ward: str
    ward_href: str
    form: GridForm
    crowd: CrowdNote | None
    rows: tuple[GridRow, ...]
    gone: tuple[GoneRow, ...]
    errors: Mapping[str, str]
    said: str

    @classmethod
    def of(
        cls,
        grid: Grid,
        form: GridForm,
        rows: Mapping[str, GridRowForm],
        *,
        saved: frozenset[str] = frozenset(),
        problems: Mapping[str, str] | None = None,
        gone: tuple[GoneRow, ...] = (),
    ) -> Self:
        """rows: by key of stay. saved, problems: keys of rows that were saved, and why others were not."""
        problems = problems or {}
        made = tuple(_row(grid, person, rows[str(person.stay.id)], saved, problems) for person in grid.people)
        return cls(
            ward=grid.ward.name,
            ward_href=url_for("boards.ward", ward_id=grid.ward.id),
            form=form,
            crowd=note_of(grid.crowd),
            rows=made,
            gone=gone,
            errors={row.id: f"{row.name or 'Somebody'} {row.where}: not saved" for row in gone} | dict(_errors(made)),
            said=_said(len(saved), len(problems) + len(gone)),
        )


def gone_rows(grid: Grid, sent: Mapping[str, GridRowForm]) -> tuple[GoneRow, ...]:
    """Those of the rows that were sent in which something was typed about somebody who is not on this ward any more.

    grid: with everybody whose row was sent. sent: by key of stay.
    """
    found = {str(person.stay.id): person for person in grid.gone}
    here = {str(person.stay.id) for person in grid.people}
    out_of_sight = sent.keys() - here - found.keys()
    rows = [_gone(key, sent[key], person, grid) for key, person in found.items()]
    rows += [_gone(key, sent[key], None, grid) for key in sorted(out_of_sight)]
    return tuple(row for row in rows if row.typed)


def _gone(key: str, form: GridRowForm, person: GridPerson | None, grid: Grid) -> GoneRow:
    return GoneRow(
        id=f"row-{key}",
        name=_name(person.stay) if person else "",
        href=url_for("boards.stay", stay_id=person.stay.id) if person else "",
        where=_where(person.stay, local_date(grid.now)) if person else "is not on this ward any more",
        typed=form.typed(person),
    )


def _where(stay: Stay, today: date) -> str:
    if stay.state is StayState.CANCELLED:
        return "was admitted by mistake, and that was put right"
    if stay.is_open:
        return f"is on {stay.ward.name} ward now"
    return f"left hospital on {short_day(stay.left_on, today)}" if stay.left_on else "has left hospital"


def _name(stay: Stay) -> str:
    return shown_name(NameLevel.FULL, family=stay.person.surname, given=stay.person.given_name, bed=stay.bed)


def _row(
    grid: Grid, person: GridPerson, form: GridRowForm, saved: frozenset[str], problems: Mapping[str, str]
) -> GridRow:
    stay, today = person.stay, local_date(grid.now)
    key = str(stay.id)
    ready = ""
    if person.ready is not None:
        reason = person.ready.reason_on(today)
        why = READY_REASONS[reason.reason].short if reason else "no reason given"
        ready = f"Since {short_day(person.ready.period.started_on, today)}: {why}"
    current = person.ledger.current
    return GridRow(
        id=f"row-{key}",
        href=url_for("boards.stay", stay_id=stay.id),
        bed=stay.bed,
        name=_name(stay),
        form=form,
        has_edd=current is not None,
        edd_frozen=(short_day(current, today) if current else "Not set") if person.ready is not None else "",
        ready=ready,
        may_be_ready=person.ready is None and person.may_set_clinical_facts,
        asks=person.ready is None and person.may_set_clinical_facts and form.asks_confirmation,
        problem=problems.get(key, ""),
        is_saved=key in saved,
    )


def _errors(rows: tuple[GridRow, ...]) -> list[tuple[str, str]]:
    """The first thing to mend in each refused row, at its box where it has one."""
    found = []
    for row in rows:
        if not row.problem:
            continue
        box = next((field for field in row.form if field.errors), None)
        at = row.id if box is None else f"{box.id}-1" if box.type == "RadioField" else box.id
        found.append((at, f"{row.bed or 'No bed'}, {row.name}: {row.problem}"))
    return found


def _said(saved: int, refused: int) -> str:
    if not refused:
        return f"{counted(saved, 'row')} saved" if saved else ""
    return f"{counted(saved, 'row')} saved, {refused} not saved. What you typed is still here."
