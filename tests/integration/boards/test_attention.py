"""What a coordinator looks at first: numbers on home that open to the people behind them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.audit.models import AuditLine
from discharge.blockers.rules.states import State
from discharge.housing.models import CaseState, ConsentSubject, DutyConsent, DutyReferral, ReferralState
from discharge.housing.rules.case import HomeNeed
from discharge.places.models import OrganisationKind, Ward
from tests.awaited import housing, owed
from tests.browse import Browse, Page
from tests.factories import NOW, TODAY, World
from tests.integration.boards.conftest import Here
from tests.shapes import Arrange, BrowseAs

A_DAY = timedelta(days=1)


@pytest.fixture
def coordinator(browse_as: BrowseAs, world: World, ward: Ward, arrange: Arrange) -> Browse:
    return browse_as(arrange(lambda: world.user(Role.COORDINATOR, world.trust)))


def numbers(page: Page) -> dict[str, tuple[int, str]]:
    """Each number of "Look at first" with where it opens, by its words."""
    found = {}
    for stat in page.html.select("section[aria-labelledby=first] .discharge-stat"):
        label, link = stat.select_one("dt"), stat.select_one("a[href]")
        assert label is not None
        assert link is not None
        found[label.get_text(strip=True)] = (int(next(iter(link.stripped_strings))), str(link["href"]))
    return found


def names(page: Page) -> list[str]:
    return [row.select("td a")[0].get_text(strip=True) for row in page.html.select("tbody tr")]


def _everything(world: World, ward: Ward, here: Here) -> None:
    """One of each, on somebody of that name, and nobody else with any of them."""

    def somebody(surname: str, *, is_marked: bool = True, **columns: object) -> object:
        stay = world.stay(ward, person=world.person(surname=surname, given_name="Ann"), **columns)
        if is_marked:
            here.mark(stay)
        return stay

    answered = {"named_person": "S. Oduya", "raised_at": NOW - 9 * A_DAY}
    owed(world, somebody("New"), **answered | {"raised_at": NOW - A_DAY})
    owed(world, somebody("Late"), due_on=TODAY - A_DAY, **answered)
    owed(world, somebody("Answered"), due_on=TODAY - A_DAY, is_answered=True, **answered)
    owed(world, somebody("Unnamed"), **answered | {"named_person": ""})
    ended = {"closed_at": NOW, "closed_on": TODAY, "state": State.DONE}
    owed(world, somebody("Done"), due_on=TODAY - A_DAY, **answered | {"named_person": ""} | ended)
    somebody("Passed", edd=TODAY - A_DAY)
    here.ready(somebody("Ready", edd=TODAY - A_DAY), TODAY)
    somebody("Unmarked", is_marked=False)
    somebody("Unsent", is_home_at_risk=True)
    world.left(here.left(ward, due_at=NOW + A_DAY), on=TODAY - A_DAY)


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("new since yesterday", ["New, Ann"]),
        ("overdue", ["Late, Ann"]),
        ("nobody named", ["Unnamed, Ann"]),
        ("EDD passed", ["Passed, Ann"]),
        ("not marked today", ["Unmarked, Ann"]),
        ("duty to refer unsent", ["Unsent, Ann"]),
    ],
)
def test_each_number_opens_to_its_people(
    coordinator: Browse, world: World, ward: Ward, here: Here, arrange: Arrange, words: str, who: list[str]
) -> None:
    arrange(lambda: _everything(world, ward, here))
    number, href = numbers(coordinator.get("/"))[words]
    assert number == len(who)
    page = coordinator.get(href)
    if href.startswith("/attention/"):
        assert names(page) == who
    else:
        assert all(name in page.text for name in who)


def test_contact_owed_opens_to_where_it_is_recorded(
    coordinator: Browse, world: World, ward: Ward, here: Here, arrange: Arrange
) -> None:
    arrange(lambda: world.left(here.left(ward, due_at=NOW - timedelta(hours=1)), on=TODAY - A_DAY))
    number, href = numbers(coordinator.get("/"))["follow-up owed"]
    assert number == 1
    page = coordinator.get(href)
    assert "Late since 08:30" in " ".join(page.text.split())
    links = [str(link["href"]) for link in page.html.select("tbody a[href]")]
    assert any(link.startswith("/follow-ups/") for link in links)
    for link in links:
        coordinator.get(link)


@pytest.mark.parametrize("look", ["new", "late", "unnamed", "edd-passed", "not-marked", "duty-unsent", "follow-up"])
def test_nobody_is_said_and_everything_linked_opens(
    coordinator: Browse, world: World, ward: Ward, here: Here, arrange: Arrange, look: str
) -> None:
    assert "Nobody" in coordinator.get(f"/attention/{look}").text
    arrange(lambda: _everything(world, ward, here))
    page = coordinator.get(f"/attention/{look}")
    for link in page.html.select("tbody a[href]"):
        coordinator.get(str(link["href"]))


@pytest.mark.parametrize(
    ("case", "consent", "sent", "expected"),
    [
        ({"need": HomeNeed.AT_RISK}, "", [], 1),
        ({"need": HomeNeed.AT_RISK}, "given", [], 1),
        ({"need": HomeNeed.AT_RISK}, "refused", [], 0),
        ({"need": HomeNeed.AT_RISK}, "best_interests_not", [], 0),
        ({"need": HomeNeed.AT_RISK}, "given", [""], 0),
        ({"need": HomeNeed.AT_RISK}, "given", ["not_reached"], 0),
        ({"need": HomeNeed.AT_RISK}, "given", ["stopped"], 1),
        ({"need": HomeNeed.AT_RISK}, "given", ["stopped", ""], 0),  # sent again, to another council
        ({"need": HomeNeed.AT_RISK}, "withdrawn", ["stopped"], 0),
        ({"need": HomeNeed.NONE}, "", [], 0),
        ({"need": HomeNeed.AT_RISK, "state": CaseState.CLOSED}, "", [], 0),
    ],
)
def test_the_duty_to_refer_is_unsent_until_sent_or_refused(
    coordinator: Browse,
    world: World,
    ward: Ward,
    arrange: Arrange,
    case: dict[str, object],
    consent: str,
    sent: list[str],
    expected: int,
) -> None:
    def arranged() -> None:
        stay = world.stay(ward, is_home_at_risk=True)
        made = housing(world, stay, **case)
        of_case = {"organisation_id": stay.organisation_id, "person_id": stay.person_id, "case_id": made.id}
        if consent:
            said = {"subject": ConsentSubject.REFER, "on": TODAY, "by": "Priya Nair", "at": NOW}
            world.session.add(DutyConsent(**of_case, **said, number=1, state="not_asked"))
            world.session.add(DutyConsent(**of_case, **said, number=2, state=consent))
        for outcome in sent:
            council = world.organisation(OrganisationKind.COUNCIL, f"Council {outcome or 'asked'}")
            words = {"authority_id": council.id, "sent_on": TODAY, "sent_by": "Priya Nair", "outcome": outcome}
            state = ReferralState.ANSWERED if outcome else ReferralState.SENT
            world.session.add(DutyReferral(**of_case, **words, stay_id=stay.id, state=state))

    arrange(arranged)
    assert numbers(coordinator.get("/"))["duty to refer unsent"][0] == expected
    assert len(coordinator.get("/attention/duty-unsent").html.select("tbody tr")) == expected


def test_a_ward_member_of_two_wards_has_no_such_numbers(
    browse_as: BrowseAs, world: World, ward: Ward, arrange: Arrange
) -> None:
    def of_two() -> User:
        user = world.user(Role.WARD_MEMBER, ward)
        world.give(user, Role.WARD_MEMBER, world.ward("Aspen"))
        return user

    assert not numbers(browse_as(arrange(of_two)).get("/"))


def test_other_wards_are_neither_counted_nor_shown(
    browse: Browse, world: World, ward: Ward, here: Here, arrange: Arrange
) -> None:
    arrange(lambda: _everything(world, world.ward("Rowan"), here))
    for look in ("new", "late", "unnamed", "edd-passed", "not-marked", "duty-unsent", "follow-up"):
        assert names(browse.get(f"/attention/{look}")) == []


def test_who_may_not_look_is_refused(
    browse: Browse, browse_as: BrowseAs, world: World, ward: Ward, arrange: Arrange
) -> None:
    browse.get("/attention/everything", status=404)
    browse_as(arrange(lambda: world.user(Role.BANK_WORKER, ward))).get("/attention/new", status=403)
    assert browse_as(None).get("/attention/new").path == "/sign-in"


def test_each_opening_is_kept(
    coordinator: Browse, world: World, ward: Ward, arrange: Arrange, session: Session
) -> None:
    arrange(lambda: world.stay(ward))
    coordinator.get("/attention/not-marked")
    lines = session.scalars(select(AuditLine).where(AuditLine.action == "attention.shown")).all()
    assert len(lines) == 1
    assert lines[0].group_digest


def test_home_and_its_lists_cost_the_same_for_one_as_for_many(
    coordinator: Browse, world: World, ward: Ward, here: Here, arrange: Arrange, count_queries: Callable[..., int]
) -> None:
    paths = ("/", "/attention/new", "/attention/edd-passed", "/attention/follow-up")
    arrange(lambda: _everything(world, ward, here))
    for path in paths:
        coordinator.get(path)
    arrange(lambda: _everything(world, ward, here))
    few = [count_queries(lambda path=path: coordinator.get(path)) for path in paths]
    for _ in range(3):
        arrange(lambda: _everything(world, ward, here))
    assert [count_queries(lambda path=path: coordinator.get(path)) for path in paths] == few
