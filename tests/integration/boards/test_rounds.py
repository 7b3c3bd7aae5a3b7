"""A round: one person at a time, each mark on the person who was shown."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.audit.models import AuditLine
from discharge.core.actor import process
from discharge.core.transaction import carry_out
from discharge.days.models import DayMark, DayPlan, Round
from discharge.days.rules.mark import Colour
from discharge.places.models import Ward
from discharge.stays.commands.leaving import LeaveHospital, leave_hospital
from discharge.stays.models import EddAsk, ExpectedDischarge, Stay
from tests.browse import Browse, Page
from tests.factories import NOW, TODAY, World
from tests.shapes import Arrange, BrowseAs


@pytest.fixture
def people(world: World, arrange: Arrange, ward: Ward) -> tuple[Stay, ...]:
    """Three people in beds 1 to 3; the first two are called Khan."""

    def three() -> tuple[Stay, ...]:
        names = ("Khan", "Khan", "Alder")
        return tuple(
            world.stay(ward, bed=str(bed), person=world.person(surname=name), edd=TODAY + timedelta(days=5))
            for bed, name in enumerate(names, start=1)
        )

    made: tuple[Stay, ...] = arrange(three)
    return made


def card(browse: Browse, ward: Ward, stay: Stay | None = None, doing: str = "mark") -> Page:
    at = f"&at={stay.id}" if stay else ""
    return browse.get(f"/wards/{ward.id}/round?do={doing}{at}")


def marks(session: Session) -> dict[Any, Colour | None]:
    session.rollback()
    return {row.stay_id: row.colour for row in session.execute(select(DayMark).where(DayMark.day == TODAY)).scalars()}


def test_a_round_is_started_by_somebody_and_says_who_is_there(
    browse: Browse, session: Session, ward: Ward, people: tuple[Stay, ...]
) -> None:
    page = browse.get(f"/wards/{ward.id}/round")
    assert page.heading == "Start the round"
    page.submit("Start the round", present="Dr Osei, OT, OT")
    held = session.scalars(select(Round)).one()
    assert (held.lead, held.present) == ("Priya Nair", ["Dr Osei", "OT"])


def test_a_green_day_goes_to_the_person_shown_and_then_to_the_next(
    browse: Browse, session: Session, ward: Ward, people: tuple[Stay, ...]
) -> None:
    after = card(browse, ward).submit("Green day", also=["GRN-01"])
    assert marks(session) == {people[0].id: Colour.GREEN}
    assert "Bed 1 Khan: green day" in after.text
    assert after.heading.startswith("Bed 2")


def test_a_red_day_takes_its_reason_in_one_press(
    browse: Browse, session: Session, ward: Ward, people: tuple[Stay, ...]
) -> None:
    card(browse, ward, people[2]).submit("Social worker")
    mark = session.scalars(select(DayMark)).one()
    assert (mark.stay_id, mark.colour, mark.reason, mark.owner) == (people[2].id, Colour.RED, "EXT-11", "council")


def test_the_last_mark_is_undone_from_the_next_person(
    browse: Browse, session: Session, ward: Ward, people: tuple[Stay, ...]
) -> None:
    after = card(browse, ward).submit("Green day", also=["GRN-01"])
    back = after.submit("undoes Khan")
    assert marks(session) == {people[0].id: None}
    assert back.heading.startswith("Bed 1")
    assert "Undone: the day is not marked" in back.text


def test_the_same_press_sent_twice_marks_once(
    browse: Browse, session: Session, ward: Ward, people: tuple[Stay, ...]
) -> None:
    page = card(browse, ward)
    first, second = page.submit("Green day", also=["GRN-01"]), page.submit("Green day", also=["GRN-01"])
    assert first.path == second.path
    assert marks(session) == {people[0].id: Colour.GREEN}
    assert session.scalars(select(DayMark.revisions)).one() == 1


def test_a_green_day_without_a_step_is_refused_and_the_card_says_what_to_do(
    browse: Browse, session: Session, ward: Ward, people: tuple[Stay, ...]
) -> None:
    page = card(browse, ward).submit("Green day")
    assert page.errors
    assert marks(session) == {}
    assert "For a green day press its digit, then G." in card(browse, ward, people[0]).text


def test_planning_ticks_steps_and_they_are_there_when_the_day_is_marked(
    browse: Browse, session: Session, ward: Ward, people: tuple[Stay, ...]
) -> None:
    card(browse, ward, doing="plan").submit("Save the plan", planned=["GRN-01", "GRN-04"])
    assert session.scalars(select(DayPlan)).one().steps == [{"code": "GRN-01"}, {"code": "GRN-04"}]
    card(browse, ward, people[0]).submit("Green day")
    session.rollback()  # what was read before is a picture of then
    assert session.scalars(select(DayMark)).one().interventions == [{"code": "GRN-01"}, {"code": "GRN-04"}]


def test_people_who_share_a_surname_are_flagged(browse: Browse, ward: Ward, people: tuple[Stay, ...]) -> None:
    assert "Same surname: bed 2" in card(browse, ward, people[0]).text
    assert "Same surname" not in card(browse, ward, people[2]).text


@pytest.fixture
def overdue(world: World, arrange: Arrange, ward: Ward) -> Stay:
    made: Stay = arrange(
        lambda: world.stay(ward, bed="9", edd=TODAY - timedelta(days=3), consultant="Dr Osei", purpose="Relapse")
    )
    return made


def test_a_passed_edd_is_met_by_asking_the_consultant(
    browse: Browse, session: Session, ward: Ward, overdue: Stay
) -> None:
    page = card(browse, ward, overdue)
    assert "Passed 3 days" in page.text
    page.submit("Ask Dr Osei by 16:00")
    ask = session.scalars(select(EddAsk)).one()
    assert ask.ask_whom == "Dr Osei"
    assert ask.ask_by is not None
    assert ask.ask_by.hour == 16


def test_a_passed_edd_is_met_by_a_new_date(browse: Browse, session: Session, ward: Ward, overdue: Stay) -> None:
    new = TODAY + timedelta(days=6)
    card(browse, ward, overdue).submit("Set the new date", expected_on=new)
    dates = session.scalars(select(ExpectedDischarge.expected_on).order_by(ExpectedDischarge.number)).all()
    assert dates == [TODAY - timedelta(days=3), new]


def test_a_passed_edd_without_a_new_date_says_what_to_enter(browse: Browse, ward: Ward, overdue: Stay) -> None:
    assert "Enter the new estimated discharge date" in card(browse, ward, overdue).submit("Set the new date").text


def test_the_round_ends_with_what_it_came_to(
    browse: Browse, session: Session, ward: Ward, people: tuple[Stay, ...]
) -> None:
    browse.get(f"/wards/{ward.id}/round").submit("Start the round")
    page = card(browse, ward)
    for _ in people:
        page = page.submit("Green day", also=["GRN-01"])
    assert page.heading == "Everybody is marked"
    page.submit("End the round")
    assert session.scalars(select(Round.ended_at)).one() == NOW


def test_each_card_shown_leaves_one_line_about_the_person(
    browse: Browse, session: Session, ward: Ward, people: tuple[Stay, ...]
) -> None:
    card(browse, ward, people[1])
    lines = session.execute(select(AuditLine.action, AuditLine.person_id)).all()
    assert ("round.card_shown", people[1].person_id) in lines


def test_somebody_of_another_ward_is_not_found_on_this_one(
    browse: Browse, world: World, arrange: Arrange, ward: Ward, people: tuple[Stay, ...]
) -> None:
    elsewhere = arrange(lambda: world.stay(world.ward("Rowan")))
    browse.get(f"/wards/{ward.id}/round?do=mark&at={elsewhere.id}", status=404)


@pytest.mark.parametrize("doing", ["plan", "mark"])
def test_who_left_while_their_card_was_open_is_said_to_have_left_and_nothing_is_kept(
    browse: Browse, session: Session, ward: Ward, people: tuple[Stay, ...], arrange: Arrange, doing: str
) -> None:
    page = card(browse, ward, people[0], doing)
    who = {"receiving_team_kind": "cmht", "follow_up_owner": "Dr Osei"}
    leaving = LeaveHospital(stay_id=people[0].id, left_at=NOW, method="1", destination="19", **who)
    carry_out(session, leave_hospital, leaving, actor=process("Ward list", source="cli"), now=NOW)
    button, typed = ("Save the plan", "planned") if doing == "plan" else ("Green day", "also")
    refused = page.submit(button, status=400, **{typed: ["GRN-01"]})
    assert "This person has left since: nothing was kept for them" in refused.text
    assert marks(session) == {}
    assert session.scalar(select(func.count()).select_from(DayPlan)) == 0


@pytest.mark.parametrize(("role", "status"), [(Role.BANK_WORKER, 200), (Role.EXECUTIVE, 403)])
def test_who_may_hold_a_round(
    browse_as: BrowseAs,
    world: World,
    arrange: Arrange,
    ward: Ward,
    people: tuple[Stay, ...],
    role: Role,
    status: int,
) -> None:
    scope = world.trust if role is Role.EXECUTIVE else ward
    user = arrange(lambda: world.user(role, scope))
    browse_as(user).get(f"/wards/{ward.id}/round?do=mark", status=status)


def test_a_nurse_of_another_ward_finds_no_round(
    browse_as: BrowseAs, world: World, arrange: Arrange, ward: Ward, people: tuple[Stay, ...]
) -> None:
    stranger = arrange(lambda: world.user(Role.WARD_MEMBER, world.ward("Rowan")))
    browse_as(stranger).get(f"/wards/{ward.id}/round?do=mark", status=404)


def test_an_empty_ward_has_an_end_and_no_card(browse: Browse, ward: Ward) -> None:
    assert card(browse, ward).heading == "Everybody is marked"


def test_a_card_costs_the_same_on_a_full_ward(
    browse: Browse,
    world: World,
    arrange: Arrange,
    ward: Ward,
    people: tuple[Stay, ...],
    count_queries: Callable[[Callable[[], object]], int],
) -> None:
    card(browse, ward, people[0])  # the first line of the record makes its chain
    few = count_queries(lambda: card(browse, ward, people[0]))
    arrange(lambda: [world.stay(ward, edd=date(2026, 12, 1)) for _ in range(12)])
    assert count_queries(lambda: card(browse, ward, people[0])) == few
    assert session_total(ward, world) == 15


def session_total(ward: Ward, world: World) -> int:
    return world.session.scalar(select(func.count()).select_from(Stay).where(Stay.last_ward_id == ward.id)) or 0
