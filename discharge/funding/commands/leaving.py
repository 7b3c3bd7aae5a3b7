"""What leaving hospital does to funding cases, and how that is taken back."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.funding.commands.keeping import write_step
from discharge.funding.models import FundingCase, FundingStep, StepKind
from discharge.funding.rules.codes import STATUSES, FundingKind, Stage
from discharge.funding.rules.reviews import first_review
from discharge.places.queries.numbers import policy
from discharge.places.rules.policy import Key
from discharge.stays.models import Stay
from discharge.stays.queries.leaving import standing_discharge
from discharge.stays.rules.leaving import is_death, leaves_for_another_country

AFTER, REVIEW, AGREED, NOT_NEEDED = "CHC-AFTER", "S117-REVIEW", "S117-AGREED", "OTH-NA"
DIED = "The person died"  # of a step; undoing the death finds its steps by it
_WITH_ICB = frozenset({"CHC-POS", "CHC-DST", "CHC-DEC"})
_OVER = {FundingKind.S117: "S117-NA", FundingKind.CHC: "CHC-NA", FundingKind.OTHER: NOT_NEEDED}


def person_left(session: Session, stay_id: UUID, *, on: date, actor: Actor, now: datetime) -> None:
    """Section 117 goes on and is due a review; CHC that the ICB has not decided goes on after discharge.

    Other funding that nobody decided is not asked for any more. After a death, or where another country takes over,
    every case closes.
    """
    left = standing_discharge(session, stay_id)
    why = "" if left is None else DIED if is_death(left.method) else _why_over(left.destination)
    for case in _open_cases(session, FundingCase.stay_id == stay_id):
        before = _as_it_was(case)
        since = max(case.since, on)
        if why:
            _close(case, _OVER[case.kind], since)
            words = why
        elif case.kind is FundingKind.OTHER:
            _close(case, NOT_NEEDED, since)
            words = "The person left hospital before it was decided"
        else:
            _go_on(session, case, on, since)
            words = "The person left hospital"
        write_step(session, case, StepKind.LEFT, on=since, words=words, before=before, actor=actor, now=now)
    session.flush()


def person_back(session: Session, stay_id: UUID, *, actor: Actor, now: datetime) -> None:
    """The discharge was wrong: each case is as it was, unless somebody has worked on it since; then that is said."""
    for case in _cases(session, FundingCase.stay_id == stay_id):
        left, is_worked_on = _standing_left(session, case)
        if left is not None:
            _take_back(session, case, left, "The discharge was undone", is_worked_on=is_worked_on, actor=actor, now=now)
    session.flush()


def person_died(session: Session, person_id: UUID, *, on: date, actor: Actor, now: datetime) -> None:
    """Nothing is left to decide, whatever stay it was for; what a death in hospital closed is closed already."""
    for case in _open_cases(session, FundingCase.person_id == person_id):
        before = _as_it_was(case)
        _close(case, _OVER[case.kind], max(case.since, on))
        write_step(session, case, StepKind.LEFT, on=case.since, words=DIED, before=before, actor=actor, now=now)
    session.flush()


def death_undone(session: Session, person_id: UUID, *, actor: Actor, now: datetime) -> None:
    """What the death closed is as it was before; what only the discharge changed stays so."""
    for case in _cases(session, FundingCase.person_id == person_id):
        left, is_worked_on = _standing_left(session, case)
        if left is not None and left.words == DIED:
            _take_back(session, case, left, "The death was undone", is_worked_on=is_worked_on, actor=actor, now=now)
    session.flush()


def stay_cancelled(session: Session, stay_id: UUID, *, on: date, actor: Actor, now: datetime) -> None:
    """An admission that was wrong has no funding to decide."""
    for case in _open_cases(session, FundingCase.stay_id == stay_id):
        before = _as_it_was(case)
        _close(case, _OVER[case.kind], max(case.since, on))
        words = "The admission was entered wrongly"
        write_step(session, case, StepKind.LEFT, on=case.since, words=words, before=before, actor=actor, now=now)
    session.flush()


def _cases(session: Session, whose: ColumnElement[bool]) -> Sequence[FundingCase]:
    return session.scalars(
        select(FundingCase)
        .where(whose)
        .order_by(FundingCase.opened_at, FundingCase.kind, FundingCase.id)
        .with_for_update()
    ).all()


def _open_cases(session: Session, whose: ColumnElement[bool]) -> Sequence[FundingCase]:
    return [case for case in _cases(session, whose) if STATUSES[case.state].stage is not Stage.CLOSED]


def _why_over(destination: str) -> str:
    return "Another country took over their care" if leaves_for_another_country(destination) else ""


def _go_on(session: Session, case: FundingCase, left_on: date, since: date) -> None:
    stay = session.get_one(Stay, case.stay_id)
    days = policy(session, Key.REVIEW_DAYS, organisation_id=stay.organisation_id, day=left_on)
    if case.kind is FundingKind.S117:
        case.review_due_on = first_review(left_on, days=days)
        if case.state == AGREED:
            case.state, case.since = REVIEW, since
    elif case.state in _WITH_ICB:
        case.state, case.since = AFTER, since
        case.review_due_on = case.review_due_on or first_review(left_on, days=days)
    elif case.state == AFTER:
        case.review_due_on = case.review_due_on or first_review(left_on, days=days)


def _close(case: FundingCase, code: str, on: date) -> None:
    case.state, case.since, case.closed_on = code, on, on
    case.panel_on = case.review_due_on = None


def _as_it_was(case: FundingCase) -> dict[str, str]:
    days = {
        "since": case.since,
        "closed_on": case.closed_on,
        "panel_on": case.panel_on,
        "review_due_on": case.review_due_on,
    }
    return {"state": case.state} | {name: day.isoformat() for name, day in days.items() if day}


def _restore(case: FundingCase, left: FundingStep) -> None:
    kept: dict[str, str] = dict(left.before)
    case.state = kept["state"]
    case.since = date.fromisoformat(kept["since"])
    case.closed_on = _day(kept.get("closed_on"))
    case.panel_on = _day(kept.get("panel_on"))
    case.review_due_on = _day(kept.get("review_due_on"))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _standing_left(session: Session, case: FundingCase) -> tuple[FundingStep | None, bool]:
    """The last leaving or death that nothing took back, and whether somebody has worked on the case since."""
    steps = session.scalars(select(FundingStep).where(FundingStep.case_id == case.id).order_by(FundingStep.number))
    standing: list[FundingStep] = []
    worked_on = 0
    for step in steps:
        if step.kind is StepKind.LEFT:
            standing.append(step)
        elif step.kind is StepKind.BACK:
            standing.pop()
        else:
            worked_on = step.number
    return (standing[-1], worked_on > standing[-1].number) if standing else (None, False)


def _take_back(
    session: Session,
    case: FundingCase,
    left: FundingStep,
    words: str,
    *,
    is_worked_on: bool,
    actor: Actor,
    now: datetime,
) -> None:
    if is_worked_on:
        words += ": this case was worked on since, so look through its steps"
    else:
        _restore(case, left)
    day = max(case.since, left.on) if is_worked_on else case.since
    write_step(session, case, StepKind.BACK, on=day, words=words, actor=actor, now=now)
