"""The SRO page: numbers for who may read them, small ones hidden, and a record opened for a reason."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.audit.models import AuditDetail, AuditGroupMember, AuditLine
from discharge.blockers.rules.owner import Owner
from discharge.days.rules.codes import OwnerKind
from discharge.places.models import Organisation, OrganisationKind, Ward
from discharge.places.rules.policy import Key
from discharge.stays.models import Person, RecordOpening, Stay
from discharge.stays.rules.reference import reference_of_stay
from tests.awaited import owed
from tests.browse import Browse, Page
from tests.factories import TODAY, World
from tests.integration.boards.conftest import Here
from tests.integration.conftest import Clock
from tests.shapes import Arrange, BrowseAs

BEDS = "Acute Adult Mental Health Care"
REASON = "The council’s director asks which placement this is"


@pytest.fixture
def executive(browse_as: BrowseAs, world: World, ward: Ward, arrange: Arrange) -> Browse:
    """Of the trust."""
    return browse_as(arrange(lambda: world.user(Role.EXECUTIVE, world.trust, name="Louise Tarrant")))


@pytest.fixture
def sro_of_system(browse_as: BrowseAs, world: World, ward: Ward, arrange: Arrange) -> Browse:
    return browse_as(arrange(lambda: world.user(Role.EXECUTIVE, world.system, name="Anil Mehta")))


@pytest.fixture
def council(world: World, arrange: Arrange) -> Organisation:
    made: Organisation = arrange(lambda: world.organisation(OrganisationKind.COUNCIL, "Westmere Council"))
    return made


@pytest.fixture
def wait(world: World, here: Here, arrange: Arrange, council: Organisation) -> Callable[..., list[Stay]]:
    """So many clinically ready people of a ward who wait for the same thing from the council."""

    def made(ward: Ward, number: int, *, reason: str = "EXT-22", days: int = 9) -> list[Stay]:
        def stays() -> list[Stay]:
            found = []
            for _ in range(number):
                stay = world.stay(ward)
                here.ready(stay, TODAY - timedelta(days=days))
                owed(world, stay, reason=reason, owner=Owner(OwnerKind.COUNCIL, council.id))
                found.append(stay)
            return found

        waiting: list[Stay] = arrange(stays)
        return waiting

    return made


def stats(page: Page) -> dict[str, str]:
    return {
        " ".join(each.select_one("dt").get_text(" ").split()): each.select_one("dd").get_text(" ").split()[0]
        for each in page.html.select(".discharge-stat")
    }


def rows(page: Page, table: str = ".discharge-sro-table") -> list[list[str]]:
    for label in page.html.select("[aria-hidden], .nhsuk-u-visually-hidden"):
        label.decompose()
    found = page.html.select(f"{table} tbody tr")
    return [[" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])] for row in found]


def lines(session: Session, action: str) -> list[AuditLine]:
    session.rollback()
    return list(session.scalars(select(AuditLine).where(AuditLine.action == action).order_by(AuditLine.number)))


def test_an_executive_begins_on_this_page(executive: Browse) -> None:
    answer = executive.client.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sro")
    assert "Waiting for me" in executive.get("/sro").text


def test_numbers_of_the_trust_open_to_references_without_a_name(
    executive: Browse, wait: Any, ward: Ward, session: Session
) -> None:
    waiting = wait(ward, 3)
    page = executive.get("/sro")
    assert stats(page)["clinically ready"] == "3"
    listed = executive.get("/sro/rows/ready")
    names = {person.surname for person in session.scalars(select(Person))}
    assert {row[0] for row in rows(listed)} == {reference_of_stay(stay.id) for stay in waiting}
    assert [row[1:5] for row in rows(listed)] == [["Birch", "10 days", "Supported housing", "Westmere Council"]] * 3
    assert not any(name in listed.text + page.text for name in names)
    (line,) = lines(session, "sro.references_shown")
    kept = session.scalars(select(AuditGroupMember).where(AuditGroupMember.group_digest == line.group_digest)).all()
    assert {member.person_id for member in kept} == {stay.person_id for stay in waiting}


def test_money_is_shown_when_the_trust_has_said_what_a_bed_day_costs(
    executive: Browse, wait: Any, ward: Ward, world: World, arrange: Arrange
) -> None:
    wait(ward, 2, days=5)
    before = executive.get("/sro")
    assert stats(before)["lost while waiting, November"] == "–"
    assert "no cost of a bed day is decided" in before.text
    assert "£" not in before.text
    arrange(lambda: world.number(Key.BED_DAY_COST, 435))
    page = executive.get("/sro")
    assert stats(page)["lost while waiting, November"] == "£4,350"
    assert "£435: Board paper 12" in page.text


def test_an_executive_of_another_trust_sees_nothing_of_this_one(
    browse_as: BrowseAs, world: World, arrange: Arrange, wait: Any, ward: Ward
) -> None:
    waiting = wait(ward, 6)
    other = arrange(lambda: world.organisation(OrganisationKind.TRUST, "Southmoor Mental Health"))
    arrange(lambda: world.ward("Oak", trust=other))
    stranger = browse_as(arrange(lambda: world.user(Role.EXECUTIVE, other, name="Rhona Blake")))
    assert stats(stranger.get("/sro"))["clinically ready"] == "0"
    assert "Birch" not in stranger.get("/sro").text
    stranger.get(f"/sro/rows/ready?ward={ward.id}", status=404)
    stranger.get(f"/sro/rows/ready?trust={world.trust.id}", status=404)
    stranger.get(f"/sro/stays/{waiting[0].id}/open", status=404)


def test_the_sro_of_the_system_sees_no_small_number_and_none_that_gives_it_away(
    sro_of_system: Browse, wait: Any, world: World, ward: Ward, arrange: Arrange
) -> None:
    elm, ash = arrange(lambda: (world.ward("Elm"), world.ward("Ash")))
    wait(ward, 2)
    wait(elm, 6)
    wait(ash, 9)
    page = sro_of_system.get("/sro")
    ready = {row[0]: row[2] for row in rows(page)}
    assert stats(page)["clinically ready"] == "17"
    assert ready == {"Ash": "9", "Birch": "Not shown", "Elm": "Not shown"}
    listed = rows(sro_of_system.get("/sro/rows/ready"))
    assert Counter(row[1] for row in listed) == {BEDS: 8, "Ash": 9}
    assert {row[2] for row in listed if row[1] == BEDS} == {"1 to 4 weeks"}


def test_a_list_counted_by_type_of_beds_gives_no_hidden_ward_away(
    sro_of_system: Browse, wait: Any, world: World, ward: Ward, arrange: Arrange
) -> None:
    elm, kestrel = arrange(lambda: (world.ward("Elm"), world.ward("Kestrel", bed_type="202")))
    wait(ward, 2)
    wait(elm, 9)
    wait(kestrel, 3)
    ready = {row[0]: row[2] for row in rows(sro_of_system.get("/sro"))}
    assert ready == {"Birch": "Not shown", "Elm": "9", "Kestrel": "Not shown"}
    for measure in ("ready", "people"):  # by type of beds 11 and 3: less nine, two and three
        listed = rows(sro_of_system.get(f"/sro/rows/{measure}"))
        assert Counter(row[1] for row in listed) == {"A ward": 14}


def test_a_list_that_would_tell_a_small_number_is_not_there(
    sro_of_system: Browse, executive: Browse, wait: Any, ward: Ward
) -> None:
    wait(ward, 7)
    wait(ward, 2, reason="EXT-11")
    sro_of_system.get("/sro/rows/ready")
    sro_of_system.get(f"/sro/rows/ready?ward={ward.id}", status=404)
    sro_of_system.get("/sro/rows/ready?cause=EXT-11", status=404)
    sro_of_system.get("/sro/rows/ready?cause=EXT-22", status=404)  # the rest of nine
    assert len(rows(executive.get("/sro/rows/ready?cause=EXT-11"))) == 2
    assert len(rows(executive.get(f"/sro/rows/ready?ward={ward.id}"))) == 9


def test_fewer_than_five_in_all_are_no_number_to_the_system(sro_of_system: Browse, wait: Any, ward: Ward) -> None:
    wait(ward, 4)
    page = sro_of_system.get("/sro")
    assert stats(page)["clinically ready"] == "Under"
    assert page.html.select(".discharge-bars") == []
    sro_of_system.get("/sro/rows/ready", status=404)


def test_an_executive_of_a_council_sees_who_waits_for_it_and_nothing_else(
    browse_as: BrowseAs, world: World, here: Here, arrange: Arrange, council: Organisation, wait: Any, ward: Ward
) -> None:
    wait(ward, 6)

    def somebody_else() -> None:
        stay = world.stay(ward)
        here.ready(stay, TODAY - timedelta(days=2))
        owed(world, stay, reason="INT-05", owner=Owner(OwnerKind.WARD))

    arrange(somebody_else)
    arrange(lambda: world.organisation(OrganisationKind.TRUST, "Fenland Partnership"))
    director = browse_as(arrange(lambda: world.user(Role.EXECUTIVE, council, name="Joan Ellery")))
    page = director.get("/sro")
    assert "By trust" not in page.text  # its beds and marks are not the council's: they would all be 0
    assert "Who they are is closed to you" in page.text  # rather than that records open for a reason
    assert stats(page) == {"clinically ready people wait for your organisation": "6"}
    assert len(rows(director.get("/sro/rows/ready"))) == 6
    director.get("/sro/rows/people", status=404)
    director.get("/sro/rows/red-days", status=404)


@pytest.mark.parametrize(
    "path",
    [
        "/sro/rows/nonsense",
        "/sro/rows/ready?ward=nonsense",
        "/sro/rows/ready?owner=nonsense",
        "/sro/rows/ready?cause=nonsense",
        "/sro/rows/ready?trust=00000000-0000-4000-8000-000000000000",
    ],
)
def test_an_address_that_no_page_has_is_missing(executive: Browse, path: str) -> None:
    executive.get(path, status=404)


def opened(executive: Browse, stay_id: UUID) -> Page:
    return executive.get(f"/sro/stays/{stay_id}/open").submit(reason=REASON)


def test_a_record_opens_for_a_reason_that_is_kept_and_closes_after_a_quarter_of_an_hour(
    executive: Browse, wait: Any, ward: Ward, session: Session, clock: Clock
) -> None:
    stay, another = wait(ward, 2)
    person = session.get_one(Person, stay.person_id)
    name, number = person.surname, person.local_number
    page = opened(executive, stay.id)
    assert name.upper() in page.text.upper()
    assert number in page.text
    assert "09:45" in page.text
    (line,) = lines(session, "record.opened")
    detail = session.scalars(select(AuditDetail).where(AuditDetail.number == line.number)).one()
    assert (line.person_id, detail.changes["because"]) == (stay.person_id, [None, REASON])
    assert [each.person_id for each in lines(session, "record.opened_shown")] == [stay.person_id]
    assert "Why do you need to know" in executive.get(f"/sro/stays/{another.id}/open").text  # that record alone
    clock.now += timedelta(minutes=14, seconds=59)
    assert number in executive.get(f"/sro/stays/{stay.id}").text
    clock.now += timedelta(seconds=1)
    answer = executive.client.get(f"/sro/stays/{stay.id}")
    assert answer.headers["Location"] == f"/sro/stays/{stay.id}/open"
    assert number not in answer.text


@pytest.mark.parametrize(("reason", "said"), [("", "Enter why you need"), ("because", "Say in 10 letters")])
def test_a_record_does_not_open_without_a_reason(
    executive: Browse, wait: Any, ward: Ward, session: Session, reason: str, said: str
) -> None:
    (stay,) = wait(ward, 1)
    page = executive.get(f"/sro/stays/{stay.id}/open").submit(reason=reason)
    assert said in page.errors["reason"]
    assert session.scalars(select(RecordOpening)).all() == []


def test_nobody_opens_a_record_across_a_system(
    sro_of_system: Browse,
    browse_as: BrowseAs,
    world: World,
    council: Organisation,
    arrange: Arrange,
    wait: Any,
    ward: Any,
) -> None:
    (stay,) = wait(ward, 1)
    director = browse_as(arrange(lambda: world.user(Role.EXECUTIVE, council, name="Joan Ellery")))
    sro_of_system.get(f"/sro/stays/{stay.id}/open", status=403)
    director.get(f"/sro/stays/{stay.id}/open", status=404)
    director.get(f"/sro/stays/{stay.id}", status=404)


def test_an_opening_is_for_one_person_alone(
    executive: Browse, browse_as: BrowseAs, world: World, arrange: Arrange, wait: Any, ward: Ward
) -> None:
    (stay,) = wait(ward, 1)
    opened(executive, stay.id)
    another = browse_as(arrange(lambda: world.user(Role.EXECUTIVE, world.trust, name="Rhona Blake")))
    assert "Location" in another.client.get(f"/sro/stays/{stay.id}").headers
