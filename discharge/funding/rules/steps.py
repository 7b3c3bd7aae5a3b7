"""Which step may follow which, and what a step needs. Source: docs/sources.md#funding"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from discharge.core.errors import RuleBroken
from discharge.funding.rules.codes import (
    DISPUTE_STAGES,
    DISPUTE_SUBJECTS,
    NEEDS,
    PANEL_OUTCOMES,
    STATUSES,
    WITH_PANEL,
    Ask,
    Awaited,
    FundingKind,
    Stage,
    Status,
)
from discharge.stays.rules.shown import shown_day

LONGEST: Final = 300  # letters of a step's words

_OUTCOMES: Final = frozenset(
    outcome.step_for(kind) for outcome in PANEL_OUTCOMES for kind in FundingKind if outcome.step_for(kind)
) - {"CHC-DST"}  # an assessment may begin before a panel too

_WHY: Final = {
    "S117-DEFER": "Enter the panel’s question",
    "OTH-DEFER": "Enter the panel’s question",
    "S117-REFUSED": "Enter the reason that was given",
    "OTH-REFUSED": "Enter the reason that was given",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """A case as it stands before a step. disputed_since, paused_since: of what is open now."""

    state: str
    since: date
    panel_on: date | None = None
    has_needs: bool = False
    has_both_bodies: bool = False
    disputed_since: date | None = None
    paused_since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepGiven:
    """What a person says of the step. Which of it is looked at depends on what the step asks."""

    code: str
    on: date
    words: str = ""
    needs: tuple[str, ...] = ()
    panel_on: date | None = None
    agreed_by: str = ""
    dispute_about: str = ""
    dispute_stage: str = ""


def next_steps(state: str) -> tuple[Status, ...]:
    """The steps that may follow, in the order of the list; none for an unknown state."""
    known = STATUSES.get(state)
    return tuple(STATUSES[code] for code in known.may_follow) if known else ()


def check_step(case: CaseFacts, given: StepGiven, *, today: date) -> None:
    """Whether this step may be taken now. Raises RuleBroken saying what to do otherwise.

    The day of a step is not before the step before it, nor after today; an outcome is not before its panel. What is
    closed has no open dispute and no clock that stands still.
    """
    _check_order(case, given)
    _check_day(case, given, today)
    _check_asked(case, given)
    if STATUSES[given.code].stage is Stage.CLOSED:
        _check_nothing_open(case)


def _check_order(case: CaseFacts, given: StepGiven) -> None:
    now = STATUSES[case.state]
    if given.code not in now.may_follow:
        following = " or ".join(f"“{STATUSES[code].short}”" for code in now.may_follow)
        wanted = STATUSES.get(given.code)
        name = wanted.short if wanted else given.code
        raise RuleBroken("", f"“{name}” cannot follow “{now.short}”. Take {following} first")


def _check_day(case: CaseFacts, given: StepGiven, today: date) -> None:
    if given.on > today:
        raise RuleBroken("on", "Enter today or a day in the past")
    if given.on < case.since:
        before = STATUSES[case.state].short
        raise RuleBroken("on", f"“{before}” was on {shown_day(case.since)}: enter that day or a later one")
    is_outcome = case.state in WITH_PANEL and given.code in _OUTCOMES
    if is_outcome and case.panel_on is not None and given.on < case.panel_on:
        raise RuleBroken(
            "on", f"The panel is on {shown_day(case.panel_on)}: enter that day or a later one, or move the panel first"
        )


def _check_asked(case: CaseFacts, given: StepGiven) -> None:
    asked = STATUSES[given.code].asked
    if len(given.words) > LONGEST:
        raise RuleBroken("words", f"Use {LONGEST} letters or fewer")
    if Ask.WHY in asked and not given.words:
        raise RuleBroken("words", _WHY.get(given.code, "Enter why"))
    if Ask.PART in asked and not given.words:
        raise RuleBroken("words", "Enter what was agreed and what was not")
    if Ask.BODIES in asked and not case.has_both_bodies:
        raise RuleBroken("", "Record the responsible ICB and council on the person's page first, each with its basis")
    if Ask.NEEDS in asked:
        check_needs(given.needs)
    if Ask.PANEL in asked:
        _check_panel(case, given)
    elif Ask.PANEL_IF_ANY in asked and given.panel_on is not None and given.panel_on < given.on:
        raise RuleBroken("panel_on", "Enter a panel on or after the day it was sent")
    if Ask.INTERIM in asked and not given.agreed_by:
        raise RuleBroken("agreed_by", "Enter who agreed to pay for now, and for which body")
    if Ask.DISPUTE in asked:
        check_dispute(STATUSES[given.code].kind, given.dispute_about, given.dispute_stage)


def check_needs(needs: tuple[str, ...]) -> None:
    """Raises RuleBroken for none, or for one that is not in the list."""
    if not needs or any(code not in NEEDS for code in needs):
        raise RuleBroken("needs", "Select each need that the money is for")


def _check_panel(case: CaseFacts, given: StepGiven) -> None:
    if not case.has_needs:
        raise RuleBroken("", "Record the needs first: a panel decides about needs")
    if given.panel_on is None:
        raise RuleBroken("panel_on", "Enter the day of the panel")
    if given.panel_on < given.on:
        raise RuleBroken("panel_on", "Enter a panel on or after the day it was sent")


def check_dispute(kind: FundingKind, about: str, stage: str) -> None:
    """Raises RuleBroken for a subject or a stage that this kind of case does not have."""
    subject, at = DISPUTE_SUBJECTS.get(about), DISPUTE_STAGES.get(stage)
    if subject is None or not subject.is_for(kind):
        raise RuleBroken("dispute_about", "Select what the dispute is about")
    if at is None or not at.is_for(kind):
        raise RuleBroken("dispute_stage", "Select how far the dispute has gone")


def _check_nothing_open(case: CaseFacts) -> None:
    if case.disputed_since is not None and not case.state.endswith("DISP"):
        raise RuleBroken("", f"The dispute of {shown_day(case.disputed_since)} is still open: settle it first")
    if case.paused_since is not None:
        raise RuleBroken("", f"The clock has stood still since {shown_day(case.paused_since)}: start it again first")


def check_ending(*, decided_on: date, since: date, today: date, is_under_order: bool) -> None:
    """Whether a body's decision that aftercare is no longer needed may be kept. Both are needed to end it.

    Raises RuleBroken under a community treatment order, and for a day before the present step or after today.
    Source: docs/sources.md#section-117-entitlement
    """
    if is_under_order:
        raise RuleBroken(
            "", "Aftercare cannot end under a community treatment order: record the end of the order first"
        )
    if not since <= decided_on <= today:
        raise RuleBroken("on", f"Enter a day from {shown_day(since)} to today")


def awaited_from(state: str, dispute_about: str = "") -> Awaited:
    """From whom this step is awaited; a dispute from the bodies that it is about."""
    owner = STATUSES[state].owner
    if owner is not Awaited.DISPUTED:
        return owner
    subject = DISPUTE_SUBJECTS.get(dispute_about)
    return subject.owner if subject else Awaited.BOTH


def are_needs_shared(one: tuple[str, ...] | list[str], other: tuple[str, ...] | list[str]) -> bool:
    """Whether two open cases may be for the same needs: some need in both, or one that has not said yet."""
    return not one or not other or bool(set(one) & set(other))
