"""What the SRO page and the lists behind its numbers read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.blockers.rules.owner import Owner
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotFound
from discharge.escalation.models import Escalation
from discharge.escalation.queries.ladder import Lacking, unmanned
from discharge.escalation.queries.promises import Promises, promised_by
from discharge.escalation.queries.waiting import WaitingList, own_posts, waiting_for
from discharge.escalation.queries.week import Answered, StepOfWeek, answered_lately, steps_of_week
from discharge.summaries.queries.people import Asked, Measure, People, people
from discharge.summaries.queries.system import NOBODY, SystemToday, system_today
from discharge.summaries.rules.small_numbers import hidden, hidden_within, is_total_hidden


@dataclass(frozen=True, slots=True, kw_only=True)
class WholePage:
    """All that the SRO page shows. answered: where it stood with the reader. week: at every level in sight."""

    now: datetime
    system: SystemToday
    waiting: WaitingList
    promises: Promises
    answered: Answered
    week: Answered
    unmanned: Mapping[UUID, Sequence[Lacking]]


def sro_page(session: Session, actor: Actor, *, now: datetime) -> WholePage:
    """In as many statements for many as for few."""
    system = system_today(session, actor, now=now)
    waiting = waiting_for(session, actor, now=now)
    week = answered_lately(session, actor, (), now=now)
    return WholePage(
        now=now,
        system=system,
        waiting=waiting,
        promises=promised_by(session, actor, now=now),
        answered=answered_lately(session, actor, waiting.posts, now=now) if waiting.posts else week,
        week=week,
        unmanned={} if system.reach.owners else unmanned(session, system.reach.places.values(), now),
    )


def sro_page_around(session: Session, actor: Actor, escalation_id: UUID, *, now: datetime) -> WholePage | None:
    """The page on which this one has its card; None where it does not wait for this actor."""
    whole = sro_page(session, actor, now=now)
    return whole if any(waits.escalation.id == escalation_id for waits in whole.waiting.waiting) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What rose and was answered, the newest first. asks: those that it was about."""

    steps: Sequence[StepOfWeek]
    asks: Sequence[Escalation]


def sro_week(session: Session, actor: Actor, *, is_own: bool, now: datetime) -> Week:
    """is_own: only where it stood with this actor; who stands nowhere has everything in sight, as on their page."""
    posts = own_posts(session, actor, local_date(now)) if is_own else ()
    steps = steps_of_week(session, actor, posts, now=now)
    asked = {step.escalation_id for step in steps}
    asks = session.scalars(select(Escalation).where(Escalation.id.in_(asked)).order_by(Escalation.id)).all()
    return Week(steps=steps, asks=asks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A page of references, and the whole against which its small numbers are judged."""

    system: SystemToday
    people: People


def sro_rows(session: Session, actor: Actor, asked: Asked, *, now: datetime) -> Rows:
    """Raises NotFound for a place or owner that is not in reach, and for a list that would tell a hidden number."""
    system = system_today(session, actor, now=now)
    asked = _known(system, asked)
    if not system.reach.is_inside:
        _check_large_enough(system, asked)
    return Rows(system=system, people=people(session, system.reach, asked, now=now))


def _known(system: SystemToday, asked: Asked) -> Asked:
    """The owner by its key, which must be one that is waited for."""
    if asked.trust_id not in {None, *system.reach.trusts} or asked.ward_id not in {None, *system.reach.places}:
        raise NotFound
    if asked.cause not in {None, *(each.cause for each in system.waiting)}:
        raise NotFound
    if system.reach.owners and asked.measure is not Measure.READY:
        raise NotFound
    if asked.owner is None or asked.owner == NOBODY:
        return asked
    owners: dict[str, Owner] = {each.owner_key: each.owner for each in system.waiting if each.owner}
    if asked.owner not in owners:
        raise NotFound
    return replace(asked, owner=owners[str(asked.owner)])


def _check_large_enough(system: SystemToday, asked: Asked) -> None:
    """A list is as long as its number: what may not be shown may not be listed. One cut at a time."""
    cuts = [cut for cut in (asked.trust_id, asked.ward_id, asked.cause, asked.owner) if cut is not None]
    if asked.ward_id is not None or len(cuts) > 1:
        raise NotFound
    by_ward = people_by_ward(system, asked.measure)
    if is_total_hidden(by_ward):
        raise NotFound
    trusts: dict[UUID, dict[UUID, int]] = {}
    for ward_id, number in by_ward.items():
        trusts.setdefault(system.reach.places[ward_id].trust_id, {})[ward_id] = number
    if asked.trust_id in hidden_within(trusts)[0]:
        raise NotFound
    causes: dict[str, int] = {}
    owners: dict[str, int] = {}
    for each in system.waiting:
        causes[each.cause] = causes.get(each.cause, 0) + each.people
        owners[each.owner_key] = owners.get(each.owner_key, 0) + each.people
    key = asked.owner.key if isinstance(asked.owner, Owner) else asked.owner
    if asked.cause in hidden(causes) or key in hidden(owners):
        raise NotFound


def people_by_ward(system: SystemToday, measure: Measure) -> dict[UUID, int]:
    """The people by whose number a list of this measure is judged: of red days, all who are there."""
    if measure is Measure.READY:
        found: dict[UUID, int] = {}
        for each in system.waiting:
            found[each.ward_id] = found.get(each.ward_id, 0) + each.people
        return found
    if measure is Measure.PASSED:
        return {ward.place.ward_id: ward.edd_passed for ward in system.wards}
    return {ward.place.ward_id: ward.people for ward in system.wards}
