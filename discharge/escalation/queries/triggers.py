"""For whom a trigger holds on a day: one statement for all trusts, or the same for one stay.

The statement finds what has come as far as the lowest limit of any ward; each ward's own limit is then applied to what
was found. Built once: the sweep asks it for each stay that changes. Source: docs/sources.md#triggers
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Integer,
    String,
    Uuid,
    and_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from discharge.blockers.models import Blocker
from discharge.blockers.rules.states import State as BlockerState
from discharge.core.db import connection_of, spelt
from discharge.days.models import DayMark
from discharge.days.rules.codes import OwnerKind
from discharge.days.rules.mark import Colour
from discharge.escalation.queries.side_by_side import Statement
from discharge.escalation.rules.limits import Limits, Loosest
from discharge.escalation.rules.triggers import Trigger
from discharge.funding.models import FundingCase, FundingPause
from discharge.funding.rules.clocks import Pause, days_running
from discharge.funding.rules.codes import STATUSES, FundingKind, Stage
from discharge.places.models import Ward
from discharge.stays.models import ExpectedDischarge, Person, ReadyPeriod, Stay
from discharge.stays.models.stay import StayState
from discharge.stays.rules.length import ADULT_ACUTE_BED, OLDER_ADULT_ACUTE_BED, LongStay, length_so_far

_NO_KEY, _NO_DAY, _NO_WORDS, _NO_NUMBER = (cast(null(), kind) for kind in (Uuid(), Date(), String(200), Integer()))
_ASKED = {
    "today": bindparam("today", type_=Date()),
    "ready": bindparam("ready_by", type_=Date()),
    "edd": bindparam("edd_by", type_=Date()),
    "chc": bindparam("chc_by", type_=Date()),
    "long": bindparam("long_by", type_=Date()),
    "run": bindparam("run", type_=Integer()),
}
_UNDECIDED = [code.code for code in STATUSES if code.kind is FundingKind.CHC and code.stage is Stage.WAITING]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A trigger that holds. about: the blocker or the reason, "" for the stay as a whole, as in `Watch`.

    since: the day with which the wait began: clinically ready, the EDD, the first day of the run, the due date. A wait
    that begins anew has a later one. reason, owner_kind: of a run of red days. blocker_id: what it is about, if known.
    """

    organisation_id: UUID
    stay_id: UUID
    trigger: Trigger
    about: str
    since: date
    reason: str = ""
    owner_kind: OwnerKind | None = None
    blocker_id: UUID | None = None


def held_everywhere(session: Session, limits: Mapping[UUID, Limits], day: date) -> Mapping[UUID, Sequence[Held]]:
    """What holds on this day, by stay, for every trust; in one statement, and one more for clocks that stood still."""
    rows = connection_of(session).execute(EVERYWHERE, asked_on(day, limits.values())).all()
    found: defaultdict[UUID, list[Held]] = defaultdict(list)
    for each in held_by(session, rows, limits, day):
        found[each.stay_id].append(each)
    return found


def asked_on(day: date, limits: Iterable[Limits]) -> Mapping[str, Any]:
    """What the statements ask about: as far as the lowest limit of these."""
    loosest = Loosest.of(limits)
    return {
        "today": day,
        "ready_by": day - timedelta(days=loosest.ready),
        "edd_by": day - timedelta(days=loosest.edd),
        "chc_by": day - timedelta(days=loosest.chc),
        "long_by": day - timedelta(days=loosest.long_stay),
        "run": loosest.same_reason,
    }


def held_by(session: Session, rows: Sequence[Any], limits: Mapping[UUID, Limits], day: date) -> Iterator[Held]:
    """What the rows of such a statement mean, each by the limits of its own ward."""
    pauses = _pauses(session, [row.key for row in rows if row.what == Trigger.CHC_LATE])
    for row in rows:
        for trigger in _holds(row, limits.get(row.ward_id) or Limits.of({}), pauses.get(row.key, ()), day):
            yield Held(
                organisation_id=row.organisation_id,
                stay_id=row.stay_id,
                trigger=trigger,
                about=row.blocker_id.hex if trigger is Trigger.MISSED_ANSWER else row.reason or "",
                since=row.since,
                reason=row.reason or "",
                owner_kind=OwnerKind(row.owner) if row.owner else None,
                blocker_id=row.blocker_id,
            )


def _holds(row: Any, limits: Limits, pauses: Iterable[Pause], day: date) -> Iterator[Trigger]:
    """Which triggers a row means on its own ward."""
    what, days = Trigger(row.what), (day - row.since).days
    if what is Trigger.READY:
        if days >= limits.ready:
            yield Trigger.READY
        if days >= limits.ready_long:
            yield Trigger.READY_LONG
        return
    if what is Trigger.SAME_REASON:
        holds = row.run >= limits.same_reason
    elif what is Trigger.EDD_PASSED:
        holds = days >= limits.edd
    elif what is Trigger.LONG_STAY:
        holds = length_so_far(row.bed_type, row.birth_date, row.since, day, limits.long_stay) is LongStay.LONG
    elif what is Trigger.CHC_LATE:
        holds = days_running(row.since, day, pauses) >= limits.chc
    else:
        holds = True
    if holds:
        yield what


def _pauses(session: Session, case_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[Pause]]:
    if not case_ids:
        return {}
    found: defaultdict[UUID, list[Pause]] = defaultdict(list)
    for first in range(0, len(case_ids), 500):
        several = case_ids[first : first + 500]
        asked = select(FundingPause.case_id, FundingPause.from_on, FundingPause.until_on)
        for row in session.execute(asked.where(FundingPause.case_id.in_(several))):
            found[row.case_id].append(Pause(row.from_on, row.until_on))
    return found


def _row(what: Trigger, since: Any, **more: Any) -> Statement:
    columns = {
        "key": _NO_KEY,
        "run": _NO_NUMBER,
        "reason": _NO_WORDS,
        "owner": _NO_WORDS,
        "blocker_id": _NO_KEY,
        "bed_type": _NO_WORDS,
        "birth_date": _NO_DAY,
        **more,
    }
    return select(
        literal(what.value, String(40)).label("what"),
        Stay.organisation_id,
        Stay.id.label("stay_id"),
        Stay.last_ward_id.label("ward_id"),
        since.label("since"),
        *(column.label(name) for name, column in columns.items()),
    ).where(Stay.state == spelt(StayState.OPEN))


def _ready(only: ColumnElement[bool]) -> Statement:
    open_period = and_(ReadyPeriod.stay_id == Stay.id, ReadyPeriod.ended_on.is_(None))
    found = _row(Trigger.READY, ReadyPeriod.started_on).join(ReadyPeriod, open_period)
    return found.where(ReadyPeriod.started_on <= _ASKED["ready"], only)


def _edd_passed(only: ColumnElement[bool]) -> Statement:
    """The newest EDD; of somebody clinically ready it is frozen, and no new one is asked for."""
    later = aliased(ExpectedDischarge)
    newest = select(func.max(later.number)).where(later.stay_id == Stay.id).scalar_subquery()
    current = and_(ExpectedDischarge.stay_id == Stay.id, ExpectedDischarge.number == newest)
    ready = exists().where(ReadyPeriod.stay_id == Stay.id, ReadyPeriod.ended_on.is_(None))
    found = _row(Trigger.EDD_PASSED, ExpectedDischarge.expected_on).join(ExpectedDischarge, current)
    return found.where(ExpectedDischarge.expected_on <= _ASKED["edd"], ~ready, only)


def _long_stay(only: ColumnElement[bool]) -> Statement:
    return (
        _row(Trigger.LONG_STAY, Stay.admitted_on, bed_type=Ward.bed_type, birth_date=Person.birth_date)
        .join(Ward, Ward.id == Stay.last_ward_id)
        .join(Person, Person.id == Stay.person_id)
        .where(
            Stay.admitted_on <= _ASKED["long"],
            or_(Ward.bed_type == ADULT_ACUTE_BED, Ward.bed_type == OLDER_ADULT_ACUTE_BED),
            only,
        )
    )


def _same_reason(only: ColumnElement[bool]) -> Statement:
    """The run that the newest counted mark ends, as in days.rules.runs, and only days that waited for somebody else.

    Nothing while what is waited for is paused.
    """
    marks, last, broken, run = (aliased(DayMark) for _ in range(4))
    counted = or_(marks.colour == Colour.GREEN, marks.colour == Colour.RED)
    newest = (
        select(marks.id).where(marks.stay_id == Stay.id, counted).order_by(marks.day.desc()).limit(1).scalar_subquery()
    )
    breaks = or_(
        broken.colour == Colour.GREEN,
        and_(broken.colour == Colour.RED, or_(broken.reason != last.reason, broken.owner == OwnerKind.WARD.value)),
    )
    break_day = (
        select(broken.day)
        .where(broken.stay_id == Stay.id, breaks)
        .order_by(broken.day.desc())
        .limit(1)
        .correlate(Stay, last)
        .scalar_subquery()
    )
    paused = exists().where(
        Blocker.stay_id == Stay.id, Blocker.reason == last.reason, Blocker.state == BlockerState.PAUSED
    )
    waits = (
        _row(Trigger.SAME_REASON, last.day, reason=last.reason, owner=last.owner)
        .add_columns(func.coalesce(break_day, date.min).label("broke"))
        .join(last, last.id == newest)
        .where(last.colour == Colour.RED, last.owner != OwnerKind.WARD.value, ~paused, only)
        .subquery()
    )
    in_run = and_(run.stay_id == waits.c.stay_id, run.day > waits.c.broke, run.colour == Colour.RED)
    length = select(func.count()).select_from(run).where(in_run).scalar_subquery()
    began = select(func.min(run.day)).where(in_run).scalar_subquery()
    columns = {**waits.c, "since": began, "run": length}
    chosen = (columns[name].label(name) for name in waits.c.keys() if name != "broke")  # noqa: SIM118
    return select(*chosen).where(length >= _ASKED["run"])


def _chc_late(only: ColumnElement[bool]) -> Statement:
    of_stay = and_(FundingCase.stay_id == Stay.id, FundingCase.kind == FundingKind.CHC)
    found = _row(Trigger.CHC_LATE, FundingCase.received_on, key=FundingCase.id, blocker_id=FundingCase.blocker_id)
    return found.join(FundingCase, of_stay).where(
        FundingCase.received_on <= _ASKED["chc"],
        FundingCase.decided_on.is_(None),
        or_(*(FundingCase.state == state for state in _UNDECIDED)),
        only,
    )


def _missed_answer(only: ColumnElement[bool]) -> Statement:
    """What a ward owes itself is late on its own board and on the worklist; nobody above is asked for it."""
    found = _row(Trigger.MISSED_ANSWER, Blocker.due_on, blocker_id=Blocker.id).join(Blocker, Blocker.stay_id == Stay.id)
    return found.where(
        Blocker.state == BlockerState.OPEN,
        Blocker.is_answered.is_(False),
        Blocker.due_on < _ASKED["today"],
        Blocker.owner_kind != OwnerKind.WARD,
        only,
    )


def _union(parts: Iterable[Callable[[ColumnElement[bool]], Statement]], only: ColumnElement[bool]) -> Any:
    return union_all(*(part(only) for part in parts))


# A union takes its types from its first part: each part has them all.
_PARTS: Final = {
    Trigger.READY: _ready,
    Trigger.READY_LONG: _ready,
    Trigger.EDD_PASSED: _edd_passed,
    Trigger.LONG_STAY: _long_stay,
    Trigger.CHC_LATE: _chc_late,
    Trigger.MISSED_ANSWER: _missed_answer,
    Trigger.SAME_REASON: _same_reason,
}
EVERYWHERE = _union(dict.fromkeys(_PARTS.values()), true())


def of_stay(stay_id: BindParameter[UUID], only: Iterable[Trigger]) -> Statement:
    """The statement for one stay. only: these triggers, and what is found with them."""
    parts = dict.fromkeys(_PARTS[trigger] for trigger in sorted(only))
    return select(_union(parts, Stay.id == stay_id).subquery())
