"""The words of a ward's day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from flask import url_for

from discharge.boards.forms.end_of_day import SAME, EndOfDayForm, RowForm, prefix_of
from discharge.boards.pages.crowd import CrowdNote, note_of
from discharge.boards.pages.words import listed, long_day, moment_words, named_day
from discharge.boards.queries.end_of_day import EndOfDay, EndOfDayRow
from discharge.core.words import counted
from discharge.days.pages import Choice, Look, look_of
from discharge.days.rules.codes import GREEN_INTERVENTIONS, RED_REASONS
from discharge.days.rules.content import word_of, words_of
from discharge.days.rules.steps import Step
from discharge.stays.rules.codes import ABSENCE_KINDS
from discharge.stays.rules.names import NameLevel, shared_surnames, shown_name

USUAL_STEPS = ("GRN-01", "GRN-02", "GRN-04", "GRN-06", "GRN-07")


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """One person. mark: what the day says now; marks, steps, reasons, absences: chips while it says nothing."""

    prefix: str
    form: RowForm
    bed: str
    name: str
    facts: tuple[str, ...]
    mark: Look
    detail: str
    is_marked: bool
    href: str
    marks: tuple[Choice, ...]
    steps: tuple[Choice, ...]
    reasons: tuple[Choice, ...]
    absences: tuple[Choice, ...]
    fresh_step: str
    next_plan: str
    may_plan_next: bool
    plan_href: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndOfDayPage:
    """errors: id of an input to its message, for the summary. listed_steps: words to choose from when planning."""

    name: str
    day: str
    next_day: str
    back: str
    earlier: str
    later: str
    marked: str
    late: str
    form: EndOfDayForm
    crowd: CrowdNote | None
    rows: tuple[DayRow, ...]
    errors: Mapping[str, str]
    listed_steps: tuple[str, ...]
    can_save: bool

    @classmethod
    def of(
        cls, seen: EndOfDay, form: EndOfDayForm, forms: Sequence[RowForm], *, errors: Mapping[str, str] | None = None
    ) -> Self:
        """errors: prefix of a person's fields to what is wrong there."""
        errors = errors or {}
        number = sum(row.is_marked for row in seen.rows)
        shared = shared_surnames([row.there.stay.person.surname for row in seen.rows])
        late = f"This day closed {moment_words(seen.closes_at, seen.today)}. What is said now is shown as late."
        return cls(
            name=seen.ward.name,
            day=long_day(seen.day),
            next_day=named_day(seen.day + timedelta(days=1)),
            back=url_for("boards.ward", ward_id=seen.ward.id),
            earlier=url_for("boards.end_of_day", ward_id=seen.ward.id, date=seen.day - timedelta(days=1)),
            later=""
            if seen.day >= seen.today
            else url_for("boards.end_of_day", ward_id=seen.ward.id, date=seen.day + timedelta(days=1)),
            marked=f"{number} of {counted(len(seen.rows), 'person', 'people')} marked",
            late=late if seen.is_late else "",
            form=form,
            crowd=note_of(seen.crowd),
            rows=tuple(
                _row(seen, row, each, is_shared=is_shared, error=errors.get(prefix_of(row), ""))
                for row, each, is_shared in zip(seen.rows, forms, shared, strict=True)
            ),
            errors={f"{prefix}-colour" if prefix else "": words for prefix, words in errors.items()},
            listed_steps=tuple(entry.short for entry in GREEN_INTERVENTIONS if entry.is_current),
            can_save=any(not row.is_marked or (row.may_plan_next and not row.next_plan) for row in seen.rows),
        )


def _row(seen: EndOfDay, row: EndOfDayRow, form: RowForm, *, is_shared: bool, error: str) -> DayRow:
    stay, prefix = row.there.stay, prefix_of(row)
    name = shown_name(NameLevel.FULL, family=stay.person.surname, given=stay.person.given_name, bed=row.there.bed)
    away = ABSENCE_KINDS.get(row.there.away)
    facts = [
        stay.person.local_number,
        "Shares a surname" if is_shared else "",
        f"On record: {away.description}" if away else "",
        "" if stay.is_open else "Has left since",
        "Planned: " + ", ".join(step.short for step in row.plan.steps) if row.plan and row.plan.steps else "",
    ]
    planned = row.next_plan.steps if row.next_plan else ()
    return DayRow(
        prefix=prefix,
        form=form,
        bed=row.there.bed,
        name=name,
        facts=tuple(fact for fact in facts if fact),
        mark=look_of(row.mark.said) if row.mark else Look("none", "", "Not marked"),
        detail=_detail(row),
        is_marked=row.is_marked,
        href=url_for("days.mark", stay_id=stay.id, date=seen.day),
        marks=_marks(row, form, prefix),
        steps=_steps(row, form, prefix),
        reasons=_reasons(row, form, prefix),
        absences=_absences(form, prefix),
        fresh_step=f"The same for {row.last.run} marked days" if row.last and row.needs_fresh_step else "",
        next_plan=", ".join(step.short for step in planned),
        may_plan_next=row.may_plan_next,
        plan_href=url_for("days.plan", stay_id=stay.id, date=seen.day + timedelta(days=1)),
        error=error,
    )


def _detail(row: EndOfDayRow) -> str:
    if row.mark is None or not row.is_marked:
        return ""
    said = words_of(row.mark.said)
    about = said["What the person waited for"] or listed(tuple(step.short for step in row.mark.said.steps))
    return ". ".join(part for part in (about, "Said late" if row.mark.is_late else "") if part)


def _marks(row: EndOfDayRow, form: RowForm, prefix: str) -> tuple[Choice, ...]:
    offered = [("green", "G", "Green day"), ("red", "R", "Red day"), ("absent", "A", "Away")]
    if row.last is not None:
        short = RED_REASONS[row.last.said.reason].short if row.last.run else word_of(row.last.said)
        again = f"{short}, day {row.last.run + 1}" if row.last.run else short
        offered.append((SAME, "S", f"Same: {again}"))
    return tuple(
        Choice(
            id=f"{prefix}-colour" if number == 1 else f"{prefix}-colour-{number}",
            value=value,
            text=text,
            key=letter,
            checked=form.colour.data == value,
        )
        for number, (value, letter, text) in enumerate(offered, start=1)
    )


def _steps(row: EndOfDayRow, form: RowForm, prefix: str) -> tuple[Choice, ...]:
    planned = row.plan.steps if row.plan else ()
    ticked = form.interventions.data or []
    offered = dict.fromkeys([*planned, *(Step(code=code) for code in USUAL_STEPS if not planned)])
    return tuple(
        Choice(id=f"{prefix}-step-{number}", value=step.value, text=step.short, checked=step.value in ticked)
        for number, step in enumerate(offered, start=1)
    )


def _reasons(row: EndOfDayRow, form: RowForm, prefix: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            id=f"{prefix}-reason-{number}",
            value=code,
            text=RED_REASONS[code].short,
            checked=form.reason.data == code,
        )
        for number, code in enumerate(row.reasons, start=1)
    )


def _absences(form: RowForm, prefix: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            id=f"{prefix}-absence-{number}",
            value=kind.code,
            text=kind.description,
            checked=form.absence_kind.data == kind.code,
        )
        for number, kind in enumerate(ABSENCE_KINDS, start=1)
    )
