"""The sweep: every stay whose triggers changed, one transaction each, as often as wanted and by several at once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.transaction import carry_out, one_connection
from discharge.escalation.commands.moving import Rise, rise
from discharge.escalation.commands.one_by_one import Failed, OneByOne
from discharge.escalation.commands.reminding import remind_all
from discharge.escalation.commands.triggering import Raised, RaiseTriggered, raise_triggered
from discharge.escalation.queries.limits import limits_by_ward
from discharge.escalation.queries.overdue import overdue
from discharge.escalation.queries.triggers import Held, held_everywhere
from discharge.escalation.queries.watches import Seen, watches_on
from discharge.escalation.rules.triggers import Trigger

Progress = Callable[[int, int], None]  # how many are done, of how many


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a sweep did. risen: by how many levels in all. failed: for the next one to try. is_cut: some are left."""

    stays: int = 0
    raised: int = 0
    linked: int = 0
    lapsed: int = 0
    risen: int = 0
    failed: tuple[Failed, ...] = ()
    is_cut: bool = False

    def with_stay(self, done: Raised) -> "Swept":
        return replace(
            self,
            raised=self.raised + done.raised,
            linked=self.linked + done.linked,
            lapsed=self.lapsed + done.lapsed,
        )


def sweep(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    on_progress: Progress = lambda _done, _all: None,
    is_over: Callable[[], bool] = lambda: False,
) -> Swept:
    """Let rise what is overdue, raise what holds since the last sweep and let lapse what does not, in every trust.

    What holds is worked out from what the wards wrote down and the day alone. So the rows come out the same run every
    minute or after a week, killed half-way and run again, or by several at once. One stay that fails stops no other,
    and much to raise lets nothing wait that is to rise.
    """
    run = OneByOne(is_over)
    with one_connection(session):
        risen = _rise_all(session, run, actor=actor, now=now)
        remind_all(session, run, actor=actor, now=now)
    with one_connection(session, is_redoable=True):
        swept = _raise_all(session, run, actor=actor, now=now, on_progress=on_progress)
    return replace(swept, risen=risen, failed=tuple(run.failed), is_cut=run.is_cut)


def _raise_all(session: Session, run: OneByOne, *, actor: Actor, now: datetime, on_progress: Progress) -> Swept:
    limits = limits_by_ward(session, local_date(now))
    changed = list(_changed(held_everywhere(session, limits, local_date(now)), watches_on(session), now))
    swept = Swept(stays=len(changed))
    for number, (stay_id, triggers) in enumerate(run.each(changed), 1):
        command = RaiseTriggered(stay_id=stay_id, limits=limits, only=triggers)
        with run.trying(stay_id):
            swept = swept.with_stay(_twice(session, command, actor=actor, now=now))
        on_progress(number, len(changed))
    return swept


def _twice(session: Session, command: RaiseTriggered, *, actor: Actor, now: datetime) -> Raised:
    """Once more when somebody raised the same at the same moment: then it stands, and is found."""
    try:
        return carry_out(session, raise_triggered, command, actor=actor, now=now)
    except IntegrityError:
        return carry_out(session, raise_triggered, command, actor=actor, now=now)


def _rise_all(session: Session, run: OneByOne, *, actor: Actor, now: datetime) -> int:
    """One level and one transaction at a time: what was overdue for weeks goes up as it would have day by day."""
    today, risen = local_date(now), 0
    for escalation_id in run.each(overdue(session, today)):
        with run.trying(escalation_id):
            while carry_out(session, rise, Rise(escalation_id=escalation_id, seen_on=today), actor=actor, now=now):
                risen += 1
    return risen


def _changed(
    held: Mapping[UUID, Sequence[Held]], seen: Mapping[UUID, Sequence[Seen]], now: datetime
) -> Iterator[tuple[UUID, frozenset[Trigger]]]:
    """The stays of which something newly holds or lapsed, and which triggers, in one order for all who sweep."""
    for stay_id in sorted({*held, *seen}):
        known = {each.key: each for each in seen.get(stay_id, ())}
        holds = {(each.trigger, each.about): each for each in held.get(stay_id, ())}
        news = {key[0] for key, each in holds.items() if key not in known or known[key].is_news(each)}
        gone = {key[0] for key, each in known.items() if key not in holds and each.may_lapse(now)}
        if news or gone:
            yield stay_id, frozenset(news | gone)
