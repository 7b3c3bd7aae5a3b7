"""What a trigger raises, and what it lets go: one stay, one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.blockers.rules.owner import Owner
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.db import upsert
from discharge.core.together import Write, write_last, write_what_is_left
from discharge.days.rules.codes import OwnerKind
from discharge.escalation.commands.ending import end
from discharge.escalation.commands.keeping import New, compose
from discharge.escalation.models import Escalation, Watch
from discharge.escalation.queries.triggers import Held
from discharge.escalation.queries.watches import Around, Owing, Seen, Standing, around, lock_stay
from discharge.escalation.rules.limits import Limits
from discharge.escalation.rules.states import ClosedBy, State, Subject
from discharge.escalation.rules.triggers import REACH, Trigger

WATCH_KEY = ("stay_id", "trigger", "about")
WATCH_CHANGES = ("is_on", "since_on", "changed_at", "escalation_id")
ORDER = {trigger: (-REACH[trigger].level, number) for number, trigger in enumerate(Trigger)}


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseTriggered:
    """limits: of every ward, as `queries.limits` gives them: the stay may have moved. only: look at these triggers."""

    stay_id: UUID
    limits: Mapping[UUID, Limits]
    only: frozenset[Trigger] = frozenset(Trigger)


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """What came of one stay. linked: what newly holds and stood before somebody already."""

    raised: int = 0
    linked: int = 0
    lapsed: int = 0


def raise_triggered(session: Session, command: RaiseTriggered, *, actor: Actor, now: datetime) -> Raised:
    """Bring what was seen of a stay in line with what holds today; done twice or by two at once, it is done once.

    What newly holds is raised to be worded, or linked to what stands already: an open escalation on the same blocker
    or of the same trigger. What does not hold any more lapses; what it raised and nobody worded is closed.
    """
    write_what_is_left(session)  # what another stay raised in this transaction: its numbers are taken
    stay = lock_stay(session, command.stay_id)
    known = around(session, stay, command.limits, local_date(now), only=command.only)
    held, seen = {(each.trigger, each.about): each for each in known.holds}, known.seen
    news = [each for key, each in held.items() if key not in seen or seen[key].is_news(each)]
    asked = {key: each for key, each in seen.items() if each.trigger in command.only}
    gone = [each for key, each in asked.items() if each.is_on and key not in held and each.may_lapse(now)]
    done = Raised()
    links: dict[tuple[Trigger, str], UUID | None] = {
        key: each.escalation_id for key, each in seen.items() if each.is_on and each not in gone
    }
    if news:
        made, links_of_news = _raise(session, news, known, actor=actor, now=now)
        links |= links_of_news
        done = replace(done, raised=made, linked=len(news) - made)
    if gone:
        _lapse(session, stay, gone, still={key for key in links.values() if key}, actor=actor, now=now)
        done = replace(done, lapsed=len(gone))
    return done


def _raise(
    session: Session, news: Sequence[Held], known: Around, *, actor: Actor, now: datetime
) -> tuple[int, dict[tuple[Trigger, str], UUID | None]]:
    standing, made = list(known.standing), 0
    links: dict[tuple[Trigger, str], UUID | None] = {}
    writes: list[Write] = []
    for held in sorted(news, key=lambda each: (ORDER[each.trigger], each.about)):
        on = _blocker_of(held, known)
        found = next((each for each in standing if _is_same(each, held, on)), None)
        if found is None:
            new = _new(held, on, known)
            made += 1
            composed = compose(session, new, known.last_number + made, actor=actor, now=now)
            writes += composed.writes
            found = Standing(
                id=composed.id, blocker_id=new.blocker_id, trigger=new.trigger, cause=new.cause, state=new.state
            )
            standing.append(found)
        links[held.trigger, held.about] = found.id
    watches = [
        {
            "organisation_id": known.organisation_id,
            "stay_id": known.stay_id,
            "trigger": held.trigger,
            "about": held.about,
            "is_on": True,
            "since_on": held.since,
            "changed_at": now,
            "escalation_id": links[held.trigger, held.about],
        }
        for held in news
    ]
    writes += [Write(Watch, watch, key=WATCH_KEY, update=WATCH_CHANGES) for watch in watches]
    write_last(session, writes)
    return made, links


def _blocker_of(held: Held, known: Around) -> Owing | None:
    """What it is about; None for a stay as a whole, and for a run of marks that no open blocker counts."""
    if held.blocker_id is not None:
        return known.on_blocker(held.blocker_id)
    return known.for_reason(held.reason) if held.trigger is Trigger.SAME_REASON else None


def _is_same(standing: Standing, held: Held, on: Owing | None) -> bool:
    if on is not None and standing.blocker_id == on.id:
        return True
    if held.trigger is Trigger.MISSED_ANSWER or standing.trigger is not held.trigger:
        return False
    return held.trigger is not Trigger.SAME_REASON or standing.cause == held.reason


def _new(held: Held, on: Owing | None, known: Around) -> New:
    """Whom it would ask and for what cause: the blocker it is about; else what the stay waits for first of all."""
    reach = REACH[held.trigger]
    asked = on or (known.foremost if held.trigger is not Trigger.SAME_REASON else None)
    return New(
        organisation_id=known.organisation_id,
        subject=Subject.STAY,
        owner=asked.owner if asked else _usual_owner(held, known),
        level=reach.level,
        top=reach.top,
        state=State.TO_WORD,
        stay_id=known.stay_id,
        person_id=known.person_id,
        ward_id=known.ward_id,
        blocker_id=on.id if on else None,
        cause=asked.reason if asked else held.reason,
        trigger=held.trigger,
        named_person=asked.named_person if asked else "",
        named_person_id=asked.named_person_id if asked else None,
    )


def _usual_owner(held: Held, known: Around) -> Owner:
    """Where nothing is owed by anybody: whom the run of marks waited for, the ICB, the ward itself."""
    if held.trigger is Trigger.CHC_LATE:
        return Owner(OwnerKind.ICB, known.icb_id)
    return Owner(held.owner_kind or OwnerKind.WARD)


def _lapse(session: Session, stay: Any, gone: Sequence[Seen], *, still: set[UUID], actor: Actor, now: datetime) -> None:
    rows = [
        {
            "organisation_id": stay.organisation_id,
            "stay_id": stay.id,
            "trigger": each.trigger,
            "about": each.about,
            "is_on": False,
            "since_on": each.since_on,
            "changed_at": now,
            "escalation_id": each.escalation_id,
        }
        for each in gone
    ]
    upsert(session, Watch, rows, key=WATCH_KEY, update=WATCH_CHANGES)
    for key in dict.fromkeys(each.escalation_id for each in gone if each.escalation_id):
        escalation = session.get_one(Escalation, key, with_for_update=True)
        if key not in still and escalation.state is State.TO_WORD:  # what somebody asked for is theirs to close
            end(session, escalation, ClosedBy.LAPSED, "", actor=actor, now=now)
