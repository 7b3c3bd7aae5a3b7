"""A press in the round that would change what stands is asked about first, and the round has two ends."""

from datetime import time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.core.clock import moment_of
from discharge.days.models import DayMark, DayPlan
from discharge.days.rules.mark import Colour
from discharge.places.models import Ward
from discharge.stays.models import Stay
from tests.browse import Browse, Page
from tests.factories import NOW, TODAY, World
from tests.integration.boards.conftest import Here
from tests.integration.conftest import Clock
from tests.shapes import Arrange


@pytest.fixture
def people(world: World, arrange: Arrange, ward: Ward) -> tuple[Stay, ...]:
    """Three people in beds 1 to 3."""
    names = ("Khan", "Amin", "Alder")

    def three() -> tuple[Stay, ...]:
        return tuple(
            world.stay(ward, bed=str(bed), person=world.person(surname=name), edd=TODAY + timedelta(days=5))
            for bed, name in enumerate(names, start=1)
        )

    made: tuple[Stay, ...] = arrange(three)
    return made


def card(browse: Browse, ward: Ward, stay: Stay, doing: str = "mark") -> Page:
    return browse.get(f"/wards/{ward.id}/round?do={doing}&at={stay.id}")


def said(session: Session, stay: Stay) -> tuple[Colour | None, str, int]:
    session.rollback()  # what was read before is a picture of then
    mark = session.scalars(select(DayMark).where(DayMark.stay_id == stay.id)).one()
    return mark.colour, mark.reason, mark.revisions


def asked(page: Page) -> str:
    found = page.html.select_one("[data-round-ask]")
    return " ".join(found.get_text(" ").split()) if found else ""


def moves(page: Page) -> list[str]:
    return [link.get_text(strip=True) for link in page.html.select("[data-key=left], [data-key=right]")]


def test_the_round_stops_at_both_ends(browse: Browse, ward: Ward, people: tuple[Stay, ...]) -> None:
    assert moves(card(browse, ward, people[0])) == ["Bed 2 Amin →"]
    last = card(browse, ward, people[2])
    assert moves(last) == ["← Bed 2 Amin", "End of the round →"]
    end = browse.get(last.html.select("[data-key=right]")[0]["href"])  # type: ignore[arg-type]
    assert end.heading == "3 people not marked yet"
    assert moves(end) == ["← Bed 3 Alder"]


def test_a_card_says_what_the_day_was_marked_by_whom_and_when(
    browse: Browse, ward: Ward, people: tuple[Stay, ...]
) -> None:
    card(browse, ward, people[0]).submit("Green day", also=["GRN-01"])
    assert f"Marked {NOW:%H:%M} by Priya Nair." in card(browse, ward, people[0]).text  # in November London is UTC


def test_one_press_does_not_change_a_mark_that_stands(
    browse: Browse, session: Session, ward: Ward, people: tuple[Stay, ...]
) -> None:
    card(browse, ward, people[0]).submit("Green day", also=["GRN-01"])
    page = card(browse, ward, people[0]).submit("Social worker")
    assert page.heading.startswith("Bed 1")
    assert asked(page).startswith("Already marked green day")
    assert "Press R again, or the button, to change it to red day, social worker." in asked(page)
    assert said(session, people[0]) == (Colour.GREEN, "", 1)
    after = page.submit("Red day, social worker")
    assert said(session, people[0]) == (Colour.RED, "EXT-11", 2)
    assert after.heading.startswith("Bed 2")


def test_the_question_is_about_the_press_that_was_asked_about(
    browse: Browse, session: Session, ward: Ward, people: tuple[Stay, ...]
) -> None:
    card(browse, ward, people[0]).submit("Green day", also=["GRN-01"])
    page = card(browse, ward, people[0]).submit("Social worker").submit(press="absent:home_leave")
    assert "change it to home leave" in asked(page)
    assert said(session, people[0]) == (Colour.GREEN, "", 1)


def test_what_was_ticked_is_there_when_the_question_is_asked(
    browse: Browse, session: Session, ward: Ward, people: tuple[Stay, ...]
) -> None:
    card(browse, ward, people[0]).submit("Social worker")
    page = card(browse, ward, people[0]).submit("Green day", also=["GRN-04"])
    page.submit(form="form[data-round-form]:has(.discharge-round__ask)", press="green")
    session.rollback()
    assert session.scalars(select(DayMark.interventions)).one() == [{"code": "GRN-04"}]


def test_the_same_said_again_is_not_asked_about(
    browse: Browse, session: Session, ward: Ward, people: tuple[Stay, ...]
) -> None:
    for _ in range(2):
        page = card(browse, ward, people[0]).submit("Social worker")
        assert page.heading.startswith("Bed 2")
    assert said(session, people[0]) == (Colour.RED, "EXT-11", 1)


def test_a_mark_made_after_the_card_was_shown_is_shown_beside_the_press(
    browse: Browse, session: Session, ward: Ward, people: tuple[Stay, ...]
) -> None:
    early = card(browse, ward, people[0])
    card(browse, ward, people[0]).submit("Green day", also=["GRN-01"])
    early.submit("Social worker", status=409)
    assert said(session, people[0]) == (Colour.GREEN, "", 1)


def test_a_mark_of_the_day_before_is_not_changed_after_midnight(
    browse: Browse, session: Session, ward: Ward, people: tuple[Stay, ...], clock: Clock
) -> None:
    clock.now = moment_of(TODAY, time(23, 50))
    card(browse, ward, people[0]).submit("Green day", also=["GRN-01"])
    shown = card(browse, ward, people[0])
    clock.now = moment_of(TODAY + timedelta(days=1), time(0, 2))
    page = shown.submit("Social worker")
    assert "it was left as it is" in page.text
    assert said(session, people[0]) == (Colour.GREEN, "", 1)


@pytest.mark.parametrize("button", ["Green day", "Social worker"])
def test_somebody_on_leave_is_asked_about_before_a_green_or_red_day(
    button: str,
    browse: Browse,
    session: Session,
    ward: Ward,
    people: tuple[Stay, ...],
    here: Here,
    arrange: Arrange,
) -> None:
    arrange(lambda: here.away(people[0], "home_leave"))
    page = card(browse, ward, people[0]).submit(button)
    assert page.errors == {}
    assert asked(page).startswith("On record as away: home leave")
    session.rollback()
    assert session.scalars(select(DayMark)).all() == []
    page.submit("Home leave")
    assert said(session, people[0])[0] is Colour.ABSENT


def test_somebody_back_from_leave_is_marked_by_pressing_again(
    browse: Browse, session: Session, ward: Ward, people: tuple[Stay, ...], here: Here, arrange: Arrange
) -> None:
    arrange(lambda: here.away(people[0], "home_leave"))
    card(browse, ward, people[0]).submit("Social worker").submit("Red day, social worker")
    assert said(session, people[0]) == (Colour.RED, "EXT-11", 1)


def test_the_bar_with_undo_stays_until_the_next_mark(
    browse: Browse, session: Session, ward: Ward, people: tuple[Stay, ...]
) -> None:
    refused = card(browse, ward, people[0]).submit("Social worker").submit("Green day")
    assert refused.errors
    assert "Bed 1 Khan: red day" in refused.text
    further = browse.get(refused.html.select("[data-key=right]")[0]["href"])  # type: ignore[arg-type]
    assert further.heading.startswith("Bed 3")
    further.submit("undoes Khan")
    assert said(session, people[0])[0] is None


@pytest.mark.parametrize(
    ("at", "opens"), [(time(9), "Bed 2 Amin"), (time(14), "Bed 1 Khan")], ids=["morning", "afternoon"]
)
def test_the_board_opens_the_round_at_the_first_of_its_pass(
    at: time, opens: str, browse: Browse, session: Session, ward: Ward, people: tuple[Stay, ...], clock: Clock
) -> None:
    clock.now = moment_of(TODAY, at)
    card(browse, ward, people[0], "plan").submit("Save the plan", planned=["GRN-01"])
    assert session.scalars(select(DayPlan.stay_id)).one() == people[0].id
    browse.get(f"/wards/{ward.id}/round").submit("Start the round")
    board = browse.get(f"/wards/{ward.id}")
    link = next(link for link in board.html.find_all("a") if "Go on with the round" in link.get_text())
    assert link.get_text(strip=True).endswith(opens.split()[1])
    assert browse.get(str(link["href"])).heading.startswith(opens[:5])
