"""For whom a trigger holds, from what the wards wrote down and the numbers of each ward."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy.orm import Session

from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import State
from discharge.days.rules.codes import OwnerKind
from discharge.days.rules.mark import Colour
from discharge.days.rules.runs import Marked, run_of_same_reason
from discharge.escalation.queries.limits import limits_by_ward
from discharge.escalation.queries.triggers import Held, held_everywhere
from discharge.escalation.queries.watches import around, lock_stay
from discharge.escalation.rules.triggers import Trigger
from discharge.funding.models import FundingPause
from discharge.places.models import PolicyValue, Ward
from discharge.places.rules.policy import Key
from discharge.stays.models import Stay
from tests.awaited import funding, owed
from tests.factories import TODAY, World
from tests.triggered import DAY, marked, ready

Arrange = Callable[[Callable[[], Any]], Any]


@pytest.fixture
def holds(session: Session) -> Callable[[], list[Held]]:
    """All that holds, and that asking for one stay says the same."""

    def ask(day: date = TODAY) -> list[Held]:
        limits = limits_by_ward(session, day)
        found = held_everywhere(session, limits, day)
        session.rollback()
        for stay_id, several in found.items():
            of_one = around(session, lock_stay(session, stay_id), limits, day).holds
            assert sorted(of_one, key=repr) == sorted(several, key=repr)
        return [each for several in found.values() for each in several]

    return ask


def triggers(found: list[Held]) -> list[Trigger]:
    return sorted(each.trigger for each in found)


@pytest.mark.parametrize(
    ("days", "expected"), [(6, []), (7, ["ready"]), (27, ["ready"]), (28, ["ready", "ready_long"])]
)
def test_clinically_ready_for_so_many_days(
    holds: Callable[..., list[Held]], world: World, ward: Ward, arrange: Arrange, days: int, expected: list[str]
) -> None:
    arrange(lambda: ready(world, world.stay(ward, admitted_on=TODAY - 30 * DAY), TODAY - days * DAY))
    found = holds()
    assert triggers(found) == expected
    assert {(each.about, each.since) for each in found} <= {("", TODAY - days * DAY)}


def test_who_is_not_ready_any_more_or_has_left_is_left_alone(
    holds: Callable[..., list[Held]], world: World, ward: Ward, arrange: Arrange
) -> None:
    def people() -> None:
        old = {"admitted_on": TODAY - 40 * DAY}
        ready(world, world.stay(ward, **old), TODAY - 30 * DAY, ended_on=TODAY)
        gone = world.stay(ward, edd=TODAY - 20 * DAY, **old)
        owed(world, gone, due_on=TODAY - 9 * DAY)
        marked(world, gone, "RRRRRR")
        ready(world, gone, TODAY - 30 * DAY)
        world.left(gone, on=TODAY)
        wrong = world.stay(ward, edd=TODAY - 20 * DAY, state="cancelled", **old)
        owed(world, wrong, due_on=TODAY - 9 * DAY)

    arrange(people)
    assert holds() == []


@pytest.mark.parametrize(("days", "expected"), [(6, []), (7, ["edd_passed"])])
def test_the_newest_edd_counts(
    holds: Callable[..., list[Held]], world: World, ward: Ward, arrange: Arrange, days: int, expected: list[str]
) -> None:
    arrange(lambda: world.stay(ward, admitted_on=TODAY - 30 * DAY, edd=TODAY - days * DAY))
    assert triggers(holds()) == expected


def test_an_edd_is_not_missed_by_who_is_clinically_ready(
    holds: Callable[..., list[Held]], world: World, ward: Ward, arrange: Arrange
) -> None:
    arrange(lambda: ready(world, world.stay(ward, admitted_on=TODAY - 30 * DAY, edd=TODAY - 20 * DAY), TODAY - 2 * DAY))
    assert holds() == []


@pytest.mark.parametrize(
    ("bed_type", "born_on", "days", "expected"),
    [
        ("200", date(1980, 1, 1), 59, []),
        ("200", date(1980, 1, 1), 60, ["long_stay"]),
        ("200", date(1950, 1, 1), 200, []),
        ("201", date(1950, 1, 1), 89, []),
        ("201", date(1950, 1, 1), 90, ["long_stay"]),
        ("212", date(1980, 1, 1), 900, []),
    ],
)
def test_a_long_stay_by_bed_type_and_age(
    holds: Callable[..., list[Held]],
    world: World,
    arrange: Arrange,
    bed_type: str,
    born_on: date,
    days: int,
    expected: list[str],
) -> None:
    def people() -> None:
        somebody = world.person(birth_date=born_on)
        world.stay(world.ward(bed_type=bed_type), person=somebody, admitted_on=TODAY - days * DAY)

    arrange(people)
    assert triggers(holds()) == expected


@pytest.mark.parametrize(
    ("days", "runs"),
    [
        ("RRRR", None),
        ("RRRRR", 4),
        ("GRRRRR", 4),
        ("R-RLLRR-R--", 10),  # leave and unmarked days neither break nor add
        ("RRRRRG", None),
        ("RRGRRR", None),
        ("RRRRRO", None),
        ("ORRRRR", 4),
        ("WRRRRR", 4),  # what waited for the ward itself does not count
        ("RRRRRW", None),
        ("RRRRRL-", 6),
    ],
)
def test_one_reason_owed_elsewhere_on_marked_days_in_a_row(
    holds: Callable[..., list[Held]], world: World, ward: Ward, arrange: Arrange, days: str, runs: int | None
) -> None:
    arrange(lambda: marked(world, world.stay(ward, admitted_on=TODAY - 30 * DAY), days))
    found = holds()
    assert [(each.about, each.since, each.owner_kind) for each in found] == (
        [] if runs is None else [("EXT-22", TODAY - runs * DAY, OwnerKind.COUNCIL)]
    )


def test_a_run_is_counted_as_everywhere_else(
    holds: Callable[..., list[Held]], world: World, ward: Ward, arrange: Arrange
) -> None:
    chance, lives = Random(4), {}
    for _ in range(60):
        lives[len(lives)] = "".join(chance.choices("RRRRRROG L-".replace(" ", ""), k=chance.randint(1, 14)))

    def people() -> dict[Any, str]:
        made = {}
        for days in lives.values():
            stay = world.stay(ward, admitted_on=TODAY - 30 * DAY)
            marked(world, stay, days)
            made[stay.id] = days
        return made

    made = arrange(people)
    means = {"R": Marked(Colour.RED, "EXT-22"), "O": Marked(Colour.RED, "EXT-01"), "G": Marked(Colour.GREEN)}
    means["L"] = Marked(Colour.ABSENT)
    long = {key for key, days in made.items() if run_of_same_reason([means.get(day) for day in reversed(days)]) >= 5}
    assert {each.stay_id for each in holds()} == long
    assert 3 < len(long) < 57


def test_a_run_that_waits_for_something_paused_is_left_alone(
    holds: Callable[..., list[Held]], world: World, ward: Ward, arrange: Arrange
) -> None:
    def people() -> None:
        stay = world.stay(ward, admitted_on=TODAY - 30 * DAY)
        marked(world, stay, "RRRRRR")
        owed(world, stay, reason="EXT-22", state=State.PAUSED)

    arrange(people)
    assert holds() == []


def test_an_answer_that_is_due_today_is_not_missed(
    holds: Callable[..., list[Held]], world: World, ward: Ward, arrange: Arrange
) -> None:
    def people() -> Any:
        stay = world.stay(ward)
        late = owed(world, stay, due_on=TODAY - DAY)
        owed(world, stay, reason="EXT-01", due_on=TODAY)
        owed(world, stay, reason="EXT-11", due_on=None)
        owed(world, stay, reason="EXT-02", due_on=TODAY - DAY, is_answered=True)
        owed(world, stay, reason="EXT-03", due_on=TODAY - DAY, state=State.PAUSED)
        owed(world, stay, reason="INT-01", due_on=TODAY - DAY, owner=Owner(OwnerKind.WARD))
        return late

    late = arrange(people)
    assert [(each.trigger, each.about, each.blocker_id) for each in holds()] == [
        ("missed_answer", late.id.hex, late.id)
    ]


@pytest.mark.parametrize(("days", "expected"), [(27, []), (28, ["chc_late"])])
def test_a_decision_about_continuing_healthcare(
    holds: Callable[..., list[Held]], world: World, ward: Ward, arrange: Arrange, days: int, expected: list[str]
) -> None:
    arrange(lambda: funding(world, world.stay(ward), "CHC-DEC", received_on=TODAY - days * DAY))
    assert triggers(holds()) == expected


def test_days_on_which_its_clock_stood_still_do_not_count(
    holds: Callable[..., list[Held]], world: World, ward: Ward, arrange: Arrange
) -> None:
    def people() -> None:
        decided = {"received_on": TODAY - 40 * DAY, "decided_on": TODAY - DAY}
        funding(world, world.stay(ward), "CHC-DEC", **decided)
        case = funding(world, world.stay(ward), "CHC-DEC", received_on=TODAY - 30 * DAY)
        still = {"from_on": TODAY - 9 * DAY, "until_on": TODAY - 6 * DAY, "reason": "family"}
        world.session.add(FundingPause(organisation_id=case.organisation_id, case_id=case.id, **still))

    arrange(people)
    assert holds() == []
    assert triggers(holds(TODAY + DAY)) == ["chc_late"]


def test_each_ward_has_its_own_numbers_from_their_day_on(
    holds: Callable[..., list[Held]], world: World, arrange: Arrange
) -> None:
    def people() -> list[Stay]:
        wards = [world.ward(name) for name in ("Aspen", "Birch", "Cedar", "Dogwood")]
        stays = [world.stay(ward, admitted_on=TODAY - 20 * DAY) for ward in wards]
        for stay in stays:
            ready(world, stay, TODAY - 4 * DAY)
        of_trust = {"organisation_id": world.trust.id, "key": Key.RAISE_READY_DAYS.value, "source": "Board paper 12"}
        add = world.session.add
        world.number(Key.RAISE_READY_DAYS, 9)  # the trust's
        world.number(Key.RAISE_READY_DAYS, 4, ward=wards[1])
        world.number(Key.RAISE_READY_DAYS, 2, ward=wards[2])
        add(PolicyValue(**of_trust, ward_id=wards[2].id, value=None, from_on=TODAY - DAY))  # as the trust has it again
        add(PolicyValue(**of_trust, ward_id=wards[3].id, value=3, from_on=TODAY + DAY))
        return stays

    stays = arrange(people)
    assert [each.stay_id for each in holds()] == [stays[1].id]
    assert {each.stay_id for each in holds(TODAY + DAY)} == {stays[1].id, stays[3].id}
    assert {each.stay_id for each in holds(TODAY + 5 * DAY)} == {stay.id for stay in stays}


def test_a_stay_that_is_long_ready_is_long_in_every_summer_and_winter(
    holds: Callable[..., list[Held]], world: World, ward: Ward, arrange: Arrange
) -> None:
    autumn, spring = date(2026, 10, 25), date(2027, 3, 28)  # clocks go back, clocks go forward

    def people() -> None:
        for change in (autumn, spring):
            ready(world, world.stay(ward, admitted_on=change - 30 * DAY), change - timedelta(days=3))

    arrange(people)
    for change in (autumn, spring):
        assert change - 3 * DAY not in {each.since for each in holds(change + 3 * DAY)}
        assert change - 3 * DAY in {each.since for each in holds(change + 4 * DAY)}
