"""Saying what a day was: a green day, a red day, or away. Every saying is kept."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.db import insert_rows
from discharge.core.errors import NotAllowed, RuleBroken, Superseded
from discharge.core.events import tell
from discharge.days.events import DayMarked
from discharge.days.models import DayMark, DayMarkRevision
from discharge.days.policies import may_mark_at
from discharge.days.queries.history import fresh_step_after, last_marks
from discharge.days.queries.one_day import DayOfStay, get_day, revisions_of
from discharge.days.queries.views import MarkView
from discharge.days.rules.codes import RED_REASONS
from discharge.days.rules.content import LATE_REASON_LONGEST, UNMARKED, Content, check_content, words_of
from discharge.days.rules.mark import Colour, check_late_reason, is_late
from discharge.days.rules.runs import check_fresh_step
from discharge.days.rules.steps import Step
from discharge.days.rules.undo import undo_target
from discharge.places.queries import holidays, rounds_on
from discharge.places.rules.rounds import closes_at


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkDay:
    """seen: the revision that the person was shown (`MarkView.revision`), 0 when the day was not marked.

    steps: what made the day green. owner "": the reason's own. absence_kind "": as an absence on record says.
    late_reason: why it is said after the day had closed; kept only when it had.
    """

    stay_id: UUID
    day: date
    seen: int
    colour: Colour
    steps: tuple[Step, ...] = ()
    reason: str = ""
    owner: str = ""
    further_reasons: tuple[str, ...] = ()
    absence_kind: str = ""
    note: str = ""
    next_step: str = ""
    late_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SameAgain:
    """The last green day or red day before this one, said again. next_step: a fresh one, or "" to keep the last."""

    stay_id: UUID
    day: date
    seen: int
    next_step: str = ""
    late_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoMark:
    """Back to what the day said before its last change, which may be "not marked"."""

    stay_id: UUID
    day: date
    seen: int
    late_reason: str = ""


def mark_day(session: Session, command: MarkDay, *, actor: Actor, now: datetime) -> MarkView:
    """Say what a day was. The same said twice, by anybody, is one mark; something else said meanwhile is Superseded."""
    day = get_day(session, actor, command.stay_id, command.day, now=now, lock=True)
    _check_allowed(day, actor)
    day.check_can_be_marked(local_date(now))
    said = _content_of(command, day)
    check_content(said, is_ready=day.is_ready)
    if day.mark is not None and day.said.says_the_same(said):
        return day.mark
    _check_seen(session, day, command.seen, said)
    late_reason = _late_reason(session, day, command.late_reason, now)
    return _keep(session, day, said, late_reason=late_reason, actor=actor, now=now)


def same_again(session: Session, command: SameAgain, *, actor: Actor, now: datetime) -> MarkView:
    """Say the last green day or red day again. After five marked days of one reason it needs a fresh next step."""
    found = last_marks(session, actor, [command.stay_id], before=command.day, now=now).get(command.stay_id)
    if found is None:
        raise RuleBroken("", "There is no earlier green day or red day to repeat")
    after = fresh_step_after(session, found.organisation_id, found.ward_id, command.day)
    check_fresh_step(
        command.next_step, previous=found.said.next_step, after=after, is_needed=found.needs_fresh_step(after)
    )
    again = MarkDay(
        stay_id=command.stay_id,
        day=command.day,
        seen=command.seen,
        colour=found.colour,
        steps=found.said.steps,
        reason=found.said.reason,
        owner=found.said.owner,
        further_reasons=found.said.further_reasons,
        next_step=command.next_step or found.said.next_step,
        late_reason=command.late_reason,
    )
    return mark_day(session, again, actor=actor, now=now)


def undo_mark(session: Session, command: UndoMark, *, actor: Actor, now: datetime) -> MarkView:
    """Bring back what was said before the last change. Undone again, it goes back one more."""
    day = get_day(session, actor, command.stay_id, command.day, now=now, lock=True)
    _check_allowed(day, actor)
    if day.mark is None:
        raise RuleBroken("", "There is nothing to undo")
    kept = revisions_of(session, day.mark.id)
    target = undo_target([(revision.number, revision.undoes) for revision in kept])
    said = UNMARKED if target == 0 else kept[target - 1].said
    _check_seen(session, day, command.seen, said)
    late_reason = _late_reason(session, day, command.late_reason, now)
    return _keep(session, day, said, undoes=target, late_reason=late_reason, actor=actor, now=now)


def _check_allowed(day: DayOfStay, actor: Actor) -> None:
    if not may_mark_at(actor, day.place_id):
        raise NotAllowed


def _content_of(command: MarkDay, day: DayOfStay) -> Content:
    owner = command.owner
    if command.reason and not owner and (reason := RED_REASONS.get(command.reason)):
        owner = reason.owner.value
    kind = command.absence_kind
    if command.colour is Colour.ABSENT and not kind:
        kind = day.away
    return Content(
        colour=command.colour,
        absence_kind=kind,
        steps=command.steps,
        planned=day.planned,
        reason=command.reason,
        owner=owner,
        further_reasons=command.further_reasons,
        note=command.note,
        next_step=command.next_step,
    )


def _check_seen(session: Session, day: DayOfStay, seen: int, said: Content) -> None:
    """Raises Superseded when somebody said something else about the day after this person had read it."""
    if seen == day.revision or (seen == 0 and day.said.colour is None):
        return
    before = UNMARKED
    if day.mark is not None and seen:
        before = next((kept.said for kept in revisions_of(session, day.mark.id) if kept.number == seen), UNMARKED)
    raise Superseded(before=words_of(before), theirs=words_of(day.said), yours=words_of(said))


def _late_reason(session: Session, day: DayOfStay, late_reason: str, now: datetime) -> str:
    """The reason to keep: "" while the day is open. Raises RuleBroken when it has closed and there is none."""
    if day.day >= local_date(now):
        return ""  # no day closes before the next
    rounds = rounds_on(session, day.place_id, day.day)
    closes = closes_at(day.day, rounds.close_time, rounds.pattern, holidays())
    check_late_reason(late_reason, now=now, closes_at=closes)
    if len(late_reason) > LATE_REASON_LONGEST:
        raise RuleBroken("late_reason", f"Reason must be {LATE_REASON_LONGEST} characters or fewer")
    return late_reason if is_late(now, closes) else ""


def _keep(
    session: Session,
    day: DayOfStay,
    said: Content,
    *,
    undoes: int | None = None,
    late_reason: str,
    actor: Actor,
    now: datetime,
) -> MarkView:
    """Write the mark and its revision, record it and tell it. The stay is locked: nobody else writes this mark."""
    mark = MarkView(
        id=day.mark.id if day.mark else uuid4(),
        organisation_id=day.organisation_id,
        person_id=day.person_id,
        stay_id=day.stay_id,
        day=day.day,
        revision=day.revision + 1,
        said=said,
        late_reason=late_reason,
        marked_by=actor.name,
        marked_by_id=actor.user_id,
        marked_at=now,
    )
    columns = _columns(mark)
    of_trust = {"organisation_id": mark.organisation_id}
    if day.mark is None:
        row = {"id": mark.id, **of_trust, "stay_id": mark.stay_id, "day": mark.day, "revisions": 1, **columns}
        insert_rows(session, DayMark, row)
    else:
        session.execute(
            update(DayMark)
            .where(DayMark.id == mark.id)
            .values(revisions=mark.revision, **columns)
            .execution_options(synchronize_session=False)
        )
    revision = {"id": uuid4(), **of_trust, "mark_id": mark.id, "number": mark.revision, "undoes": undoes, **columns}
    insert_rows(session, DayMarkRevision, revision)
    action = "day.marked" if undoes is None else "day.mark_undone"
    record(session, action, mark, actor=actor, now=now, **_changes(day, mark))
    told = DayMarked(
        stay_id=mark.stay_id,
        organisation_id=mark.organisation_id,
        ward_id=day.place_id,
        day=mark.day,
        colour=said.colour.value if said.colour else "",
        reason=said.reason,
        owner=said.owner,
        was_red=day.said.colour is Colour.RED,
    )
    tell(session, told, actor=actor, now=now)
    return mark


def _columns(mark: MarkView) -> dict[str, Any]:
    said = mark.said
    return {
        "colour": said.colour,
        "absence_kind": said.absence_kind,
        "interventions": [step.stored() for step in said.steps],
        "planned": [step.stored() for step in said.planned],
        "reason": said.reason,
        "owner": said.owner,
        "further_reasons": list(said.further_reasons),
        "note": said.note,
        "next_step": said.next_step,
        "late_reason": mark.late_reason,
        "marked_by": mark.marked_by,
        "marked_by_id": mark.marked_by_id,
        "marked_at": mark.marked_at,
    }


def _changes(day: DayOfStay, mark: MarkView) -> dict[str, tuple[object, object]]:
    """What the record keeps: the day, and each column that says something else now than before."""
    unmarked = replace(mark, said=UNMARKED, late_reason="")
    before, after = _columns(day.mark or unmarked), _columns(mark)
    apart = ("marked_by", "marked_by_id", "marked_at")  # the line itself says who and when
    changed = {name: (before[name], after[name]) for name in after if name not in apart and before[name] != after[name]}
    return {"day": (None, mark.day), **changed}
