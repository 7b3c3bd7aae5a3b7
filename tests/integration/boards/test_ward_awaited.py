"""What a ward's board says of what is awaited, and of housing."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from discharge.access.models import User
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import State
from discharge.days.rules.codes import OwnerKind
from discharge.days.rules.mark import Colour
from discharge.escalation.rules.states import State as EscalationState
from discharge.housing.models import CaseState
from discharge.housing.rules.steps import StepKind
from discharge.places.models import OrganisationKind, Ward
from discharge.stays.models import Stay
from tests.awaited import escalated, funding, housing, owed, paused, step_of_blocker, step_of_funding
from tests.browse import Browse
from tests.factories import NOW, TODAY, World
from tests.integration.boards.conftest import Here
from tests.integration.conftest import Clock
from tests.shapes import Arrange, BrowseAs

A_DAY = timedelta(days=1)
MOST_STATEMENTS = 12


def _cell(browse: Browse, ward: Ward) -> str:
    cell = browse.get(f"/wards/{ward.id}").html.select_one("td.discharge-board__awaited")
    assert cell is not None
    return " ".join(cell.get_text(" ").split()).replace(" · ", ", ")


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"due_on": TODAY + 4 * A_DAY}, "due 27 Nov"),
        ({"due_on": TODAY + 2 * A_DAY}, "Due soon 25 Nov"),
        ({"due_on": TODAY}, "Due soon today"),
        ({"due_on": TODAY - A_DAY}, "Late since 22 Nov"),
        ({"due_on": TODAY - A_DAY, "is_answered": True}, "answered"),
        ({"due_on": TODAY - A_DAY, "state": State.PAUSED}, "paused"),
    ],
)
def test_the_clock_says_how_urgent_it_is(
    browse: Browse, world: World, ward: Ward, arrange: Arrange, columns: dict[str, Any], said: str
) -> None:
    arrange(lambda: owed(world, world.stay(ward, bed="1"), named_person="S. Oduya", **columns))
    assert _cell(browse, ward) == f"Supported housing Housing, S. Oduya, {said}"


def test_courts_have_an_age_and_are_never_late(browse: Browse, world: World, ward: Ward, arrange: Arrange) -> None:
    def waiting() -> None:
        court = Owner(OwnerKind.COURTS, contact_id=world.contact("Westmere Crown Court").id)
        stay = world.stay(ward, bed="1", admitted_on=TODAY - 60 * A_DAY)
        owed(world, stay, reason="EXT-37", owner=court, due_on=None, raised_on=TODAY - 42 * A_DAY)

    arrange(waiting)
    cell = _cell(browse, ward)
    assert "Westmere Crown Court" in cell
    assert cell.endswith("for 42 days")


def test_the_most_urgent_stands_first_and_the_rest_are_counted(
    browse: Browse, world: World, ward: Ward, arrange: Arrange
) -> None:
    def waiting() -> None:
        stay = world.stay(ward, bed="1")
        icb = world.organisation(OrganisationKind.ICB, "Fenland ICB")
        council = world.organisation(OrganisationKind.COUNCIL, "Westmere Council")
        owed(world, stay, named_person="Sam Oduya")
        both = Owner(OwnerKind.ICB, icb.id, joint_id=council.id)
        owed(world, stay, reason="EXT-01", owner=both, due_on=TODAY - A_DAY)
        owed(world, stay, reason="EXT-11", due_on=TODAY)
        owed(world, stay, reason="EXT-03", due_on=TODAY - 9 * A_DAY, state=State.DONE, closed_at=NOW, closed_on=TODAY)

    arrange(waiting)
    cell = _cell(browse, ward)
    assert cell.startswith("s117 panel: ICB +2 more Fenland ICB with Westmere Council, nobody named, Late")


def test_what_a_red_day_waited_for_is_shown_while_nothing_is_owed(
    browse: Browse, world: World, ward: Ward, here: Here, arrange: Arrange
) -> None:
    arrange(lambda: here.mark(world.stay(ward, bed="1"), colour=Colour.RED))
    assert _cell(browse, ward) == "s117 panel: ICB Council, day 1"


def test_a_red_day_for_another_reason_says_its_own(
    browse: Browse, world: World, ward: Ward, here: Here, arrange: Arrange
) -> None:
    def waiting() -> None:
        stay = world.stay(ward, bed="1")
        owed(world, stay, due_on=TODAY - A_DAY)
        here.mark(stay, colour=Colour.RED, note="Panel put off")

    arrange(waiting)
    today = browse.get(f"/wards/{ward.id}").html.select_one("td.discharge-board__today small")
    assert today is not None
    assert today.get_text(strip=True) == "s117 panel: ICB: Panel put off"


def test_people_who_wait_for_others_are_counted_and_shown(
    browse: Browse, world: World, ward: Ward, here: Here, arrange: Arrange
) -> None:
    def people() -> None:
        owed(world, world.stay(ward, bed="1"))
        owed(world, world.stay(ward, bed="2"), reason="INT-01", owner=Owner(OwnerKind.WARD))
        here.mark(world.stay(ward, bed="3"), colour=Colour.RED)
        here.mark(world.stay(ward, bed="4"), colour=Colour.RED, reason="INT-01", owner="ward")
        world.stay(ward, bed="5")

    arrange(people)
    page = browse.get(f"/wards/{ward.id}?show=awaiting")
    assert [cell.get_text(strip=True) for cell in page.html.select(".discharge-board__bed")] == ["1", "3"]


@pytest.mark.parametrize(
    ("turns", "state", "said", "look"),
    [
        ((), CaseState.OPEN, "Home: needed", "waiting"),
        ((StepKind.REFERRED, StepKind.CONSENT), CaseState.OPEN, "Home: referred", "waiting"),
        ((StepKind.OFFERED, StepKind.PAUSED), CaseState.PAUSED, "Home: offer, paused", "paused"),
        ((StepKind.MOVE_SET,), CaseState.OPEN, "Home: date to move", "settled"),
    ],
)
def test_housing_is_told_by_its_last_turn(
    browse: Browse,
    world: World,
    ward: Ward,
    arrange: Arrange,
    turns: tuple[StepKind, ...],
    state: CaseState,
    said: str,
    look: str,
) -> None:
    arrange(lambda: housing(world, world.stay(ward, bed="1"), *turns, state=state))
    shown = browse.get(f"/wards/{ward.id}").html.select_one(f".discharge-case--{look}")
    assert shown is not None
    assert shown.get_text(strip=True) == said


def test_a_closed_housing_case_is_not_shown(browse: Browse, world: World, ward: Ward, arrange: Arrange) -> None:
    arrange(lambda: housing(world, world.stay(ward, bed="1"), StepKind.CLOSED, state=CaseState.CLOSED))
    assert not browse.get(f"/wards/{ward.id}").html.select(".discharge-case")


def test_funding_is_told_by_kind_and_step(browse: Browse, world: World, ward: Ward, arrange: Arrange) -> None:
    def cases() -> None:
        stay = world.stay(ward, bed="1")
        funding(world, stay, "CHC-POS")
        funding(world, stay, "S117-AGREED")
        funding(world, stay, "OTH-NA", closed_on=TODAY)

    arrange(cases)
    shown = browse.get(f"/wards/{ward.id}").html.select(".discharge-case")
    assert [(each.get_text(strip=True), each["class"][-1]) for each in shown] == [
        ("s117: agreed", "discharge-case--settled"),
        ("CHC: with ICB", "discharge-case--waiting"),
    ]


def test_funding_whose_clock_stands_says_so(browse: Browse, world: World, ward: Ward, arrange: Arrange) -> None:
    def cases() -> None:
        stay = world.stay(ward, bed="1")
        paused(world, funding(world, stay, "CHC-DST"))
        paused(world, funding(world, stay, "S117-PANEL"), until_on=TODAY)

    arrange(cases)
    shown = browse.get(f"/wards/{ward.id}").html.select(".discharge-case")
    assert [(each.get_text(strip=True), each["class"][-1]) for each in shown] == [
        ("s117: with panel", "discharge-case--waiting"),
        ("CHC: assessment, paused", "discharge-case--paused"),
    ]


STEPS: dict[str, Callable[[World, Stay, datetime], object]] = {
    "blocker": lambda world, stay, at: step_of_blocker(world, owed(world, stay), at=at),
    "housing": lambda world, stay, at: housing(world, stay, StepKind.REFERRED, at=at),
    "funding": lambda world, stay, at: step_of_funding(world, funding(world, stay, "S117-PANEL"), at=at),
    "escalation": lambda world, stay, at: escalated(world, stay, at=at),
}


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_a_step_of_what_is_awaited_makes_the_row_newer(
    browse_as: BrowseAs,
    nurse: User,
    world: World,
    ward: Ward,
    arrange: Arrange,
    clock: Clock,
    step: Callable[[World, Stay, datetime], object],
) -> None:
    stay = arrange(lambda: world.stay(ward, bed="1", changed_at=NOW - 5 * A_DAY))
    arrange(lambda: world.stay(ward, bed="2", changed_at=NOW - 5 * A_DAY))
    browse_as(nurse).get(f"/wards/{ward.id}")
    clock.now = NOW + timedelta(hours=2)
    arrange(lambda: step(world, stay, clock.now - timedelta(hours=1)))
    page = browse_as(nurse).get(f"/wards/{ward.id}?show=changed")
    assert [cell.get_text(strip=True) for cell in page.html.select(".discharge-board__bed")] == ["1"]
    aged = page.html.select_one("td[title]")
    assert aged is not None
    assert aged["title"] == "10:30"


def test_an_ask_that_nobody_has_worded_is_no_change(
    browse_as: BrowseAs, nurse: User, world: World, ward: Ward, arrange: Arrange, clock: Clock
) -> None:
    stay = arrange(lambda: world.stay(ward, bed="1", changed_at=NOW - 5 * A_DAY))
    browse_as(nurse).get(f"/wards/{ward.id}")
    clock.now = NOW + timedelta(hours=2)
    arrange(lambda: escalated(world, stay, at=clock.now - timedelta(hours=1), state=EscalationState.TO_WORD))
    assert not browse_as(nurse).get(f"/wards/{ward.id}?show=changed").html.select(".discharge-board__bed")


def test_a_board_costs_the_same_however_much_is_owed(
    browse: Browse, world: World, ward: Ward, arrange: Arrange, count_queries: Callable[..., int]
) -> None:
    def people(count: int) -> None:
        for number in range(count):
            stay = world.stay(ward, bed=str(number))
            owed(world, stay)
            owed(world, stay, reason="EXT-01")
            housing(world, stay, StepKind.REFERRED)
            funding(world, stay, "S117-PANEL")

    browse.get(f"/wards/{ward.id}")  # the first line of an organisation also begins its chain
    arrange(lambda: people(1))
    one = count_queries(lambda: browse.get(f"/wards/{ward.id}"))
    arrange(lambda: people(24))
    assert count_queries(lambda: browse.get(f"/wards/{ward.id}")) == one
    assert one <= MOST_STATEMENTS


def test_the_round_sheet_says_all_that_is_awaited(browse: Browse, world: World, ward: Ward, arrange: Arrange) -> None:
    def waiting() -> None:
        stay = world.stay(ward, bed="1")
        owed(world, stay, named_person="Sam Oduya", due_on=date(2026, 11, 20))
        owed(world, stay, reason="EXT-11")
        housing(world, stay, StepKind.REFERRED)

    arrange(waiting)
    page = browse.get(f"/wards/{ward.id}/round-sheet")
    assert "Housing · Sam Oduya · late since 20 Nov" in page.text
    assert "Council · nobody named · due 27 Nov" in page.text
    assert "Home: referred" in page.text
