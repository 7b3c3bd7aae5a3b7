"""What one person owes across wards, and what is lost unless it is done before the next working day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from discharge.access.rules import Permission
from discharge.blockers.models import Blocker
from discharge.blockers.queries.worklist import Item, chosen, whole_worklist
from discharge.blockers.rules.states import State
from discharge.blockers.rules.worklist import Asked
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.reach import one_of
from discharge.housing.models import HousingOffer, Vacancy
from discharge.housing.rules.offers import OfferState
from discharge.places.models import Ward
from discharge.places.queries import holidays
from discharge.places.rules.calendar import WorkingDay, add_working_days
from discharge.stays.models import FollowUp, Person, ReadyPeriod, Stay
from discharge.stays.models.leaving import FollowUpState
from discharge.stays.models.stay import StayState


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactOwed:
    """A follow-up of somebody who left, which one person is named for."""

    follow_up_id: UUID
    organisation_id: UUID
    person_id: UUID
    stay_id: UUID
    surname: str
    given_name: str
    local_number: str
    ward_name: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MyActions:
    """items: what stands under this person's account, late first. contacts: follow-ups under their name."""

    now: datetime
    items: Sequence[Item]
    contacts: Sequence[ContactOwed]


def my_actions(session: Session, actor: Actor, *, now: datetime) -> MyActions:
    """In two statements. A follow-up names whoever owes it in words: it is this person's when the name is the same."""
    rows = session.execute(
        select(
            FollowUp.id,
            FollowUp.organisation_id,
            FollowUp.due_at,
            FollowUp.stay_id,
            Stay.person_id,
            Person.surname,
            Person.given_name,
            Person.local_number,
            Ward.name,
        )
        .join(Stay, Stay.id == FollowUp.stay_id)
        .join(Person, Person.id == Stay.person_id)
        .join(Ward, Ward.id == FollowUp.ward_id)
        .where(
            FollowUp.state == FollowUpState.OWED,
            func.lower(FollowUp.owner) == actor.name.lower(),
            _reach(actor, FollowUp.ward_id),
        )
        .order_by(FollowUp.due_at, FollowUp.id)
    )
    return MyActions(
        now=now,
        items=whole_worklist(session, actor, Asked(is_mine=True), now=now).items,
        contacts=[
            ContactOwed(
                follow_up_id=row.id,
                organisation_id=row.organisation_id,
                person_id=row.person_id,
                stay_id=row.stay_id,
                surname=row.surname,
                given_name=row.given_name,
                local_number=row.local_number,
                ward_name=row.name,
                due_at=row.due_at,
            )
            for row in rows
        ],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AtStake:
    """Something owed that costs days when it waits. planned_on: the discharge date that hangs on it."""

    item: Item
    planned_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOffer:
    """An offer that nobody has answered, of a place that is not kept for long."""

    organisation_id: UUID
    person_id: UUID
    stay_id: UUID
    surname: str
    given_name: str
    local_number: str
    bed: str
    ward_name: str
    provider: str
    held_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeMonday:
    """until: the next working day. offers: of places that are held until then at the longest, the soonest first."""

    today: date
    until: WorkingDay
    rows: Sequence[AtStake]
    offers: Sequence[HeldOffer]


def before_next_working_day(session: Session, actor: Actor, *, now: datetime) -> BeforeMonday:
    """What is owed and due before the next working day about somebody clinically ready, whatever is owed about somebody
    who is to leave or to move by then, and offers of places that will not be held. Answered or paused, nobody outside
    the ward can lose a day. Three statements.
    """
    today = local_date(now)
    until = add_working_days(today, 1, holidays())
    accepted = (HousingOffer.stay_id == Stay.id, HousingOffer.state == OfferState.ACCEPTED)
    moves_on = select(func.min(HousingOffer.move_on)).where(*accepted, HousingOffer.move_on >= today).scalar_subquery()
    leaves = or_(Stay.planned_discharge_on.between(today, until.day), moves_on.between(today, until.day))
    is_ready = ReadyPeriod.id.is_not(None)
    found = session.execute(
        select(Blocker.id, Stay.planned_discharge_on, moves_on.label("moves_on"))
        .join(Stay, Stay.id == Blocker.stay_id)
        .outerjoin(ReadyPeriod, and_(ReadyPeriod.stay_id == Stay.id, ReadyPeriod.ended_on.is_(None)))
        .where(
            _reach(actor, Stay.last_ward_id),
            Stay.state == StayState.OPEN,
            Blocker.state == State.OPEN,
            Blocker.is_answered.is_(False),
            or_(leaves, and_(is_ready, Blocker.due_on < until.day)),
        )
    ).all()
    planned = {
        row.id: _by(row.planned_discharge_on, today, until.day) or _by(row.moves_on, today, until.day) for row in found
    }
    items = chosen(session, actor, list(planned), now=now).items
    rows = [AtStake(item=item, planned_on=planned[item.blocker_id]) for item in items]
    rows.sort(key=lambda row: (row.planned_on or date.max, row.item.due_on or date.max, row.item.raised_on))
    return BeforeMonday(today=today, until=until, rows=rows, offers=_held_offers(session, actor, today, until.day))


def _held_offers(session: Session, actor: Actor, today: date, until: date) -> Sequence[HeldOffer]:
    rows = session.execute(
        select(
            HousingOffer.organisation_id,
            HousingOffer.person_id,
            HousingOffer.stay_id,
            Person.surname,
            Person.given_name,
            Person.local_number,
            Stay.bed,
            Ward.name.label("ward_name"),
            HousingOffer.provider_words.label("provider"),
            Vacancy.held_until,
        )
        .join(Vacancy, Vacancy.id == HousingOffer.vacancy_id)
        .join(Stay, Stay.id == HousingOffer.stay_id)
        .join(Person, Person.id == Stay.person_id)
        .join(Ward, Ward.id == Stay.last_ward_id)
        .where(
            _reach(actor, Stay.last_ward_id),
            Stay.state == StayState.OPEN,
            HousingOffer.state == OfferState.MADE,
            HousingOffer.is_paused.is_(False),
            Vacancy.held_until.between(today, until),
        )
        .order_by(Vacancy.held_until, HousingOffer.made_on, HousingOffer.id)
    )
    return [HeldOffer(**row._mapping) for row in rows]  # noqa: SLF001 (public, named so that no column can hide it)


def _by(planned_on: date | None, first: date, last: date) -> date | None:
    return planned_on if planned_on is not None and first <= planned_on <= last else None


def _reach(actor: Actor, ward_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    return true() if actor.everywhere else one_of(ward_id, actor.places(Permission.WORK_BLOCKERS))
