"""The pages of one person's day."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.audit.models import AuditLine
from discharge.days.models import DayMark, DayPlan
from discharge.days.rules.mark import Colour
from discharge.places.models import Ward
from discharge.stays.models import Stay
from tests.factories import TODAY, World
from tests.shapes import Arrange

PAGES = ("plan", "mark")


def at(stay: Stay, page: str, *, days_ago: int = 0) -> str:
    return f"/stays/{stay.id}/days/{TODAY - timedelta(days=days_ago)}/{page}"


def test_a_plan_is_made_of_chips_and_own_words(browse: Any, stay: Stay, session: Session) -> None:
    own_words = "Phone her sister\n\nBook a taxi"
    page = browse.get(at(stay, "plan")).submit(interventions=["GRN-01", "GRN-16"], own_words=own_words)
    assert "Plan saved" in page.text
    planned = session.scalars(select(DayPlan)).one()
    assert planned.steps == [
        {"code": "GRN-01"},
        {"code": "GRN-16"},
        {"words": "Phone her sister"},
        {"words": "Book a taxi"},
    ]
    again = browse.get(at(stay, "plan"))
    assert again.html.find(attrs={"value": "Phone her sister"}).has_attr("checked")


def test_planned_steps_are_ticked_and_those_left_make_the_day_green(
    browse: Any, days: Any, stay: Stay, session: Session
) -> None:
    days.plan(stay, "GRN-01", "Phone her sister")
    page = browse.get(at(stay, "mark"))
    ticked = [box["value"] for box in page.html.select("input[name=interventions][checked]")]
    assert ticked == ["GRN-01", "Phone her sister"]
    saved = page.submit("Save", colour="green", interventions=["Phone her sister"])
    assert "Green day on Monday 23 November" in saved.text
    mark = session.scalars(select(DayMark)).one()
    assert mark.interventions == [{"words": "Phone her sister"}]
    assert mark.planned == [{"code": "GRN-01"}, {"words": "Phone her sister"}]


def test_a_red_day_is_said_with_a_chip_or_from_the_whole_list(browse: Any, stay: Stay, session: Session) -> None:
    page = browse.get(at(stay, "mark"))
    assert len(page.html.select("input[name=reason]")) == 6
    page.submit("Save", colour="red", reason="INT-03", other_reason="EXT-38", next_step="Write again")
    mark = session.scalars(select(DayMark)).one()
    assert (mark.reason, mark.owner, mark.next_step, mark.interventions) == ("EXT-38", "courts", "Write again", [])


def test_reasons_are_found_by_their_words_and_nothing_typed_is_lost(browse: Any, stay: Stay) -> None:
    found = browse.get(at(stay, "mark")).submit("Find", colour="red", find="ministry", note="Letter sent")
    assert [box["value"] for box in found.html.select("input[id^=found-]")] == ["EXT-38"]
    assert found.html.find(id="note")["value"] == "Letter sent"
    assert "Red day on" in found.submit("Save", reason="EXT-38").text


def test_what_is_missing_is_said_at_its_field(browse: Any, stay: Stay) -> None:
    page = browse.get(at(stay, "mark"))
    assert page.submit("Save").errors == {"colour": "Select green day, red day or away"}
    assert page.submit("Save", colour="green").errors == {"interventions": "Select what moved the person's care on"}
    assert page.submit("Save", colour="red").errors == {"reason": "Select what the person waited for"}
    assert page.submit("Save", colour="absent").errors == {"absence_kind": "Select where the person was"}


def test_a_late_mark_is_asked_why(browse: Any, stay: Stay, session: Session) -> None:
    page = browse.get(at(stay, "mark", days_ago=6))
    assert "This day closed on Wednesday 18 November at 12:00" in page.text
    refused = page.submit("Save", colour="red", reason="INT-03")
    assert refused.errors == {"late_reason": "The day has closed: enter why it is marked or changed now"}
    assert "said late" in refused.submit("Save", late_reason="entered from paper").text
    assert session.scalars(select(DayMark.late_reason)).one() == "entered from paper"


def test_a_mark_is_undone_and_its_history_stays(browse: Any, days: Any, stay: Stay, session: Session) -> None:
    days.red(stay)
    page = browse.get(at(stay, "mark"))
    assert "Undone" in page.submit("Undo").text
    assert session.scalars(select(DayMark.colour)).one() is None
    after = browse.get(at(stay, "mark"))
    assert "Undone by Priya Nair" in after.text
    assert "Undo the last change" not in after.text


def test_two_people_at_one_day_both_see_both_texts(browse: Any, days: Any, stay: Stay, session: Session) -> None:
    page = browse.get(at(stay, "mark"))
    days.green(stay)
    shown = page.submit("Save", colour="red", reason="INT-03", status=409)
    assert "Green day" in shown.text
    assert "Red day" in shown.text
    assert session.scalars(select(DayMark.colour)).one() == Colour.GREEN


def test_a_day_to_come_is_planned_and_not_marked(browse: Any, stay: Stay, session: Session) -> None:
    today = browse.get(at(stay, "mark"))
    page = browse.get(at(stay, "mark", days_ago=-1))
    assert "This day is still to come: it can be planned, and marked once it is here" in page.text
    assert page.html.select_one("input[name=colour]") is None
    assert page.html.select_one("main p a")["href"] == at(stay, "plan", days_ago=-1)
    fields = {name: today.html.select_one(f"input[name={name}]")["value"] for name in ("one_time_key", "version")}
    refused = browse.post(at(stay, "mark", days_ago=-1), {**fields, "colour": "green", "interventions": "GRN-01"})
    assert refused.errors == {"": "This day is still to come: it can be planned, and marked once it is here"}
    assert session.scalars(select(DayMark)).all() == []


def test_a_day_before_the_admission_has_no_form(browse: Any, stay: Stay) -> None:
    page = browse.get(at(stay, "mark", days_ago=(TODAY - stay.admitted_on).days + 1))
    assert "The person was not here yet" in page.text
    assert page.html.select_one("input[name=colour]") is None
    assert page.html.select_one("main p a") is None


@pytest.mark.parametrize("page", PAGES)
def test_looking_is_on_record(browse: Any, stay: Stay, session: Session, page: str) -> None:
    browse.get(at(stay, page))
    lines = session.scalars(select(AuditLine).where(AuditLine.action == "day.shown")).all()
    assert [line.person_id for line in lines] == [stay.person_id]


@pytest.mark.parametrize("page", PAGES)
def test_who_may_open_the_pages(
    browse_as: Any, stay: Stay, world: World, ward: Ward, arrange: Arrange, page: str
) -> None:
    bank, executive, stranger = arrange(
        lambda: [
            world.user(Role.BANK_WORKER, ward),
            world.user(Role.EXECUTIVE, world.trust),
            world.user(Role.WARD_MEMBER, world.ward("Rowan")),
        ]
    )
    assert browse_as(bank).get(at(stay, page)).heading.startswith("No bed" if not stay.bed else "Bed 3")
    browse_as(executive).get(at(stay, page), status=403)
    browse_as(stranger).get(at(stay, page), status=404)
    assert browse_as(None).get(at(stay, page)).path == "/sign-in"


def test_who_may_undo(browse_as: Any, days: Any, stay: Stay, world: World, ward: Ward, arrange: Arrange) -> None:
    days.red(stay)
    bank, executive, stranger = arrange(
        lambda: [
            world.user(Role.BANK_WORKER, ward),
            world.user(Role.EXECUTIVE, world.trust),
            world.user(Role.WARD_MEMBER, world.ward("Rowan")),
        ]
    )
    browse_as(executive).post(at(stay, "undo"), {}, status=403)
    fields = {"one_time_key": "0d9f2b1e-7c7e-4c39-9d5e-2f6c51a6a0b1", "version": "1"}
    browse_as(stranger).post(at(stay, "undo"), fields, status=404)
    assert browse_as(None).post(at(stay, "undo"), fields).path == "/sign-in"
    assert "Undone" in browse_as(bank).get(at(stay, "mark")).submit("Undo").text
