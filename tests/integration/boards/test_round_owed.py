"""The round says which blocker a red day opened, and leads by one key to another owner; a green day may end it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.access.queries import actor_of
from discharge.blockers.models import Blocker
from discharge.blockers.rules.states import State
from discharge.core.transaction import carry_out
from discharge.days.commands import MarkDay, mark_day
from discharge.days.rules.mark import Colour
from discharge.places.models import OrganisationKind, Ward
from discharge.stays.models import Stay
from tests.browse import Browse, Page
from tests.factories import NOW, TODAY, World
from tests.shapes import Arrange, BrowseAs

Red = Callable[[Stay], None]


@pytest.fixture
def people(world: World, arrange: Arrange, ward: Ward) -> tuple[Stay, ...]:
    edd = TODAY + timedelta(days=5)
    made: tuple[Stay, ...] = arrange(
        lambda: tuple(
            world.stay(ward, bed=str(bed), person=world.person(surname=name), edd=edd)
            for bed, name in enumerate(("Khan", "Alder"), start=1)
        )
    )
    return made


@pytest.fixture
def red_yesterday(session: Session, nurse: User) -> Red:
    """Yesterday somebody waited for a social worker."""

    def mark(stay: Stay) -> None:
        day = TODAY - timedelta(days=1)
        said = {"colour": Colour.RED, "reason": "EXT-11", "seen": 0, "late_reason": "entered from paper"}
        actor = actor_of(session, nurse, now=NOW, request_id="")
        carry_out(session, mark_day, MarkDay(stay_id=stay.id, day=day, **said), actor=actor, now=NOW)

    return mark


def card(browse: Browse, ward: Ward, stay: Stay) -> Page:
    return browse.get(f"/wards/{ward.id}/round?do=mark&at={stay.id}")


def blockers(session: Session) -> list[Blocker]:
    session.rollback()
    session.expunge_all()
    return list(session.scalars(select(Blocker)))


def linked(page: Page, key: str) -> str:
    found = page.html.select(f'.discharge-round__last a[data-key="{key}"]')
    assert len(found) == 1, page.html.select_one(".discharge-round__last")
    return str(found[0]["href"])


def test_a_red_day_says_who_owes_it_and_one_key_changes_the_owner(
    browse: Browse, session: Session, world: World, arrange: Arrange, ward: Ward, people: tuple[Stay, ...]
) -> None:
    arrange(lambda: world.organisation(OrganisationKind.COUNCIL, "Westmere Council"))
    after = card(browse, ward, people[0]).submit("Social worker")
    assert "Bed 1 Khan: red day" in after.text
    assert "Social worker: Council, not known which, due 7 Dec" in after.text
    assert after.heading.startswith("Bed 2")
    form = browse.get(linked(after, "o"))
    choice = next(
        o for o in form.html.select("select[name=owner] option") if o.get_text() == "Council: Westmere Council"
    )
    back = form.submit("Hand on", owner=choice["value"], named_person="Ada Lowe")
    assert back.path == f"/wards/{ward.id}/round"
    (one,) = blockers(session)
    assert (one.named_person, one.state) == ("Ada Lowe", State.OPEN)
    again = card(browse, ward, people[1])
    assert again.heading.startswith("Bed 2")


def test_what_the_ward_itself_awaits_says_nothing_of_owners(
    browse: Browse, session: Session, ward: Ward, people: tuple[Stay, ...]
) -> None:
    after = card(browse, ward, people[0]).submit("No senior review")
    assert "Bed 1 Khan: red day" in after.text
    assert not after.html.select(".discharge-round__owed")
    assert blockers(session) == []


def test_a_green_day_with_a_step_of_that_kind_leads_by_one_key_to_finishing_it(
    browse: Browse, session: Session, ward: Ward, people: tuple[Stay, ...], red_yesterday: Red
) -> None:
    red_yesterday(people[0])
    after = card(browse, ward, people[0]).submit("Green day", also=["GRN-14"])
    assert "Still open: Social worker, Council, not known which" in after.text
    back = browse.get(linked(after, "f")).submit("Finish", outcome="Assessed")
    assert back.path == f"/wards/{ward.id}/round"
    assert [one.state for one in blockers(session)] == [State.DONE]


def test_another_green_day_says_nothing(
    browse: Browse, ward: Ward, people: tuple[Stay, ...], red_yesterday: Red
) -> None:
    red_yesterday(people[0])
    after = card(browse, ward, people[0]).submit("Green day", also=["GRN-01"])
    assert not after.html.select(".discharge-round__owed")


def test_same_again_is_one_press_and_extends_it(
    browse: Browse, session: Session, ward: Ward, people: tuple[Stay, ...], red_yesterday: Red
) -> None:
    red_yesterday(people[0])
    after = card(browse, ward, people[0]).submit("Same as the last mark")
    assert "Social worker: Council, not known which, due 7 Dec" in after.text
    assert len(blockers(session)) == 1


def test_who_may_not_work_on_blockers_is_told_and_offered_nothing(
    browse_as: BrowseAs, world: World, arrange: Arrange, ward: Ward, people: tuple[Stay, ...]
) -> None:
    bank = browse_as(arrange(lambda: world.user(Role.BANK_WORKER, ward)))
    after = card(bank, ward, people[0]).submit("Social worker")
    assert "Social worker: Council, not known which" in after.text
    assert not after.html.select('.discharge-round__last a[data-key="o"]')
