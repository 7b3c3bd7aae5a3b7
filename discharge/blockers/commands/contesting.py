"""Contesting a wait, and agreeing on it. Only both sides make it agreed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.blockers.commands.keeping import LONG, add_step, check_words, note_change
from discharge.blockers.commands.working import to_work
from discharge.blockers.models import Blocker
from discharge.blockers.queries.waits import waits_in
from discharge.blockers.rules.states import StepKind
from discharge.blockers.rules.waits import Review, Wait, check_can_agree, check_contest, wait_to_review
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import RuleBroken
from discharge.stays.models import Stay


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestInterval:
    """The owner says that fewer days were theirs. wait: the number of the step with which it began. words: why."""

    blocker_id: UUID
    wait: int
    days: int | None
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerContest:
    """What the trust answers to a contest: agreed, with as many days as the owner accepts, or refused."""

    blocker_id: UUID
    wait: int
    is_agreed: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeInterval:
    """The owner accepts all days of a wait. words: who said so for them."""

    blocker_id: UUID
    wait: int
    words: str


def contest_interval(session: Session, command: ContestInterval, *, actor: Actor, now: datetime) -> Blocker:
    """Also after agreement was refused, with another number of days; not after both agreed."""
    blocker, stay, wait = _wait(session, actor, command.blocker_id, command.wait, now)
    if wait.review is Review.AGREED:
        raise RuleBroken("", "Both sides have agreed on this wait already")
    check_contest(wait, command.days, command.words, today=local_date(now))
    check_words(command.words, stay.person, LONG, field="words")
    kind = StepKind.CONTESTED
    add_step(session, blocker, kind, words=command.words, wait=wait.number, days=command.days, actor=actor, now=now)
    changes = {"wait": (None, wait.number), "days": (None, command.days), "words": (None, command.words)}
    note_change(session, "wait_contested", blocker, actor=actor, now=now, **changes)
    return blocker


def answer_contest(session: Session, command: AnswerContest, *, actor: Actor, now: datetime) -> Blocker:
    blocker, stay, wait = _wait(session, actor, command.blocker_id, command.wait, now)
    if wait.review is not Review.CONTESTED:
        raise RuleBroken("", "This wait is not contested now: look at this again")
    if not command.words:
        raise RuleBroken("words", "Enter why, and who decided for the trust")
    check_words(command.words, stay.person, LONG, field="words")
    if command.is_agreed:
        check_can_agree(wait)
    kind = StepKind.AGREED if command.is_agreed else StepKind.REFUSED
    days = wait.claimed if command.is_agreed else None
    add_step(session, blocker, kind, words=command.words, wait=wait.number, days=days, actor=actor, now=now)
    changes = {"wait": (None, wait.number), "days": (None, days), "words": (None, command.words)}
    note_change(session, f"wait_{kind.value}", blocker, actor=actor, now=now, **changes)
    return blocker


def agree_interval(session: Session, command: AgreeInterval, *, actor: Actor, now: datetime) -> Blocker:
    """The trust counted it and the owner accepts it: that is both."""
    blocker, stay, wait = _wait(session, actor, command.blocker_id, command.wait, now)
    check_can_agree(wait)
    if not command.words:
        raise RuleBroken("words", "Enter who agreed for them, and when")
    check_words(command.words, stay.person, LONG, field="words")
    add_step(session, blocker, StepKind.AGREED, words=command.words, wait=wait.number, actor=actor, now=now)
    changes = {"wait": (None, wait.number), "words": (None, command.words)}
    note_change(session, "wait_agreed", blocker, actor=actor, now=now, **changes)
    return blocker


def _wait(session: Session, actor: Actor, blocker_id: UUID, number: int, now: datetime) -> tuple[Blocker, Stay, Wait]:
    """Also of a blocker that is closed, and after somebody left: waits are reviewed afterwards."""
    blocker, stay = to_work(session, actor, blocker_id, now)
    return blocker, stay, wait_to_review(waits_in(session, blocker), number)
