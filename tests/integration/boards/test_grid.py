"""The grid with which a ward begins."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.audit.models import AuditLine
from discharge.places.models import Ward
from discharge.stays.models import ExpectedDischarge, ReadyPeriod, Stay
from tests.browse import Browse, Page
from tests.factories import NOW, TODAY, World
from tests.integration.boards.conftest import Here
from tests.shapes import Arrange, BrowseAs


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


@pytest.fixture
def people(world: World, arrange: Arrange, ward: Ward) -> list[Stay]:
    made: list[Stay] = arrange(
        lambda: [world.stay(ward, bed="1"), world.stay(ward, bed="2", edd=day(5)), world.stay(ward, bed="3")]
    )
    return made


def save(page: Page, typed: dict[str, object]) -> Page:
    return page.submit("Save all rows", **typed)


def stored(session: Session, kind: Any) -> Any:
    session.rollback()
    session.expunge_all()
    return session.scalars(select(kind)).all()


def test_each_row_is_saved_by_itself_and_a_refused_one_keeps_what_was_typed(
    browse: Browse, session: Session, ward: Ward, people: list[Stay]
) -> None:
    first, second, third = (str(stay.id) for stay in people)
    page = save(
        browse.get(f"/wards/{ward.id}/grid"),
        {
            f"{first}-edd": day(20),
            f"{first}-purpose": "Settle on medication",
            f"{second}-edd": day(9),
            f"{second}-key_worker": "Ann Cole",
            f"{third}-edd": day(-30),
        },
    )
    assert "1 row saved, 2 not saved" in page.text
    assert page.errors == {
        f"{second}-edd_reason": f"2, {page.html.select('.discharge-grid__name bdi')[1].get_text()}: "
        "Select why the estimated discharge date changes",
        f"{third}-edd": f"3, {page.html.select('.discharge-grid__name bdi')[2].get_text()}: "
        "Estimated discharge date must be the same as or after the admission date",
    }
    mended = save(page, {f"{second}-edd_reason": "needs_changed", f"{third}-edd": day(30)})
    assert "2 rows saved" in mended.text
    assert sorted(version.expected_on for version in stored(session, ExpectedDischarge)) == [
        day(5),
        day(9),
        day(20),
        day(30),
    ]
    kept = {stay.bed: (stay.purpose, stay.key_worker) for stay in stored(session, Stay)}
    assert kept == {"1": ("Settle on medication", ""), "2": ("", "Ann Cole"), "3": ("", "")}


def test_saving_what_nobody_changed_changes_nothing(
    browse: Browse, session: Session, ward: Ward, people: list[Stay]
) -> None:
    page = save(browse.get(f"/wards/{ward.id}/grid"), {})
    assert "Nothing was changed" in page.text
    assert len(stored(session, ExpectedDischarge)) == 1


def test_the_same_page_sent_twice_is_saved_once(
    browse: Browse, session: Session, ward: Ward, people: list[Stay]
) -> None:
    page = browse.get(f"/wards/{ward.id}/grid")
    typed: dict[str, object] = {f"{people[0].id}-edd": day(20)}
    for _ in range(2):
        assert "1 row saved" in save(page, typed).text
    assert len(stored(session, ExpectedDischarge)) == 2


def test_clinically_ready_is_confirmed_once_for_its_row(
    browse: Browse, session: Session, ward: Ward, people: list[Stay]
) -> None:
    key = str(people[0].id)
    page = browse.get(f"/wards/{ward.id}/grid")
    assert "is_safe" not in page.response.text
    asked = save(page, {f"{key}-ready_since": day(-2), f"{key}-ready_reason": "18", f"{key}-edd": day(4)})
    assert list(asked.errors) == [f"{key}-is_clinical_decision"]
    assert stored(session, ReadyPeriod) == []
    answers = {
        "is_clinical_decision": "y",
        "is_team_decision": "y",
        "is_safe": "y",
        "were_person_views_heard": "yes",
        "were_carer_views_heard": "none",
        "decided_by": "Dr Osei",
        "attributable_to": "04",
    }
    saved = save(asked, {f"{key}-{field}": value for field, value in answers.items()})
    assert "1 row saved" in saved.text
    assert "Supported housing" in saved.text
    assert [period.started_on for period in stored(session, ReadyPeriod)] == [day(-2)]
    assert {version.expected_on for version in stored(session, ExpectedDischarge)} == {day(4), day(5)}


def test_what_somebody_else_saved_meanwhile_is_said_and_not_written_over(
    browse: Browse, session: Session, ward: Ward, people: list[Stay]
) -> None:
    key = str(people[0].id)
    mine, theirs = browse.get(f"/wards/{ward.id}/grid"), browse.get(f"/wards/{ward.id}/grid")
    save(theirs, {f"{key}-purpose": "Theirs", f"{people[2].id}-key_worker": "Ann Cole"})
    shown = save(mine, {f"{key}-purpose": "Mine"})
    assert "Somebody else saved first (Purpose of admission: Theirs)" in shown.text
    assert {stay.bed: stay.purpose for stay in stored(session, Stay)}["1"] == "Theirs"
    save(shown, {})
    assert {stay.bed: (stay.purpose, stay.key_worker) for stay in stored(session, Stay)} == {
        "1": ("Mine", ""),
        "2": ("", ""),
        "3": ("", "Ann Cole"),
    }


def test_a_date_moved_by_somebody_else_is_not_moved_back(
    browse: Browse, session: Session, ward: Ward, people: list[Stay]
) -> None:
    key = str(people[1].id)
    mine, theirs = browse.get(f"/wards/{ward.id}/grid"), browse.get(f"/wards/{ward.id}/grid")
    save(theirs, {f"{key}-edd": day(9), f"{key}-edd_reason": "needs_changed"})
    save(mine, {f"{key}-key_worker": "Ann Cole"})
    assert sorted(version.expected_on for version in stored(session, ExpectedDischarge)) == [day(5), day(9)]


def test_a_date_cannot_be_emptied(browse: Browse, ward: Ward, people: list[Stay]) -> None:
    key = str(people[1].id)
    page = save(browse.get(f"/wards/{ward.id}/grid"), {f"{key}-edd": ""})
    assert list(page.errors) == [f"{key}-edd"]


def test_dates_are_typed_and_shown_day_first_and_a_faulty_one_names_its_row(
    browse: Browse, session: Session, ward: Ward, people: list[Stay]
) -> None:
    first, second, third = (str(stay.id) for stay in people)
    asked = browse.get(f"/wards/{ward.id}/grid")
    assert asked.html.select_one(f'[name="{second}-edd"]')["type"] == "text"  # type: ignore[index]
    shown = f"{day(5).day}/{day(5).month}/{day(5).year}"
    assert asked.html.select_one(f'[name="{second}-edd"]')["value"] == shown  # type: ignore[index]
    page = save(asked, {f"{first}-edd": f"{day(30):%-d %b}", f"{third}-edd": "3/25/2026"})
    name = page.html.select(".discharge-grid__name bdi")[2].get_text()
    assert page.errors == {f"{third}-edd": f"3, {name}: EDD must be a real date, for example 14/3/2026"}
    assert page.html.select_one(f'[name="{third}-edd"]')["value"] == "3/25/2026"  # type: ignore[index]
    assert sorted(version.expected_on for version in stored(session, ExpectedDischarge)) == [day(5), day(30)]


def test_one_opening_is_one_line_for_everybody_on_it(
    browse: Browse, session: Session, ward: Ward, people: list[Stay]
) -> None:
    browse.get(f"/wards/{ward.id}/grid")
    lines = [line for line in stored(session, AuditLine) if line.action == "ward.grid_shown"]
    assert len(lines) == 1
    assert lines[0].group_digest


def test_an_empty_ward_says_so(browse: Browse, ward: Ward) -> None:
    assert "Nobody is on this ward" in browse.get(f"/wards/{ward.id}/grid").text


def test_who_may_not_open_it(
    browse_as: BrowseAs, world: World, arrange: Arrange, ward: Ward, people: list[Stay]
) -> None:
    path = f"/wards/{ward.id}/grid"
    bank = arrange(lambda: world.user(Role.BANK_WORKER, ward))
    rowan = arrange(lambda: world.ward("Rowan"))
    stranger = arrange(lambda: world.user(Role.WARD_MEMBER, rowan))

    def bank_here_member_there() -> User:
        user = world.user(Role.BANK_WORKER, ward)
        world.give(user, Role.WARD_MEMBER, rowan)
        return user

    both = arrange(bank_here_member_there)
    for user, status in ((bank, 403), (both, 403), (stranger, 404)):
        browse_as(user).get(path, status=status)
        browse_as(user).post(path, {}, status=status)
    assert browse_as(None).get(path).path == "/sign-in"


def test_it_costs_as_much_for_one_as_for_many(
    browse: Browse,
    world: World,
    arrange: Arrange,
    ward: Ward,
    people: list[Stay],
    count_queries: Callable[[Callable[[], object]], int],
) -> None:
    path = f"/wards/{ward.id}/grid"
    browse.get(path)
    few = count_queries(lambda: browse.get(path))
    arrange(lambda: [world.stay(ward, bed=str(number), edd=day(number)) for number in range(10, 30)])
    browse.get(path)
    assert count_queries(lambda: browse.get(path)) == few


def gone(page: Page) -> list[str]:
    return [" ".join(item.get_text(" ").split()) for item in page.html.select("section[aria-labelledby=gone] li")]


def to_mend(page: Page) -> list[str]:
    return [str(link["href"]) for link in page.html.select(".nhsuk-error-summary__list a")]


def test_what_was_typed_about_people_who_are_not_here_any_more_is_given_back(
    browse: Browse, session: Session, world: World, arrange: Arrange, ward: Ward, people: list[Stay]
) -> None:
    first, second, third = (str(stay.id) for stay in people)
    page = browse.get(f"/wards/{ward.id}/grid")

    def leave() -> None:
        world.left(session.get_one(Stay, people[0].id), on=TODAY)
        world.move(session.get_one(Stay, people[1].id), world.ward("Rowan"), at=NOW)

    arrange(leave)
    typed: dict[str, object] = {f"{first}-edd": "30 Nov", f"{first}-purpose": "Settle", f"{third}-key_worker": "Al Kay"}
    shown = save(page, {**typed, f"{second}-ready_since": "20 Nov", f"{second}-edd": "soon"})
    assert "1 row saved, 2 not saved. What you typed is still here." in shown.text
    names = {key: page.html.select_one(f"#row-{key} bdi").get_text() for key in (first, second)}  # type: ignore[union-attr]
    assert gone(shown) == [
        f"{names[first]} left hospital on 23 Nov. EDD: 30/11/2026 ; Purpose of admission: Settle",
        f"{names[second]} is on Rowan ward now. EDD: soon ; Clinically ready since: 20/11/2026",
    ]
    assert to_mend(shown) == [f"#row-{first}", f"#row-{second}"]
    kept = {stay.id: (stay.purpose, stay.key_worker) for stay in stored(session, Stay)}
    assert [kept[stay.id] for stay in people] == [("", ""), ("", ""), ("", "Al Kay")]
    assert gone(save(shown, {})) == []


def test_who_left_with_nothing_typed_about_them_is_no_fault(
    browse: Browse, session: Session, world: World, arrange: Arrange, ward: Ward, people: list[Stay]
) -> None:
    page = browse.get(f"/wards/{ward.id}/grid")
    arrange(lambda: world.left(session.get_one(Stay, people[1].id), on=TODAY))
    assert "1 row saved" in save(page, {f"{people[0].id}-key_worker": "Ann Cole"}).text


def test_what_was_typed_about_the_last_one_of_a_ward_is_given_back(
    browse: Browse, session: Session, world: World, arrange: Arrange, ward: Ward, people: list[Stay]
) -> None:
    page = browse.get(f"/wards/{ward.id}/grid")
    arrange(lambda: [world.left(session.get_one(Stay, stay.id), on=TODAY) for stay in people])
    shown = save(page, {f"{people[0].id}-key_worker": "Ann Cole"})
    assert "Nobody is on this ward" in shown.text
    assert [item.rpartition(". ")[2] for item in gone(shown)] == ["Key worker: Ann Cole"]


def test_what_was_typed_about_somebody_out_of_sight_by_now_is_given_back_without_their_name(
    browse: Browse, session: Session, world: World, arrange: Arrange, ward: Ward, people: list[Stay]
) -> None:
    first, second = (str(stay.id) for stay in people[:2])
    page = browse.get(f"/wards/{ward.id}/grid")

    def out_of_sight() -> None:
        rowan = world.ward("Rowan")
        for stay in people[:2]:
            world.move(session.get_one(Stay, stay.id), rowan, at=stay.admitted_at)

    arrange(out_of_sight)
    shown = save(page, {f"{first}-key_worker": "Ann Cole"})
    assert gone(shown) == ["Somebody who is not on this ward any more. Key worker: Ann Cole"]
    again = save(page, {f"{second}-edd": day(9), f"{second}-edd_reason": "needs_changed"})
    assert "Why changed" in gone(again)[0]


def test_a_date_typed_for_somebody_made_ready_meanwhile_is_given_back(
    browse: Browse, session: Session, arrange: Arrange, ward: Ward, people: list[Stay], here: Here
) -> None:
    key = str(people[1].id)
    page = browse.get(f"/wards/{ward.id}/grid")
    arrange(lambda: here.ready(session.get_one(Stay, people[1].id), day(-1)))
    typed: dict[str, object] = {f"{key}-edd": day(9), f"{key}-edd_reason": "needs_changed", f"{key}-key_worker": "Al"}
    shown = save(page, typed)
    assert to_mend(shown) == [f"#row-{key}"]
    assert f"Not saved: EDD: {day(9).day}/{day(9).month}/{day(9).year}; Why changed: " in shown.errors[""]
    assert "1 row saved" in save(shown, {}).text
    assert [stay.key_worker for stay in stored(session, Stay) if stay.bed == "2"] == ["Al"]


def test_a_purpose_of_two_lines_that_nobody_changed_is_left_alone(
    browse: Browse, session: Session, arrange: Arrange, ward: Ward, people: list[Stay]
) -> None:
    key = str(people[0].id)

    def two_lines() -> None:
        session.get_one(Stay, people[0].id).purpose = "Settle\nthen home"

    arrange(two_lines)
    as_sent = "Settle\r\nthen home"  # a browser sends line ends so, in hidden boxes too
    page = save(browse.get(f"/wards/{ward.id}/grid"), {f"{key}-purpose": as_sent, f"{key}-seen_purpose": as_sent})
    assert "Nothing was changed" in page.text
