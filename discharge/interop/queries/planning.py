"""What a list would change now."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.core.clock import local_date
from discharge.interop.models import ListProfile, ListState, StoredList
from discharge.interop.queries.known import chunks, known_stays, placed_elsewhere
from discharge.interop.queries.lists import last_applied, ward_names, was_applied_before
from discharge.interop.rules.intake import Intake
from discharge.interop.rules.picture import KnownStay, Plan, compare
from discharge.interop.rules.size import filled_wards, is_overfull, overfull_words, shrank, shrunk_words
from discharge.places.queries import capacities_on, policies
from discharge.places.rules.policy import Key
from discharge.stays.models import Discharge, Person, Placement, Stay
from discharge.stays.models.stay import StayState

SIZES = (Key.LIST_SHRINK_PERCENT, Key.LIST_OVERFULL_PERCENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan with what a person needs to judge it.

    known: by stay. is_repeat: the file is the one applied last. is_old: the very same file was applied before another.
    is_late: made before the last one; a last one that is still to come was applied before the machine's clock was set
    back, and makes no list late. placed: by row, who would be admitted while an open placement says that they are with
    another provider. unlikely: what is odd about how many people it shows, to be asked about.
    """

    plan: Plan
    known: Mapping[UUID, KnownStay]
    is_repeat: bool
    is_old: bool
    is_late: bool
    placed: Mapping[int, Placement]
    unlikely: tuple[str, ...]


def plan_of(session: Session, profile: ListProfile, intake: Intake, *, sha256: str, now: datetime) -> Planned:
    """Compare a list with who is known at this moment. sha256: of the file, to know one that was applied before."""
    known = known_stays(session, profile.organisation_id, intake.reading.rows, now=now)
    last = last_applied(session, profile.id, now=now)
    is_repeat = last is not None and last.sha256 == sha256
    previous_count = _people_in(session, profile) if last is None else last.row_count
    plan = compare(
        known,
        intake.reading.rows,
        wards=set(profile.ward_ids),
        listed_at=intake.listed_at,
        also_seen=intake.reading.seen,
        is_repeat=is_repeat,
        left_since=_left_since(session, profile, sha256) if is_repeat else (),
    )
    percent = policies(session, SIZES, organisation_id=profile.organisation_id, day=local_date(now))
    has_shrunk = shrank(previous_count, intake.count, percent=percent[Key.LIST_SHRINK_PERCENT])
    shrunk = [shrunk_words(previous_count, intake.count)] if has_shrunk else []
    most, listed_on = percent[Key.LIST_OVERFULL_PERCENT], local_date(intake.listed_at)
    overfull = _overfull(session, profile, filled_wards(known, plan), day=listed_on, percent=most)
    return Planned(
        plan=plan,
        known={stay.stay_id: stay for stay in known},
        is_repeat=is_repeat,
        is_old=not is_repeat and was_applied_before(session, profile.id, sha256),
        is_late=last is not None and last.listed_at is not None and intake.listed_at < last.listed_at <= now,
        placed=_placed(session, profile.organisation_id, plan),
        unlikely=(*shrunk, *overfull),
    )


def _placed(session: Session, organisation_id: UUID, plan: Plan) -> Mapping[int, Placement]:
    rows = {opens.row.local_number: opens.row.number for opens in plan.opens}
    people: dict[UUID, int] = {}
    for some in chunks(rows):
        found = select(Person.id, Person.local_number)
        for person in session.execute(
            found.where(Person.organisation_id == organisation_id, Person.local_number.in_(some))
        ):
            people[person.id] = rows[person.local_number]
    return {people[person_id]: placed for person_id, placed in placed_elsewhere(session, people).items()}


def _overfull(
    session: Session, profile: ListProfile, filled: Mapping[str, int], *, day: date, percent: int
) -> Iterator[str]:
    """filled: people on each ward, by its key."""
    capacities = capacities_on(session, [UUID(key) for key in filled], day)
    beds = {str(ward_id): capacity.beds for ward_id, capacity in capacities.items()}
    names = ward_names(session, profile.organisation_id)
    for key, people in filled.items():
        if is_overfull(people, beds.get(key, 0), percent=percent):
            yield overfull_words(names[key], people, beds.get(key, 0))


def _left_since(session: Session, profile: ListProfile, sha256: str) -> Collection[UUID]:
    """Stays that a person ended after a file was first applied."""
    first = select(func.min(StoredList.applied_at)).where(
        StoredList.profile_id == profile.id, StoredList.state == ListState.APPLIED, StoredList.sha256 == sha256
    )
    ended = select(Discharge.stay_id).where(
        Discharge.organisation_id == profile.organisation_id,
        Discharge.undone_at.is_(None),
        Discharge.entered_at >= first.scalar_subquery(),
    )
    return frozenset(session.scalars(ended))


def _people_in(session: Session, profile: ListProfile) -> int:
    here = select(func.count(Stay.id)).where(Stay.last_ward_id.in_(profile.covered), Stay.state == StayState.OPEN)
    return session.scalar(here) or 0
