"""My actions, and what is lost until the next working day."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.audit.models import AuditLine
from discharge.blockers.rules.states import State
from discharge.housing.rules.offers import OfferState
from discharge.places.models import OrganisationKind, Ward
from tests.awaited import housing, offer, owed
from tests.browse import Browse, Page
from tests.factories import NOW, TODAY, World
from tests.integration.boards.conftest import Here
from tests.integration.conftest import Clock
from tests.shapes import Arrange, BrowseAs

A_DAY = timedelta(days=1)
FRIDAY = datetime(2026, 11, 27, 16, 0, tzinfo=UTC)
LISTS = pytest.mark.parametrize("path", ["/my-actions", "/friday"])


def rows(page: Page) -> list[list[str]]:
    """The cells of each row, without the headings of cards."""
    found = []
    for row in page.html.select("tbody tr"):
        for heading in row.select("[aria-hidden=true]"):
            heading.extract()
        found.append([" ".join(cell.get_text(" ").split()) for cell in row.select("td")])
    return found


def test_my_actions_are_what_i_am_named_for_late_first(
    browse: Browse, nurse: User, world: World, ward: Ward, here: Here, arrange: Arrange
) -> None:
    def waiting() -> None:
        stay = world.stay(ward, bed="3", person=world.person(surname="Cole", given_name="Ann", local_number="D1"))
        mine = {"named_person": nurse.name, "named_person_id": nurse.id}
        owed(world, stay, reason="EXT-11", due_on=TODAY, next_step="Ring the duty desk", **mine)
        owed(world, stay, due_on=TODAY - A_DAY, **mine)
        owed(world, stay, reason="EXT-01", due_on=TODAY - 9 * A_DAY, named_person="S. Oduya")
        here.left(ward, due_at=NOW - timedelta(hours=1), owner="priya nair")
        here.left(ward, due_at=NOW - timedelta(hours=1))

    arrange(waiting)
    found = rows(browse.get("/my-actions"))
    assert found[0] == [
        "Cole, Ann D1, Birch, bed 3",
        "Supported housing for Cole, Ann",
        "Housing Priya Nair",
        "Late since 22 Nov",
        "No next step",
    ]
    assert [row[1].split(" for ")[0] for row in found] == ["Supported housing", "Follow-up", "Social worker"]
    assert found[1][3] == "Late since 08:30"
    assert found[2][3:] == ["Due soon today", "Ring the duty desk"]


def test_nothing_to_do_says_so(browse: Browse, ward: Ward) -> None:
    assert "You are not named for anything" in browse.get("/my-actions").text
    assert "Nothing is lost by waiting until Tue 24 Nov" in browse.get("/friday").text


def _weekend(world: World, ward: Ward, here: Here) -> None:
    def ready(bed: str, due_on: date | None, **columns: object) -> None:
        stay = world.stay(ward, bed=bed)
        here.ready(stay, TODAY)
        owed(world, stay, due_on=due_on, **columns)

    ready("1", FRIDAY.date())
    ready("2", FRIDAY.date() + A_DAY)  # falls due over the weekend
    ready("3", FRIDAY.date() + 3 * A_DAY)  # Monday is soon enough
    ready("4", None)
    ready("5", FRIDAY.date(), is_answered=True)
    ready("6", FRIDAY.date(), state=State.PAUSED)
    owed(world, world.stay(ward, bed="7"), due_on=FRIDAY.date())  # not clinically ready
    owed(world, world.stay(ward, bed="8", planned_discharge_on=FRIDAY.date() + A_DAY), due_on=None)
    owed(world, world.stay(ward, bed="9", planned_discharge_on=FRIDAY.date() + 4 * A_DAY), due_on=None)


def test_on_friday_the_list_is_what_costs_the_weekend(
    browse: Browse, world: World, ward: Ward, here: Here, arrange: Arrange, clock: Clock
) -> None:
    arrange(lambda: _weekend(world, ward, here))
    clock.now = FRIDAY
    page = browse.get("/friday")
    assert page.heading == "Before Monday 30 November 2026"
    found = rows(page)
    assert [row[0].rpartition("bed ")[2] for row in found] == ["8", "1", "2"]
    assert found[0][4] == "Is to leave on Sat 28 Nov, and this is still owed"
    assert found[1][4] == "Clinically ready for 5 days; not done today, 3 more days at least"


def test_an_offer_that_will_not_be_held_and_a_move_are_on_it(
    browse: Browse, world: World, ward: Ward, arrange: Arrange, clock: Clock
) -> None:
    saturday = FRIDAY.date() + A_DAY

    def offers() -> None:
        provider = world.organisation(OrganisationKind.HOUSING_PROVIDER, "Harbour Homes")
        by = (provider, world.organisation(OrganisationKind.COUNCIL, "Westmere Council"))
        for bed, held_until in (("1", saturday), ("2", FRIDAY.date() + 9 * A_DAY), ("3", None)):
            offer(world, housing(world, world.stay(ward, bed=bed)), *by, held_until=held_until)
        offer(world, housing(world, world.stay(ward, bed="4")), *by, held_until=saturday, is_paused=True)
        moves = world.stay(ward, bed="5")
        offer(world, housing(world, moves), *by, state=OfferState.ACCEPTED, answered_on=TODAY, move_on=saturday)
        owed(world, moves, due_on=None)

    arrange(offers)
    clock.now = FRIDAY
    found = rows(browse.get("/friday"))
    assert [row[0].rpartition("bed ")[2] for row in found] == ["1", "5"]
    assert found[0][1:] == [
        f"Answer to an offer for {found[0][0].split(' D')[0]}",
        "Harbour Homes",
        "Due soon Sat 28 Nov",
        "The place is held until Sat 28 Nov, and the offer is not answered",
    ]
    assert found[1][4] == "Is to leave on Sat 28 Nov, and this is still owed"


def test_before_a_holiday_the_list_reaches_past_it(
    browse: Browse, world: World, ward: Ward, here: Here, arrange: Arrange, clock: Clock
) -> None:
    def over_christmas() -> None:
        stay = world.stay(ward)
        here.ready(stay, TODAY)
        owed(world, stay, due_on=date(2026, 12, 28))  # the bank holiday for Boxing Day

    arrange(over_christmas)
    clock.now = datetime(2026, 12, 24, 16, 0, tzinfo=UTC)
    page = browse.get("/friday")
    assert page.heading == "Before Tuesday 29 December 2026"
    assert len(rows(page)) == 1
    assert "1 person" in page.text


@LISTS
def test_other_wards_are_not_on_it(
    browse: Browse, nurse: User, world: World, here: Here, arrange: Arrange, path: str
) -> None:
    def elsewhere() -> None:
        other = world.ward("Rowan")
        stay = world.stay(other)
        here.ready(stay, TODAY)
        owed(world, stay, due_on=TODAY, named_person=nurse.name, named_person_id=nurse.id)
        here.left(other, due_at=NOW, owner=nurse.name)

    arrange(elsewhere)
    assert rows(browse.get(path)) == []


@LISTS
def test_who_may_not_work_on_blockers_is_refused(
    browse_as: BrowseAs, world: World, ward: Ward, arrange: Arrange, path: str
) -> None:
    browse_as(arrange(lambda: world.user(Role.BANK_WORKER, ward))).get(path, status=403)
    browse_as(arrange(lambda: world.user(Role.EXECUTIVE, world.trust))).get(path, status=403)
    assert browse_as(None).get(path).path == "/sign-in"


def test_a_coordinator_finds_both_in_the_header(
    browse_as: BrowseAs, world: World, ward: Ward, arrange: Arrange
) -> None:
    page = browse_as(arrange(lambda: world.user(Role.COORDINATOR, world.trust))).get("/friday")
    assert {"/my-actions", "/friday"} <= {str(link["href"]) for link in page.html.select("header a[href]")}


@pytest.mark.parametrize(("path", "action"), [("/my-actions", "actions.shown"), ("/friday", "friday_list.shown")])
def test_each_opening_is_kept_with_everybody_on_it(
    browse: Browse,
    nurse: User,
    world: World,
    ward: Ward,
    here: Here,
    arrange: Arrange,
    session: Session,
    path: str,
    action: str,
) -> None:
    def waiting() -> None:
        stay = world.stay(ward)
        here.ready(stay, TODAY)
        owed(world, stay, due_on=TODAY, named_person=nurse.name, named_person_id=nurse.id)

    arrange(waiting)
    browse.get(path)
    lines = session.scalars(select(AuditLine).where(AuditLine.action == action)).all()
    assert len(lines) == 1
    assert lines[0].group_digest


@LISTS
def test_it_costs_the_same_for_one_as_for_many(
    browse: Browse,
    nurse: User,
    world: World,
    ward: Ward,
    here: Here,
    arrange: Arrange,
    count_queries: Callable[..., int],
    path: str,
) -> None:
    def waiting(count: int) -> None:
        for _ in range(count):
            stay = world.stay(ward)
            here.ready(stay, TODAY)
            owed(world, stay, due_on=TODAY, named_person=nurse.name, named_person_id=nurse.id)
            here.left(ward, due_at=NOW, owner=nurse.name)

    arrange(lambda: waiting(1))
    browse.get(path)
    arrange(lambda: waiting(1))
    few = count_queries(lambda: browse.get(path))
    arrange(lambda: waiting(9))
    assert count_queries(lambda: browse.get(path)) == few
