"""What follows from marks and from the turns of a stay. It never refuses: what cannot be done is left to be seen."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.blockers.commands.closing import Ending, close, reopen
from discharge.blockers.commands.keeping import About, New, add_step, insert_blocker, insert_step, note_change, set_due
from discharge.blockers.commands.raising import received_on
from discharge.blockers.models import Blocker, BlockerStep
from discharge.blockers.queries.marks import Marked, first_red_day, is_touched, marked_stay, with_team
from discharge.blockers.queries.protocols import terms_for
from discharge.blockers.rules.clocks import Due, due_after, moved_by_pause
from discharge.blockers.rules.marks import Known, Waiting, What, effect_of
from discharge.blockers.rules.states import STANDING, ClosedBy, Source, State, StepKind
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.days.events import DayMarked
from discharge.days.rules.codes import OwnerKind
from discharge.days.rules.mark import Colour
from discharge.places.queries import holidays
from discharge.stays.models import Person, Stay

MARK_UNDONE = Ending(State.WITHDRAWN, ClosedBy.MARK_UNDONE, StepKind.WITHDRAWN)
LEFT = Ending(State.DONE, ClosedBy.DISCHARGE, StepKind.DONE)
NEVER_HERE = Ending(State.WITHDRAWN, ClosedBy.CANCELLED, StepKind.WITHDRAWN)

UNDONE_WORDS = "The red day was changed"
FLAG_WORDS = "The red day on which this was raised was changed. Close this if it is not awaited any more"


def follow_mark(session: Session, event: DayMarked, *, actor: Actor, now: datetime) -> None:
    """Open or extend the one blocker that a red day waits for, and let go of what the day said before."""
    if event.colour != Colour.RED.value and not event.was_red:
        return  # nothing is awaited, and nothing leans on this day
    marked = marked_stay(session, event.stay_id, event.day)
    waiting = _waiting(event)
    effect = effect_of(event.day, waiting, marked.known, is_stay_open=marked.is_open)
    for known in effect.let_go:
        _let_go(session, event, known, actor=actor, now=now)
    if waiting is None or effect.what is What.NOTHING:
        return
    if effect.which is None:
        _open(session, event, marked, waiting, actor=actor, now=now)
    elif effect.what is What.REOPEN:
        blocker = session.get_one(Blocker, effect.which.id)
        reopen(session, blocker, "", mark_on=event.day, actor=actor, now=now)
    else:
        _extend(session, event, marked, effect.which, actor=actor, now=now)


def _waiting(event: DayMarked) -> Waiting | None:
    """None unless the day was red and somebody other than this ward could end the wait."""
    if event.colour != Colour.RED.value or event.owner == OwnerKind.WARD.value:
        return None
    return Waiting(event.reason, OwnerKind(event.owner))


def _open(session: Session, event: DayMarked, marked: Marked, waiting: Waiting, *, actor: Actor, now: datetime) -> None:
    owner, today = marked.proposed(waiting.reason, waiting.owner), local_date(now)
    terms = terms_for(session, marked.organisation_id, waiting.reason, owner.kind, today)
    owner = with_team(session, owner, terms.team_function)
    received = received_on(owner, today)
    has_clock = owner.has_clock and received is not None and terms.answer_days is not None
    insert_blocker(
        session,
        New(
            stay_id=event.stay_id,
            organisation_id=marked.organisation_id,
            person_id=marked.person_id,
            reason=waiting.reason,
            owner=owner,
            marked_owner=waiting.owner,
            source=Source.MARK,
            raised_on=event.day,
            received_on=received,
            due=due_after(today, terms.answer_days or 0, terms.soon_days, holidays()) if has_clock else None,
            next_step=marked.next_step,
            mark_on=event.day,
        ),
        actor=actor,
        now=now,
    )


def _extend(session: Session, event: DayMarked, marked: Marked, known: Known, *, actor: Actor, now: datetime) -> None:
    """One more red day. A next step that was not said here before becomes the blocker's; what others wrote stays."""
    about = About(known.id, marked.organisation_id, marked.person_id)
    fresh = marked.next_step if marked.next_step and not known.has_been_said else ""
    changed: dict[str, object] = {}
    if event.day < known.raised_on and known.source is Source.MARK:
        changed["raised_on"] = event.day
    if fresh:
        changed |= {"next_step": fresh, "version": Blocker.version + 1}
    if known.is_flagged:
        changed["is_flagged"] = False
    if changed:
        session.execute(
            update(Blocker).where(Blocker.id == known.id).values(**changed).execution_options(synchronize_session=False)
        )
    insert_step(
        session,
        about,
        known.last_number + 1,
        StepKind.EXTENDED,
        known.owner,
        on=event.day,
        words=fresh,
        due_on=known.due_on,
        is_ours=known.is_answered,
        mark_on=event.day,
        actor=actor,
        now=now,
    )
    record(session, "blocker.extended", about, actor=actor, now=now, day=(None, event.day))


def _let_go(session: Session, event: DayMarked, known: Known, *, actor: Actor, now: datetime) -> None:
    """The day says something else now. With no red day left it is withdrawn, or flagged where somebody worked on it."""
    blocker = session.get_one(Blocker, known.id)
    touched = is_touched(session, known.id)
    first = first_red_day(session, event.stay_id, known)
    if first is not None:
        if not touched:
            blocker.raised_on = first
        return
    if not touched:
        close(session, blocker, MARK_UNDONE, UNDONE_WORDS, mark_on=event.day, actor=actor, now=now)
    elif not blocker.is_flagged:
        blocker.is_flagged = True
        add_step(session, blocker, StepKind.NOTED, words=FLAG_WORDS, mark_on=event.day, actor=actor, now=now)
        note_change(session, "flagged", blocker, actor=actor, now=now, is_flagged=(False, True))


def pause_all(session: Session, stay_id: UUID, on: date, *, actor: Actor, now: datetime) -> None:
    """The person is no longer ready: nobody is asked for anything, and every place in a queue is kept."""
    for blocker in _of_stay(session, stay_id, State.OPEN):
        blocker.state = State.PAUSED
        day = max(on, blocker.raised_on)
        add_step(session, blocker, StepKind.PAUSED, on=day, due_on=blocker.due_on, actor=actor, now=now)
        note_change(session, "paused", blocker, actor=actor, now=now, state=(State.OPEN, State.PAUSED))


def resume_all(session: Session, stay_id: UUID, on: date, *, actor: Actor, now: datetime) -> None:
    """Ready again: as many working days are left as there were."""
    for blocker in _of_stay(session, stay_id, State.PAUSED):
        paused_on = _last_paused(session, blocker.id)
        day = max(on, paused_on)
        before = blocker.due_on
        if blocker.due_on is not None:
            due = Due(blocker.due_on, blocker.soon_on or blocker.due_on, blocker.is_due_sure)
            set_due(blocker, moved_by_pause(due, paused_on, day, holidays()))
        blocker.state = State.OPEN
        add_step(session, blocker, StepKind.RESUMED, on=day, due_on=blocker.due_on, actor=actor, now=now)
        changes = {"state": (State.PAUSED, State.OPEN), "due_on": (before, blocker.due_on)}
        note_change(session, "resumed", blocker, actor=actor, now=now, **changes)


def close_all(session: Session, stay_id: UUID, on: date, *, actor: Actor, now: datetime) -> None:
    """The person left. What partners read does not say more than that."""
    died = session.scalar(select(Person.died_on).join(Stay, Stay.person_id == Person.id).where(Stay.id == stay_id))
    words = "The stay ended" if died else "Left hospital"
    for blocker in _of_stay(session, stay_id, *STANDING):
        close(session, blocker, LEFT, words, on=on, actor=actor, now=now)


def reopen_all(session: Session, stay_id: UUID, *, actor: Actor, now: datetime) -> None:
    """The discharge was wrong: exactly what it closed is open again, or paused, as it was."""
    closed = select(Blocker).where(
        Blocker.stay_id == stay_id, Blocker.state == State.DONE, Blocker.closed_by == ClosedBy.DISCHARGE
    )
    for blocker in session.scalars(closed.order_by(Blocker.raised_on, Blocker.id)).all():
        reopen(session, blocker, "The discharge was undone", actor=actor, now=now)


def withdraw_all(session: Session, stay_id: UUID, *, actor: Actor, now: datetime) -> None:
    """The admission was wrong."""
    for blocker in _of_stay(session, stay_id, *STANDING):
        close(session, blocker, NEVER_HERE, "The admission was cancelled", actor=actor, now=now)


def _of_stay(session: Session, stay_id: UUID, *states: State) -> list[Blocker]:
    """In one order, as they stand now: the stay is locked by whoever told the turn."""
    found = select(Blocker).where(Blocker.stay_id == stay_id, Blocker.state.in_(states))
    return list(session.scalars(found.order_by(Blocker.raised_on, Blocker.id)))


def _last_paused(session: Session, blocker_id: UUID) -> date:
    return session.scalars(
        select(BlockerStep.on)
        .where(BlockerStep.blocker_id == blocker_id, BlockerStep.kind == StepKind.PAUSED)
        .order_by(BlockerStep.number.desc())
        .limit(1)
    ).one()
