"""Panels: their days, one panel's list, its sheet."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self
from uuid import UUID, uuid4

from flask import url_for

from discharge.core.forms import Form
from discharge.core.web import addresses
from discharge.funding.forms.panels import OutcomeForm, PanelForm
from discharge.funding.queries.panels import PanelCase, PanelDay, PanelList
from discharge.funding.rules.codes import PANEL_OUTCOMES, PAPERS, STATUSES, FundingKind, shown_needs
from discharge.stays.rules.names import NameLevel, shown_name
from discharge.stays.rules.shown import shown_day, shown_moment

_KEEP_SHEET = timedelta(days=28)


def named(day: date) -> str:
    """`Thursday 26 November 2026`."""
    return f"{day:%A} {shown_day(day)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    day: str
    href: str
    waiting: int
    decided: int
    is_coming: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelsPage:
    """coming, past: days with cases of this person's people."""

    form: Form
    coming: tuple[DayRow, ...]
    past: tuple[DayRow, ...]

    @classmethod
    def of(cls, days: Sequence[PanelDay], form: Form, today: date) -> Self:
        rows = [
            DayRow(
                day=named(each.day),
                href=url_for("funding.panel", day=each.day),
                waiting=each.waiting,
                decided=each.decided,
                is_coming=each.day >= today,
            )
            for each in days
        ]
        coming = tuple(reversed([row for row in rows if row.is_coming]))
        return cls(form=form, coming=coming, past=tuple(row for row in rows if not row.is_coming))


_OUTCOMES = {
    kind: (("", "No outcome yet"), *((each.code, each.description) for each in PANEL_OUTCOMES if each.step_for(kind)))
    for kind in FundingKind
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The inputs of one case as they are drawn, without a form where nothing was sent: sixty forms cost their time.

    version, one_time_key: what goes with them unseen. The rest: what stands in them.
    """

    version: str
    one_time_key: str
    choices: tuple[tuple[str, str], ...]
    outcome: str
    icb_percent: str
    council_percent: str
    words: str

    @classmethod
    def of(cls, case: PanelCase, form: OutcomeForm | None) -> Self:
        return cls(
            version=str(case.version),
            one_time_key=(form.one_time_key.data or "") if form else str(uuid4()),
            choices=_OUTCOMES[case.kind],
            outcome=(form.outcome.data or "") if form else "",
            icb_percent=form.icb_percent._value() if form else "",  # noqa: SLF001 (as WTForms draws it)
            council_percent=form.council_percent._value() if form else "",  # noqa: SLF001
            words=(form.words.data or "") if form else "",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelRow:
    """result: what became of the row that was sent; problem: why not. entry: None where no outcome can be entered."""

    key: str
    name: str
    href: str
    place: str
    number: str
    kind: str
    state: str
    needs: str
    needs_words: str
    bodies: str
    missing: str
    is_ready: bool
    interim: str
    decided: str
    decided_words: str
    entry: Entry | None
    has_split: bool
    result: str
    problem: str

    @classmethod
    def of(cls, row: PanelCase, entry: Entry | None, *, href: str, result: str = "", problem: str = "") -> Self:
        step = row.decided
        facts = "; ".join(f"{label}: {words}" for label, words in step.facts.items()) if step else ""
        return cls(
            key=row.case_id.hex,
            name=shown_name(NameLevel.FULL, family=row.surname, given=row.given_name, bed=row.bed),
            href=href,
            place=f"{row.ward}, bed {row.bed}" if row.bed else row.ward,
            number=row.local_number,
            kind=row.kind.short,
            state=f"{'Now: ' if step else ''}{STATUSES[row.state].short}",
            needs=shown_needs(row.needs),
            needs_words=row.needs_words,
            bodies=" and ".join(name for name in (row.icb, row.council) if name) or "Not recorded",
            missing="" if step else ", ".join(PAPERS[code].short for code in row.missing),
            is_ready=row.is_ready,
            interim=f"Interim since {shown_day(row.interim_on)}" if row.interim_on else "",
            decided=STATUSES[step.code].description if step else "",
            decided_words=". ".join(part for part in (facts, step.words) if part) if step else "",
            entry=None if step else entry,
            has_split=row.kind is FundingKind.S117,
            result=result,
            problem=problem,
        )


def _hrefs() -> Mapping[FundingKind, Callable[[UUID], str]]:
    return {kind: addresses("funding.case", "stay_id", kind=kind) for kind in FundingKind}


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelPage:
    """form: None before the day of the panel, when nothing can have been decided. errors: of rows, by their input."""

    form: PanelForm | None
    day: str
    rows: tuple[PanelRow, ...]
    ready: int
    waiting: int
    sheet_href: str
    may_enter: bool
    saved: int
    errors: Mapping[str, str]

    @classmethod
    def of(
        cls,
        panel: PanelList,
        form: PanelForm,
        forms: Mapping[str, OutcomeForm] | None = None,
        *,
        results: Mapping[str, str] | None = None,
        problems: Mapping[str, str] | None = None,
    ) -> Self:
        """forms, results, problems: of each row that was sent, by the key of its case."""
        forms, results, problems = forms or {}, results or {}, problems or {}
        hrefs = _hrefs()
        may_enter = panel.day <= panel.today and bool(panel.waiting)
        rows = tuple(
            PanelRow.of(
                each,
                Entry.of(each, forms.get(each.case_id.hex)) if may_enter else None,
                href=hrefs[each.kind](each.stay_id),
                result=results.get(each.case_id.hex, ""),
                problem=problems.get(each.case_id.hex, ""),
            )
            for each in panel.cases
        )
        waiting = panel.waiting
        return cls(
            form=form if may_enter else None,
            day=named(panel.day),
            rows=rows,
            ready=sum(each.is_ready for each in waiting),
            waiting=len(waiting),
            sheet_href=url_for("funding.panel_sheet", day=panel.day),
            may_enter=may_enter,
            saved=len(results),
            errors={f"{key}outcome": f"{_name(rows, key)}: {problem}" for key, problem in problems.items()},
        )


def _name(rows: Sequence[PanelRow], key: str) -> str:
    return next((row.name for row in rows if row.key == key), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPage:
    """A printable list. It names people: it is kept until four weeks after the panel at most."""

    day: str
    rows: tuple[PanelRow, ...]
    ready: int
    printed_by: str
    printed_at: str
    destroy_by: str

    @classmethod
    def of(cls, panel: PanelList, *, printed_by: str) -> Self:
        hrefs = _hrefs()
        return cls(
            day=named(panel.day),
            rows=tuple(PanelRow.of(each, None, href=hrefs[each.kind](each.stay_id)) for each in panel.cases),
            ready=sum(each.is_ready for each in panel.waiting),
            printed_by=printed_by,
            printed_at=shown_moment(panel.now),
            destroy_by=shown_day(panel.day + _KEEP_SHEET),
        )
