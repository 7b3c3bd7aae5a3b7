"""People placed elsewhere and people of other areas, as a coordinator sees and works them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.audit.models import AuditGroupMember, AuditLine
from discharge.places.models import OrganisationKind, System, Ward
from discharge.stays.models import FromElsewhere, Stay
from discharge.summaries.models import WardDay
from tests.browse import Browse, Page
from tests.factories import TODAY, World
from tests.shapes import Arrange, BrowseAs


@pytest.fixture
def coordinator(browse_as: BrowseAs, world: World, ward: Ward, arrange: Arrange) -> Browse:
    return browse_as(arrange(lambda: world.user(Role.COORDINATOR, world.trust)))


def _rows(page: Page, heading: str) -> list[str]:
    table = page.html.find("table", attrs={"aria-labelledby": heading})
    assert table is not None
    for quiet in table.select("[aria-hidden]"):  # the labels of narrow screens
        quiet.decompose()
    return [" ".join(row.get_text(" ").split()) for row in table.select("tbody tr")]


def test_a_pseudo_ward_says_days_review_and_what_is_inappropriate(
    coordinator: Browse, world: World, arrange: Arrange
) -> None:
    def placements() -> None:
        anna = world.person(surname="Cole", given_name="Ann", local_number="D800001")
        ben = world.person(surname="Hale", given_name="Ben", local_number="D800002")
        world.placement(person=anna, next_review_on=TODAY - timedelta(days=1))
        until = TODAY + timedelta(days=5)
        other = {"provider": "fairview care", "reason": "14", "miles": None, "started_on": TODAY - timedelta(days=9)}
        world.placement(person=ben, return_target_on=until, **other)

    arrange(placements)
    page = coordinator.get("/placed-elsewhere")
    assert [head.get_text(" ", strip=True) for head in page.html.select("#provider-1")] == ["Fairview Care 2 people"]
    cole, hale = _rows(page, "provider-1")
    assert cole == (
        "Cole, Ann D800001 Willow ward 84 miles No bed here Inappropriate 20 days since 3 Nov Late 22 Nov No day set"
    )
    assert hale == (
        "Hale, Ben D800002 Willow ward distance not recorded Patient choice 9 days since 14 Nov 22 Jan 28 Nov"
    )
    stats = [" ".join(stat.get_text(" ").split()) for stat in page.html.select(".discharge-stat")]
    assert stats[:3] == [
        "of ours in others’ beds 2",
        "inappropriate: no bed here 1",
        "reviews late 1",
    ]


def test_a_placement_is_on_no_ward_and_counts_for_none(
    coordinator: Browse, world: World, ward: Ward, arrange: Arrange, session: Session
) -> None:
    before = coordinator.get("/").text
    placed = arrange(world.placement)
    assert coordinator.get("/").text == before
    assert session.scalar(select(func.count()).select_from(WardDay)) == 0
    assert placed.person_id not in session.scalars(select(Stay.person_id)).all()
    assert placed.provider not in coordinator.get(f"/wards/{ward.id}").text


def test_months_count_all_and_the_inappropriate_of_them(coordinator: Browse, world: World, arrange: Arrange) -> None:
    def placements() -> None:
        world.placement()  # 20 nights before today and the coming one
        world.placement(reason="14", started_on=TODAY.replace(month=10, day=30), ended_on=TODAY.replace(day=2))

    arrange(placements)
    november, october, september = _rows(coordinator.get("/placed-elsewhere"), "months")
    assert november == (
        "November 2026 so far 1, of them 1 inappropriate 1, of them 1 inappropriate "
        "1, of them 0 inappropriate 22, of them 21 inappropriate"
    )
    assert october == (
        "October 2026 1, of them 0 inappropriate 1, of them 0 inappropriate 0 2, of them 0 inappropriate"
    )
    assert september == "September 2026 0 0 0 0"


def test_somebody_who_came_back_is_named_as_a_fault(
    coordinator: Browse, world: World, ward: Ward, arrange: Arrange
) -> None:
    def back() -> None:
        person = world.person()
        world.placement(person=person)
        world.stay(ward, person=person, admitted_on=TODAY - timedelta(days=2))

    arrange(back)
    assert "On Birch ward since 21 Nov: end this placement" in coordinator.get("/placed-elsewhere").text


@pytest.fixture
def harbour(world: World, arrange: Arrange) -> Any:
    """An ICB of another system."""

    def make() -> Any:
        icb = world.organisation(OrganisationKind.ICB, "Harbour ICB")
        other = System(name="Harbour and Coast")
        world.session.add(other)
        world.session.flush()
        icb.system_id = other.id
        return icb

    return arrange(make)


def test_somebody_of_another_system_is_to_be_checked_until_a_person_says(
    coordinator: Browse, browse: Browse, world: World, ward: Ward, harbour: Any, arrange: Arrange, session: Session
) -> None:
    def people() -> Any:
        own = world.organisation(OrganisationKind.ICB, "Fenland ICB")
        world.stay(ward, responsible_icb_id=own.id, bed="1")
        world.stay(ward, bed="2")
        return world.stay(ward, responsible_icb_id=harbour.id, bed="3")

    stay = arrange(people)
    (row,) = _rows(coordinator.get("/placed-elsewhere"), "theirs")
    assert "Birch bed 3 Check Responsible ICB: Harbour ICB Say where they belong" in row
    assert row.endswith("10 days Nobody named No day set")

    page = browse.get(f"/stays/{stay.id}")
    assert "May belong to another area: check" in page.text
    assert page.html.select_one(f'a[href="/stays/{stay.id}/from-elsewhere"]') is not None
    form = browse.get(f"/stays/{stay.id}/from-elsewhere")
    assert "Responsible ICB: Harbour ICB" in form.text
    assert form.submit(is_elsewhere="yes").errors == {"home_area": "Enter the area they belong to"}
    answers = {"home_area": "Harbour", "taken_back_by": "Harbour trust, Gull ward"}
    form.submit(is_elsewhere="yes", target_on=TODAY + timedelta(days=7), **answers)
    (row,) = _rows(coordinator.get("/placed-elsewhere"), "theirs")
    assert "Birch bed 3 Harbour Change" in row
    assert row.endswith("10 days Harbour trust, Gull ward 30 Nov")
    person = browse.get(f"/stays/{stay.id}").text
    assert "Belongs to another area: Harbour" in person
    assert "Harbour. Taken back by Harbour trust, Gull ward, by 30 Nov" in person

    saved = browse.get(f"/stays/{stay.id}/from-elsewhere").submit(is_elsewhere="no")
    assert "May belong to another area" not in saved.text
    assert "Nobody here seems to belong to another area" in coordinator.get("/placed-elsewhere").text
    assert [said.is_elsewhere for said in session.scalars(select(FromElsewhere))] == [False]


def test_two_who_say_at_once_where_somebody_belongs_lose_nothing(
    browse: Browse, world: World, ward: Ward, arrange: Arrange
) -> None:
    stay = arrange(lambda: world.stay(ward))
    mine, theirs = (browse.get(f"/stays/{stay.id}/from-elsewhere") for _ in range(2))
    theirs.submit(is_elsewhere="no")
    conflict = mine.submit(is_elsewhere="yes", home_area="Harbour", status=409)
    assert "Somebody else saved first" in conflict.text
    saved = conflict.submit()
    assert saved.path == f"/stays/{stay.id}"


def test_a_placement_from_finding_to_coming_back(
    coordinator: Browse, world: World, arrange: Arrange, session: Session
) -> None:
    person = arrange(lambda: world.person(surname="Cole", given_name="Ann"))
    find = coordinator.get("/placed-elsewhere").browse.get(f"/organisations/{world.trust.id}/placements/find")
    assert find.submit("Find", number="").errors == {"number": "Enter a local number or an NHS number"}
    found = find.submit("Find", number=person.local_number)
    assert "Cole, Ann" in found.text
    form = coordinator.get(f"/organisations/{world.trust.id}/placements/new/{person.id}")
    wrong = form.submit("Place elsewhere", miles="far")
    assert wrong.errors["miles"].startswith("Distance from home in miles must be a whole number")
    placed = form.submit("Place elsewhere", provider="Fairview Care", reason="10", miles="84")
    assert placed.heading.endswith("Cole, Ann")
    assert "Inappropriate: placed away because there was no bed here" in placed.text
    assert "Next review Due soon" not in placed.text
    reviewed = coordinator.get(f"{placed.path}/review").submit(words="Bed agreed for Monday")
    assert "Bed agreed for Monday" in reviewed.text
    changed = coordinator.get(f"{placed.path}/change").submit(unit="Elm ward")
    assert "Elm ward" in changed.text
    ended = coordinator.get(f"{placed.path}/end").submit(because="our_bed")
    assert "Ended on 23 November 2026: Came back to a bed of ours" in ended.text
    assert "Came back to a bed of ours" in coordinator.get("/placed-elsewhere").text
    seen = session.scalars(select(AuditLine.action)).all()
    assert {"person.searched", "placement.shown", "placements.shown"} <= set(seen)
    assert person.id in set(session.scalars(select(AuditGroupMember.person_id)))


def test_a_number_that_nobody_has_leads_to_somebody_new(coordinator: Browse, world: World) -> None:
    find = coordinator.get(f"/organisations/{world.trust.id}/placements/find")
    new = find.submit("Find", number="D987654")
    assert "Nobody in this trust has the number D987654" in new.text
    placed = new.submit(
        "Place elsewhere",
        surname="Rowe",
        given_name="Iris",
        birth_date=TODAY.replace(year=1990),
        provider="Fairview Care",
        reason="12",
    )
    assert placed.heading.endswith("Rowe, Iris")


def test_a_wrong_placement_goes_from_every_count(coordinator: Browse, world: World, arrange: Arrange) -> None:
    placed = arrange(world.placement)
    coordinator.get(f"/placements/{placed.id}/cancel").submit(because="The wrong person")
    page = coordinator.get("/placed-elsewhere")
    assert "Nobody of ours is in another provider’s bed" in page.text
    assert _rows(page, "months")[0] == "November 2026 so far 0 0 0 0"
    assert "Cancelled, it counts nowhere: The wrong person" in coordinator.get(f"/placements/{placed.id}").text


@pytest.mark.parametrize("part", ["", "/change", "/review", "/end", "/cancel"])
def test_a_placement_of_another_trust_is_not_there(
    browse_as: BrowseAs, world: World, ward: Ward, arrange: Arrange, part: str
) -> None:
    def others() -> Any:
        other = world.organisation(OrganisationKind.TRUST, "Southmere Mental Health")
        world.ward("Larch", trust=other)
        return world.user(Role.COORDINATOR, other)

    stranger = browse_as(arrange(others))
    placed = arrange(world.placement)
    stranger.get(f"/placements/{placed.id}{part}", status=404)
    assert "Nobody of ours" in stranger.get("/placed-elsewhere").text
    stranger.get(f"/organisations/{world.trust.id}/placements/find", status=404)
    stranger.get(f"/organisations/{world.trust.id}/placements/new", status=404)
    stranger.get(f"/organisations/{world.trust.id}/placements/new/{placed.person_id}", status=404)


def test_saying_where_somebody_belongs_is_for_their_ward(
    browse_as: BrowseAs, world: World, ward: Ward, arrange: Arrange
) -> None:
    stay = arrange(lambda: world.stay(ward))
    elsewhere = browse_as(arrange(lambda: world.user(Role.WARD_MEMBER, world.ward("Aspen"))))
    elsewhere.get(f"/stays/{stay.id}/from-elsewhere", status=404)


def test_the_list_asks_as_much_for_one_as_for_many(
    coordinator: Browse, world: World, ward: Ward, arrange: Arrange, count_queries: Callable[..., int]
) -> None:
    def some(number: int) -> None:
        for _ in range(number):
            world.placement()
            world.stay(ward, out_of_area_reason="10")

    arrange(lambda: some(1))
    coordinator.get("/placed-elsewhere")
    one = count_queries(lambda: coordinator.get("/placed-elsewhere"))
    arrange(lambda: some(4))
    coordinator.get("/placed-elsewhere")  # a new group of people for the record
    assert count_queries(lambda: coordinator.get("/placed-elsewhere")) == one
