"""People of ours in others' beds: placed, changed, reviewed, ended, taken back."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from discharge.audit.commands import record, record_shown
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotAllowed, NotFound, RuleBroken
from discharge.core.versions import check_version
from discharge.places.queries import policy
from discharge.places.rules.policy import Key
from discharge.stays import policies
from discharge.stays.commands.admitting import NewPerson, add_person
from discharge.stays.models import Person, Placement, PlacementReview
from discharge.stays.queries.elsewhere import ToPlace, WholePlacement, get_placement
from discharge.stays.queries.finding import left_last_on, open_stay_of
from discharge.stays.rules import elsewhere as rules
from discharge.stays.rules.codes import OUT_OF_AREA_REASONS, PLACEMENT_ENDS
from discharge.stays.rules.shown import shown_day


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceElsewhere:
    """person: the key of somebody of the trust, or a new person. next_review_on None: as late as is agreed."""

    organisation_id: UUID
    person: UUID | NewPerson
    provider: str
    unit: str = ""
    reason: str
    miles: int | None = None
    started_on: date
    return_target_on: date | None = None
    next_review_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePlacement:
    placement_id: UUID
    version: int
    provider: str
    unit: str
    reason: str
    miles: int | None
    started_on: date
    return_target_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPlacement:
    """next_on None: as late as is agreed. return_target_on: when they are to come back, as the review left it."""

    placement_id: UUID
    version: int
    reviewed_on: date
    words: str = ""
    next_on: date | None = None
    return_target_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndPlacement:
    """because: a code of placement-ends."""

    placement_id: UUID
    version: int
    ended_on: date
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelPlacement:
    """It was written by mistake."""

    placement_id: UUID
    because: str


def place_elsewhere(session: Session, command: PlaceElsewhere, *, actor: Actor, now: datetime) -> Placement:
    """Raises RuleBroken for somebody who is on a ward of the trust, or in another provider's bed already."""
    if not policies.may_place_elsewhere(actor, command.organisation_id):
        raise NotFound
    today = local_date(now)
    _check(command, today)
    if isinstance(command.person, NewPerson):
        person = add_person(session, command.organisation_id, command.person, actor=actor, now=now)
    else:
        person = _person(session, command.organisation_id, command.person)
    before = _free_from(session, person)
    if command.started_on < before:
        raise RuleBroken("started_on", f"They were not there before {shown_day(before)}: enter a day from then on")
    there = open_stay_of(session, person.id)
    if there is not None:
        raise RuleBroken("", f"This person is on {there.ward.name} ward: discharge them from there first")
    months = policy(session, Key.PLACEMENT_REVIEW_MONTHS, organisation_id=command.organisation_id, day=today)
    next_on = command.next_review_on or rules.months_after(command.started_on, months)
    rules.check_next_review("next_review_on", next_on, after=command.started_on, months=months)
    placed = Placement(
        organisation_id=command.organisation_id,
        person_id=person.id,
        provider=command.provider,
        unit=command.unit,
        reason=command.reason,
        miles=command.miles,
        started_on=command.started_on,
        return_target_on=command.return_target_on,
        next_review_on=next_on,
        changed_at=now,
    )
    session.add(placed)
    try:
        session.flush()
    except IntegrityError:
        raise RuleBroken("", "This person is placed elsewhere already: end that placement first") from None
    record(
        session,
        "placement.begun",
        placed,
        actor=actor,
        now=now,
        provider=(None, command.provider),
        reason=(None, command.reason),
        started_on=(None, command.started_on),
        next_review_on=(None, next_on),
    )
    return placed


def change_placement(session: Session, command: ChangePlacement, *, actor: Actor, now: datetime) -> Placement:
    """Correct what was written about a placement that goes on."""
    whole = _to_change(session, command.placement_id, actor, now)
    placement = whole.placement
    check_version(placement.version, command.version, before={}, theirs=_words_of(placement), yours=_words_of(command))
    _check(command, local_date(now))
    if whole.reviews and command.started_on > whole.reviews[-1].reviewed_on:
        raise RuleBroken("started_on", "They were reviewed there before this day: enter an earlier one")
    fields = ("provider", "unit", "reason", "miles", "started_on", "return_target_on")
    changed = {
        name: (getattr(placement, name), getattr(command, name))
        for name in fields
        if getattr(placement, name) != getattr(command, name)
    }
    for name, (_, value) in changed.items():
        setattr(placement, name, value)
    if changed:
        if "started_on" in changed and not whole.reviews:
            latest = rules.months_after(placement.started_on, whole.review_months)
            changed["next_review_on"] = (placement.next_review_on, min(placement.next_review_on, latest))
            placement.next_review_on = min(placement.next_review_on, latest)
        placement.changed_at = now
        record(session, "placement.changed", placement, actor=actor, now=now, **changed)
    session.flush()
    return placement


def review_placement(session: Session, command: ReviewPlacement, *, actor: Actor, now: datetime) -> Placement:
    """Add that it was reviewed, and when it is to be looked at next: at least every three months (NICE QS159)."""
    whole = _to_change(session, command.placement_id, actor, now)
    placement, today = whole.placement, local_date(now)
    theirs = {"Next review": shown_day(placement.next_review_on), "Back by": shown_day(placement.return_target_on)}
    next_on = command.next_on or rules.months_after(command.reviewed_on, whole.review_months)
    yours = {"Next review": shown_day(next_on), "Back by": shown_day(command.return_target_on)}
    check_version(placement.version, command.version, before={}, theirs=theirs, yours=yours)
    rules.check_reviewed_on(command.reviewed_on, after=whole.reviewed_on, today=today)
    rules.check_length("words", command.words)
    rules.check_next_review("next_on", next_on, after=command.reviewed_on, months=whole.review_months)
    rules.check_target("return_target_on", command.return_target_on, not_before=placement.started_on, today=today)
    session.add(
        PlacementReview(
            organisation_id=placement.organisation_id,
            placement_id=placement.id,
            reviewed_on=command.reviewed_on,
            words=command.words,
            next_on=next_on,
            by=actor.name,
            by_id=actor.user_id,
            at=now,
        )
    )
    record(
        session,
        "placement.reviewed",
        placement,
        actor=actor,
        now=now,
        reviewed_on=(None, command.reviewed_on),
        next_review_on=(placement.next_review_on, next_on),
        return_target_on=(placement.return_target_on, command.return_target_on),
    )
    placement.next_review_on, placement.return_target_on = next_on, command.return_target_on
    placement.changed_at = now
    session.flush()
    return placement


def end_placement(session: Session, command: EndPlacement, *, actor: Actor, now: datetime) -> Placement:
    whole = _to_change(session, command.placement_id, actor, now)
    placement = whole.placement
    end = PLACEMENT_ENDS.get(command.because)
    theirs, yours = _words_of(placement), _words_of(placement) | {"Ended on": shown_day(command.ended_on)}
    check_version(placement.version, command.version, before={}, theirs=theirs | {"Ended on": ""}, yours=yours)
    rules.check_end(command.ended_on, command.because, started_on=placement.started_on, today=local_date(now))
    if whole.reviews and command.ended_on < whole.reviewed_on:
        raise RuleBroken("ended_on", f"They were reviewed there on {shown_day(whole.reviewed_on)}: enter a later day")
    placement.ended_on, placement.ended_because = command.ended_on, end.code if end else ""
    placement.changed_at = now
    facts = {"ended_on": (None, command.ended_on), "because": (None, command.because)}
    record(session, "placement.ended", placement, actor=actor, now=now, **facts)
    session.flush()
    return placement


def cancel_placement(session: Session, command: CancelPlacement, *, actor: Actor, now: datetime) -> Placement:
    """It counts nowhere any more and stays readable. Also one that has ended."""
    placement = _locked(session, command.placement_id, actor, now).placement
    if placement.cancelled_at is not None:
        raise RuleBroken("", "This placement is cancelled already")
    if not command.because:
        raise RuleBroken("because", "Enter why the placement was wrong")
    rules.check_length("because", command.because)
    placement.cancelled_at, placement.cancelled_because, placement.changed_at = now, command.because, now
    record(session, "placement.cancelled", placement, actor=actor, now=now, because=(None, command.because))
    session.flush()
    return placement


def note_placement_shown(session: Session, whole: WholePlacement, *, actor: Actor, now: datetime) -> None:
    record(session, "placement.shown", whole.placement, actor=actor, now=now)


def note_search_to_place(session: Session, seen: ToPlace, *, actor: Actor, now: datetime) -> None:
    """Keep that somebody looked for a person to place elsewhere, and whom they found."""
    people = [each.person.id for each in seen.found]
    record_shown(session, "person.searched", seen.organisation.id, people, actor=actor, now=now)


def _check(command: PlaceElsewhere | ChangePlacement, today: date) -> None:
    rules.check_placement(
        provider=command.provider,
        unit=command.unit,
        reason=command.reason,
        miles=command.miles,
        started_on=command.started_on,
        return_target_on=command.return_target_on,
        today=today,
    )


def _person(session: Session, organisation_id: UUID, person_id: UUID) -> Person:
    """Locked until the transaction ends, as for an admission."""
    person = session.scalars(
        select(Person).where(Person.id == person_id, Person.organisation_id == organisation_id).with_for_update()
    ).one_or_none()
    if person is None:
        raise NotFound
    if person.died_on is not None:
        raise RuleBroken("", "This person is recorded as having died: check the number")
    return person


def _free_from(session: Session, person: Person) -> date:
    """The day from which somebody can be placed: born, left our last ward, and the last placement over."""
    last_end = session.scalar(
        select(func.max(Placement.ended_on)).where(Placement.person_id == person.id, Placement.cancelled_at.is_(None))
    )
    return max(day for day in (person.birth_date, left_last_on(session, person.id), last_end) if day)


def _locked(session: Session, placement_id: UUID, actor: Actor, now: datetime) -> WholePlacement:
    session.execute(select(Placement.id).where(Placement.id == placement_id).with_for_update())
    whole = get_placement(session, actor, placement_id, day=local_date(now))
    if not policies.may_place_elsewhere(actor, whole.placement.organisation_id):
        raise NotAllowed
    return whole


def _to_change(session: Session, placement_id: UUID, actor: Actor, now: datetime) -> WholePlacement:
    whole = _locked(session, placement_id, actor, now)
    if not whole.placement.is_open:
        raise RuleBroken("", "This placement has ended: nothing of it can be changed")
    return whole


def _words_of(row: Placement | ChangePlacement) -> dict[str, str]:
    """A placement as the page of two editors writes it."""
    reason = OUT_OF_AREA_REASONS.get(row.reason)
    return {
        "Provider": row.provider,
        "Hospital and ward": row.unit,
        "Reason": reason.description if reason else "",
        "Miles": "" if row.miles is None else str(row.miles),
        "There since": shown_day(row.started_on),
        "Back by": shown_day(row.return_target_on),
    }
