"""How the wards stand today is what a slow count says, from histories drawn by chance."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.access.queries import actor_of
from discharge.blockers.models import Blocker
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import State
from discharge.core.actor import Actor, process
from discharge.core.clock import moment_of
from discharge.core.transaction import carry_out
from discharge.days.commands import MarkDay, mark_day
from discharge.days.models import DayMark
from discharge.days.rules.codes import OwnerKind
from discharge.days.rules.mark import Colour
from discharge.days.rules.steps import steps_of
from discharge.places.models import OrganisationKind, Ward
from discharge.places.rules.policy import Key
from discharge.stays.events import WardDays
from discharge.stays.models import ExpectedDischarge, ReadyPeriod, Stay, WardStay
from discharge.stays.models.stay import StayState
from discharge.stays.rules.spans import Span, ward_at_midnight
from discharge.summaries.commands import recount
from discharge.summaries.models import WardDay
from discharge.summaries.queries.people import Asked, Measure, people
from discharge.summaries.queries.system import SystemToday, system_today
from tests.awaited import owed
from tests.factories import NOW, TODAY, World
from tests.shapes import Arrange

ACTOR = process("a test", source="cli")
DAYS = 40
REASONS = ("EXT-22", "EXT-01", "EXT-11", "INT-05")


@pytest.fixture
def executive(world: World, arrange: Arrange) -> User:
    made: User = arrange(lambda: world.user(Role.EXECUTIVE, world.system, name="Louise Tarrant"))
    return made


def actor_for(session: Session, user: User) -> Actor:
    return actor_of(session, user, now=NOW, request_id="")


def read(session: Session, user: User) -> SystemToday:
    session.rollback()
    return system_today(session, actor_for(session, user), now=NOW)


def ready(world: World, stay: Stay, since: date, until: date | None = None) -> ReadyPeriod:
    decided = {"is_clinical_decision": True, "is_team_decision": True, "is_safe": True, "were_person_views_heard": True}
    dates = {"started_on": since, "ended_on": until, "entered_at": NOW, "decided_by": "Dr Osei"}
    period = ReadyPeriod(organisation_id=stay.organisation_id, stay_id=stay.id, **dates, **decided)
    world.session.add(period)
    world.session.flush()
    return period


def mark_at_random(session: Session, chance: Random, stay: Stay, day: date) -> None:
    drawn = chance.random()
    if drawn < 0.3:
        return
    said: dict[str, Any] = {"colour": Colour.GREEN, "steps": steps_of(["GRN-06"])}
    if drawn < 0.6:
        said = {"colour": Colour.RED, "reason": chance.choice(REASONS)}
    elif drawn < 0.7:
        said = {"colour": Colour.ABSENT, "absence_kind": "home_leave"}
    command = MarkDay(stay_id=stay.id, day=day, seen=0, late_reason="entered from paper", **said)
    carry_out(session, mark_day, command, actor=ACTOR, now=NOW)


def live_at_random(session: Session, world: World, arrange: Arrange, chance: Random) -> None:
    """Two trusts, three wards, people who come, move, are marked, become ready, wait, leave or were never here."""
    offices = arrange(
        lambda: [
            world.organisation(OrganisationKind.COUNCIL, "Westmere Council"),
            world.organisation(OrganisationKind.ICB, "Fenland ICB"),
        ]
    )
    other = arrange(lambda: world.organisation(OrganisationKind.TRUST, "Southmoor Mental Health"))
    wards: list[Ward] = arrange(
        lambda: [world.ward("Birch"), world.ward("Elm"), world.ward("Oak", trust=other, beds=9)]
    )
    arrange(lambda: world.number(Key.BED_DAY_COST, 435))
    stays = []
    for _ in range(10):
        ward = chance.choice(wards)
        since = TODAY - timedelta(days=chance.randint(1, DAYS))
        edd = TODAY + timedelta(days=chance.randint(-9, 9)) if chance.random() < 0.7 else None
        stay: Stay = arrange(lambda ward=ward, since=since, edd=edd: world.stay(ward, admitted_on=since, edd=edd))
        stays.append(stay)
        if chance.random() < 0.3 and ward is not wards[2]:
            moved_on = since + timedelta(days=chance.randint(0, (TODAY - since).days))
            to = wards[1] if ward is wards[0] else wards[0]
            arrange(lambda stay=stay, to=to, on=moved_on: _move(session, world, stay, to, on))
        for back in range(min((TODAY - since).days, 12)):
            mark_at_random(session, chance, stay, TODAY - timedelta(days=back))
        if chance.random() < 0.6:
            arrange(lambda stay=stay, since=since: _wait(session, world, chance, stay, since, offices))
        if chance.random() < 0.2:
            arrange(lambda stay=stay: world.left(session.get_one(Stay, stay.id), on=TODAY - timedelta(days=1)))
        elif chance.random() < 0.1:
            arrange(lambda stay=stay: setattr(session.get_one(Stay, stay.id), "state", StayState.CANCELLED))
    with_days = [WardDays(ward.id, TODAY - timedelta(days=DAYS), TODAY) for ward in wards]
    for ward, days in zip(wards, with_days, strict=True):
        arrange(lambda ward=ward, days=days: recount(session, [days], organisation_id=ward.organisation_id))
    # nights on which nothing was written down have no row: they must be counted all the same
    arrange(lambda: session.execute(delete(WardDay).where(WardDay.red + WardDay.green + WardDay.absent == 0)))


def _move(session: Session, world: World, stay: Stay, ward: Ward, on: date) -> None:
    at = max(moment_of(on, NOW.time()), stay.admitted_at)
    if at < NOW:
        world.move(session.get_one(Stay, stay.id), ward, at=at)


def _wait(session: Session, world: World, chance: Random, stay: Stay, since: date, offices: list[Any]) -> None:
    again = session.get_one(Stay, stay.id)
    start = since + timedelta(days=chance.randint(0, (TODAY - since).days))
    ready(world, again, start, TODAY if chance.random() < 0.2 else None)
    for reason in chance.sample(REASONS, chance.randint(0, 2)):
        council, icb = (office.id for office in offices)
        owner = chance.choice(
            [Owner(OwnerKind.COUNCIL, council), Owner(OwnerKind.ICB, icb), Owner(OwnerKind.ICB, icb, council)]
        )
        raised_on = TODAY - timedelta(days=chance.randint(0, 9))
        blocker = owed(world, again, reason=reason, owner=owner, raised_on=raised_on)
        if chance.random() < 0.2:
            blocker.state, blocker.closed_on, blocker.closed_at = State.DONE, TODAY, NOW
    session.flush()


class Slow:
    """The same numbers, person by person and day by day, from the rows that people wrote."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.stays = session.scalars(select(Stay).where(Stay.state != StayState.CANCELLED)).all()
        self.legs = {
            stay.id: [
                Span(leg.ward_id, leg.started_at, leg.ended_at)
                for leg in session.scalars(select(WardStay).where(WardStay.stay_id == stay.id))
            ]
            for stay in self.stays
        }
        self.marks = {(mark.stay_id, mark.day): mark for mark in session.scalars(select(DayMark)) if mark.colour}
        self.periods = session.scalars(select(ReadyPeriod)).all()

    def open(self, ward_id: UUID) -> list[Stay]:
        return [stay for stay in self.stays if stay.is_open and stay.last_ward_id == ward_id]

    def is_ready(self, stay: Stay, day: date) -> bool:
        return any(
            each.stay_id == stay.id and each.started_on <= day and (each.ended_on is None or day < each.ended_on)
            for each in self.periods
        )

    def ready_since(self, stay: Stay) -> date | None:
        return next((p.started_on for p in self.periods if p.stay_id == stay.id and p.ended_on is None), None)

    def there(self, ward_id: UUID, day: date) -> list[Stay]:
        return [stay for stay in self.stays if ward_at_midnight(day, self.legs[stay.id]) == ward_id]

    def passed(self, ward_id: UUID) -> int:
        late = 0
        for stay in self.open(ward_id):
            versions = self.session.scalars(
                select(ExpectedDischarge)
                .where(ExpectedDischarge.stay_id == stay.id)
                .order_by(ExpectedDischarge.number.desc())
            ).all()
            late += bool(versions and versions[0].expected_on < TODAY and self.ready_since(stay) is None)
        return late

    def colours(self, ward_id: UUID, day: date) -> Counter[str]:
        found = (self.marks.get((stay.id, day)) for stay in self.there(ward_id, day))
        return Counter(str(mark.colour) for mark in found if mark)

    def seven(self, ward_id: UUID) -> tuple[int, int]:
        red = green = days = 0
        for back in range(1, 29):
            colours = self.colours(ward_id, TODAY - timedelta(days=back))
            if colours["red"] + colours["green"] and days < 7:
                red, green, days = red + colours["red"], green + colours["green"], days + 1
        return red, green

    def week(self, ward_id: UUID) -> tuple[int, int]:
        days = [TODAY - timedelta(days=back) for back in range(1, 8)]
        colours = [self.colours(ward_id, day) for day in days]
        people = sum(len(self.there(ward_id, day)) for day in days)
        return sum(c["red"] + c["green"] for c in colours), people - sum(c["absent"] for c in colours)

    def nights(self, ward_id: UUID) -> int:
        days = [TODAY.replace(day=1) + timedelta(days=number) for number in range(TODAY.day - 1)]
        return sum(self.is_ready(stay, day) for day in days for stay in self.there(ward_id, day))

    def waits(self) -> Counter[tuple[UUID, str, str]]:
        found: Counter[tuple[UUID, str, str]] = Counter()
        for stay in self.stays:
            if stay.is_open and self.ready_since(stay):
                blockers = self.session.scalars(
                    select(Blocker)
                    .where(Blocker.stay_id == stay.id, Blocker.closed_at.is_(None))
                    .order_by(Blocker.raised_on, Blocker.id)
                ).all()
                first = blockers[0] if blockers else None
                key = replace(first.owner, team_id=None).key if first else "nobody"
                found[stay.last_ward_id, first.reason if first else "", key] += 1
        return found

    def days_waited(self) -> int:
        since = [self.ready_since(stay) for stay in self.stays if stay.is_open]
        return sum((TODAY - each).days for each in since if each)


@pytest.mark.parametrize("seed", range(6))
def test_numbers_of_random_histories_are_those_of_a_slow_count(
    session: Session, world: World, arrange: Arrange, executive: User, seed: int
) -> None:
    live_at_random(session, world, arrange, Random(seed))
    found = read(session, executive)
    slow = Slow(session)
    for ward in found.wards:
        key, counted = ward.place.ward_id, ward.counted
        assert ward.people == len(slow.open(key))
        assert ward.edd_passed == slow.passed(key)
        assert (counted.red, counted.green) == slow.seven(key)
        assert (counted.marked, counted.to_mark) == slow.week(key)
        assert counted.nights == slow.nights(key)
    assert {(each.ward_id, each.cause, each.owner_key): each.people for each in found.waiting} == slow.waits()
    assert sum(each.days for each in found.waiting) == slow.days_waited()


@pytest.mark.parametrize("seed", range(3))
def test_each_number_is_as_long_as_the_list_behind_it(
    session: Session, world: World, arrange: Arrange, executive: User, seed: int
) -> None:
    live_at_random(session, world, arrange, Random(seed + 100))
    found = read(session, executive)
    totals = {
        Measure.PEOPLE: sum(ward.people for ward in found.wards),
        Measure.READY: sum(each.people for each in found.waiting),
        Measure.PASSED: sum(ward.edd_passed for ward in found.wards),
        Measure.RED: sum(ward.counted.red for ward in found.wards),
    }
    for measure, total in totals.items():
        assert people(session, found.reach, Asked(measure=measure), now=NOW).total == total, measure
        by_ward = [
            people(session, found.reach, Asked(measure=measure, ward_id=key), now=NOW).total
            for key in found.reach.places
        ]
        assert sum(by_ward) == total, measure
    for each in _once(found.waiting, lambda wait: (wait.cause, wait.owner_key)):
        owner = each.owner or "nobody"
        asked = Asked(measure=Measure.READY, cause=each.cause, owner=owner)
        alike = [w.people for w in found.waiting if (w.cause, w.owner_key) == (each.cause, each.owner_key)]
        assert people(session, found.reach, asked, now=NOW).total == sum(alike)


def _once(waits: Iterable[Any], key: Callable[[Any], object]) -> list[Any]:
    return list({key(each): each for each in waits}.values())


def test_an_organisation_that_owes_reads_only_what_it_owes(
    session: Session, world: World, arrange: Arrange, ward: Ward
) -> None:
    council, icb = arrange(
        lambda: (
            world.organisation(OrganisationKind.COUNCIL, "Westmere Council"),
            world.organisation(OrganisationKind.ICB, "Fenland ICB"),
        )
    )
    director = arrange(lambda: world.user(Role.EXECUTIVE, council, name="Joan Ellery"))

    def people_who_wait() -> None:
        for number in range(8):
            stay = world.stay(ward)
            ready(world, stay, TODAY - timedelta(days=5))
            owner = Owner(OwnerKind.COUNCIL, council.id) if number < 6 else Owner(OwnerKind.ICB, icb.id)
            owed(world, stay, owner=owner)

    arrange(people_who_wait)
    found = read(session, director)
    assert (found.wards, found.reach.is_inside) == ([], False)
    assert [(each.people, each.days, each.owner) for each in found.waiting] == [
        (6, 30, Owner(OwnerKind.COUNCIL, council.id))
    ]
    assert people(session, found.reach, Asked(measure=Measure.READY), now=NOW).total == 6


def test_numbers_cost_as_many_statements_for_many_as_for_few(
    session: Session,
    world: World,
    arrange: Arrange,
    executive: User,
    ward: Ward,
    count_queries: Callable[[Callable[[], object]], int],
) -> None:
    actor = actor_for(session, executive)

    def fill(number: int) -> None:
        council = world.organisation(OrganisationKind.COUNCIL, f"Council {number}")
        for _ in range(number):
            stay = world.stay(ward, edd=TODAY - timedelta(days=2))
            ready(world, stay, TODAY - timedelta(days=5))
            owed(world, stay, owner=Owner(OwnerKind.COUNCIL, council.id))
        days = WardDays(ward.id, TODAY - timedelta(days=DAYS), TODAY)
        recount(session, [days], organisation_id=ward.organisation_id)

    arrange(lambda: fill(1))
    few = count_queries(lambda: system_today(session, actor, now=NOW))
    arrange(lambda: fill(12))
    assert count_queries(lambda: system_today(session, actor, now=NOW)) == few == 8
