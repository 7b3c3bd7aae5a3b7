"""The board of a ward."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import Tag
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.audit.models import AuditGroupMember, AuditLine
from discharge.boards.queries.board import ward_board
from discharge.core.actor import process
from discharge.days.rules.mark import Colour
from discharge.days.rules.runs import Marked, run_of_same_reason
from discharge.places.models import Ward
from tests.browse import Browse, Page
from tests.factories import NOW, TODAY, World
from tests.integration.boards.conftest import Here
from tests.integration.conftest import Clock
from tests.shapes import Arrange, BrowseAs

A_DAY = timedelta(days=1)
MOST_STATEMENTS = 12


def _beds(page: Page) -> list[str]:
    return [cell.get_text(strip=True) for cell in page.html.select(".discharge-board__bed")]


def _filters(page: Page) -> dict[str, str]:
    chips = page.html.select(".discharge-chip")
    counts = [chip.select_one(".discharge-chip__count") for chip in chips]
    return {
        str(next(iter(chip.stripped_strings))): count.get_text()
        for chip, count in zip(chips, counts, strict=True)
        if count
    }


def _row(page: Page, bed: str) -> Tag:
    return next(
        row for row in page.html.select("tbody tr") if row.td is not None and row.td.get_text(strip=True) == bed
    )


def _text(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def test_people_are_shown_in_bed_order(browse: Browse, world: World, ward: Ward, arrange: Arrange) -> None:
    for bed in ("10", "", "2"):
        arrange(lambda bed=bed: world.stay(ward, bed=bed))
    page = browse.get(f"/wards/{ward.id}")
    assert page.heading == "Birch ward"
    assert _beds(page) == ["2", "10", "–"]


def test_an_empty_ward_says_so(browse: Browse, ward: Ward) -> None:
    page = browse.get(f"/wards/{ward.id}")
    assert "Nobody is on this ward" in page.text
    assert "22 beds" in page.text


def test_only_links_that_open_are_offered(
    browse: Browse, browse_as: BrowseAs, world: World, ward: Ward, arrange: Arrange
) -> None:
    bank = arrange(lambda: world.user(Role.BANK_WORKER, ward))
    path = f"/wards/{ward.id}"
    editing = {f"{path}/grid", f"{path}/admit"}
    assert editing <= {link["href"] for link in browse.get(path).html.select("main a[href]")}
    offered = {str(link["href"]) for link in browse_as(bank).get(path).html.select("main a[href]")}
    assert not editing & offered
    assert {f"{path}/round-sheet", f"{path}/raised", "/incidents"} <= offered
    for href in offered:
        browse_as(bank).get(href)


def test_a_member_of_one_ward_begins_on_its_board(browse: Browse, ward: Ward) -> None:
    assert browse.get("/").path == f"/wards/{ward.id}"


def test_another_wards_nurse_finds_nothing(browse_as: BrowseAs, world: World, ward: Ward, arrange: Arrange) -> None:
    other = arrange(lambda: world.user(Role.WARD_MEMBER, world.ward("Rowan")))
    browse_as(other).get(f"/wards/{ward.id}", status=404)


def test_an_executive_may_not_open_a_board(browse_as: BrowseAs, world: World, ward: Ward, arrange: Arrange) -> None:
    executive = arrange(lambda: world.user(Role.EXECUTIVE, world.trust))
    browse_as(executive).get(f"/wards/{ward.id}", status=403)


def test_somebody_signed_out_is_asked_to_sign_in(browse_as: BrowseAs, ward: Ward) -> None:
    assert browse_as(None).get(f"/wards/{ward.id}").path == "/sign-in"


def test_each_filter_counts_and_shows_its_people(
    browse: Browse, world: World, ward: Ward, here: Here, arrange: Arrange
) -> None:
    def people() -> None:
        here.mark(world.stay(ward, bed="1", edd=TODAY + A_DAY))
        here.mark(world.stay(ward, bed="2", edd=TODAY - A_DAY), colour=Colour.RED)
        here.ready(world.stay(ward, bed="3", edd=TODAY - A_DAY), since=TODAY - A_DAY)
        here.away(world.stay(ward, bed="4"), "home_leave")

    arrange(people)
    page = browse.get(f"/wards/{ward.id}")
    assert _filters(page) == {
        "Everyone": "4",
        "Not marked": "2",
        "Red day today": "1",
        "Clinically ready": "1",
        "EDD passed": "1",
        "EDD not set": "1",
        "Awaiting others": "1",
        "Away": "1",
        "Changed since my last visit": "0",
    }
    shown = {key: _beds(browse.get(f"/wards/{ward.id}?show={key}")) for key in ("not-marked", "red-day", "ready")}
    assert shown == {"not-marked": ["3", "4"], "red-day": ["2"], "ready": ["3"]}
    shown = {key: _beds(browse.get(f"/wards/{ward.id}?show={key}")) for key in ("edd-passed", "edd-not-set", "away")}
    assert shown == {"edd-passed": ["2"], "edd-not-set": ["4"], "away": ["4"]}
    assert "2 of 4 marked" in page.text


@pytest.mark.parametrize(
    ("sort", "beds"), [("bed", ["1", "2", "3"]), ("longest", ["3", "1", "2"]), ("edd", ["2", "1", "3"])]
)
def test_people_can_be_ordered(
    browse: Browse, world: World, ward: Ward, arrange: Arrange, sort: str, beds: list[str]
) -> None:
    def people() -> None:
        world.stay(ward, bed="1", admitted_on=TODAY - 5 * A_DAY, edd=TODAY + 9 * A_DAY)
        world.stay(ward, bed="2", admitted_on=TODAY - 2 * A_DAY, edd=TODAY + 3 * A_DAY)
        world.stay(ward, bed="3", admitted_on=TODAY - 50 * A_DAY)

    arrange(people)
    assert _beds(browse.get(f"/wards/{ward.id}?sort={sort}")) == beds


def test_a_frozen_edd_does_not_order_people(
    browse: Browse, world: World, ward: Ward, here: Here, arrange: Arrange
) -> None:
    def people() -> None:
        here.ready(world.stay(ward, bed="1", edd=TODAY - 5 * A_DAY), since=TODAY)
        world.stay(ward, bed="2", edd=TODAY - A_DAY)

    arrange(people)
    assert _beds(browse.get(f"/wards/{ward.id}?sort=edd")) == ["2", "1"]


def test_a_row_says_what_matters(browse: Browse, world: World, ward: Ward, here: Here, arrange: Arrange) -> None:
    def person() -> None:
        who = world.person(surname="Khan", given_name="Farid", is_address_protected=True)
        stay = world.stay(ward, person=who, bed="14", edd=TODAY - 3 * A_DAY)
        for ago in (2, 1):
            here.mark(stay, TODAY - ago * A_DAY, Colour.RED, next_step="call S. Oduya")
        here.away(stay, "awol")

    arrange(person)
    row = _row(browse.get(f"/wards/{ward.id}"), "14")
    said = _text(row)
    assert "Khan, Farid" in said
    assert "Do not contact, address protected" in said
    assert "AWOL since 05:30" in said
    assert "leave" not in said.lower()
    assert "Passed 3 days first date" in said
    assert "Council · day 2 · next: call S. Oduya" in said
    assert row.select_one(".discharge-strip")["aria-label"] == (  # type: ignore[index]
        "Last 11 days: 0 green days, 2 red days, 9 not marked"
    )


def test_a_ready_person_has_a_frozen_edd_that_never_passes(
    browse: Browse, world: World, ward: Ward, here: Here, arrange: Arrange
) -> None:
    def person() -> None:
        stay = world.stay(ward, bed="3", edd=TODAY - 3 * A_DAY, planned_discharge_on=TODAY + A_DAY)
        here.ready(stay, since=TODAY - 2 * A_DAY)

    arrange(person)
    said = _text(_row(browse.get(f"/wards/{ward.id}"), "3"))
    assert "Planned 24 Nov EDD frozen" in said
    assert "3 days no reason given" in said
    assert "Passed" not in said


def test_people_with_one_surname_are_told_apart(browse: Browse, world: World, ward: Ward, arrange: Arrange) -> None:
    def people() -> None:
        world.stay(ward, bed="1", person=world.person(surname="O'Neill"))
        world.stay(ward, bed="9", person=world.person(surname="ONEILL"))
        world.stay(ward, bed="2", person=world.person(surname="Hale"))

    arrange(people)
    page = browse.get(f"/wards/{ward.id}")
    assert "Same surname: bed 9" in _text(_row(page, "1"))
    assert "Same surname: bed 1" in _text(_row(page, "9"))
    assert "Same surname" not in _text(_row(page, "2"))


@pytest.mark.parametrize(
    "days",
    ["RRR", "GRR", "RGR", "SSR", "R.R", "RAR", "SRR", "RRG", "RRA", "", "A", "S" * 3 + "R" * 30],
    ids=lambda days: days or "none",
)
def test_the_run_is_counted_as_the_rule_counts_it(
    session: Session, world: World, ward: Ward, here: Here, arrange: Arrange, days: str
) -> None:
    """R and S: red with one reason and another; G green; A away; . not marked. The last letter is today."""
    marked = {
        "R": Marked(Colour.RED, "EXT-01"),
        "S": Marked(Colour.RED, "EXT-02"),
        "G": Marked(Colour.GREEN),
        "A": Marked(Colour.ABSENT),
    }

    def person() -> None:
        stay = world.stay(ward, admitted_on=TODAY - 60 * A_DAY)
        for ago, letter in enumerate(reversed(days)):
            if mark := marked.get(letter):
                more: dict[str, Any] = {"reason": mark.reason, "owner": "ward"} if mark.reason else {}
                more |= {"absence_kind": "home_leave"} if letter == "A" else {}
                here.mark(stay, TODAY - ago * A_DAY, mark.colour, **more)

    arrange(person)
    row = ward_board(session, process("test", source="cli"), ward.id, now=NOW).rows[0]
    expected = run_of_same_reason([marked.get(letter) for letter in reversed(days)])
    assert (row.awaited.run if row.awaited else 0) == expected


def test_follow_up_owed_stays_below_until_it_is_done(
    browse: Browse, world: World, ward: Ward, here: Here, arrange: Arrange
) -> None:
    arrange(lambda: here.left(ward, due_at=NOW - timedelta(hours=2)))
    arrange(lambda: here.left(ward, due_at=NOW + timedelta(hours=3), owner=""))
    arrange(lambda: here.left(ward, due_at=NOW, state="done"))
    page = browse.get(f"/wards/{ward.id}")
    owed = [_text(item) for item in page.html.select(".discharge-owed li")]
    assert len(owed) == 2
    assert "Late since 07:30" in owed[0]
    assert "nobody named" in owed[1]
    assert "Due soon by 12:30" in owed[1]
    assert _beds(page) == []


def test_what_changed_since_the_last_visit_is_found(
    browse: Browse,
    browse_as: BrowseAs,
    nurse: User,
    world: World,
    ward: Ward,
    here: Here,
    arrange: Arrange,
    clock: Clock,
) -> None:
    stay = arrange(lambda: world.stay(ward, bed="1"))
    arrange(lambda: world.stay(ward, bed="2"))
    browse.get(f"/wards/{ward.id}")
    clock.now = NOW + timedelta(minutes=5)
    arrange(lambda: here.mark(stay, marked_at=clock.now))
    clock.now = NOW + timedelta(minutes=10)
    assert _filters(browse.get(f"/wards/{ward.id}"))["Changed since my last visit"] == "0"  # the same visit, the first
    clock.now = NOW + timedelta(hours=2)
    arrange(lambda: here.mark(stay, TODAY - A_DAY, marked_at=clock.now - timedelta(hours=1)))
    clock.now = NOW + timedelta(hours=2, minutes=10)
    page = browse_as(nurse).get(f"/wards/{ward.id}")
    assert _filters(page)["Changed since my last visit"] == "1"


def test_each_opening_is_one_line_with_its_people_and_a_refresh_none(
    browse: Browse, world: World, ward: Ward, session: Session, arrange: Arrange
) -> None:
    stays = [arrange(lambda bed=bed: world.stay(ward, bed=bed)) for bed in ("1", "2")]
    browse.get(f"/wards/{ward.id}")
    refreshed = browse.client.get(f"/wards/{ward.id}?show=ready", headers={"X-Refresh": "1"})
    assert refreshed.status_code == 200
    assert "<html" not in refreshed.text
    lines = session.scalars(select(AuditLine).where(AuditLine.action == "ward.board_shown")).all()
    assert len(lines) == 1
    shown = session.scalars(
        select(AuditGroupMember.person_id).where(AuditGroupMember.group_digest == lines[0].group_digest)
    )
    assert set(shown) == {stay.person_id for stay in stays}


def test_a_refresh_without_an_opening_is_an_opening(
    browse: Browse, world: World, ward: Ward, session: Session, arrange: Arrange
) -> None:
    arrange(lambda: world.stay(ward, bed="1"))
    browse.client.get(f"/wards/{ward.id}", headers={"X-Refresh": "1"})
    assert len(session.scalars(select(AuditLine).where(AuditLine.action == "ward.board_shown")).all()) == 1


def test_a_board_costs_the_same_for_one_as_for_many(
    browse: Browse, world: World, ward: Ward, here: Here, arrange: Arrange, count_queries: Callable[..., int]
) -> None:
    def people(count: int) -> None:
        for number in range(count):
            stay = world.stay(ward, bed=str(number), edd=TODAY + A_DAY)
            here.mark(stay)
            here.mark(stay, TODAY - A_DAY, Colour.RED)

    browse.get(f"/wards/{ward.id}")  # the first line of an organisation also begins its chain
    arrange(lambda: people(1))
    one = count_queries(lambda: browse.get(f"/wards/{ward.id}"))
    arrange(lambda: people(24))
    assert count_queries(lambda: browse.get(f"/wards/{ward.id}")) == one  # also what is written of new people
    assert one <= MOST_STATEMENTS
    assert count_queries(lambda: browse.get(f"/wards/{ward.id}")) < one
