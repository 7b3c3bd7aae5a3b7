"""Lists around the nights on which clocks change, older lists, and a machine whose clock was set back."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.core.errors import RuleBroken
from discharge.interop.models import ListState, StoredList
from discharge.interop.queries.differences import not_on_list
from discharge.places.models import Ward
from discharge.stays.models import WardStay
from tests.factories import World
from tests.integration.interop.ward_lists import ANN, FEED, RAVI, Lists, a_list, make_profile, row_counts
from tests.shapes import Arrange

HERE = {**RAVI, "admitted": "01/02/2026"}


@pytest.fixture
def timed(session: Session, ward: Ward) -> Lists:
    """Lists that say themselves when they were made, in a column that is not read otherwise."""
    return Lists(session, make_profile(session, ward, name="Timed", time_column="CRFD reason"))


def made_at(lists: Lists, shown: str, received_at: datetime) -> datetime:
    """Apply a list that says this time; when it was made, as it is kept."""
    lists.at = received_at - timedelta(hours=1)
    lists.apply(a_list({**HERE, "ready_reason": shown}))
    applied = [one for one in lists.all_of(StoredList) if one.received_at == received_at]
    assert [one.state for one in applied] == [ListState.APPLIED]
    made: datetime = applied[0].listed_at
    return made


def test_every_list_of_octobers_repeated_hour_is_applied_in_its_order(timed: Lists) -> None:
    night = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
    minutes = {15: "01:14", 45: "01:44", 75: "01:14", 105: "01:44", 135: "02:14"}
    made = [
        made_at(timed, f"25/10/2026 {shown}", night + timedelta(minutes=passed)) for passed, shown in minutes.items()
    ]
    assert made == [night + timedelta(minutes=passed - 1) for passed in minutes]


def test_every_list_around_marchs_missing_hour_is_applied_in_its_order(timed: Lists) -> None:
    night = datetime(2026, 3, 29, 0, 0, tzinfo=UTC)
    minutes = {15: "00:14", 45: "00:44", 75: "02:14", 105: "02:44"}
    made = [
        made_at(timed, f"29/03/2026 {shown}", night + timedelta(minutes=passed)) for passed, shown in minutes.items()
    ]
    assert made == [night + timedelta(minutes=passed - 1) for passed in minutes]


def test_a_list_of_an_older_time_is_refused_and_changes_nothing(timed: Lists) -> None:
    made_at(timed, "20/11/2026 10:00", datetime(2026, 11, 20, 10, 5, tzinfo=UTC))
    before = row_counts(timed.session)
    with pytest.raises(RuleBroken, match="A newer list has been applied since this one was made"):
        made_at(timed, "20/11/2026 09:00", datetime(2026, 11, 20, 11, 5, tzinfo=UTC))
    assert row_counts(timed.session) == before


def test_a_list_that_says_a_time_to_come_counts_as_made_when_it_came(timed: Lists) -> None:
    received_at = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)
    assert made_at(timed, "20/11/2026 15:00", received_at) == received_at
    next_hour = received_at + timedelta(hours=1)
    assert made_at(timed, "20/11/2026 11:04", next_hour) == next_hour - timedelta(minutes=1)


def test_lists_go_on_after_the_clock_of_the_machine_was_set_back(lists: Lists) -> None:
    lists.apply(a_list(ANN, RAVI))
    lists.at += timedelta(days=400)  # the machine was wrong for one list
    lists.apply(a_list(ANN, RAVI, {**HERE, "local_number": "E1", "name": "Early, Eve", "admitted": "20/12/2027"}))
    lists.at -= timedelta(days=400)

    listed = a_list(ANN, {**RAVI, "bed": "9"}, {**HERE, "local_number": "E1", "name": "Early, Eve"})
    assert lists.apply(listed) == {"changed": 2, "unchanged": 1}
    assert lists.stay("E1").admitted_on == datetime(2026, 2, 1, tzinfo=UTC).date()
    assert lists.apply(a_list(ANN, RAVI)) == {"changed": 1, "missing": 1, "unchanged": 1}
    lists.apply(a_list(ANN, {**RAVI, "bed": "7"}))
    assert [one.stay.id for one in not_on_list(lists.session, FEED, now=lists.at)] == [lists.stay("E1").id]


def test_nobody_is_moved_before_they_came_when_the_clock_was_set_back(
    lists: Lists, world: World, ward: Ward, arrange: Arrange
) -> None:
    elm = arrange(lambda: world.ward("Elm"))
    assert isinstance(elm, Ward)
    both = Lists(lists.session, make_profile(lists.session, ward, elm, name="Both"), at=lists.at)
    both.at += timedelta(days=3)
    both.apply(a_list({**ANN, "admitted": "25/11/2026 09:00"}))
    both.at -= timedelta(days=3)

    moved = a_list({**ANN, "admitted": "22/11/2026 09:00", "ward": "Elm"})
    assert both.apply(moved)["kept_back"] == 1
    legs = lists.session.scalars(select(WardStay)).all()
    assert [(leg.ward_id, leg.ended_at) for leg in legs] == [(ward.id, None)]
    assert both.apply(moved)["moved"] == 1  # the day of admission was put right by the list before
    assert both.stay("0012345").last_ward_id == elm.id
