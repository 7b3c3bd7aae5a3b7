"""Reading marks, plans, who was there and what is owed."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.core.errors import NotFound
from discharge.days.queries.facts import day_facts
from discharge.days.queries.history import last_marks, recent_reasons
from discharge.days.queries.marks import marks_on, plans_on
from discharge.days.queries.owed import wards_that_owe_marks
from discharge.days.queries.presence import who_was_there
from discharge.days.rules.mark import Colour
from discharge.days.rules.prompts import prompts
from discharge.places.models import Ward
from discharge.stays.models import AbsencePeriod, ReadyPeriod, ReadyReason, Stay
from discharge.stays.models.stay import StayState
from tests.factories import NOW, TODAY, World
from tests.shapes import Arrange

PAPER = "entered from paper"


def ago(number: int) -> date:
    return TODAY - timedelta(days=number)


@pytest.fixture
def people(world: World, arrange: Arrange, ward: Ward) -> list[Stay]:
    made: list[Stay] = arrange(lambda: [world.stay(ward, bed=str(number)) for number in range(1, 5)])
    return made


def test_marks_and_plans_of_many(days: Any, people: list[Stay]) -> None:
    first, second, *_ = people
    days.green(first)
    days.undo(first, seen=1)
    days.green(second)
    days.plan(second, "GRN-01")
    stay_ids = [stay.id for stay in people]
    today = marks_on(days.session, days.actor, stay_ids, TODAY, now=NOW)
    assert (today[first.id].colour, today[first.id].revision, today[second.id].colour) == (None, 2, Colour.GREEN)
    assert plans_on(days.session, days.actor, stay_ids, TODAY, now=NOW)[second.id].steps[0].code == "GRN-01"


def test_reading_costs_the_same_for_one_as_for_many(
    days: Any, people: list[Stay], ward: Ward, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    for stay in people:
        days.red(stay, day=ago(1))

    def read(stays: list[Stay]) -> None:
        stay_ids = [stay.id for stay in stays]
        marks_on(days.session, days.actor, stay_ids, TODAY, now=NOW)
        plans = plans_on(days.session, days.actor, stay_ids, TODAY, now=NOW)
        last_marks(days.session, days.actor, stay_ids, before=TODAY, now=NOW)
        recent_reasons(days.session, days.actor, ward.id, before=TODAY, now=NOW)
        day_facts(days.session, days.actor, ward, stays, TODAY, plans=plans, now=NOW)

    assert count_queries(lambda: read(people)) == count_queries(lambda: read(people[:1])) == 7


def test_recent_reasons_are_newest_first(days: Any, people: list[Stay], ward: Ward) -> None:
    days.red(people[0], "INT-01", day=ago(3), late_reason=PAPER)
    days.red(people[0], "EXT-22", day=ago(1))
    days.red(people[1], "INT-01", day=ago(2), late_reason=PAPER)
    found = recent_reasons(days.session, days.actor, ward.id, before=TODAY, now=NOW)
    assert found.ward == ("EXT-22", "INT-01", "INT-01")
    assert found.by_stay[people[0].id] == ("EXT-22", "INT-01")


def test_marks_of_another_ward_are_not_read(days: Any, people: list[Stay], world: World, arrange: Arrange) -> None:
    days.red(people[0])
    stranger = days.as_user(arrange(lambda: world.user(Role.WARD_MEMBER, world.ward("Rowan"))))
    stay_ids = [stay.id for stay in people]
    assert marks_on(days.session, stranger.actor, stay_ids, TODAY, now=NOW) == {}
    with pytest.raises(NotFound):
        who_was_there(days.session, stranger.actor, people[0].last_ward_id, TODAY, now=NOW)


def test_a_day_lists_who_was_there_at_its_midnight(
    days: Any, people: list[Stay], ward: Ward, world: World, arrange: Arrange, session: Session
) -> None:
    def change() -> None:
        world.move(session.get_one(Stay, people[0].id), world.ward("Rowan"), at=NOW - timedelta(days=1))
        session.get_one(Stay, people[1].id).state = StayState.CANCELLED
        away = {"from_at": NOW - timedelta(days=2), "returned_at": NOW - timedelta(days=1), "kind": "section_17"}
        session.add(AbsencePeriod(organisation_id=ward.organisation_id, stay_id=people[2].id, **away))
        world.stay(ward, admitted_on=TODAY)

    arrange(change)
    there = lambda day: [  # noqa: E731
        (each.bed, each.away) for each in who_was_there(days.session, days.actor, ward.id, day, now=NOW)
    ]
    assert there(ago(2)) == [("1", ""), ("3", "section_17"), ("4", "")]
    assert there(TODAY) == [("3", ""), ("4", ""), ("", "")]


def test_prompts_come_from_what_is_recorded(
    days: Any, people: list[Stay], ward: Ward, session: Session, arrange: Arrange
) -> None:
    def make_ready() -> None:
        decided = {"is_clinical_decision": True, "is_team_decision": True, "is_safe": True}
        views = {"were_person_views_heard": True, "decided_by": "Dr Osei", "entered_at": NOW}
        of_trust = {"organisation_id": ward.organisation_id}
        period = ReadyPeriod(**of_trust, stay_id=people[0].id, started_on=ago(3), **decided, **views)
        session.add(period)
        session.flush()
        reason = {"from_on": ago(3), "reason": "18", "attributable_to": "05", "entered_at": NOW}
        session.add(ReadyReason(**of_trust, period_id=period.id, **reason))

    arrange(make_ready)
    days.plan(people[0], "GRN-12")
    plans = plans_on(session, days.actor, [people[0].id], TODAY, now=NOW)
    facts = day_facts(session, days.actor, ward, people, TODAY, plans=plans, now=NOW)
    assert [prompt.reason_code for prompt in prompts(facts[people[0].id])] == ["EXT-22", "INT-18", "INT-03"]
    assert [prompt.reason_code for prompt in prompts(facts[people[1].id])] == ["INT-03"]


def test_wards_owe_what_nobody_has_marked(days: Any, world: World, arrange: Arrange, ward: Ward) -> None:
    stay = arrange(lambda: world.stay(ward, admitted_on=ago(3)))
    days.red(stay, day=ago(3))
    owed = wards_that_owe_marks(days.session, days.actor, now=NOW)
    assert [(each.day, each.counts.unmarked, each.is_late) for each in owed] == [
        (ago(2), 1, False),
        (ago(1), 1, False),
        (TODAY, 1, False),
    ]
    after = wards_that_owe_marks(days.session, days.actor, now=datetime(2026, 11, 23, 12, 1, tzinfo=UTC))
    assert [each.is_late for each in after] == [True, True, False]


def test_what_is_owed_is_of_the_actors_wards(days: Any, people: list[Stay], world: World, arrange: Arrange) -> None:
    assert {each.ward_name for each in wards_that_owe_marks(days.session, days.actor, now=NOW)} == {"Birch"}
    stranger = days.as_user(arrange(lambda: world.user(Role.WARD_MEMBER, world.ward("Rowan"))))
    assert wards_that_owe_marks(days.session, stranger.actor, now=NOW) == []
