"""Loading the demonstration in one transaction: all of it or nothing."""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from heapq import merge
from itertools import product
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.audit.commands import record_apart
from discharge.core.actor import Actor, process
from discharge.core.clock import local_date, moment_of
from discharge.core.events import wiring_of
from discharge.core.transaction import write_transaction
from discharge.days.commands import StartRound, start_round
from discharge.demo import homes, money
from discharge.demo.asks import asks
from discharge.demo.chasing import chasing
from discharge.demo.ladder import put_up_ladder
from discharge.demo.life import Life
from discharge.demo.meetings import meetings
from discharge.demo.people import Places, add_accounts, put_up
from discharge.demo.placed import placed
from discharge.demo.rows import Rows
from discharge.demo.story import Wish, lives
from discharge.demo.telling import Step, Told
from discharge.demo.tidying import tidying
from discharge.demo.ward_list import add_profile
from discharge.places.queries import holidays
from discharge.places.rules.policy import KNOWN, Key
from discharge.stays.events import WardDays
from discharge.summaries.commands import FreezeReturn, freeze_return, recount
from discharge.summaries.reactions import on_day_marked, on_stay_changed
from discharge.summaries.rules.returns import moment_due

RETURN_DAYS: Final = 14
TOLD_DAYS: Final = 28  # back from today: told command by command
LIVES_AT_ONCE: Final = 200
STEPS_AT_ONCE: Final = 300
DEMONSTRATION: Final = process("Demonstration", source="demo")

Progress = Callable[[str, int, int], None]  # (what, done, of how many)
Around = Callable[[Sequence[Told], date, datetime], Iterable[Step]]


def load(session: Session, wish: Wish, *, now: datetime, progress: Progress) -> None:
    """Put up the places and everybody in them. The database must hold no places yet."""
    with write_transaction(session), counting_last(session):
        places = put_up(session, actor=DEMONSTRATION, now=now)
        add_accounts(session, places, actor=DEMONSTRATION, now=now)
        put_up_ladder(session, places, actor=DEMONSTRATION, now=now)
        add_profile(session, places, actor=DEMONSTRATION, now=now)
        told = [*lives(wish, now=now, holidays=holidays())]
        with staying():
            _tell_all(session, told, places, now=now, progress=progress)
        first = local_date(now) - timedelta(days=wish.days)
        _count_days(session, places, first, local_date(now), progress)


@contextmanager
def staying() -> Iterator[None]:
    """What is in memory stays there: Python need not go through it again and again for what could go."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@contextmanager
def counting_last(session: Session) -> Iterator[None]:
    """Every reaction answers at once, but for the roll-up, which is counted from the source once all is told.

    Counted after each mark it would be written thousands of times for the same result.
    """
    wired = wiring_of(session)
    answering = {
        event: tuple(react for react in reactions if react not in {on_day_marked, on_stay_changed})
        for event, reactions in wired.reactions.items()
    }
    session.info["wiring"] = replace(wired, reactions=answering)
    try:
        yield
    finally:
        session.info["wiring"] = wired


def _tell_all(session: Session, told: Sequence[Life], places: Places, *, now: datetime, progress: Progress) -> None:
    since = local_date(now) - timedelta(days=TOLD_DAYS)
    boundary = moment_of(since, time())
    old = [life for life in told if life.left is not None and life.left.at < boundary]
    lately = [life for life in told if life.left is None or life.left.at >= boundary]
    rows = Rows(places)
    insert_lives(session, rows, old, progress)
    begun = tell_lives(session, rows, lately, places, since=since, now=now, progress=progress, around=partners_of)
    for name, trust in places.trusts.items():
        stays = sum(life.someone.trust == name for life in old)
        facts = {"stays": stays, "begun": sum(life.someone.trust == name for life in begun), "until": since}
        record_apart(session, "demo.history_inserted", trust, actor=DEMONSTRATION, now=now, **facts)


def nothing_around(_told: Sequence[Told], _since: date, _now: datetime) -> Iterable[Step]:
    return ()


def partners_of(told: Sequence[Told], since: date, now: datetime) -> Iterator[Step]:
    """What was done about what people wait for. A housing or funding case keeps its own blocker."""
    housed = {each.life.spell_number for each in homes.people(told, now)}
    funded = {each.life.spell_number for some in money.people(told, now) for each in some}
    for each in told:
        number = each.life.spell_number
        kept = {"housing"} if number in housed else set[str]()
        kept |= {"funding"} if number in funded else set()
        yield from chasing(each, since=since, but=frozenset(kept), now=now)
    yield from homes.housing(told, now)
    yield from money.funding(told, now)
    yield from placed(told, now)
    yield from meetings(told, now)
    yield from tidying(told, now)
    yield from asks(told, now)
    yield from _returns(told, now)


def _returns(told: Sequence[Told], now: datetime) -> Iterator[Step]:
    """Each trust's counts of the last fortnight, frozen a few minutes after their hour."""
    hour = KNOWN[Key.RETURN_HOUR].default
    trusts = told[0].places.trusts.values() if told else ()
    days = [local_date(now) - timedelta(days=back) for back in range(RETURN_DAYS, 0, -1)]
    for day, key in product(days, trusts):

        def freeze(session: Session, actor: Actor, at: datetime, key: UUID = key, day: date = day) -> None:
            freeze_return(session, FreezeReturn(organisation_id=key, day=day), actor=actor, now=at)

        yield Step(moment_due(day, hour) + timedelta(minutes=5), "Return", freeze)


def insert_lives(session: Session, rows: Rows, old: Sequence[Life], progress: Progress) -> None:
    """History: rows in bulk."""
    for number, life in enumerate(old, start=1):
        rows.add(life)
        if number % LIVES_AT_ONCE == 0 or number == len(old):
            rows.write(session)
            progress("The year gone by", number, len(old))


def tell_lives(
    session: Session,
    rows: Rows,
    lately: Sequence[Life],
    places: Places,
    *,
    since: date,
    now: datetime,
    progress: Progress,
    around: Around = nothing_around,
) -> Sequence[Life]:
    """Stays by commands in the order of time; what is quiet before `since` as rows, and so are marks before it.

    around: what partners did meanwhile. Gives the stays whose beginning was inserted.
    """
    boundary = moment_of(since, time())
    told = [Told(life, places, rows.people) for life in lately]
    inserted = [each for each in told if is_quiet(each.life, rows, boundary)]
    for each in inserted:
        each.stay_id = rows.add(each.life.before(boundary))
    rows.write(session)
    partners = in_order(around(told, since, now))
    quiet = {each.life.spell_number for each in inserted}
    theirs = (
        step for each in told for step in each.steps() if step.at >= boundary or each.life.spell_number not in quiet
    )
    steps = in_order((*theirs, *(step for step in partners if step.at < boundary)))
    before = [step for step in steps if step.at < boundary]
    after = [step for step in steps if step.at >= boundary]
    days = in_order(
        step for each in told for step in each.day_steps(tuple(day for day in each.life.days if day.day >= since))
    )
    days = [*merge(days, (step for step in partners if step.at >= boundary), key=lambda step: step.at)]
    after = [*merge(after, days, key=lambda step: step.at)]
    after = [*after, *_round_today(places, now)]
    whole = len(before) + len(after)
    _carry_out(session, before, progress, whole=whole)
    for each in told:
        if each.life.admitted_at < boundary and each.life.spell_number not in quiet:
            earlier = (day for day in each.life.days if day.day < since)
            rows.add_days(earlier, trust=places.trusts[each.life.someone.trust], stay_id=each.stay_id)
    rows.write(session)
    _carry_out(session, after, progress, done=len(before), whole=whole)
    return [each.life for each in inserted]


def is_quiet(life: Life, rows: Rows, boundary: datetime) -> bool:
    """Nothing answered to what happened before the boundary: nobody waited for was asked, and the person was new."""
    is_here = life.admitted_at < boundary and (life.left is None or life.left.at >= boundary)
    is_ready = any(spell.reasons[0].at < boundary for spell in life.ready)
    return is_here and not is_ready and not rows.is_known(life.someone)


def in_order(steps: Iterable[Step]) -> list[Step]:
    """By moment; steps of one moment stay in the order in which they were given."""
    return sorted(steps, key=lambda step: step.at)


def _carry_out(session: Session, steps: Sequence[Step], progress: Progress, *, done: int = 0, whole: int) -> None:
    for number, step in enumerate(steps, start=1):
        step.carry_out(session)
        if number % STEPS_AT_ONCE == 0 or number == len(steps):
            session.flush()
            session.expunge_all()  # what was told stays in the database; keeping it loaded would slow what follows
            progress("The last weeks, day by day", done + number, whole)


def _round_today(places: Places, now: datetime) -> Iterator[Step]:
    """Birch is in the middle of its morning round."""
    ward = places.wards["BIRCH"]
    present = ("Dr Osei", "Ravi Desai", "Gemma Stott, occupational therapist")

    def begin(session: Session, actor: Actor, at: datetime) -> None:
        start_round(session, StartRound(ward_id=ward.id, lead=actor.name, present=present), actor=actor, now=at)

    yield Step(min(moment_of(local_date(now), time(9)), now - timedelta(minutes=1)), "Priya Nair", begin)


def _count_days(session: Session, places: Places, first: date, last: date, progress: Progress) -> None:
    """What history came to, day by day of each ward."""
    for number, ward in enumerate(places.wards.values(), start=1):
        recount(session, [WardDays(ward.id, first, last)], organisation_id=ward.organisation_id)
        progress("Counting", number, len(places.wards))
