"""What a trigger raises, and what it lets go: one stay, one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Uuid, bindparam, func, select
from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.blockers.commands.keeping import owner_columns
from discharge.blockers.rules.owner import Owner
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.db import insert_rows, upsert
from discharge.days.rules.codes import OwnerKind
from discharge.escalation.models import Escalation, EscalationStep, Watch
from discharge.escalation.queries.triggers import Held, held_of
from discharge.escalation.queries.watches import Around, Owing, Seen, Standing, around, lock_stay, watches_of
from discharge.escalation.rules.limits import Limits
from discharge.escalation.rules.states import ClosedBy, State, StepKind, Subject
from discharge.escalation.rules.triggers import REACH, Trigger
from discharge.places.models import Organisation

_OF_TRUST = bindparam("trust", type_=Uuid())
LOCK_NUMBERS = select(Organisation.id).where(Organisation.id == _OF_TRUST).with_for_update(key_share=True)
LAST_NUMBER = select(func.max(Escalation.number)).where(Escalation.organisation_id == _OF_TRUST)
LAST_STEP = select(func.max(EscalationStep.number)).where(EscalationStep.escalation_id == bindparam("of", type_=Uuid()))
WATCH_KEY = ("stay_id", "trigger", "about")
WATCH_CHANGES = ("is_on", "since_on", "changed_at", "escalation_id")
ORDER = {trigger: (-REACH[trigger].level, number) for number, trigger in enumerate(Trigger)}


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseTriggered:
    """limits: of every ward, as `queries.limits` gives them; the stay may have moved meanwhile."""

    stay_id: UUID
    limits: Mapping[UUID, Limits]


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """What came of one stay. linked: what newly holds and stood before somebody already."""

    raised: int = 0
    linked: int = 0
    lapsed: int = 0


@dataclass(frozen=True, slots=True)
class About:
    """An escalation that the record is kept about, where the row itself was not loaded."""

    id: UUID
    organisation_id: UUID
    person_id: UUID
    __tablename__ = Escalation.__tablename__


def raise_triggered(session: Session, command: RaiseTriggered, *, actor: Actor, now: datetime) -> Raised:
    """Bring what was seen of a stay in line with what holds today; done twice or by two at once, it is done once.

    What newly holds is raised to be worded, or linked to what stands already: an open escalation on the same blocker
    or of the same trigger. What does not hold any more lapses; what it raised and nobody worded is closed.
    """
    stay = lock_stay(session, command.stay_id)
    held = {(each.trigger, each.about): each for each in held_of(session, stay.id, command.limits, local_date(now))}
    seen = watches_of(session, stay.id)
    news = [each for key, each in held.items() if key not in seen or seen[key].is_news(each)]
    gone = [each for key, each in seen.items() if each.is_on and key not in held and each.may_lapse(now)]
    done = Raised()
    links: dict[tuple[Trigger, str], UUID | None] = {
        key: each.escalation_id for key, each in seen.items() if each.is_on and each not in gone
    }
    if news:
        known = around(session, stay)
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
    standing, rows = list(known.standing), list[dict[str, Any]]()
    links: dict[tuple[Trigger, str], UUID | None] = {}
    for held in sorted(news, key=lambda each: (ORDER[each.trigger], each.about)):
        on = _blocker_of(held, known)
        found = next((each for each in standing if _is_same(each, held, on)), None)
        if found is None:
            rows.append(_row(held, on, known, actor, now))
            found = Standing(**{name: rows[-1][name] for name in Standing.__dataclass_fields__})
            standing.append(found)
        links[held.trigger, held.about] = found.id
    if rows:
        _insert(session, rows, known, actor=actor, now=now)
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
    upsert(session, Watch, watches, key=WATCH_KEY, update=WATCH_CHANGES)
    return len(rows), links


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


def _row(held: Held, on: Owing | None, known: Around, actor: Actor, now: datetime) -> dict[str, Any]:
    """Whom it would ask and for what cause: the blocker it is about; else what the stay waits for first of all."""
    reach = REACH[held.trigger]
    asked = on or (known.foremost if held.trigger is not Trigger.SAME_REASON else None)
    return {
        "id": uuid4(),
        "organisation_id": known.organisation_id,
        "subject": Subject.STAY,
        "stay_id": known.stay_id,
        "person_id": known.person_id,
        "ward_id": known.ward_id,
        "blocker_id": on.id if on else None,
        "cause": asked.reason if asked else held.reason,
        "trigger": held.trigger,
        "state": State.TO_WORD,
        "level": reach.level,
        "top": reach.top,
        "asked_id": None,
        "ask": "",
        "why_now": "",
        "tried": "",
        "asked_others": "",
        "named_person": asked.named_person if asked else "",
        "named_person_id": asked.named_person_id if asked else None,
        "due_on": None,
        "answer_due_on": None,
        "is_answer_due_sure": True,
        "reached_at": now,
        "promised_on": None,
        "paused_on": None,
        "raised_on": local_date(now),
        "raised_at": now,
        "raised_by": actor.name,
        "raised_by_id": actor.user_id,
        "closed_at": None,
        "closed_by": None,
        "outcome": "",
        "version": 1,
        **owner_columns(asked.owner if asked else _usual_owner(held, known)),
    }


def _usual_owner(held: Held, known: Around) -> Owner:
    """Where nothing is owed by anybody: whom the run of marks waited for, the ICB, the ward itself."""
    if held.trigger is Trigger.CHC_LATE:
        return Owner(OwnerKind.ICB, known.icb_id)
    return Owner(held.owner_kind or OwnerKind.WARD)


def _insert(session: Session, rows: Sequence[dict[str, Any]], known: Around, *, actor: Actor, now: datetime) -> None:
    of_trust = {"trust": known.organisation_id}
    session.connection().execute(LOCK_NUMBERS, of_trust)
    last = session.connection().execute(LAST_NUMBER, of_trust).scalar() or 0
    for number, row in enumerate(rows, last + 1):
        row["number"] = number
        about = About(row["id"], row["organisation_id"], row["person_id"])
        record(
            session,
            "escalation.triggered",
            about,
            actor=actor,
            now=now,
            number=(None, number),
            trigger=(None, row["trigger"]),
            cause=(None, row["cause"]),
            owner=(None, row["owner_key"]),
            level=(None, row["level"]),
        )
    insert_rows(session, Escalation, rows)
    insert_rows(session, EscalationStep, [_step(row, 1, StepKind.TRIGGERED, actor, now) for row in rows])


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
        if key not in still:
            _close(session, key, actor=actor, now=now)


def _close(session: Session, escalation_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Only what still waits to be worded: what somebody has asked for is theirs to close."""
    escalation = session.get_one(Escalation, escalation_id, with_for_update=True)
    if escalation.state is not State.TO_WORD:
        return
    escalation.state, escalation.closed_at, escalation.closed_by = State.CLOSED, now, ClosedBy.LAPSED
    session.flush()
    last = session.connection().execute(LAST_STEP, {"of": escalation_id}).scalar() or 0
    row = {name: getattr(escalation, name) for name in ("id", "organisation_id", "state", "level")}
    insert_rows(session, EscalationStep, _step(row, last + 1, StepKind.CLOSED, actor, now))
    closed = (None, ClosedBy.LAPSED)
    record(session, "escalation.lapsed", escalation, actor=actor, now=now, closed_by=closed)


def _step(row: Mapping[str, Any], number: int, kind: StepKind, actor: Actor, now: datetime) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "organisation_id": row["organisation_id"],
        "escalation_id": row["id"],
        "number": number,
        "kind": kind,
        "state": row["state"],
        "level": row["level"],
        "level_before": row["level"],
        "at": now,
        "by": actor.name,
        "by_id": actor.user_id,
        "words": "",
        "done_by": "",
        "due_on": None,
        "answer_due_on": None,
        "with_id": None,
    }
