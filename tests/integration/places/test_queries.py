"""What holds in a place on a day, and who may know of it."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.access.queries import actor_of
from discharge.access.rules import Permission
from discharge.core.actor import Actor, process
from discharge.core.errors import NotFound
from discharge.places import queries
from discharge.places.models import OrganisationKind, PolicyValue, RoundPattern, Ward, WardCapacity
from discharge.places.queries import Origin
from discharge.places.rules.policy import Key
from discharge.places.rules.rounds import USUAL_ROUNDS, Pass
from tests.factories import NOW, TODAY, World
from tests.shapes import Arrange

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
EVERYWHERE = process("a test", source="cli")


@pytest.fixture
def administrator(session: Session, world: World, arrange: Arrange) -> Actor:
    user = arrange(lambda: world.user(Role.ADMINISTRATOR, world.trust))
    return actor_of(session, user, now=NOW, request_id="")


def decide(session: Session, world: World, value: int | None, from_on: date, ward: Ward | None = None) -> None:
    session.add(
        PolicyValue(
            organisation_id=world.trust.id,
            ward_id=ward.id if ward else None,
            key=Key.EDD_DUE_HOURS.value,
            value=value,
            from_on=from_on,
            source="Board paper 12",
        )
    )


def in_force(session: Session, world: World, day: date, ward: Ward | None = None) -> tuple[int, Origin]:
    found = queries.numbers_in_force(
        session, [Key.EDD_DUE_HOURS], organisation_id=world.trust.id, ward_id=ward.id if ward else None, day=day
    )[Key.EDD_DUE_HOURS]
    return found.value, found.origin


def test_a_number_nobody_decided_is_its_default(session: Session, world: World) -> None:
    assert in_force(session, world, TODAY) == (72, Origin.DEFAULT)


def test_the_wards_own_number_comes_before_the_trusts(
    session: Session, world: World, ward: Ward, arrange: Arrange
) -> None:
    other = arrange(lambda: world.ward("Cedar"))
    arrange(lambda: decide(session, world, 48, YESTERDAY))
    arrange(lambda: decide(session, world, 96, TODAY, ward))
    assert in_force(session, world, TODAY, ward) == (96, Origin.WARD)
    assert in_force(session, world, TODAY, other) == (48, Origin.TRUST)
    assert in_force(session, world, YESTERDAY, ward) == (48, Origin.TRUST)


def test_a_number_holds_from_its_day_and_not_before(session: Session, world: World, arrange: Arrange) -> None:
    arrange(lambda: decide(session, world, 48, TODAY))
    arrange(lambda: decide(session, world, 24, TOMORROW))
    days = (YESTERDAY, TODAY, TOMORROW, TOMORROW + timedelta(days=300))
    assert [in_force(session, world, day)[0] for day in days] == [72, 48, 24, 24]


def test_a_ward_can_go_back_to_the_trusts_number(session: Session, world: World, ward: Ward, arrange: Arrange) -> None:
    arrange(lambda: decide(session, world, 48, YESTERDAY))
    arrange(lambda: decide(session, world, 96, YESTERDAY, ward))
    arrange(lambda: decide(session, world, None, TODAY, ward))
    assert in_force(session, world, TODAY, ward) == (48, Origin.TRUST)


def test_another_trusts_number_is_not_ours(session: Session, world: World, arrange: Arrange) -> None:
    other = arrange(lambda: world.organisation(OrganisationKind.TRUST, "Southmoor"))
    arrange(lambda: decide(session, world, 48, YESTERDAY))
    assert queries.policy(session, Key.EDD_DUE_HOURS, organisation_id=other.id, day=TODAY) == 72


def test_many_numbers_cost_one_statement(
    session: Session, world: World, ward: Ward, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    of_ward = {"organisation_id": world.trust.id, "ward_id": ward.id, "day": TODAY}
    assert count_queries(lambda: queries.policies(session, list(Key), **of_ward)) == 1


def test_beds_hold_from_their_day(session: Session, ward: Ward, arrange: Arrange) -> None:
    of_ward = {"organisation_id": ward.organisation_id, "ward_id": ward.id}
    arrange(lambda: session.add(WardCapacity(**of_ward, from_on=TODAY, beds=22, closed_beds=4, reason="a leak")))
    arrange(lambda: session.add(WardCapacity(**of_ward, from_on=TOMORROW, beds=22, is_shut=True)))
    found = [queries.capacity_on(session, ward.id, day) for day in (date(2019, 12, 31), YESTERDAY, TODAY, TOMORROW)]
    assert [capacity and capacity.open_beds for capacity in found] == [None, 22, 18, 0]


def test_rounds_hold_from_their_day_and_are_usual_before(session: Session, ward: Ward, arrange: Arrange) -> None:
    weekly = {"weekday_passes": 1, "weekly_on": 2, "closes_at": time(16)}
    of_ward = {"organisation_id": ward.organisation_id, "ward_id": ward.id}
    arrange(lambda: session.add(RoundPattern(**of_ward, from_on=TODAY, **weekly)))
    assert queries.rounds_on(session, ward.id, date(2019, 12, 31)) == USUAL_ROUNDS
    now = queries.rounds_on(session, ward.id, TODAY)
    assert (now.pattern.weekday, now.pattern.weekly_on, now.close_time) == ((Pass.AFTERNOON,), 2, time(16))
    assert [dated.from_on for dated in queries.dated_rounds(session, [ward.id])[ward.id]] == [date(2020, 1, 1), TODAY]


def test_a_ward_is_found_where_the_power_is_and_nowhere_else(
    session: Session, world: World, ward: Ward, administrator: Actor, arrange: Arrange
) -> None:
    other = arrange(lambda: world.ward("Cedar", trust=world.organisation(OrganisationKind.TRUST, "Southmoor")))
    assert queries.get_ward(session, administrator, ward.id).site.code == "RZZ01"
    assert [found.id for found in queries.wards(session, administrator)] == [ward.id]
    assert {found.id for found in queries.wards(session, EVERYWHERE)} == {ward.id, other.id}
    for missing in (
        lambda: queries.get_ward(session, administrator, other.id),
        lambda: queries.get_ward(session, administrator, ward.id, Permission.SEE_STAYS),
    ):
        with pytest.raises(NotFound):
            missing()


def test_a_closed_ward_is_listed_only_when_asked_for(session: Session, world: World, arrange: Arrange) -> None:
    closed = arrange(lambda: world.ward("Elm", closed_on=YESTERDAY))
    assert queries.wards(session, EVERYWHERE) == []
    assert [ward.id for ward in queries.wards(session, EVERYWHERE, is_open=False)] == [closed.id]


def test_organisations_and_sites_are_those_whose_places_one_manages(
    session: Session, world: World, ward: Ward, administrator: Actor, arrange: Arrange
) -> None:
    other = arrange(lambda: world.organisation(OrganisationKind.COUNCIL, "Fenland Council"))
    assert [found.id for found in queries.organisations(session, administrator)] == [world.trust.id]
    assert [found.code for found in queries.sites(session, administrator)] == ["RZZ01"]
    assert [found.id for found in queries.systems(session, administrator)] == [world.system.id]
    with pytest.raises(NotFound):
        queries.get_organisation(session, administrator, other.id)


def test_englands_holidays_are_there_without_a_network() -> None:
    holidays = queries.holidays()
    assert {date(2026, 12, 25), date(2026, 12, 28), date(2026, 4, 6)} <= holidays.days
    assert holidays.known_until >= date(2028, 12, 31)
