"""What one person waits for, and their home and funding, in words; the same in what happened."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Self

from flask import url_for

from discharge.blockers.models import Blocker, BlockerStep
from discharge.blockers.rules.clocks import Clock
from discharge.blockers.rules.states import State, StepKind
from discharge.boards.pages.awaited import CaseLook, WaitLook, funding_look, wait_look
from discharge.boards.pages.stay.happened import Happened
from discharge.boards.pages.stay.marks import reason_words
from discharge.boards.pages.words import short_day
from discharge.boards.queries.awaited import Waiting
from discharge.boards.queries.stay import WholeStay
from discharge.core.clock import local_date
from discharge.escalation.pages.receipts import ReceiptLook
from discharge.funding.models import FundingCase, FundingStep
from discharge.funding.models import StepKind as FundingStepKind
from discharge.funding.rules.codes import STATUSES, FundingKind
from discharge.funding.rules.entitlement import entitlement
from discharge.housing.models import CaseState, HousingCase, HousingStep
from discharge.housing.rules.case import HOME_NEEDS
from discharge.housing.rules.duty import why_check
from discharge.housing.rules.steps import STEP_WORDS
from discharge.housing.rules.steps import StepKind as HousingStepKind
from discharge.stays.queries.moves import authorities


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitPart:
    """paused: that it is paused, since when and why, or ""."""

    look: WaitLook
    paused: str
    next_step: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedPart:
    """how: what became of it, on which day."""

    what: str
    how: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePart:
    """One case, or that there is none. look: its words and shape. href: "" for who may not open it."""

    title: str
    look: CaseLook | None
    words: tuple[str, ...]
    href: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitedPart:
    """new_href: where to say what is awaited, ask_href: to ask a level above, "" without the permission."""

    waits: tuple[WaitPart, ...]
    closed: tuple[ClosedPart, ...]
    asked: tuple[ReceiptLook, ...]
    new_href: str
    ask_href: str
    home: CasePart
    funding: tuple[CasePart, ...]

    @classmethod
    def of(cls, whole: WholeStay) -> Self:
        found, today = whole.awaited, whole.today
        stay_id = whole.stay.id
        return cls(
            waits=tuple(
                WaitPart(
                    look=wait_look(wait, today),
                    paused=_paused(wait, whole),
                    next_step=wait.next_step,
                    href=url_for("blockers.show", blocker_id=wait.blocker_id),
                )
                for wait in found.waits
            ),
            closed=tuple(_closed(blocker, whole) for blocker in found.closed),
            asked=tuple(map(ReceiptLook.of, found.asked)),
            ask_href=url_for("escalation.ask_for_stay", stay_id=stay_id) if found.may_raise else "",
            new_href=url_for("blockers.new", stay_id=stay_id) if found.may_work_blockers else "",
            home=_home(whole),
            funding=tuple(_funding(kind, whole) for kind in _kinds(whole)),
        )


def _paused(wait: Waiting, whole: WholeStay) -> str:
    if wait.clock is not Clock.PAUSED:
        return ""
    steps = (
        step.on
        for step, _ in whole.awaited.blocker_steps
        if step.blocker_id == wait.blocker_id and step.kind is StepKind.PAUSED
    )
    since = max(steps, default=None)
    when = f" since {short_day(since, whole.today)}" if since else ""
    return f"Paused{when}: not clinically ready"


def _closed(blocker: Blocker, whole: WholeStay) -> ClosedPart:
    on = short_day(blocker.closed_on, whole.today) if blocker.closed_on else ""
    how = "Withdrawn" if blocker.state is State.WITHDRAWN else "Done"
    return ClosedPart(
        what=reason_words(blocker.reason),
        how=f"{how} {on}: {blocker.outcome}" if blocker.outcome else f"{how} {on}",
        href=url_for("blockers.show", blocker_id=blocker.id),
    )


def _home(whole: WholeStay) -> CasePart:
    found, case = whole.awaited, whole.awaited.housing
    if case is None:
        due = why_check(
            is_at_risk=whole.stay.is_home_at_risk, edd=whole.ledger.current, checked_on=None, today=whole.today
        )
        may = found.may_work_housing
        return CasePart(
            title="Housing",
            look=None,
            words=(
                f"Nobody has checked for homelessness. {due}" if due and whole.stay.is_open else "No housing case.",
            ),
            href=url_for("housing.edit", stay_id=whole.stay.id) if may else "",
            link="Start a housing case",
        )
    return CasePart(
        title="Housing",
        look=_home_look(whole, case),
        words=tuple(_home_words(whole, case)),
        href=url_for("housing.case", stay_id=whole.stay.id),
        link="Open the housing case",
    )


def _home_look(whole: WholeStay, case: HousingCase) -> CaseLook:
    if case.state is CaseState.CLOSED:
        return CaseLook("Closed", "closed")
    if case.state is CaseState.PAUSED:
        return CaseLook("Paused", "paused")
    turn = next(
        (step.kind for step in reversed(whole.awaited.housing_steps) if step.kind not in _QUIET),
        HousingStepKind.IDENTIFIED,
    )
    return CaseLook(STEP_WORDS[turn], "settled" if turn is HousingStepKind.MOVE_SET else "waiting")


_QUIET: Final = frozenset(
    {
        HousingStepKind.CHANGED,
        HousingStepKind.CHECKED,
        HousingStepKind.CONSENT,
        HousingStepKind.PAUSED,
        HousingStepKind.RESUMED,
    }
)


def _home_words(whole: WholeStay, case: HousingCase) -> Iterator[str]:
    if case.state is CaseState.CLOSED:
        yield case.outcome
        return
    yield HOME_NEEDS.get(case.need, "")
    due = why_check(
        is_at_risk=whole.stay.is_home_at_risk,
        edd=whole.ledger.current,
        checked_on=case.checked_on,
        today=whole.today,
    )
    if due and whole.stay.is_open:
        yield f"Nobody has checked for homelessness. {due}"


def _kinds(whole: WholeStay) -> tuple[FundingKind, ...]:
    """Section 117 and CHC are always shown; another kind only where there is a case."""
    kinds = {case.kind for case in whole.awaited.funding}
    return tuple(kind for kind in FundingKind if kind is not FundingKind.OTHER or kind in kinds)


def _funding(kind: FundingKind, whole: WholeStay) -> CasePart:
    case = next((case for case in whole.awaited.funding if case.kind is kind), None)
    may = whole.awaited.may_work_funding
    return CasePart(
        title=kind.words,
        look=_funding_look(case) if case else None,
        words=tuple(word for word in (_funding_words(case, whole), _why(kind, case, whole)) if word),
        href=url_for("funding.case", stay_id=whole.stay.id, kind=kind.value) if may else "",
        link="Open the case" if case else "Start a case",
    )


def _funding_look(case: FundingCase) -> CaseLook:
    short = STATUSES[case.state].short
    shown = funding_look(case.state)
    return CaseLook(short, shown.look if shown else "closed")


def _funding_words(case: FundingCase | None, whole: WholeStay) -> str:
    if case is None:
        return "No case."
    words = f"{STATUSES[case.state].description}, since {short_day(case.since, whole.today)}."
    if case.review_due_on is not None:
        words += f" Review due {short_day(case.review_due_on, whole.today)}."
    return words


def _why(kind: FundingKind, case: FundingCase | None, whole: WholeStay) -> str:
    """Why section 117 applies, as a person confirmed it, else as the recorded history says."""
    if kind is not FundingKind.S117:
        return ""
    if case is not None and case.entitlement:
        return f"{case.entitlement}. Confirmed by {case.entitlement_by}."
    return f"{entitlement(authorities(tuple(reversed(whole.legal)))).words}."


_TOLD: Final = frozenset(
    {
        StepKind.RAISED,
        StepKind.HANDED_ON,
        StepKind.TOLD_BY_TELEPHONE,
        StepKind.ANSWERED,
        StepKind.DONE,
        StepKind.WITHDRAWN,
        StepKind.REOPENED,
        StepKind.MEETING,
        StepKind.STRUCK_OUT,
    }
)


def happened(whole: WholeStay) -> Iterator[Happened]:
    """The turns of what was awaited, of housing and of funding; what only says the same again is left out."""
    for step, reason in whole.awaited.blocker_steps:
        if step.kind in _TOLD:
            said = f": {step.words}" if step.words else ""
            what = step.kind.words.lower()
            if step.kind is StepKind.MEETING:
                what = f"agreed at the meeting of {step.on.day} {step.on:%B}"
            yield _line(step, f"{reason_words(reason)}: {what}{said}")
    for line in whole.awaited.housing_steps:
        said = f": {line.words}" if line.words else ""
        yield _line(line, f"Housing, {STEP_WORDS[line.kind].lower()}{said}")
    for turn in whole.awaited.funding_steps:
        yield _line(turn, _turn_words(turn))


def _line(step: BlockerStep | HousingStep | FundingStep, text: str) -> Happened:
    """With its time of day only where it was entered on the day from which it counts."""
    return Happened(step.on, step.at if local_date(step.at) == step.on else None, text, step.by)


def _turn_words(turn: FundingStep) -> str:
    status = STATUSES[turn.code]
    what = turn.what or status.description
    if turn.kind is FundingStepKind.OPENED:
        what = f"case opened. {what}"
    elif turn.kind in (FundingStepKind.LEFT, FundingStepKind.BACK):
        what = status.description
    said = f": {turn.words}" if turn.words else ""
    return f"{status.kind.short}, {what}{said}"
