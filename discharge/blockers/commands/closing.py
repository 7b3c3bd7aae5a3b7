"""Finishing a blocker, or taking back one that should not have been raised."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.blockers.commands.keeping import SHORT, add_step, check_words, note_change
from discharge.blockers.commands.working import is_to_do, to_work
from discharge.blockers.events import BlockerClosed, BlockerReopened
from discharge.blockers.models import Blocker
from discharge.blockers.queries.one import standing_blocker, steps_of
from discharge.blockers.rules.states import ClosedBy, State, StepKind, state_before_close
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import RuleBroken
from discharge.core.events import tell


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishBlocker:
    """outcome: what came of it, in words."""

    blocker_id: UUID
    version: int
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawBlocker:
    """because: why it should not have been raised."""

    blocker_id: UUID
    version: int
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenBlocker:
    """because: why it is not over."""

    blocker_id: UUID
    version: int
    because: str


def finish_blocker(session: Session, command: FinishBlocker, *, actor: Actor, now: datetime) -> Blocker:
    """Raises Superseded when somebody else has just closed or changed it."""
    missing = ("outcome", "Enter what came of it")
    return _end(session, command, command.outcome, missing, ending=FINISHED, actor=actor, now=now)


def withdraw_blocker(session: Session, command: WithdrawBlocker, *, actor: Actor, now: datetime) -> Blocker:
    missing = ("because", "Enter why it should not have been raised")
    return _end(session, command, command.because, missing, ending=WITHDRAWN, actor=actor, now=now)


def reopen_blocker(session: Session, command: ReopenBlocker, *, actor: Actor, now: datetime) -> Blocker:
    """Open again what was closed too soon, as it was. Raises RuleBroken where the same was raised anew since."""
    blocker, stay = to_work(session, actor, command.blocker_id, now)
    if blocker.is_standing:
        return blocker
    if not stay.is_open:
        raise RuleBroken("", "This person has left hospital: undo the discharge first if that was wrong")
    if not is_to_do(blocker, command.version, theirs={"State": blocker.outcome}, yours={"State": command.because}):
        return blocker
    if not command.because:
        raise RuleBroken("because", "Enter why it is open again")
    check_words(command.because, stay.person, SHORT, field="because")
    if standing_blocker(session, stay.id, blocker.reason, blocker.owner) is not None:
        raise RuleBroken("", "The same was raised again since: go on with that one")
    reopen(session, blocker, command.because, actor=actor, now=now)
    return blocker


@dataclass(frozen=True, slots=True)
class Ending:
    """How a blocker is closed."""

    state: State
    by: ClosedBy
    kind: StepKind


FINISHED = Ending(State.DONE, ClosedBy.FINISHED, StepKind.DONE)
WITHDRAWN = Ending(State.WITHDRAWN, ClosedBy.WITHDRAWN, StepKind.WITHDRAWN)


def close(
    session: Session,
    blocker: Blocker,
    ending: Ending,
    words: str,
    *,
    on: date | None = None,
    mark_on: date | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Write that it is closed, from a day on. Who may, and whether it makes sense, is the caller's to know."""
    day = max(on or local_date(now), blocker.raised_on)
    before = blocker.state
    blocker.state, blocker.closed_by, blocker.outcome = ending.state, ending.by, words
    blocker.closed_at, blocker.closed_on = now, day
    add_step(session, blocker, ending.kind, on=day, words=words, mark_on=mark_on, actor=actor, now=now)
    changes = {"state": (before, ending.state), "outcome": (None, words)}
    note_change(session, ending.kind.value, blocker, actor=actor, now=now, **changes)
    event = BlockerClosed(blocker.id, blocker.stay_id, blocker.organisation_id, ending.by.value, words)
    tell(session, event, actor=actor, now=now)


def reopen(
    session: Session, blocker: Blocker, words: str, *, mark_on: date | None = None, actor: Actor, now: datetime
) -> None:
    """Open or paused, as it was before it was closed."""
    before = (blocker.state, blocker.outcome)
    blocker.state = state_before_close([step.kind for step in steps_of(session, blocker.id)])
    blocker.closed_by = blocker.closed_at = blocker.closed_on = None
    blocker.outcome = ""
    add_step(session, blocker, StepKind.REOPENED, words=words, mark_on=mark_on, actor=actor, now=now)
    note_change(
        session,
        "reopened",
        blocker,
        actor=actor,
        now=now,
        state=(before[0], blocker.state),
        outcome=(before[1], ""),
        because=(None, words),
    )
    tell(session, BlockerReopened(blocker.id, blocker.stay_id, blocker.organisation_id), actor=actor, now=now)


def _end(
    session: Session,
    command: FinishBlocker | WithdrawBlocker,
    words: str,
    missing: tuple[str, str],
    *,
    ending: Ending,
    actor: Actor,
    now: datetime,
) -> Blocker:
    blocker, stay = to_work(session, actor, command.blocker_id, now)
    theirs = {"State": blocker.state.value, "Outcome": blocker.outcome}
    yours = {"State": ending.state.value, "Outcome": words}
    if not is_to_do(blocker, command.version, theirs=theirs, yours=yours):
        return blocker
    if not blocker.is_standing:
        raise RuleBroken("", "This is closed already: look at it again")
    if not words:
        raise RuleBroken(*missing)
    check_words(words, stay.person, SHORT, field=missing[0])
    close(session, blocker, ending, words, actor=actor, now=now)
    return blocker
