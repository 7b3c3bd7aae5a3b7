"""Who is on the after-discharge list, and which days were lost while a decision was awaited."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.access.queries import actor_of
from discharge.audit.models import AuditLine
from discharge.core.actor import Actor
from discharge.funding.queries.after import after_discharge
from discharge.funding.queries.waits import waits_lost
from discharge.places.models import Ward
from discharge.places.rules.policy import Key
from discharge.stays.models import ReadyPeriod, Stay
from tests.browse import Browse
from tests.factories import NOW, TODAY, World
from tests.integration.funding.conftest import CHC, NOVEMBER, OTHER, Funding
from tests.integration.funding.test_leaving import leave
from tests.shapes import Arrange, BrowseAs


@pytest.fixture
def desk(browse_as: BrowseAs, coordinator: User) -> Browse:
    return browse_as(coordinator)


def ready(session: Session, stay: Stay, since: date, until: date | None = None) -> ReadyPeriod:
    period = ReadyPeriod(
        organisation_id=stay.organisation_id,
        stay_id=stay.id,
        started_on=since,
        ended_on=until,
        is_clinical_decision=True,
        is_team_decision=True,
        is_safe=True,
        were_person_views_heard=True,
        decided_by="Dr Osei",
        entered_at=NOW,
    )
    session.add(period)
    return period


def test_what_goes_on_after_discharge_is_listed_with_its_review(
    desk: Browse, funding: Funding, session: Session
) -> None:
    assert "No case goes on after discharge" in desk.get("/funding/after-discharge").text
    funding.open()
    funding.to("S117-ELIG", "S117-RESP", "S117-NEED", "S117-AGREED")
    funding.open(CHC)
    funding.step("CHC-AFTER", review_on=TODAY + timedelta(days=7))
    funding.open(OTHER)
    assert "No case goes on after discharge" in desk.get("/funding/after-discharge").text
    leave(funding)
    page = desk.get("/funding/after-discharge")
    rows = [" ".join(row.get_text(" ", strip=True).split()) for row in page.html.select("tbody tr")]
    assert len(rows) == 2
    assert "Due soon 30 November 2026" in rows[0]
    assert "4 January 2027" in rows[1]
    assert "Aftercare in place, review due, ICB 50%, council 50%" in rows[1]
    assert "Fenland ICB and Westmere Council" in rows[1]
    lines = session.scalars(select(AuditLine).where(AuditLine.action == "funding.after_discharge_shown")).all()
    assert len(lines) == 1


def test_a_late_review_is_said_in_words(desk: Browse, funding: Funding) -> None:
    funding.open()
    funding.to("S117-ELIG", "S117-RESP", "S117-NEED", "S117-AGREED")
    funding.step("S117-REVIEW", review_on=TODAY - timedelta(days=1))
    page = desk.get(f"/stays/{funding.stay.id}/funding/s117")
    assert "Late due by 22 November 2026" in page.text


def test_people_of_other_wards_are_not_listed(
    browse_as: BrowseAs, funding: Funding, world: World, arrange: Arrange
) -> None:
    funding.open()
    leave(funding)
    stranger = arrange(lambda: world.user(Role.WARD_MEMBER, world.ward("Rowan")))
    assert "No case goes on after discharge" in browse_as(stranger).get("/funding/after-discharge").text


def test_the_list_is_one_statement(
    funding: Funding, session: Session, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    funding.open()
    leave(funding)
    assert count_queries(lambda: after_discharge(session, funding.actor, now=NOW)) == 1


def test_clinically_ready_days_are_counted_for_what_was_awaited(
    desk: Browse, funding: Funding, arrange: Arrange, session: Session, world: World
) -> None:
    funding.open()  # waits for the check from 2 November
    funding.to("S117-ELIG", "S117-RESP", "S117-NEED", on=date(2026, 11, 12))
    funding.step("S117-INTERIM", date(2026, 11, 20))
    arrange(lambda: ready(session, funding.stay, date(2026, 11, 9)))
    page = desk.get("/funding/waits")
    rows = [" ".join(row.get_text(" ", strip=True).split()) for row in page.html.select("tbody tr")]
    assert [row.split("Bed-days ")[1].split()[0] for row in rows] == ["8", "3", "11"]
    assert ["panel" in rows[0], "entitlement" in rows[1], "Together" in rows[2]] == [True, True, True]
    assert "No cost of a bed day is set, so no money is shown" in page.text
    assert "£" not in page.text
    arrange(lambda: world.number(Key.BED_DAY_COST, 450))
    dear = desk.get("/funding/waits?days=91").text
    assert "£4,950" in dear
    assert "An estimate: £450 a bed day, since 1 January 2026. Source: Board paper 12." in dear


def test_nobody_is_named_beside_the_money(desk: Browse, funding: Funding, arrange: Arrange, session: Session) -> None:
    funding.open()
    arrange(lambda: ready(session, funding.stay, NOVEMBER))
    page = desk.get("/funding/waits")
    for surname in ("Alder", "Ashby", "Begum", "Blythe", "Chidi", "Cole"):
        assert surname not in page.text


def test_only_days_in_sight_count(
    funding: Funding, arrange: Arrange, session: Session, nurse_actor: Actor, world: World, ward: Ward
) -> None:
    funding.open()
    arrange(lambda: ready(session, funding.stay, NOVEMBER))
    assert waits_lost(session, nurse_actor, 28, now=NOW).by_trust[0].lost.together == 21
    session.rollback()
    rowan = arrange(lambda: world.user(Role.WARD_MEMBER, world.ward("Rowan")))
    assert waits_lost(session, actor_of(session, rowan, now=NOW, request_id=""), 28, now=NOW).by_trust == []


def test_a_discharge_ends_the_counting(funding: Funding, arrange: Arrange, session: Session) -> None:
    funding.open()
    arrange(lambda: ready(session, funding.stay, NOVEMBER))
    leave(funding)
    later = NOW + timedelta(days=10)
    assert waits_lost(session, funding.actor, 364, now=later).by_trust[0].lost.together == 21


@pytest.mark.parametrize("asked", ["", "?days=nonsense", "?days=7"])
def test_a_period_of_no_choice_is_the_first(desk: Browse, asked: str) -> None:
    assert "Nights from 26 October 2026 until 23 November 2026" in desk.get(f"/funding/waits{asked}").text


def test_funding_is_in_the_menu_of_those_who_confirm_it(desk: Browse, browse: Browse, ward: Ward) -> None:
    assert desk.get("/panels").html.select_one('nav a[href="/panels"], header a[href="/panels"]') is not None
    assert browse.get(f"/wards/{ward.id}").html.select_one('header a[href="/panels"]') is None
