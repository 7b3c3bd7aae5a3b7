"""What is done to many lines of the worklist at once: what will be done, and what became of each line."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self
from uuid import UUID

from flask import url_for

from discharge.blockers.queries.worklist import Worklist
from discharge.blockers.rules.worklist import Asked
from discharge.boards.forms.worklist import ChosenForm
from discharge.boards.pages.worklist.address import address_of
from discharge.boards.pages.worklist.words import WorkRow, row_of
from discharge.core.words import counted

CHASE, REASSIGN, DUE, LETTERS = "chase", "reassign", "due", "letters"
TITLES: Final[Mapping[str, str]] = {
    CHASE: "Record a chase",
    REASSIGN: "Reassign",
    DUE: "Move the due date",
}
BUTTONS: Final[Mapping[str, str]] = {
    CHASE: "Record the chase",
    REASSIGN: "Reassign",
    DUE: "Move the date",
}
DONE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPage:
    """Lines ticked, and what will be done to each. gone: how many ticked lines are closed or out of reach by now."""

    form: ChosenForm
    act: str
    title: str
    button: str
    to: str
    back: str
    rows: tuple[WorkRow, ...]
    gone: str

    @classmethod
    def of(cls, act: str, form: ChosenForm, found: Worklist, asked: Asked) -> Self:
        return cls(
            form=form,
            act=act,
            title=f"{TITLES[act]}: {counted(len(found.items), 'line')}",
            button=BUTTONS[act],
            to=url_for("boards.worklist_do", act=act, **address_of(asked)),
            back=url_for("boards.worklist", **address_of(asked, page=asked.page)),
            rows=tuple(_as_shown(row_of(item, found.today), form) for item in found.items),
            gone=_gone(form, found),
        )


def _gone(form: ChosenForm, found: Worklist) -> str:
    missing = len(form.ticked.data) - len(found.items)
    return counted(missing, "line ticked is", "lines ticked are") if missing else ""


def _as_shown(row: WorkRow, form: ChosenForm) -> WorkRow:
    """With the version that was on the list when it was ticked: what changed since is noticed."""
    key = UUID(row.value.partition(":")[0])
    values: dict[str, Any] = {name: getattr(row, name) for name in WorkRow.__slots__}
    return WorkRow(**(values | {"value": f"{key}:{form.ticked.data[key]}"}))


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneRow:
    """problem: why nothing was done, in words; "" where it was done."""

    row: WorkRow
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DonePage:
    """gone: how many lines that were sent are closed or out of reach by now; nothing was done to them."""

    title: str
    said: str
    back: str
    rows: tuple[DoneRow, ...]
    gone: str

    @classmethod
    def of(cls, act: str, form: ChosenForm, found: Worklist, problems: Mapping[UUID, str], asked: Asked) -> Self:
        """found: as they were before. problems: by key, DONE for what was done."""
        rows = tuple(DoneRow(row=row_of(item, found.today), problem=problems[item.blocker_id]) for item in found.items)
        refused = sum(row.problem != DONE for row in rows)
        said = f"{len(rows) - refused} of {counted(len(form.ticked.data), 'line')} done"
        return cls(
            title=TITLES[act],
            said=f"{said}, {refused} not done" if refused else said,
            back=url_for("boards.worklist", **address_of(asked, page=asked.page)),
            rows=tuple(sorted(rows, key=lambda row: row.problem == DONE)),
            gone=_gone(form, found),
        )
