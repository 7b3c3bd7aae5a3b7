"""The roll-up after each kind of change is what a slow count says."""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.core.actor import process
from discharge.core.clock import moment_of
from discharge.core.db import has_one_writer
from discharge.core.events import tell
from discharge.core.transaction import carry_out
from discharge.days.commands import MarkDay, PlanDay, UndoMark, mark_day, plan_day, undo_mark
from discharge.days.rules.mark import Colour
from discharge.days.rules.steps import steps_of
from discharge.places.models import Ward
from discharge.stays.events import StayChanged, WardDays
from discharge.stays.models import ReadyPeriod, Stay
from discharge.stays.models.stay import StayState
from discharge.summaries.models import WardDay
from tests.factories import NOW, TODAY, World
from tests.integration.summaries.naive import check_all
from tests.shapes import Arrange

ACTOR = process("a test", source="cli")


@pytest.fixture
def people(world: World, arrange: Arrange, ward: Ward) -> list[Stay]:
    """Five people on a ward, one of whom came from another ward three days ago."""

    def made() -> list[Stay]:
        stays = [world.stay(ward, bed=str(number)) for number in range(1, 5)]
        mover = world.stay(world.ward("Rowan"))
        world.move(mover, ward, at=NOW - timedelta(days=3))
        return [*stays, mover]

    found: list[Stay] = arrange(made)
    return found


@pytest.fixture
def touch(session: Session, arrange: Arrange) -> Callable[..., None]:
    """Change a stay and tell the days that it touched."""

    def change(stay: Stay, do: Callable[[], object], *wards: Ward) -> None:
        def changed() -> None:
            do()
            days = tuple(WardDays(ward.id, TODAY - timedelta(days=12), TODAY) for ward in wards)
            event = StayChanged(stay_id=stay.id, organisation_id=stay.organisation_id, touched=days)
            tell(session, event, actor=ACTOR, now=NOW)

        arrange(changed)

    return change


def say(session: Session, stay: Stay, colour: Colour, *, days_ago: int = 0, seen: int = 0, **said: Any) -> None:
    late = {"late_reason": "entered from paper"}
    day = TODAY - timedelta(days=days_ago)
    command = MarkDay(stay_id=stay.id, day=day, seen=seen, colour=colour, **late, **said)
    carry_out(session, mark_day, command, actor=ACTOR, now=NOW)


def test_every_kind_of_mark_is_counted(session: Session, people: list[Stay], ward: Ward) -> None:
    plan = PlanDay(stay_id=people[1].id, day=TODAY, seen=0, steps=steps_of(["GRN-01"]))
    carry_out(session, plan_day, plan, actor=ACTOR, now=NOW)
    say(session, people[0], Colour.GREEN, steps=steps_of(["GRN-01"]))
    say(session, people[1], Colour.RED, reason="EXT-22")
    say(session, people[2], Colour.RED, reason="EXT-22")
    say(session, people[3], Colour.ABSENT, absence_kind="awol")
    assert check_all(session) == 1
    row = session.scalars(select(WardDay)).one()
    assert (row.occupied, row.green, row.red, row.absent, row.unmarked) == (5, 1, 2, 1, 1)
    assert (row.reasons, row.absences, row.planned_green_ended_red) == ({"EXT-22": 2}, {"awol": 1}, 1)


def test_a_changed_and_an_undone_mark_are_counted(session: Session, people: list[Stay]) -> None:
    say(session, people[0], Colour.GREEN, steps=steps_of(["GRN-01"]))
    say(session, people[0], Colour.RED, seen=1, reason="INT-01")
    check_all(session)
    undo = UndoMark(stay_id=people[0].id, day=TODAY, seen=2)
    carry_out(session, undo_mark, undo, actor=ACTOR, now=NOW)
    assert check_all(session) == 1


def test_a_past_day_is_counted_where_the_person_was(session: Session, people: list[Stay], ward: Ward) -> None:
    say(session, people[4], Colour.RED, days_ago=5, reason="INT-01")
    say(session, people[4], Colour.RED, days_ago=3, reason="INT-01")
    assert check_all(session) == 2
    red = {row.day: row.ward_id == ward.id for row in session.scalars(select(WardDay))}
    assert red == {TODAY - timedelta(days=5): False, TODAY - timedelta(days=3): True}


def test_moving_leaving_cancelling_and_being_ready_are_counted(
    session: Session, people: list[Stay], world: World, ward: Ward, touch: Callable[..., None], arrange: Arrange
) -> None:
    rowan = arrange(lambda: world.ward("Elm"))
    say(session, people[0], Colour.RED, reason="INT-01")

    def get(number: int) -> Stay:
        return session.get_one(Stay, people[number].id)

    touch(people[0], lambda: world.move(get(0), rowan, at=NOW - timedelta(days=1)), ward, rowan)
    assert check_all(session) == 26
    touch(people[1], lambda: setattr(get(1), "state", StayState.CANCELLED), ward)
    check_all(session)
    decided = {"is_clinical_decision": True, "is_team_decision": True, "is_safe": True, "were_person_views_heard": True}
    since = {"started_on": TODAY - timedelta(days=4), "ended_on": TODAY - timedelta(days=1), "entered_at": NOW}
    period = {"organisation_id": ward.organisation_id, "stay_id": people[2].id, "decided_by": "Dr Osei"}
    touch(people[2], lambda: session.add(ReadyPeriod(**period, **decided, **since)), ward)
    check_all(session)
    assert session.scalar(select(func.sum(WardDay.ready))) == 3


def test_a_day_nobody_was_there_is_kept_as_nothing(
    session: Session, world: World, arrange: Arrange, ward: Ward, touch: Callable[..., None]
) -> None:
    stay = arrange(lambda: world.stay(ward, admitted_on=TODAY))
    touch(stay, lambda: None, ward)
    assert check_all(session) == 13


def test_many_days_cost_as_many_statements_as_one(
    session: Session, people: list[Stay], ward: Ward, count_queries: Callable[[Callable[[], object]], int], touch: Any
) -> None:
    say(session, people[0], Colour.RED, reason="INT-01")
    assert count_queries(lambda: touch(people[0], lambda: None, ward)) == (2 if has_one_writer(session) else 3)


def test_somebody_admitted_at_midnight_counts_on_no_day_before(
    session: Session, world: World, arrange: Arrange, ward: Ward, touch: Callable[..., None]
) -> None:
    at = moment_of(TODAY, time())
    stay = arrange(lambda: world.stay(ward, admitted_on=TODAY, admitted_at=at))
    touch(stay, lambda: None, ward)
    found = {row.day: row.occupied for row in session.scalars(select(WardDay))}
    assert (found[TODAY - timedelta(days=1)], found[TODAY]) == (0, 1)
