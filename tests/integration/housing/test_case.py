"""A housing case: begun, changed, closed and opened again; what a clinician releases; who may see and do it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.audit.models import AuditLine
from discharge.housing.models import HousingCase, HousingStep
from discharge.places.models import Organisation, Ward
from discharge.stays.models import Stay
from tests.browse import Browse
from tests.factories import TODAY, World
from tests.shapes import Arrange, BrowseAs


def at(stay: Stay, rest: str = "") -> str:
    return f"/stays/{stay.id}/housing{rest}"


def begun(browse: Browse, stay: Stay, **typed: Any) -> None:
    browse.get(at(stay, "/needs")).submit("Save", need="new", route="supported", **typed)


def test_a_case_is_begun_and_shown_with_the_national_code(
    session: Session, browse: Browse, stay: Stay, district: Organisation, county: Organisation
) -> None:
    page = browse.get(at(stay))
    assert "No housing case" in page.text
    form = browse.get(at(stay, "/needs"))
    assert "Westmere County" not in form.text
    assert form.submit("Save").errors == {"need": "Select why housing is needed"}
    page = form.submit(
        "Save",
        need="at_risk",
        route="supported",
        support_level="waking",
        access="ground",
        council_ids=[str(district.id)],
        lived_with="mother",
        has_pets="yes",
        wishes="I want to live near my sister 🏡",
    )
    assert "Their home is at risk" in page.text
    assert "18: Supported accommodation" in page.text
    assert "I want to live near my sister 🏡" in page.text
    assert "Fenland District" in page.text
    assert "Need identified" in page.text
    case = session.scalars(select(HousingCase)).one()
    assert (case.stay_id, case.person_id, case.organisation_id) == (stay.id, stay.person_id, stay.organisation_id)
    actions = session.scalars(select(AuditLine.action).where(AuditLine.action.like("housing.%"))).all()
    assert {"housing.begun", "housing.shown"} <= set(actions)


def test_wishes_are_not_told_in_the_story(session: Session, browse: Browse, stay: Stay) -> None:
    begun(browse, stay)
    browse.get(at(stay, "/needs")).submit("Save", wishes="a garden")
    assert session.scalars(select(HousingStep.words)).all() == [
        "Why housing is needed: They need a new home; Home looked for: Supported accommodation"
    ]


def test_words_for_partners_do_not_say_who_the_person_is(browse: Browse, stay: Stay) -> None:
    page = browse.get(at(stay, "/needs")).submit("Save", need="new", lived_with="Ruth's mother", wishes="x" * 501)
    assert "Take out the person’s name, “Ruth”" in page.errors["lived_with"]
    page = browse.get(at(stay, "/needs")).submit("Save", need="new", wishes="x" * 501)
    assert page.errors == {"wishes": "This must be 500 characters or fewer"}


def test_right_to_left_words_and_a_code_nobody_offers(
    browse: Browse, stay: Stay, district: Organisation, county: Organisation
) -> None:
    form = browse.get(at(stay, "/needs"))
    assert form.submit("Save", need="new", route="castle").errors == {
        "route": "Home looked for must be one of the list"
    }
    for wrong in ([str(county.id)], ["nowhere"]):
        assert form.submit("Save", need="new", council_ids=wrong).errors == {
            "council_ids": "Select councils that answer for housing"
        }
    assert "قرب النهر" in form.submit("Save", need="new", area_words="قرب النهر").text


def test_two_who_begin_at_once_see_both_texts(browse: Browse, stay: Stay) -> None:
    first, second = (browse.get(at(stay, "/needs")) for _editor in range(2))
    first.submit("Save", need="new", lived_with="alone")
    page = second.submit("Save", need="new", lived_with="with a friend", status=409)
    assert "alone" in page.text
    assert "with a friend" in page.text


def test_the_same_form_sent_twice_begins_one_case(session: Session, browse: Browse, stay: Stay) -> None:
    form = browse.get(at(stay, "/needs"))
    for _press in range(2):
        form.submit("Save", need="new")
    assert len(session.scalars(select(HousingStep)).all()) == 1


def test_a_case_is_closed_with_what_came_of_it_and_opened_again(browse: Browse, stay: Stay) -> None:
    begun(browse, stay)
    form = browse.get(at(stay, "/close"))
    assert "Enter what came of it" in form.submit("Close the case").errors["outcome"]
    page = form.submit("Close the case", outcome="Went back home")
    assert "Closed: Went back home" in page.text
    refused = browse.get(at(stay, "/needs")).submit("Save", need="at_risk")
    assert refused.errors == {"": "This housing case is closed. Open it again first"}
    page = browse.get(at(stay, "/reopen")).submit("Open it again")
    assert "They need a new home" in page.text
    assert "Open again" in page.text


def test_a_clinician_releases_what_a_place_must_know_and_ends_it(session: Session, browse: Browse, stay: Stay) -> None:
    begun(browse, stay)
    form = browse.get(at(stay, "/safe-placing"))
    assert set(form.submit("Release this").errors) == {"since_on"}
    late = form.submit("Release this", since_on=TODAY + timedelta(days=1), code="fire", basis="Review", released_by="x")
    assert late.errors == {"since_on": "The date must be today or in the past"}
    named = form.submit("Release this", since_on=TODAY, code="fire", basis="Alder file", released_by="Dr Osei")
    assert "Take out" in named.errors["basis"]
    page = form.submit("Release this", since_on=TODAY, code="fire", basis="Care plan review", released_by="Dr Osei")
    assert "Fire: a history of fire-setting" in page.text
    assert "Released by Dr Osei" in page.text
    again = browse.get(at(stay, "/safe-placing")).submit(
        "Release this", since_on=TODAY, code="fire", basis="Another", released_by="Dr Osei"
    )
    assert "on the list already" in again.errors["code"]
    end = next(str(link["href"]) for link in page.html.find_all("a") if "/end" in str(link.get("href")))
    page = browse.get(end).submit("End it")
    assert "Nothing is released" in page.text
    browse.get(end, status=404)


def test_who_may_open_and_change_housing(
    browse: Browse, browse_as: BrowseAs, world: World, ward: Ward, stay: Stay, arrange: Arrange
) -> None:
    begun(browse, stay)
    bank = browse_as(arrange(lambda: world.user(Role.BANK_WORKER, ward)))
    other = browse_as(arrange(lambda: world.user(Role.WARD_MEMBER, world.ward("Cedar"))))
    assert "Change needs" not in bank.get(at(stay)).text
    other.get(at(stay), status=404)
    for rest in ("/needs", "/close", "/reopen", "/safe-placing"):
        browse.get(at(stay, rest))
        bank.get(at(stay, rest), status=403)
        other.get(at(stay, rest), status=404)
        assert "/sign-in" in browse_as(None).client.get(at(stay, rest)).location


def test_after_leaving_nothing_is_changed(browse: Browse, world: World, stay: Stay, arrange: Arrange) -> None:
    begun(browse, stay)
    open_since = browse.get(at(stay, "/needs"))
    arrange(lambda: world.left(world.session.merge(stay), on=TODAY))
    assert "Housing" in browse.get(at(stay)).text
    assert "This person has left hospital" in browse.get(at(stay, "/needs"), status=400).text
    answer = open_since.submit("Save", wishes="Near her sister in Westmere", status=400)
    assert "This person has left hospital" in answer.text
    assert "Near her sister in Westmere" in answer.text
    refused = world.session.scalars(select(AuditLine).where(AuditLine.action == "refused")).all()
    assert refused == []  # nobody lacked a power


def test_a_page_costs_the_same_however_long_its_story(
    browse: Browse, stay: Stay, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    begun(browse, stay)
    one = count_queries(lambda: browse.get(at(stay)))
    for level in ("visiting", "daytime", "waking"):
        browse.get(at(stay, "/needs")).submit("Save", support_level=level)
    assert count_queries(lambda: browse.get(at(stay))) == one
