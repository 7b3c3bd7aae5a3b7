"""People of ours in others' beds: the commands."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.audit.models import AuditLine
from discharge.core.actor import Actor
from discharge.core.errors import NotFound, RuleBroken, Superseded
from discharge.places.models import OrganisationKind, Ward
from discharge.places.rules.policy import Key
from discharge.stays.commands.admitting import NewPerson
from discharge.stays.commands.placing import (
    CancelPlacement,
    ChangePlacement,
    EndPlacement,
    PlaceElsewhere,
    ReviewPlacement,
    cancel_placement,
    change_placement,
    end_placement,
    place_elsewhere,
    review_placement,
)
from discharge.stays.models import Person, Placement, PlacementReview
from tests.factories import TODAY, World
from tests.shapes import Arrange, Do


@pytest.fixture
def coordinator(world: World, ward: Ward, arrange: Arrange, acting: Callable[[User], Actor]) -> Actor:
    return acting(arrange(lambda: world.user(Role.COORDINATOR, world.trust)))


@pytest.fixture
def place(world: World, coordinator: Actor, do: Do) -> Callable[..., Placement]:
    def carry(person: Any, *, by: Actor = coordinator, **given: Any) -> Placement:
        usual = {"provider": "Fairview Care", "reason": "10", "started_on": TODAY - timedelta(days=3)}
        command = PlaceElsewhere(organisation_id=world.trust.id, person=person, **(usual | given))
        made: Placement = do(place_elsewhere, command, by=by)
        return made

    return carry


def _actions(session: Session) -> list[str]:
    return [line.action for line in session.scalars(select(AuditLine).order_by(AuditLine.number))]


def test_somebody_known_is_placed_and_reviewed_within_three_months(
    place: Callable[..., Placement], world: World, arrange: Arrange, session: Session
) -> None:
    person = arrange(world.person)
    placed = place(person.id, miles=84, unit="Willow ward")
    assert placed.person_id == person.id
    assert placed.next_review_on == date(2027, 2, 20)  # three months after 20 November
    assert _actions(session)[-1] == "placement.begun"


def test_somebody_new_is_placed_and_on_record_from_then_on(place: Callable[..., Placement], session: Session) -> None:
    new = NewPerson(local_number="D777777", surname="Rowe", given_name="Iris", birth_date=date(1990, 4, 2))
    placed = place(new)
    assert session.get_one(Person, placed.person_id).local_number == "D777777"
    assert _actions(session)[-2:] == ["person.added", "placement.begun"]


def test_the_trusts_own_months_hold(place: Callable[..., Placement], world: World, arrange: Arrange) -> None:
    arrange(lambda: world.number(Key.PLACEMENT_REVIEW_MONTHS, 1))
    assert place(arrange(world.person).id).next_review_on == date(2026, 12, 20)
    with pytest.raises(RuleBroken, match="20 December 2026 or earlier: at least every month"):
        place(arrange(world.person).id, next_review_on=date(2026, 12, 21))


def test_somebody_on_a_ward_of_ours_is_not_placed(
    place: Callable[..., Placement], world: World, ward: Ward, arrange: Arrange
) -> None:
    stay = arrange(lambda: world.stay(ward))
    with pytest.raises(RuleBroken, match="on Birch ward: discharge them from there first"):
        place(stay.person_id)


def test_nobody_is_placed_twice_or_before_they_left(
    place: Callable[..., Placement], world: World, ward: Ward, arrange: Arrange
) -> None:
    person = arrange(lambda: world.left(world.stay(ward), on=TODAY - timedelta(days=1))).person_id
    with pytest.raises(RuleBroken, match="not there before 22 November 2026"):
        place(person)
    place(person, started_on=TODAY - timedelta(days=1))
    with pytest.raises(RuleBroken, match="placed elsewhere already"):
        place(person, started_on=TODAY)


def test_who_sees_wards_alone_places_nobody(
    place: Callable[..., Placement], world: World, nurse: User, arrange: Arrange, acting: Callable[[User], Actor]
) -> None:
    person = arrange(world.person)
    with pytest.raises(NotFound):
        place(person.id, by=acting(nurse))


def test_a_person_of_another_trust_is_not_found(
    place: Callable[..., Placement], world: World, arrange: Arrange
) -> None:
    other = arrange(lambda: world.organisation(OrganisationKind.TRUST, "Southmere Mental Health"))
    stranger = arrange(lambda: world.person(organisation_id=other.id))
    with pytest.raises(NotFound):
        place(stranger.id)


def test_a_review_moves_the_next_one_and_the_day_to_be_back(
    world: World, arrange: Arrange, coordinator: Actor, do: Do, session: Session
) -> None:
    placed = arrange(world.placement)
    target = TODAY + timedelta(days=30)
    command = ReviewPlacement(
        placement_id=placed.id, version=1, reviewed_on=TODAY, words="Bed agreed", return_target_on=target
    )
    after = do(review_placement, command, by=coordinator)
    assert (after.next_review_on, after.return_target_on) == (date(2027, 2, 23), target)
    (review,) = session.scalars(select(PlacementReview))
    assert (review.reviewed_on, review.words, review.by) == (TODAY, "Bed agreed", coordinator.name)
    assert _actions(session)[-1] == "placement.reviewed"
    earlier = ReviewPlacement(placement_id=placed.id, version=2, reviewed_on=TODAY - timedelta(days=1))
    with pytest.raises(RuleBroken, match="Enter a day from 23 November 2026"):
        do(review_placement, earlier, by=coordinator)


def test_two_editors_of_a_placement_lose_nothing(world: World, arrange: Arrange, coordinator: Actor, do: Do) -> None:
    placed = arrange(world.placement)
    where = {"unit": "Elm ward", "reason": "10", "miles": 84, "started_on": placed.started_on}
    command = ChangePlacement(
        placement_id=placed.id, version=1, provider="Fairview Care", return_target_on=None, **where
    )
    do(change_placement, command, by=coordinator)
    end = EndPlacement(placement_id=placed.id, version=1, ended_on=TODAY, because="our_bed")
    with pytest.raises(Superseded) as superseded:
        do(end_placement, end, by=coordinator)
    assert superseded.value.theirs["Hospital and ward"] == "Elm ward"
    assert superseded.value.yours["Ended on"] == "23 November 2026"


def test_an_ended_placement_leaves_room_for_another(
    place: Callable[..., Placement], world: World, arrange: Arrange, coordinator: Actor, do: Do
) -> None:
    placed = arrange(world.placement)
    with pytest.raises(RuleBroken, match="Select how it ended"):
        do(end_placement, EndPlacement(placement_id=placed.id, version=1, ended_on=TODAY, because=""), by=coordinator)
    after = TODAY + timedelta(days=1)
    tomorrow = EndPlacement(placement_id=placed.id, version=1, ended_on=after, because="our_bed")
    with pytest.raises(RuleBroken, match="from the day they went there to today"):
        do(end_placement, tomorrow, by=coordinator)
    end = EndPlacement(placement_id=placed.id, version=1, ended_on=TODAY, because="another_placement")
    do(end_placement, end, by=coordinator)
    with pytest.raises(RuleBroken, match="has ended"):
        do(review_placement, ReviewPlacement(placement_id=placed.id, version=2, reviewed_on=TODAY), by=coordinator)
    assert place(placed.person_id, started_on=TODAY).id != placed.id


def test_a_wrong_placement_is_cancelled_with_its_reason(
    place: Callable[..., Placement], world: World, arrange: Arrange, coordinator: Actor, do: Do, session: Session
) -> None:
    placed = arrange(world.placement)
    do(cancel_placement, CancelPlacement(placement_id=placed.id, because="The wrong person"), by=coordinator)
    assert _actions(session)[-1] == "placement.cancelled"
    assert place(placed.person_id, started_on=placed.started_on).is_open
    with pytest.raises(RuleBroken, match="cancelled already"):
        do(cancel_placement, CancelPlacement(placement_id=placed.id, because="Again"), by=coordinator)
