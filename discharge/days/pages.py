"""The words of the pages about one person's day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from flask import url_for

from discharge.core.clock import local_time
from discharge.days.forms import COLOURS, MarkForm, PlanForm, UndoForm
from discharge.days.queries.one_day import Revision
from discharge.days.queries.sheet import DaySheet
from discharge.days.queries.views import MarkView
from discharge.days.rules.codes import GREEN_INTERVENTIONS, RED_REASONS
from discharge.days.rules.content import Content, word_of, words_of
from discharge.days.rules.mark import Colour
from discharge.days.rules.steps import Step
from discharge.stays.rules.codes import ABSENCE_KINDS
from discharge.stays.rules.length import day_of_stay
from discharge.stays.rules.names import NameLevel, shown_name

MOST_FOUND = 12


@dataclass(frozen=True, slots=True)
class Look:
    """A mark as `components/mark.html` draws it."""

    kind: str
    letter: str
    word: str


def look_of(said: Content) -> Look:
    """Green day, red day, the kind of absence, or not marked."""
    if said.colour is None:
        return Look("none", "", "Not marked")
    if said.colour is Colour.ABSENT:
        kind = ABSENCE_KINDS.get(said.absence_kind)
        return Look(said.absence_kind, kind.letter if kind else "", word_of(said))
    return Look(said.colour.value, said.colour.value[0].upper(), said.colour.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One chip. key: a digit, or ""."""

    id: str
    value: str
    text: str
    hint: str = ""
    key: str = ""
    checked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Chips under one heading. error: the message of their field, or ""."""

    name: str
    legend: str
    items: tuple[Choice, ...]
    hint: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """One saying of the history. words: label and value of what it said."""

    mark: Look
    who_when: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Who and which day, at the top of each page about a day."""

    bed: str
    name: str
    facts: tuple[str, ...]
    day: str
    back: str

    @classmethod
    def of(cls, sheet: DaySheet, back: str) -> Self:
        person = sheet.stay.person
        name = shown_name(NameLevel.FULL, family=person.surname, given=person.given_name, bed=sheet.stay.bed)
        number = day_of_stay(sheet.stay.admitted_on, sheet.day.day) if sheet.day.day >= sheet.stay.admitted_on else 0
        facts = [person.local_number, sheet.stay.ward.name, f"Day {number} of stay" if number else ""]
        facts.append("Clinically ready" if sheet.day.is_ready else "")
        return cls(
            bed=sheet.stay.bed,
            name=name,
            facts=tuple(fact for fact in facts if fact),
            day=day_words(sheet.day.day, sheet.today),
            back=back,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkPage:
    """takes_no_mark: why there is no form, "" where there is one. plan_href: of a day still to come, "" for others."""

    head: Head
    takes_no_mark: str
    plan_href: str
    form: MarkForm
    undo: UndoForm
    undo_href: str
    now_said: Look
    can_undo: bool
    colours: Choices
    steps: Choices
    reasons: Choices
    found: Choices | None
    further: Choices
    absences: Choices
    prompts: tuple[str, ...]
    last: str
    late: str
    history: tuple[Said, ...]

    @classmethod
    def of(cls, sheet: DaySheet, form: MarkForm, undo: UndoForm, *, back: str) -> Self:
        said = sheet.day.said
        which: dict[str, Any] = {"stay_id": sheet.stay.id, "date": sheet.day.day}
        return cls(
            head=Head.of(sheet, back),
            takes_no_mark=sheet.takes_no_mark,
            plan_href=url_for("days.plan", **which) if sheet.day.day > sheet.today else "",
            form=form,
            undo=undo,
            undo_href=url_for("days.undo", **which),
            now_said=look_of(said),
            can_undo=said.colour is not None,
            colours=_colours(form),
            steps=_done_steps(sheet, form),
            reasons=_reason_chips(sheet, form),
            found=_found_reasons(form),
            further=_further(sheet, form),
            absences=_absences(sheet, form),
            prompts=tuple(prompt.words for prompt in sheet.prompts),
            last=_last_words(sheet),
            late=f"This day closed {moment_words(sheet)}: say why it is marked or changed now" if sheet.is_late else "",
            history=tuple(_saying(revision) for revision in reversed(sheet.history)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPage:
    head: Head
    form: PlanForm
    discharge: Choices
    others: Choices
    is_ready: bool
    planned_by: str

    @classmethod
    def of(cls, sheet: DaySheet, form: PlanForm, *, back: str) -> Self:
        ticked = set(form.interventions.data or [])
        chips = [Step(code=entry.code) for entry in GREEN_INTERVENTIONS if entry.is_current]
        own = [Step(words=sheet.stay.next_discharge_step)] if sheet.stay.next_discharge_step else []
        own += [step for step in sheet.day.planned if step.words and step not in own]
        to_leave = [*own, *(step for step in chips if step.is_discharge_step)]
        others = [step for step in chips if not step.is_discharge_step]
        heading = "The next discharge step" if sheet.day.is_ready else "Steps towards leaving"
        plan = sheet.day.plan
        return cls(
            head=Head.of(sheet, back),
            form=form,
            discharge=Choices(name="interventions", legend=heading, items=_chips("discharge", to_leave, ticked)),
            others=Choices(
                name="interventions",
                legend="Treatment, reviews and recovery",
                items=_chips("interventions", others, ticked),
            ),
            is_ready=sheet.day.is_ready,
            planned_by=f"Planned by {plan.planned_by}, {local_time(plan.planned_at):%H:%M}" if plan else "",
        )


def fill_mark(form: MarkForm, sheet: DaySheet) -> None:
    """The form as it opens: what the day says now, else the planned steps ticked and an absence on record chosen."""
    said = sheet.day.said
    form.version.data = str(sheet.day.revision)
    if said.colour is None:
        form.colour.data = Colour.ABSENT.value if sheet.day.away else None
        form.interventions.data = [step.value for step in sheet.day.planned]
        form.absence_kind.data = sheet.day.away
        return
    form.colour.data = said.colour.value
    form.interventions.data = [step.value for step in said.steps] or [step.value for step in sheet.day.planned]
    form.reason.data, form.owner.data = said.reason, said.owner
    form.further_reasons.data = list(said.further_reasons)
    form.next_step.data, form.note.data = said.next_step, said.note
    form.absence_kind.data = said.absence_kind or sheet.day.away


def fill_plan(form: PlanForm, sheet: DaySheet) -> None:
    """The form as it opens: what is planned already."""
    form.version.data = str(sheet.day.plan.version) if sheet.day.plan else "0"
    form.interventions.data = [step.value for step in sheet.day.planned]


def says_marked(mark: MarkView) -> str:
    """The words after a mark was saved."""
    late = ", said late" if mark.is_late else ""
    return f"{word_of(mark.said)} on {mark.day:%A} {mark.day.day} {mark.day:%B}{late}"


def day_words(day: date, today: date) -> str:
    """`Today, Monday 23 November`, `Friday 20 November 2026`."""
    named = f"{day:%A} {day.day} {day:%B}"
    ahead = {0: "Today, ", 1: "Tomorrow, ", -1: "Yesterday, "}.get((day - today).days, "")
    return f"{ahead}{named}" if ahead else f"{named} {day.year}"


def moment_words(sheet: DaySheet) -> str:
    closed = local_time(sheet.closes_at)
    return f"on {closed:%A} {closed.day} {closed:%B} at {closed:%H:%M}"


def _chips(prefix: str, steps: Iterable[Step], ticked: set[str], *, keys: bool = False) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            id=prefix if number == 1 else f"{prefix}-{number}",
            value=step.value,
            text=step.short,
            checked=step.value in ticked,
            key=str(number) if keys and number <= 9 else "",
        )
        for number, step in enumerate(dict.fromkeys(steps), start=1)
    )


def _colours(form: MarkForm) -> Choices:
    items = tuple(
        Choice(
            id="colour" if number == 1 else f"colour-{number}",
            value=str(value),
            text=str(words),
            checked=value == form.colour.data,
        )
        for number, (value, words) in enumerate(COLOURS, start=1)
    )
    return Choices(name="colour", legend="What was this day?", items=items, error=_error(form.colour))


def _done_steps(sheet: DaySheet, form: MarkForm) -> Choices:
    ticked = form.interventions.data or []
    offered = [Step(code=entry.code) for entry in GREEN_INTERVENTIONS if entry.is_current]
    if sheet.day.is_ready:
        offered.sort(key=lambda step: not step.is_discharge_step)
    own = [Step(words=value) for value in ticked if value not in GREEN_INTERVENTIONS]
    return Choices(
        name="interventions",
        legend="What moved care on?",
        hint="The person is clinically ready: one of these must be a step towards leaving"
        if sheet.day.is_ready
        else "",
        items=_chips("interventions", [*sheet.day.planned, *own, *offered], set(ticked)),
        error=_error(form.interventions),
    )


def _reason_chips(sheet: DaySheet, form: MarkForm) -> Choices:
    chosen = form.reason.data or ""
    codes = list(sheet.chips)
    if chosen in RED_REASONS and chosen not in codes:
        codes.append(chosen)
    why = {prompt.reason_code: prompt.words for prompt in sheet.prompts}
    items = tuple(
        Choice(
            id="reason" if number == 1 else f"reason-{number}",
            value=code,
            text=RED_REASONS[code].description,
            hint=why.get(code) or RED_REASONS[code].owner.words,
            checked=code == chosen,
        )
        for number, code in enumerate(codes, start=1)
    )
    return Choices(name="reason", legend="What did the person wait for?", items=items, error=_error(form.reason))


def _found_reasons(form: MarkForm) -> Choices | None:
    words = (form.find.data or "").casefold().split()
    if not words:
        return None
    found = [
        reason
        for reason in RED_REASONS
        if reason.is_current and all(word in f"{reason.description} {reason.short}".casefold() for word in words)
    ]
    items = tuple(
        Choice(
            id=f"found-{number}",
            value=reason.code,
            text=reason.description,
            hint=reason.owner.words,
            checked=reason.code == form.reason.data,
        )
        for number, reason in enumerate(found[:MOST_FOUND], start=1)
    )
    return Choices(name="reason", legend=f"Reasons with “{form.find.data}”", items=items)


def _further(sheet: DaySheet, form: MarkForm) -> Choices:
    ticked = form.further_reasons.data or []
    codes = dict.fromkeys([*(code for code in ticked if code in RED_REASONS), *sheet.chips])
    codes |= dict.fromkeys(reason.code for reason in RED_REASONS if reason.is_current)
    items = tuple(
        Choice(
            id="further_reasons" if number == 1 else f"further_reasons-{number}",
            value=code,
            text=RED_REASONS[code].description,
            checked=code in ticked,
        )
        for number, code in enumerate(codes, start=1)
    )
    return Choices(name="further_reasons", legend="Further reasons", items=items, error=_error(form.further_reasons))


def _absences(sheet: DaySheet, form: MarkForm) -> Choices:
    items = tuple(
        Choice(
            id="absence_kind" if number == 1 else f"absence_kind-{number}",
            value=kind.code,
            text=kind.description,
            hint="As recorded" if kind.code == sheet.day.away else "",
            checked=kind.code == form.absence_kind.data,
        )
        for number, kind in enumerate(ABSENCE_KINDS, start=1)
    )
    return Choices(name="absence_kind", legend="Where was the person?", items=items, error=_error(form.absence_kind))


def _error(field: object) -> str:
    errors = getattr(field, "errors", ())
    return str(errors[0]) if errors else ""


def _last_words(sheet: DaySheet) -> str:
    last = sheet.last
    if last is None:
        return ""
    said = words_of(last.said)
    about = said["What the person waited for"] or said["What moved care on"]
    run = f" ({last.run} marked days in a row)" if last.run > 1 else ""
    return f"{word_of(last.said)} on {last.day:%A} {last.day.day} {last.day:%B}: {about}{run}"


def _saying(revision: Revision) -> Said:
    when = local_time(revision.marked_at)
    who = f"{revision.marked_by}, {when:%a} {when.day} {when:%b} {when:%H:%M}"
    if revision.undoes is not None:
        who = f"Undone by {who}"
    parts = [f"{label}: {value}" for label, value in words_of(revision.said).items() if value and label != "Mark"]
    if revision.late_reason:
        parts.append(f"Said late: {revision.late_reason}")
    return Said(look_of(revision.said), who, ". ".join(parts))
