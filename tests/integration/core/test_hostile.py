"""What no form and no link of ours carries is answered with a page that says so, never with a fault."""

from uuid import uuid4

import pytest

from discharge.access.models import Role
from discharge.places.models import Ward
from discharge.stays.models import Stay
from tests.browse import Browse
from tests.factories import TODAY, World
from tests.integration.boards.test_safety import Arrange
from tests.shapes import BrowseAs

ENDLESS = "9" * 5000


@pytest.fixture
def stay(world: World, ward: Ward, arrange: Arrange) -> Stay:
    made: Stay = arrange(lambda: world.stay(ward, bed="1"))
    return made


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_no_ward_writes_down_is_a_missing_page(browse: Browse, stay: Stay, day: str) -> None:
    for what in ("mark", "plan"):
        browse.get(f"/stays/{stay.id}/days/{day}/{what}", status=404)


@pytest.mark.parametrize("carried", [ENDLESS, "99999999999", "-1", "x", "²"])
def test_a_hidden_number_that_is_none_counts_as_nothing_seen(browse: Browse, stay: Stay, carried: str) -> None:
    for what in ("mark", "plan", "undo"):
        fields = {"one_time_key": str(uuid4()), "version": carried, "colour": "red", "reason": "INT-01"}
        answer = browse.client.post(f"/stays/{stay.id}/days/{TODAY}/{what}", data=fields)
        assert answer.status_code in {200, 303, 400, 409}


@pytest.mark.parametrize("year", [ENDLESS, "99999999999999999999", "-5", "9999", "1066"])
def test_a_year_no_ward_writes_down_is_no_real_date(browse: Browse, stay: Stay, year: str) -> None:
    page = browse.get(f"/stays/{stay.id}/edd").submit(
        **{"expected_on-day": 1, "expected_on-month": 2, "expected_on-year": year}
    )
    assert "must be a real date" in page.errors["expected_on"]


@pytest.mark.parametrize(
    "after", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-12:00", "2026-01-01T00:00:00+00:00"]
)
def test_an_address_into_the_record_that_is_not_ours_is_no_fault(
    browse_as: BrowseAs, world: World, stay: Stay, arrange: Arrange, after: str
) -> None:
    reader = browse_as(arrange(lambda: world.user(Role.INFORMATION_GOVERNANCE, world.trust)))
    mark = f"{after}~{world.trust.id}~99999999999999999999"
    answer = reader.client.get(f"/record/{stay.person_id}", query_string={"after": mark})
    assert answer.status_code in {200, 404}


def test_a_form_sent_with_the_key_of_somebody_elses_form_says_what_to_do(
    browse: Browse, browse_as: BrowseAs, world: World, ward: Ward, stay: Stay, arrange: Arrange
) -> None:
    key = str(uuid4())
    fields = {"one_time_key": key, "version": "0", "colour": "red", "reason": "INT-01"}
    assert browse.client.post(f"/stays/{stay.id}/days/{TODAY}/mark", data=fields).status_code == 303
    other = browse_as(arrange(lambda: world.user(Role.WARD_MEMBER, ward)))
    answer = other.client.post(f"/stays/{stay.id}/days/{TODAY}/mark", data=fields)
    assert "Open this form again" in answer.text


def test_an_undo_or_end_of_a_round_without_its_key_is_refused(browse: Browse, ward: Ward, stay: Stay) -> None:
    browse.client.post(f"/wards/{ward.id}/round/start", data={"one_time_key": str(uuid4()), "lead": "Dr Osei"})
    for path in (f"/wards/{ward.id}/round/{stay.id}/undo", f"/wards/{ward.id}/round/end"):
        assert browse.client.post(path, data={"one_time_key": "zz", "revision": ENDLESS}).status_code == 400


def test_words_that_would_turn_round_what_follows_are_kept_without_their_marks(
    browse: Browse, stay: Stay, ward: Ward
) -> None:
    page = browse.get(f"/stays/{stay.id}/purpose").submit(purpose="Home \u202egnp\u2066 soon שלום")
    assert "Home gnp soon שלום" in page.text


def test_a_letter_that_no_database_holds_is_no_fault(browse_as: BrowseAs, world: World, arrange: Arrange) -> None:
    administrator = browse_as(arrange(lambda: world.user(Role.ADMINISTRATOR, world.trust)))
    assert administrator.client.get("/people?named=%00").status_code in {200, 400}
    kept = {"half_typed_on": "/people/\x00", "name": "Ann"}
    assert administrator.client.post("/half-typed", data=kept).status_code in {204, 400}


@pytest.mark.parametrize("seen", ["", "[1]", "null", "[" * 100_000, '{"Left": "\\ud800", "purpose": "\\ud800"}'])
@pytest.mark.parametrize(
    ("form", "status", "says"),
    [("purpose", 200, "Open this form again from the person"), ("discharge", 409, "Nothing is lost")],
)
def test_what_a_hidden_field_carries_may_be_no_sense_at_all(
    browse: Browse, stay: Stay, form: str, status: int, says: str, seen: str
) -> None:
    again = browse.get(f"/stays/{stay.id}/{form}").submit(form="main form", seen=seen, status=status)
    assert says in again.text
