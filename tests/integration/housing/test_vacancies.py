"""Places: what may be posted, two who change one, and what stays while somebody is offered it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.housing.models import Vacancy
from discharge.places.models import Organisation, OrganisationKind
from discharge.stays.models import Stay
from tests.browse import Browse, Page
from tests.factories import TODAY, World
from tests.integration.housing.places import at, link
from tests.shapes import Arrange

FAR = timedelta(days=800)


@pytest.fixture
def posted(session: Session, post: Callable[..., Page]) -> Vacancy:
    """A place that is free, held for a week."""
    post(held_until=TODAY + timedelta(days=7))
    return session.scalars(select(Vacancy)).one()


@pytest.fixture
def other_provider(world: World, arrange: Arrange) -> Organisation:
    made: Organisation = arrange(lambda: world.organisation(OrganisationKind.HOUSING_PROVIDER, "Harbour Homes"))
    return made


def test_what_is_posted_makes_sense(post: Callable[..., Page]) -> None:
    assert post(name="").errors == {"name": "Enter a name for the place, for example Flat 2, Elm Court"}
    assert "provides the place" in post(provider_id="").errors["provider_id"]
    assert "council area" in post(council_id="").errors["council_id"]
    assert "for whose people" in post(trust_id="").errors["trust_id"]
    late = post(from_on=TODAY, held_until=TODAY - timedelta(days=1))
    assert "same as or after the day" in late.errors["held_until"]


def test_two_who_change_a_place_and_one_offered_is_not_withdrawn(
    session: Session, browse: Browse, desk: Browse, stay: Stay, post: Callable[..., Page], case: None
) -> None:
    post()
    vacancy = session.scalars(select(Vacancy)).one()
    first, second = (desk.get(f"/vacancies/{vacancy.id}/change") for _editor in range(2))
    first.submit("Save the place", name="Flat 3")
    assert "Flat 3" in second.submit("Save the place", name="شقة ٢", status=409).text
    form = desk.get(f"/vacancies/{vacancy.id}/withdraw")
    browse.get(at(stay, f"/places/{vacancy.id}/offer")).submit("Offer this place")
    desk_page = desk.get(f"/vacancies/{vacancy.id}/withdraw").submit("Withdraw this place")
    assert "Record what became of that offer first" in desk_page.errors[""]
    form.submit("Withdraw this place", status=409)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"from_on": TODAY - FAR}, "from_on"),
        ({"from_on": TODAY + FAR}, "from_on"),
        ({"held_until": TODAY + FAR}, "held_until"),
        ({"from_on": date(1900, 1, 1)}, "from_on"),
    ],
)
def test_a_year_that_is_a_slip_is_asked_about(post: Callable[..., Page], typed: dict[str, Any], field: str) -> None:
    assert "within two years" in post(**typed).errors[field]


def test_a_place_that_is_free_only_after_it_is_held_is_refused_also_when_one_day_is_moved(
    desk: Browse, posted: Vacancy
) -> None:
    form = desk.get(f"/vacancies/{posted.id}/change")
    page = form.submit("Save the place", from_on=TODAY + timedelta(days=9))
    assert "same as or after the day from which it is free" in page.errors["held_until"]


def test_days_that_have_passed_since_do_not_stand_in_the_way_of_a_change(
    session: Session, desk: Browse, posted: Vacancy
) -> None:
    session.get_one(Vacancy, posted.id).from_on = TODAY - FAR
    session.get_one(Vacancy, posted.id).held_until = TODAY - timedelta(days=1)
    session.commit()
    page = desk.get(f"/vacancies/{posted.id}/change").submit("Save the place", words="Ring the bell")
    assert "Place saved" in page.text


def test_a_change_does_not_offer_another_trust(desk: Browse, posted: Vacancy) -> None:
    """A place is posted for the people of one trust: choosing another would be dropped without a word."""
    assert desk.get("/vacancies/new").html.select("[name=trust_id]") != []
    assert desk.get(f"/vacancies/{posted.id}/change").html.select("[name=trust_id]") == []


def test_one_place_is_not_posted_twice(
    desk: Browse, post: Callable[..., Page], posted: Vacancy, other_provider: Organisation
) -> None:
    """Two posts of one flat would be offered to two people."""
    again = post(name=posted.name.upper())
    assert "is posted already. A second place needs its own name" in again.errors["name"]
    assert "posted" in post(provider_id=other_provider.id).text
    assert "Place saved" in desk.get(f"/vacancies/{posted.id}/change").submit("Save the place", name="FLAT 2").text
    assert "posted" in post().text
    back = desk.get(f"/vacancies/{posted.id}/change").submit("Save the place", name=posted.name)
    assert "is posted already" in back.errors["name"]


def test_two_who_change_a_place_read_both_in_words_also_where_only_the_provider_differs(
    session: Session, desk: Browse, posted: Vacancy, other_provider: Organisation
) -> None:
    first, second = (desk.get(f"/vacancies/{posted.id}/change") for _editor in range(2))
    first.submit("Save the place", provider_id=other_provider.id)
    late = second.submit("Save the place", status=409)
    assert "Harbour Homes" in late.text
    assert "Elm Homes" in late.text
    assert "Staff there in the daytime" in late.text
    assert "daytime" not in late.text.replace("Staff there in the daytime", "")
    session.rollback()
    assert session.scalars(select(Vacancy.provider_id)).one() == other_provider.id


@pytest.mark.usefixtures("case")
def test_while_it_is_offered_a_place_stays_the_one_that_was_offered(
    session: Session, browse: Browse, desk: Browse, stay: Stay, posted: Vacancy, other_provider: Organisation
) -> None:
    browse.get(at(stay, f"/places/{posted.id}/offer")).submit("Offer this place")
    form = desk.get(f"/vacancies/{posted.id}/change")
    for field, typed in {"name": "Flat 9", "provider_id": other_provider.id, "route": "social"}.items():
        page = form.submit("Save the place", **{field: typed})
        assert page.errors == {field: "This stays as it was offered. Record what became of the offer first"}
    assert "Place saved" in form.submit("Save the place", words="Ring the bell").text
    session.rollback()
    assert session.scalars(select(Vacancy.name)).one() == posted.name


@pytest.mark.usefixtures("case")
def test_who_offers_a_place_that_was_withdrawn_is_told_so(
    browse: Browse, desk: Browse, stay: Stay, posted: Vacancy
) -> None:
    form = browse.get(at(stay, f"/places/{posted.id}/offer"))
    desk.get(f"/vacancies/{posted.id}/withdraw").submit("Withdraw this place")
    assert "was withdrawn: nobody is offered it any more" in form.submit("Offer this place").errors[""]


@pytest.mark.usefixtures("case")
def test_whose_refusal_it_was_stands_on_both_lists(browse: Browse, desk: Browse, stay: Stay, posted: Vacancy) -> None:
    page = browse.get(at(stay, f"/places/{posted.id}/offer")).submit("Offer this place")
    why = {"refused_by": "provider", "because": "No room for a cot"}
    browse.get(link(page, "/answer")).submit("Save the answer", answer="refused", **why)
    said = "the provider refused this place before"
    assert said in desk.get(f"/vacancies/{posted.id}").text
    assert said in browse.get(at(stay, "/places")).text
