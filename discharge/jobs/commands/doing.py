"""What each job does. Each may be done twice, or by two at once, and the result is the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from sqlalchemy.orm import Session

from discharge.core.actor import Actor, process
from discharge.core.transaction import carry_out
from discharge.escalation.commands.sweeping import sweep
from discharge.jobs.commands.taking import Settle, Take, settle, take
from discharge.jobs.queries.mornings import morning_lines, readers_due
from discharge.jobs.rules.slots import LONGEST, Job, Outcome
from discharge.notices.adapters.settings import NotSetUp, is_set_up, mail_settings
from discharge.notices.adapters.smtp import Post
from discharge.notices.commands.digests import Digest, tell_digests
from discharge.notices.commands.purging import AT_ONCE, Purge, purge
from discharge.notices.commands.sending import send_due
from discharge.notices.rules.trying import FAULT_WORDS, Fault
from discharge.summaries.commands import FreezeReturn, freeze_return
from discharge.summaries.queries.returns import trusts_due

NOT_LOOKED_AT = "not all could be looked at"


class NotAll(Exception):
    """A part was left over for the next time; `said` counts what was done. Its words hold nothing about anybody."""

    def __init__(self, said: str, why: str) -> None:
        super().__init__(why)
        self.said = said


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What jobs need. clock: the present moment. config: settings of the installation. is_over: stop soon."""

    clock: Callable[[], datetime]
    config: Mapping[str, Any]
    is_over: Callable[[], bool] = lambda: False

    def until(self, end: datetime) -> Callable[[], bool]:
        return lambda: self.is_over() or self.clock() >= end


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How one run of a job ended. said: counts. error: a kind of fault or a sentence of ours."""

    outcome: Outcome
    said: str = ""
    error: str = ""


def do_job(session: Session, job: Job, means: Means, *, by_hand: bool = False) -> Ran | None:
    """Do a job if its slot is still to be done and nobody is at it; None otherwise. A fault becomes its outcome."""
    holder, actor = uuid4().hex, process(f"Job {job.value}", source="cli")
    command = Take(job=job, holder=holder, by_hand=by_hand)
    if carry_out(session, take, command, actor=actor, now=means.clock()) is None:
        return None
    ran = _run(session, job, means, actor)
    done = Settle(job=job, holder=holder, outcome=ran.outcome, said=ran.said, error=ran.error)
    carry_out(session, settle, done, actor=actor, now=means.clock())
    return ran


def without_settings(config: Mapping[str, Any]) -> frozenset[Job]:
    """The jobs that cannot be done with these settings."""
    return frozenset() if is_set_up(config) else frozenset({Job.NOTICES})


def _run(session: Session, job: Job, means: Means, actor: Actor) -> Ran:
    try:
        return Ran(outcome=Outcome.DONE, said=WORK[job](session, means, actor))
    except NotSetUp:
        return Ran(outcome=Outcome.NOT_SET_UP)
    except NotAll as part:
        return Ran(outcome=Outcome.FAILED, said=part.said, error=str(part))
    except Exception as error:  # noqa: BLE001 (whatever it is: its kind is kept and shown, and the other jobs go on)
        session.rollback()
        return Ran(outcome=Outcome.FAILED, error=type(error).__name__)


def _sweep(session: Session, means: Means, actor: Actor) -> str:
    now = means.clock()
    done = sweep(session, actor=actor, now=now, is_over=means.until(now + LONGEST))
    said = f"{done.raised} raised, {done.linked} known already, {done.lapsed} lapsed, {done.risen} risen"
    if done.failed or done.is_cut:
        raise NotAll(said, NOT_LOOKED_AT)
    return said


def _notices(session: Session, means: Means, actor: Actor) -> str:
    settings = mail_settings(means.config)
    over = means.until(means.clock() + LONGEST)
    with Post(settings.server) as post:
        done = send_due(session, post, settings, holder=uuid4(), actor=actor, clock=means.clock, is_over=over)
    said = f"{done.sent} sent, {done.to_try_again} to try again, {done.given_up} given up"
    if done.fault is not Fault.NONE:
        raise NotAll(said, FAULT_WORDS[done.fault])
    return said


def _digests(session: Session, means: Means, actor: Actor) -> str:
    """One transaction a person: killed half-way, the next run tells the others."""
    now, told = means.clock(), 0
    over = means.until(now + LONGEST)
    for reader in readers_due(session, now):
        if over():
            break
        lines = morning_lines(session, reader, now=now)
        digest = Digest(user_id=reader.user_id, organisation_id=reader.organisation_id, lines=lines)
        told += carry_out(session, tell_digests, [digest], actor=actor, now=now)
    return f"{told} told"


def _returns(session: Session, means: Means, actor: Actor) -> str:
    now, frozen = means.clock(), 0
    for organisation_id, _name, day in trusts_due(session, actor, now=now):
        command = FreezeReturn(organisation_id=organisation_id, day=day)
        frozen += carry_out(session, freeze_return, command, actor=actor, now=now) is not None
    return f"{frozen} frozen"


def _old_mail(session: Session, means: Means, actor: Actor) -> str:
    now, removed = means.clock(), 0
    over, keep = means.until(now + LONGEST), timedelta(days=means.config["KEEP_MAIL_DAYS"])
    while not over():
        number = carry_out(session, purge, Purge(keep=keep), actor=actor, now=now)
        removed += number
        if number < AT_ONCE:
            break
    return f"{removed} removed"


WORK: Final[Mapping[Job, Callable[[Session, Means, Actor], str]]] = {
    Job.SWEEP: _sweep,
    Job.NOTICES: _notices,
    Job.DIGESTS: _digests,
    Job.RETURNS: _returns,
    Job.OLD_MAIL: _old_mail,
}
