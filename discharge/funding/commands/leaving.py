"""What leaving hospital does to funding cases, and how that is taken back."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.funding.commands.keeping import write_step
from discharge.funding.models import FundingCase, FundingStep, StepKind
from discharge.funding.rules.codes import STATUSES, FundingKind, Stage
from discharge.funding.rules.reviews import first_review
from discharge.places.queries.numbers import policy
from discharge.places.rules.policy import Key
from discharge.stays.models import Stay
from discharge.stays.models.leaving import Discharge
from discharge.stays.rules.leaving import is_death

AFTER, REVIEW, AGREED, NOT_NEEDED = "CHC-AFTER", "S117-REVIEW", "S117-AGREED", "OTH-NA"
_WITH_ICB = frozenset({"CHC-POS", "CHC-DST", "CHC-DEC"})
_DIED = {FundingKind.S117: "S117-NA", FundingKind.CHC: "CHC-NA", FundingKind.OTHER: NOT_NEEDED}


def person_left(session: Session, stay_id: UUID, *, on: date, actor: Actor, now: datetime) -> None:
    """Section 117 goes on and is due a review; CHC that the ICB has not decided goes on after discharge.

    Other funding that nobody decided is not asked for any more. After a death every case closes.
    """
    died = session.scalar(select(Discharge.method).where(Discharge.stay_id == stay_id, Discharge.undone_at.is_(None)))
    for case in _open_cases(session, stay_id):
        before = _as_it_was(case)
        since = max(case.since, on)
        if died is not None and is_death(died):
            _close(case, _DIED[case.kind], since)
            words = "The person died"
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
    cases = session.scalars(
        select(FundingCase).where(FundingCase.stay_id == stay_id).order_by(FundingCase.kind).with_for_update()
    ).all()
    for case in cases:
        last = _last_step(session, case)
        left = _last_step(session, case, StepKind.LEFT)
        if last is None or left is None or _last_step(session, case, StepKind.BACK, after=left.number):
            continue
        words = "The discharge was undone"
        if last.id == left.id:
            _restore(case, left)
        else:
            words += ": this case was worked on since, so look through its steps"
        day = max(case.since, left.on) if last.id != left.id else case.since
        write_step(session, case, StepKind.BACK, on=day, words=words, actor=actor, now=now)
    session.flush()


def stay_cancelled(session: Session, stay_id: UUID, *, on: date, actor: Actor, now: datetime) -> None:
    """An admission that was wrong has no funding to decide."""
    for case in _open_cases(session, stay_id):
        before = _as_it_was(case)
        _close(case, _DIED[case.kind], max(case.since, on))
        words = "The admission was entered wrongly"
        write_step(session, case, StepKind.LEFT, on=case.since, words=words, before=before, actor=actor, now=now)
    session.flush()


def _open_cases(session: Session, stay_id: UUID) -> Sequence[FundingCase]:
    found = session.scalars(
        select(FundingCase).where(FundingCase.stay_id == stay_id).order_by(FundingCase.kind).with_for_update()
    )
    return [case for case in found if STATUSES[case.state].stage is not Stage.CLOSED]


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


def _last_step(
    session: Session, case: FundingCase, kind: StepKind | None = None, *, after: int = 0
) -> FundingStep | None:
    wanted = select(FundingStep).where(FundingStep.case_id == case.id, FundingStep.number > after)
    if kind is not None:
        wanted = wanted.where(FundingStep.kind == kind)
    return session.scalars(wanted.order_by(FundingStep.number.desc()).limit(1)).one_or_none()
