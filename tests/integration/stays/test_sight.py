"""Who sees a stay: its ward, the ward it left within seven days, and nobody else."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.access.queries import actor_of
from discharge.core.actor import Actor
from discharge.core.errors import NotFound
from discharge.places.models import Ward
from discharge.stays.models import Stay
from discharge.stays.queries.base import get_stay, open_stays
from tests.factories import NOW, World
from tests.shapes import Arrange


def actor(session: Session, user: User) -> Actor:
    return actor_of(session, user, now=NOW, request_id="")


@pytest.fixture
def stay(world: World, arrange: Arrange, ward: Ward) -> Stay:
    made: Stay = arrange(lambda: world.stay(ward, bed="3"))
    return made


def test_the_ward_sees_its_people(session: Session, stay: Stay, nurse: User, ward: Ward) -> None:
    assert get_stay(session, actor(session, nurse), stay.id, now=NOW).id == stay.id
    assert [found.id for found in open_stays(session, actor(session, nurse), ward.id, now=NOW)] == [stay.id]


def test_another_ward_gets_the_same_answer_as_for_a_missing_stay(
    session: Session, world: World, arrange: Arrange, stay: Stay, ward: Ward
) -> None:
    stranger = actor(session, arrange(lambda: world.user(Role.WARD_MEMBER, world.ward("Rowan"))))
    with pytest.raises(NotFound):
        get_stay(session, stranger, stay.id, now=NOW)
    with pytest.raises(NotFound):
        open_stays(session, stranger, ward.id, now=NOW)


@pytest.mark.parametrize(("days_ago", "seen"), [(6, True), (8, False)])
def test_the_previous_ward_keeps_sight_for_seven_days(
    session: Session, world: World, arrange: Arrange, nurse: User, ward: Ward, days_ago: int, seen: bool
) -> None:
    def moved() -> Stay:
        stay = world.stay(ward, admitted_on=(NOW - timedelta(days=30)).date())
        world.move(stay, world.ward("Rowan"), at=NOW - timedelta(days=days_ago))
        return stay

    stay = arrange(moved)
    if seen:
        assert get_stay(session, actor(session, nurse), stay.id, now=NOW).id == stay.id
    else:
        with pytest.raises(NotFound):
            get_stay(session, actor(session, nurse), stay.id, now=NOW)


def test_a_coordinator_of_the_trust_sees_every_ward_of_it(
    session: Session, world: World, arrange: Arrange, stay: Stay
) -> None:
    coordinator = arrange(lambda: world.user(Role.COORDINATOR, world.trust))
    assert get_stay(session, actor(session, coordinator), stay.id, now=NOW).id == stay.id


def test_a_role_that_has_ended_sees_nothing(
    session: Session, world: World, arrange: Arrange, stay: Stay, ward: Ward
) -> None:
    def bank_worker() -> User:
        user = world.user(None)
        world.give(user, Role.BANK_WORKER, ward, until=NOW)
        return user

    with pytest.raises(NotFound):
        get_stay(session, actor(session, arrange(bank_worker)), stay.id, now=NOW)
