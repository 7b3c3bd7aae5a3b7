"""One case: what is so, what may come next, what happened."""

from dataclasses import dataclass
from typing import Self

from flask import url_for

from discharge.core.actor import Actor
from discharge.core.forms import Form
from discharge.funding import policies
from discharge.funding.forms.cases import PapersForm
from discharge.funding.models import FundingCase, FundingStep, StepKind
from discharge.funding.pages.clocks import Clock, clocks_of
from discharge.funding.queries.cases import CaseView
from discharge.funding.rules.codes import (
    DISPUTE_STAGES,
    DISPUTE_SUBJECTS,
    STATUSES,
    Ask,
    FundingKind,
    Stage,
    shown_needs,
)
from discharge.funding.rules.entitlement import Answer, has_changed
from discharge.funding.rules.steps import awaited_from, next_steps
from discharge.stays.pages.plan import Conflict, Who
from discharge.stays.rules.shown import shown_day, shown_moment

ENDING, AWAITED = (
    "S117-ENDED",
    {"trust": "the trust", "icb": "the ICB", "council": "the council", "both": "the ICB and the council"},
)
_ANSWERS = {
    Answer.YES: "A qualifying detention is recorded",
    Answer.CHECK: "Check",
    Answer.NO: "No qualifying detention is recorded here",
}


_ONLY_HERE = "Only what is recorded here is looked at. Ask about detentions in other hospitals"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    text: str
    href: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """words: "" for not recorded. href: where it is changed, or ""."""

    label: str
    words: str
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What the legal history says of section 117. confirmed: by whom and when, "" before. is_changed: since then."""

    answer: str
    reasons: tuple[str, ...]
    note: str
    confirmed: str
    is_changed: bool
    confirm_href: str

    @classmethod
    def of(cls, view: CaseView, actor: Actor) -> Self:
        says, case = view.entitlement, view.case
        confirmed = ""
        if case is not None and case.entitlement_at is not None:
            confirmed = f"{case.entitlement}. Confirmed by {case.entitlement_by}, {shown_moment(case.entitlement_at)}"
        is_changed = case is not None and has_changed(case.entitlement, says)
        href = ""
        if case is not None and is_changed and not case.is_closed and policies.may_confirm(actor, view.stay):
            href = url_for("funding.confirm_again", stay_id=view.stay.id)
        return cls(
            answer=_ANSWERS[says.answer],
            reasons=says.reasons,
            note=_ONLY_HERE
            if says.since is None
            else f"The council is the one where the person lived just before {shown_day(says.since)}",
            confirmed=confirmed,
            is_changed=is_changed,
            confirm_href=href,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    on: str
    what: str
    facts: tuple[Fact, ...]
    words: str
    by: str

    @classmethod
    def of(cls, step: FundingStep) -> Self:
        status = STATUSES[step.code]
        what = step.what or status.description
        if step.kind is StepKind.OPENED:
            what = f"Opened. {what}"
        elif step.kind in (StepKind.LEFT, StepKind.BACK):
            what = f"{step.words}. {status.description}"
        return cls(
            on=shown_day(step.on),
            what=what,
            facts=tuple(Fact(label=label, words=words) for label, words in step.facts.items()),
            words="" if step.kind in (StepKind.LEFT, StepKind.BACK) else step.words,
            by=f"{step.by}, {shown_moment(step.at)}",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningPage:
    """There is no case of this kind yet."""

    form: Form
    who: Who
    title: str
    kinds: tuple[Link, ...]
    kind_now: str
    history: History | None
    may_open: bool
    conflict: Conflict | None = None

    @classmethod
    def of(cls, view: CaseView, form: Form, actor: Actor) -> Self:
        return cls(
            form=form,
            who=who_of(view),
            title=view.kind.words,
            kinds=kinds_of(view),
            kind_now=view.kind.words,
            history=History.of(view, actor) if view.kind is FundingKind.S117 else None,
            may_open=policies.may_work(actor, view.stay),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """form: the papers in hand. warnings: what must be looked at first. next: steps that may be taken by this person.

    missing: short names of papers that the panel still lacks.
    """

    form: PapersForm
    who: Who
    title: str
    kinds: tuple[Link, ...]
    kind_now: str
    state: str
    since: str
    awaited: str
    awaited_href: str
    is_closed: bool
    warnings: tuple[str, ...]
    clocks: tuple[Clock, ...]
    history: History | None
    facts: tuple[Fact, ...]
    next: tuple[Link, ...]
    more: tuple[Link, ...]
    papers_href: str
    may_work: bool
    missing: str
    ledger: tuple[LedgerLine, ...]

    @classmethod
    def of(cls, view: CaseView, case: FundingCase, form: PapersForm, actor: Actor) -> Self:
        may = policies.may_work(actor, view.stay)
        status = STATUSES[case.state]
        dispute = view.open_dispute
        owner = awaited_from(case.state, dispute.about if dispute else "")
        return cls(
            form=form,
            who=who_of(view),
            title=view.kind.words,
            kinds=kinds_of(view),
            kind_now=view.kind.words,
            state=status.description,
            since=f"since {shown_day(case.since)}",
            awaited=f"Waiting for {AWAITED[owner]}" if owner and case.interim_on is None else "",
            awaited_href=url_for("blockers.show", blocker_id=case.blocker_id) if case.blocker_id else "",
            is_closed=case.is_closed,
            warnings=warnings_of(view, case),
            clocks=clocks_of(view),
            history=History.of(view, actor) if view.kind is FundingKind.S117 else None,
            facts=facts_of(view, case),
            next=_next(view, case, actor) if may else (),
            more=_more(view, case) if may and not case.is_closed else (),
            papers_href=url_for("funding.papers", stay_id=view.stay.id, kind=view.kind),
            may_work=may and not case.is_closed,
            missing=", ".join(text for value, text, is_ticked, _ in form.papers.iter_choices() if not is_ticked),
            ledger=tuple(LedgerLine.of(step) for step in reversed(view.steps)),
        )


def who_of(view: CaseView) -> Who:
    return Who.of(view.stay, url_for("boards.stay", stay_id=view.stay.id))


def kinds_of(view: CaseView) -> tuple[Link, ...]:
    """The three kinds of funding of this stay, each with where it stands."""
    states = {case.kind: case.state for case in (*view.others, *([view.case] if view.case else []))}
    return tuple(
        Link(
            text=kind.words,
            href=url_for("funding.case", stay_id=view.stay.id, kind=kind),
            note=STATUSES[states[kind]].short if kind in states else "",
        )
        for kind in FundingKind
    )


def warnings_of(view: CaseView, case: FundingCase) -> tuple[str, ...]:
    found = []
    if view.shares_needs:
        found.append(
            "Section 117 and NHS Continuing Healthcare are both open and may be for the same needs. Needs that section "
            "117 covers are met under it; ask CHC for other needs only, and record the needs of each"
        )
    if view.kind is FundingKind.S117 and case.entitlement and has_changed(case.entitlement, view.entitlement):
        found.append("The legal history has changed since the entitlement was confirmed: confirm it again")
    if view.kind is FundingKind.S117 and view.is_under_order and ENDING in STATUSES[case.state].may_follow:
        found.append("A community treatment order is in force: aftercare cannot end while it is")
    if not case.is_closed and view.kind is FundingKind.S117 and not (view.icb and view.council):
        lacking = " and ".join(name for name, body in (("ICB", view.icb), ("council", view.council)) if not body)
        found.append(f"The responsible {lacking} is not recorded")
    if view.is_no_longer_ready and STATUSES[case.state].awaits:
        said = "The person is no longer clinically ready, so what is awaited is paused"
        is_running = view.decision_clock is not None and view.open_pause is None and case.decided_on is None
        found.append(f"{said}. Let the clock stand still if the assessment cannot go on" if is_running else said)
    found += [
        f"A section 117 case of an earlier stay is open: {STATUSES[other.state].description}"
        for other in view.elsewhere
    ]
    return tuple(found)


def facts_of(view: CaseView, case: FundingCase) -> tuple[Fact, ...]:
    stay, bodies = view.stay, url_for("stays.money", stay_id=view.stay.id) if view.stay.is_open else ""
    needs_href = "" if case.is_closed else url_for("funding.needs", stay_id=stay.id, kind=view.kind)
    found = [
        Fact(label="Responsible ICB", words=_body(view.icb, stay.responsible_icb_basis), href=bodies),
        Fact(label="Responsible council", words=_body(view.council, stay.responsible_council_basis), href=bodies),
        Fact(
            label="Needs",
            words=". ".join(part for part in (shown_needs(case.needs), case.needs_words) if part),
            href=needs_href,
        ),
    ]
    if case.panel_on:
        href = url_for("funding.panel", day=case.panel_on)
        found.append(Fact(label="Panel", words=shown_day(case.panel_on), href=href))
    if case.split:
        by = f"{case.split_by}, {shown_day(case.split_on)}"
        found.append(
            Fact(label="Split", words=". ".join(part for part in (case.split.words, case.split_basis, by) if part))
        )
    if case.interim_on:
        found.append(
            Fact(
                label="Interim funding",
                words=f"Without prejudice since {shown_day(case.interim_on)}. Agreed by {case.interim_by}",
            )
        )
    dispute = view.open_dispute
    if dispute is not None:
        about, stage = DISPUTE_SUBJECTS[dispute.about].description, DISPUTE_STAGES[dispute.stage].description
        words = f"{about}, since {shown_day(dispute.opened_on)}. {stage} since {shown_day(dispute.stage_on)}"
        href = url_for("funding.dispute", stay_id=stay.id, kind=view.kind)
        found.append(Fact(label="Dispute", words=words, href=href))
    if case.review_due_on:
        found.append(Fact(label="Review due", words=shown_day(case.review_due_on)))
    for name, on, by in (
        ("ICB", case.icb_ended_on, case.icb_ended_by),
        ("Council", case.council_ended_on, case.council_ended_by),
    ):
        if on:
            found.append(Fact(label=f"{name}: no longer needed", words=f"{shown_day(on)}, {by}"))
    return tuple(found)


def _body(name: str, basis: str) -> str:
    return f"{name} ({basis})" if name and basis else name


def _next(view: CaseView, case: FundingCase, actor: Actor) -> tuple[Link, ...]:
    """Only the steps that may follow, and only those that this person may take."""
    found = []
    for status in next_steps(case.state):
        if Ask.CONFIRM in status.asked and not policies.may_confirm(actor, view.stay):
            continue
        if Ask.DISPUTE in status.asked and view.open_dispute is not None:
            continue
        if status.code == ENDING:
            if view.is_under_order:
                continue
            href = url_for("funding.ending", stay_id=view.stay.id)
        else:
            href = url_for("funding.step", stay_id=view.stay.id, kind=view.kind, code=status.code)
        text = "Move to another panel" if status.code == case.state else status.description
        found.append(Link(text=text, href=href))
    return tuple(found)


def _more(view: CaseView, case: FundingCase) -> tuple[Link, ...]:
    stay_id, found = view.stay.id, []
    if view.kind is FundingKind.CHC and any(step.code == "CHC-POS" for step in view.steps):
        text = "Correct when the ICB received it" if case.received_on else "The ICB received the checklist"
        found.append(Link(text=text, href=url_for("funding.received", stay_id=stay_id)))
        if view.open_pause is not None:
            found.append(Link(text="Let the clock run again", href=url_for("funding.resume", stay_id=stay_id)))
        elif case.received_on is not None and STATUSES[case.state].stage is Stage.WAITING:
            found.append(Link(text="The clock stands still", href=url_for("funding.pause", stay_id=stay_id)))
    if view.open_dispute is not None:
        href = url_for("funding.dispute", stay_id=stay_id, kind=view.kind)
        found.append(Link(text="The dispute moved on", href=href))
    if case.review_due_on is not None:
        href = url_for("funding.review", stay_id=stay_id, kind=view.kind)
        found.append(Link(text="It was reviewed", href=href))
    return tuple(found)
